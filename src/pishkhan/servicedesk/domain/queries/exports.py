"""The lists of the desk that can be taken away, read a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.servicedesk.domain.exports import STEP, Kind, Query, offer
from pishkhan.servicedesk.domain.queries import search
from pishkhan.servicedesk.domain.queries.inbox import Filter, Row, inbox
from pishkhan.servicedesk.enums import CustomerStatus
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow


def leads(actor: Actor) -> bool:
    """Leads, managers and administrators."""
    return actor.is_administrator or bool(actor.units((Role.LEAD, Role.MANAGER)))


# Requests ------------------------------------------------------------------------------------------


def requests(actor: Actor, query: Query) -> QuerySet[Request]:
    """Requests filed between two days, oldest first: of the institution for administrators, for others those that are
    or were at an office they answer for."""
    rows = Request.objects.filter(institution_id=actor.institution_id)
    if not actor.is_administrator:
        offices = sorted(workflow.overseen(actor))
        at_office = workflow.Task.objects.filter(case_id=OuterRef("case_id"), office_id__in=offices)
        rows = rows.filter(Exists(at_office))
    if first := _day(query.get("first")):
        rows = rows.filter(created_at__gte=_midnight(first))
    if last := _day(query.get("last")):
        rows = rows.filter(created_at__lt=_midnight(last + timedelta(days=1)))
    if (status := query.get("status")) in CustomerStatus.values:
        rows = rows.filter(customer_status=status)
    if kind := query.get("type"):
        rows = rows.filter(type__key=kind)
    if faculty := uuid_of(query.get("faculty")):
        rows = rows.filter(enrolment__faculty_id=faculty)
    return rows.order_by("created_at", "id")


def _requests(actor: Actor, query: Query) -> Iterator[Request]:
    rows = requests(actor, query).select_related("type", "applicant", "enrolment__faculty")
    return rows.only(
        "number", "created_at", "closed_at", "customer_status", "sent_back", "first_answer_at", "type__name",
        "applicant__full_name", "applicant__full_name_en", "enrolment__student_number", "enrolment__faculty__name",
    ).iterator(STEP)  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# Open work -----------------------------------------------------------------------------------------


def _inbox(actor: Actor, query: Query) -> Iterator[Row]:
    after = ""
    while True:
        page = inbox(actor, _filter(query, after), size=STEP)
        yield from page.rows
        if not (after := page.next):
            return


def _filter(query: Query, after: str = "") -> Filter:
    return Filter(
        tab=query.get("tab") or "all", office=uuid_of(query.get("office")), type_key=query.get("type") or "",
        faculty=uuid_of(query.get("faculty")), order=query.get("order") or "due", after=after,
    )  # fmt: skip


def _overdue(actor: Actor, query: Query) -> Iterator[Row]:
    """What the page of overdue work lists, of all its offices together."""
    batch: list[workflow.Task] = []
    rows = workflow.with_holder(workflow.overdue_tasks(actor).select_related("case"))
    for task in rows.defer("case__marking", "case__data", "form_data", "form_sealed").iterator(STEP):
        batch.append(task)
        if len(batch) == STEP:
            yield from _dressed(actor, batch)
            batch = []
    yield from _dressed(actor, batch)


def _dressed(actor: Actor, tasks: list[workflow.Task]) -> Iterator[Row]:
    cases = [task.case_id for task in tasks]
    rows = Request.objects.filter(institution_id=actor.institution_id, case_id__in=cases)
    about = {row.case_id: row for row in rows.select_related("applicant", "enrolment", "type").order_by("id")}
    for task in tasks:
        if request := about.get(task.case_id):
            station = workflow.station(task.case.version_id, task.node)
            yield Row(task=task, request=request, station=station, holder=workflow.holder_of(task))


# Search --------------------------------------------------------------------------------------------


def _found(actor: Actor, query: Query) -> Iterator[search.Hit]:
    before, text = None, query.get("q", "")
    while text:
        hits = search.search(actor, text, before=before)
        yield from hits.rows
        if not (before := hits.next):
            return


offer(
    Kind(
        "inbox", lambda actor: True, _inbox, lambda actor, query: 0,
        asks=("tab", "office", "type", "faculty", "order"),
    )
)  # fmt: skip
offer(Kind("found", lambda actor: True, _found, lambda actor, query: 0, asks=("q",)))
offer(
    Kind(
        "requests", leads, _requests, lambda actor, query: requests(actor, query).count(),
        asks=("first", "last", "status", "type", "faculty"),
    )
)  # fmt: skip
offer(Kind("overdue", leads, _overdue, lambda actor, query: workflow.overdue_tasks(actor).count()))

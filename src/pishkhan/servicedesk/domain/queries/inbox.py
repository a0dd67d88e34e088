"""The office's inbox: one index scan for the page, one look-up for the people on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.queries import search
from pishkhan.servicedesk.domain.queries.requests import unseen_by
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow

PAGE = 25
COUNT_UP_TO = 1000


@dataclass(frozen=True, slots=True)
class Filter:
    """What the clerk asked for. `tab`: all, mine, free, visit, debt, student, late."""

    tab: str = "all"
    office: UUID | None = None
    type_key: str = ""
    faculty: UUID | None = None
    text: str = ""
    order: str = "due"
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inbox."""

    task: workflow.Task
    request: Request
    station: workflow.Station
    holder: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str
    counts: dict[str, int] = field(default_factory=dict)


TABS: dict[str, Q] = {
    "all": Q(),
    "free": Q(assignee_id=None),
    "visit": Q(visit_open=True),
    "debt": Q(debt_held=True),
    "student": Q(returned=True),
}


def _tab(tab: str, actor: Actor) -> Q:
    if tab == "mine":
        return Q(assignee_id=actor.person_id)
    if tab == "late":
        return Q(due_at__lt=timezone.now(), paused_at=None)
    return TABS.get(tab, Q())


def _narrowed(actor: Actor, asked: Filter) -> QuerySet[workflow.Task]:
    rows = workflow.ready_in(actor, [asked.office] if asked.office else None)
    if asked.type_key:
        rows = rows.filter(case__request_id__in=search.requests_of(actor).filter(type__key=asked.type_key).values("id"))
    if asked.faculty:
        rows = rows.filter(case__faculty_id=asked.faculty)
    if asked.text:
        rows = rows.filter(case_id__in=search.cases_matching(actor, asked.text))
    return rows


def inbox(actor: Actor, asked: Filter, *, size: int = PAGE) -> Page:
    """One page by keyset: oldest first, or nearest deadline first; never an offset."""
    rows = _narrowed(actor, asked).filter(_tab(asked.tab, actor))
    if asked.order == "due":
        rows = _after_due(rows, asked.after).order_by("due_at", "id")
    else:
        rows = _after_created(rows, asked.after).order_by("created_at", "id")
    tasks = list(workflow.with_holder(rows.select_related("case"))[: size + 1])
    shown = tasks[:size]
    cursor = _cursor(shown[-1], asked.order) if len(tasks) > size else ""
    return Page(rows=_dress(actor, shown), next=cursor)


def _cursor(task: workflow.Task, order: str) -> str:
    moment = task.due_at if order == "due" else task.created_at
    return f"{moment.isoformat() if moment else ''}~{task.id}"


def _parse(cursor: str) -> tuple[datetime | None, UUID] | None:
    moment, _, ident = cursor.partition("~")
    try:
        return (datetime.fromisoformat(moment) if moment else None), UUID(ident)
    except ValueError:
        return None


def _after_due(rows: QuerySet[workflow.Task], cursor: str) -> QuerySet[workflow.Task]:
    if not cursor or not (place := _parse(cursor)):
        return rows
    moment, ident = place
    if moment is None:  # tasks without a deadline come last
        return rows.filter(due_at=None, id__gt=ident)
    return rows.filter(Q(due_at__gt=moment) | Q(due_at=moment, id__gt=ident) | Q(due_at=None))


def _after_created(rows: QuerySet[workflow.Task], cursor: str) -> QuerySet[workflow.Task]:
    if not cursor or not (place := _parse(cursor)) or place[0] is None:
        return rows
    moment, ident = place
    return rows.filter(created_at__gte=moment).filter(Q(created_at__gt=moment) | Q(id__gt=ident))


def _dress(actor: Actor, tasks: list[workflow.Task]) -> list[Row]:
    found = search.requests_of(actor).filter(case_id__in=[task.case_id for task in tasks])
    found = found.select_related("applicant", "enrolment", "type").annotate(news=unseen_by(actor))
    requests = {request.case_id: request for request in found}
    return [
        Row(
            task=task, request=requests[task.case_id], holder=workflow.holder_of(task),
            station=workflow.station(task.case.version_id, task.node), unread=requests[task.case_id].news,
        )
        for task in tasks
        if task.case_id in requests
    ]  # fmt: skip


def counters(actor: Actor, office: UUID | None = None) -> dict[str, int]:
    """All tab counters in one pass over the inbox index."""
    rows = workflow.ready_in(actor, [office] if office else None)
    names = ["all", "mine", "free", "visit", "debt", "student", "late"]
    everything = Q(pk__isnull=False)
    counted = rows.aggregate(**{f"n_{n}": Count("id", filter=_tab(n, actor) or everything) for n in names})
    return {name: counted[f"n_{name}"] for name in names}

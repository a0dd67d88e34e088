"""The office's inbox: one stretch of an index per desk for the page, one look-up for the people on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.queries import search
from pishkhan.servicedesk.domain.queries.requests import unseen_by
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow

PAGE = 25
COUNT_UP_TO = 1000
COUNTED = ("all", "mine", "free", "visit", "debt", "student", "late")

Tasks = QuerySet[workflow.Task]


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


def _desks(actor: Actor, tab: str, office: UUID | None) -> list[Tasks]:
    offices = [office] if office else None
    rows = workflow.ready_of(actor, offices) if tab == "mine" else workflow.ready_by_desk(actor, offices)
    return [desk.filter(_tab(tab, actor)) for desk in rows]


def _narrowed(actor: Actor, asked: Filter) -> list[Tasks]:
    wanted = Q()
    if asked.type_key:
        wanted &= Q(case__request_id__in=search.requests_of(actor).filter(type__key=asked.type_key).values("id"))
    if asked.faculty:
        wanted &= Q(case__faculty_id=asked.faculty)
    if asked.text:
        wanted &= Q(case_id__in=search.cases_matching(actor, asked.text))
    return [desk.filter(wanted) for desk in _desks(actor, asked.tab, asked.office)]


def _first(desks: Sequence[Tasks], most: int, *order: str) -> QuerySet[workflow.Task, Any]:
    """Ids of the first tasks of every desk, each once: all that the first tasks of all desks can be among."""
    heads = [desk.order_by(*order).values("id")[:most] for desk in desks]
    return heads[0].union(*heads[1:])


def inbox(actor: Actor, asked: Filter, *, size: int = PAGE) -> Page:
    """One page by keyset: oldest first, or nearest deadline first; never an offset."""
    key = "due_at" if asked.order == "due" else "created_at"
    after = _after_due if key == "due_at" else _after_created
    desks = [part for desk in _narrowed(actor, asked) for part in after(desk, asked.after)]
    if not desks:
        return Page(rows=[], next="")
    rows = workflow.Task.objects.filter(id__in=_first(desks, size + 1, key, "id")).order_by(key, "id")
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


def _after_due(rows: Tasks, cursor: str) -> list[Tasks]:
    """What comes after a place, in parts that are each a stretch of the index; tasks without a deadline come last."""
    if not cursor or not (place := _parse(cursor)):
        return [rows]
    moment, ident = place
    if moment is None:
        return [rows.filter(due_at=None, id__gt=ident)]
    later = rows.filter(due_at__gte=moment).filter(Q(due_at__gt=moment) | Q(id__gt=ident))
    return [later, rows.filter(due_at=None)]


def _after_created(rows: Tasks, cursor: str) -> list[Tasks]:
    if not cursor or not (place := _parse(cursor)) or place[0] is None:
        return [rows]
    moment, ident = place
    return [rows.filter(created_at__gte=moment).filter(Q(created_at__gt=moment) | Q(id__gt=ident))]


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
    """Tasks under every tab, each counted up to COUNT_UP_TO, in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for tab in COUNTED:
        desks = _desks(actor, tab, office)
        if not desks:
            return dict.fromkeys(COUNTED, 0)
        # In the order of an index: a few of very many are found without looking at the others.
        sql, given = _first(desks, COUNT_UP_TO, "due_at", "id").query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS of_{tab})")  # noqa: S608 - our own words, values apart
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        counted = cursor.fetchone()
    return {tab: min(number, COUNT_UP_TO) for tab, number in zip(COUNTED, counted, strict=True)}

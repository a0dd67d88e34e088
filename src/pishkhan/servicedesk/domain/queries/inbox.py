"""The office's inbox: one stretch of an index per desk for the page, one look-up for the people on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.plumbing import rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept, kept_part
from pishkhan.servicedesk.domain.queries.requests import unseen_by
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow

PAGE = 25
COUNT_UP_TO = 1000
SAVED_UP_TO = 100
SHOWN = (
    "case_id", "number", "created_at", "applicant__full_name", "applicant__full_name_en", "enrolment__student_number",
    "enrolment__titles", "enrolment__status", "type__name",
)  # fmt: skip
"""What a line shows of a request: the other columns of four tables would be read, parsed and thrown away."""
COUNTED = ("all", "mine", "free", "visit", "debt", "student", "late")

Tasks = QuerySet[workflow.Task]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the clerk asked for. `tab`: all, mine, free, visit, debt, student, late."""

    tab: str = "all"
    office: UUID | None = None
    type_key: str = ""
    faculty: UUID | None = None
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


def _desks(tab: str, desks: Mapping[str, Any], now: datetime | None = None) -> list[Tasks]:
    """Every stretch of open tasks under a tab. `desks` is what `_reach` gave, `now` is for «late» only."""
    found = workflow.ready_given(desks["me"], desks["offices"], desks["absent"], desks["absent_at"])
    if tab == "mine":
        return found
    late = Q(due_at__lt=now, paused_at=None)
    wanted = late if tab == "late" else TABS.get(tab, Q())
    return [desk.filter(wanted) for desk in [*workflow.ready_at(desks["roles"], desks["units"]), *found]]


def _reach(actor: Actor, asked: Filter) -> tuple[tuple[tuple[str, ...], ...], dict[str, Any]]:
    """What shapes a query of the actor's desks, and its values."""
    reach = workflow.reach_of(actor, asked.office)
    values = reach.values
    if asked.tab == "mine":
        del values["units"]
    return reach.roles, values


def _first(desks: Sequence[Tasks], most: int, *order: str) -> QuerySet[workflow.Task, Any]:
    """Ids of the first tasks of every desk, each once: all that the first tasks of all desks can be among."""
    heads = [desk.order_by(*order).values("id")[:most] for desk in desks]
    return heads[0].union(*heads[1:])


def inbox(actor: Actor, asked: Filter, *, size: int = PAGE) -> Page:
    """One page by keyset: oldest first, or nearest deadline first; never an offset."""
    roles, values = _reach(actor, asked)
    if not values["offices"]:
        return Page(rows=[], next="")
    if asked.type_key:
        values |= {"institution": actor.institution_id, "kind": asked.type_key}
    if asked.faculty:
        values["faculty"] = asked.faculty
    if asked.tab == "late":
        values["now"] = timezone.now()
    key = "due_at" if asked.order == "due" else "created_at"
    place = _parse(asked.after)
    if place:
        moment, ident = place
        values |= {"ident": ident, **({"moment": moment} if moment else {})}
    tasks = _tasks(asked.tab, key, size, roles, **values)
    shown = tasks[:size]
    cursor = _cursor(shown[-1], asked.order) if len(tasks) > size else ""
    return Page(rows=_dress(actor, shown), next=cursor)


@kept
def _tasks(
    tab: str, key: str, size: int, roles: tuple[tuple[str, ...], ...], /, **given: Any
) -> QuerySet[workflow.Task]:
    """The tasks of a page and one more."""
    desks = [desk.filter(_wanted(given)) for desk in _desks(tab, {**given, "roles": roles}, given.get("now"))]
    after = _after_due if key == "due_at" else _after_created
    if ident := given.get("ident"):
        desks = [part for desk in desks for part in after(desk, given.get("moment"), ident)]
    rows = workflow.Task.objects.filter(id__in=_first(desks, size + 1, key, "id")).order_by(key, "id")
    rows = rows.select_related("case").defer("case__marking", "case__data", "form_data", "form_sealed")
    return workflow.with_holder(rows)[: size + 1]


def _wanted(given: Mapping[str, Any]) -> Q:
    """Tasks of the service and faculty that are asked for."""
    wanted = Q()
    if kind := given.get("kind"):
        of_kind = Request.objects.filter(institution_id=given["institution"], type__key=kind)
        wanted &= Q(case__request_id__in=of_kind.values("id"))
    if faculty := given.get("faculty"):
        wanted &= Q(case__faculty_id=faculty)
    return wanted


def _cursor(task: workflow.Task, order: str) -> str:
    moment = task.due_at if order == "due" else task.created_at
    return f"{moment.isoformat() if moment else ''}~{task.id}"


def _parse(cursor: str) -> tuple[datetime | None, UUID] | None:
    moment, mark, ident = cursor.partition("~")
    if not mark:
        return None
    try:
        return (datetime.fromisoformat(moment) if moment else None), UUID(ident)
    except ValueError:
        return None


def _after_due(rows: Tasks, moment: datetime | None, ident: UUID) -> list[Tasks]:
    """What comes after a place, in parts that are each a stretch of the index; tasks without a deadline come last."""
    if moment is None:
        return [rows.filter(due_at=None, id__gt=ident)]
    later = rows.filter(due_at__gte=moment).filter(Q(due_at__gt=moment) | Q(id__gt=ident))
    return [later, rows.filter(due_at=None)]


def _after_created(rows: Tasks, moment: datetime | None, ident: UUID) -> list[Tasks]:
    if moment is None:
        return [rows.filter(id__gt=ident)]
    return [rows.filter(created_at__gte=moment).filter(Q(created_at__gt=moment) | Q(id__gt=ident))]


def _dress(actor: Actor, tasks: list[workflow.Task]) -> list[Row]:
    cases = [task.case_id for task in tasks]
    requests = {
        request.case_id: request
        for start in range(0, len(cases), PAGE)
        for request in _requests(institution=actor.institution_id, me=actor.me, cases=cases[start : start + PAGE])
    }
    return [
        Row(
            task=task, request=requests[task.case_id], holder=workflow.holder_of(task),
            station=workflow.station(task.case.version_id, task.node), unread=requests[task.case_id].news,
        )
        for task in tasks
        if task.case_id in requests
    ]  # fmt: skip


@kept
def _requests(*, institution: UUID, me: UUID, cases: list[UUID]) -> QuerySet[Any]:
    found = Request.objects.filter(institution_id=institution, case_id__in=cases)
    found = found.select_related("applicant", "enrolment", "type").annotate(news=unseen_by(me))
    return found.only(*SHOWN)


def counters(actor: Actor, office: UUID | None = None) -> dict[str, int]:
    """Tasks under every tab, each counted up to COUNT_UP_TO, in one statement."""
    return counts(actor, office)[0]


def counts(actor: Actor, office: UUID | None, saved: Sequence[Filter] = ()) -> tuple[dict[str, int], list[int]]:
    """Tasks under every tab in one statement, and those of each saved view up to SAVED_UP_TO in another."""
    roles, values = _reach(actor, Filter(office=office))
    if not values["offices"]:
        return dict.fromkeys(COUNTED, 0), [0] * len(saved)
    now = timezone.now()
    found: tuple[int, ...] = _tabs(roles, **values, now=now)[0]
    return {tab: min(n, COUNT_UP_TO) for tab, n in zip(COUNTED, found, strict=True)}, _counts_of(actor, saved, now)


def _counts_of(actor: Actor, saved: Sequence[Filter], now: datetime) -> list[int]:
    """Each view's text is kept by itself, whoever has it and wherever in their row; only the joint is made anew."""
    texts: list[str] = []
    given: list[Any] = []
    places: list[int] = []
    for place, asked in enumerate(saved):
        roles, values = _reach(actor, asked)
        if not values["offices"]:
            continue
        if asked.type_key:
            values |= {"institution": actor.institution_id, "kind": asked.type_key}
        if asked.faculty:
            values["faculty"] = asked.faculty
        if asked.tab == "late":
            values["now"] = now
        text, params = _view(asked.tab, roles, **values)
        texts.append(text)
        given += params
        places.append(place)
    found = rows.run(f"SELECT {', '.join(texts)}", given).fetchone() if texts else ()
    counted = dict(zip(places, found or (), strict=True))
    return [counted.get(place, 0) for place in range(len(saved))]


@kept
def _tabs(roles: tuple[tuple[str, ...], ...], /, **given: Any) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for tab in COUNTED:
        # In the order of an index: a few of very many are found without looking at the others.
        desks = _desks(tab, {**given, "roles": roles}, given["now"])
        sql, params = _first(desks, COUNT_UP_TO, "due_at", "id").query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS of_{tab})")  # noqa: S608 - our own words, values apart
        values.extend(params)
    return f"SELECT {', '.join(parts)}", values


@kept_part
def _view(tab: str, roles: tuple[tuple[str, ...], ...], /, **given: Any) -> tuple[str, tuple[Any, ...]]:
    desks = [desk.filter(_wanted(given)) for desk in _desks(tab, {**given, "roles": roles}, given.get("now"))]
    # Cut once more after the desks came together: a small number is all that is shown.
    sql, params = _first(desks, SAVED_UP_TO, "due_at", "id").query.sql_with_params()
    return f"(SELECT count(*) FROM (SELECT 1 FROM ({sql}) AS s LIMIT {SAVED_UP_TO}) AS v)", params  # noqa: S608


def chosen(actor: Actor, tasks: Sequence[UUID]) -> list[Row]:
    """Those of some open tasks that are at the actor's desks, in the order given."""
    rows = workflow.with_holder(workflow.ready_in(actor).filter(id__in=tasks).select_related("case"))
    found = {task.id: task for task in rows.order_by("id")}
    return _dress(actor, [found[each] for each in tasks if each in found])

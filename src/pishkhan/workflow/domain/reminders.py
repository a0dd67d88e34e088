"""Telling people of deadlines that come near and that have passed, once for each threshold of a task.

A threshold that was told is a row; who writes it sends the message in the same transaction, so neither a killed worker
nor two at once tell it twice. Tasks that wait for the student are left alone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import incidents, rows
from pishkhan.plumbing.actor import Role
from pishkhan.workflow import messages
from pishkhan.workflow.domain.queries.cases import station
from pishkhan.workflow.domain.thresholds import Threshold, Times, To, times_of
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.models import ProcessVersion

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Tasks looked at in one go; those of one reader among them make one message."""
NOBODY_TO_TELL = "deadline_nobody"
"""The kind of incident that tells of an office whose deadlines pass unheard: no holder, no lead, no manager."""
HIGHEST = 10
"""Units above an office in which a manager is looked for."""
MOST = 20
"""People told of one task."""
NONE = UUID(int=0)
LONG_AGO = datetime.min.replace(tzinfo=organisation.TEHRAN, year=1900)

_FOUND = """
    SELECT t.id, t.case_id, t.node, t.assignee_id, t.wants_role, t.due_at, c.version_id
    FROM workflow_task t JOIN workflow_case c ON c.id = t.case_id {near}
    WHERE t.office_id = %(office)s AND t.status = 'ready' AND t.paused_at IS NULL
    AND t.due_at > %(from)s AND t.due_at <= %(until)s AND (t.due_at, t.id) > (%(due)s, %(last)s)
    AND NOT EXISTS (SELECT FROM workflow_reminder r WHERE r.task_id = t.id AND r.threshold = %(threshold)s)
    ORDER BY t.due_at, t.id LIMIT %(most)s
"""
_NEAR = """
    JOIN unnest(%(versions)s::uuid[], %(nodes)s::text[], %(horizons)s::timestamptz[]) AS h (version_id, node, at)
    ON h.version_id = c.version_id AND h.node = t.node AND t.due_at <= h.at
"""
_LATE_SQL = " ".join(_FOUND.format(near="").split())
_NEAR_SQL = " ".join(_FOUND.format(near=_NEAR).split())
_KEEP = """
    INSERT INTO workflow_reminder (task_id, threshold, at) SELECT t.id, %(threshold)s, %(now)s FROM workflow_task t
    WHERE t.id = ANY(%(tasks)s) AND t.status = 'ready' AND t.paused_at IS NULL AND t.due_at <= %(until)s ORDER BY t.id
    ON CONFLICT (task_id, threshold) DO NOTHING RETURNING task_id
"""

Numbers = Callable[[UUID, Collection[UUID]], Mapping[UUID, str]]
_numbers: list[Numbers] = []


def numbers_come_from(source: Numbers) -> None:
    """Register who knows what people call a case: (institution, case ids) → case id → number."""
    _numbers[:] = [source]


@dataclass(frozen=True, slots=True)
class Found:
    """A task that came to a threshold."""

    id: UUID
    case_id: UUID
    node: str
    assignee_id: UUID | None
    wants_role: str
    due_at: datetime
    version_id: UUID


def remind_all() -> int:
    """Tell of every threshold that was reached and not told yet; the number of tasks told of."""
    return sum(_of_institution(here.id) for here in organisation.institutions())


def _of_institution(institution_id: UUID) -> int:
    now, told = timezone.now(), 0
    calendar, rules = organisation.read_calendar(institution_id), times_of(institution_id)
    given = _hours_given(institution_id)
    for office in organisation.units_of(institution_id).values():
        for threshold in rules.get(office.id, Times()).thresholds():
            asked = _reached(calendar, threshold, given, now)
            if asked is None:
                continue
            try:
                told += _of_office(office, threshold, asked)
            except Exception:  # one office must not keep the others from hearing
                log.exception("the deadlines of office %s were not told", office.id)
    return told


def _hours_given(institution_id: UUID) -> list[tuple[UUID, str, float]]:
    """(version, station, working hours it is given) for all that have a deadline."""
    versions = ProcessVersion.objects.filter(process__institution_id=institution_id).order_by("id")
    return [
        (version, node.id, hours)
        for version in versions.values_list("id", flat=True)
        for node in compiled(version).graph.nodes.values()
        if (hours := float(node.attrs.get("deadline") or 0))
    ]


def _reached(
    calendar: organisation.Calendar, threshold: Threshold, given: list[tuple[UUID, str, float]], now: datetime
) -> dict[str, object] | None:
    """What the statement asks for: deadlines so near, or so far behind. None when nothing has a deadline.

    A part of the time given is used up when less than the rest lies between now and the deadline, which pauses and
    changes of the calendar have moved already.
    """
    if threshold.is_late:
        return {"from": LONG_AGO, "until": calendar.before(now, threshold.hours), "threshold": threshold.name}
    rest = {hours: calendar.after(now, hours * (100 - threshold.percent) / 100) for _, _, hours in given}
    if not rest:
        return None
    return {
        "from": now, "until": max(rest.values()), "threshold": threshold.name,
        "versions": [version for version, _, _ in given], "nodes": [node for _, node, _ in given],
        "horizons": [rest[hours] for _, _, hours in given],
    }  # fmt: skip


def _of_office(office: organisation.Unit, threshold: Threshold, asked: dict[str, object]) -> int:
    told, who = 0, Readers(office)
    for batch in _batches(office.id, threshold, asked):
        readers: dict[tuple[UUID, ...], list[Found]] = defaultdict(list)
        for task in batch:
            readers[who.of(threshold, task)].append(task)
        for people, tasks in readers.items():
            if people:
                told += _tell(office, threshold, people, tasks, asked["until"])
            _note(office, tasks, heard=bool(people))
    return told


def _batches(office_id: UUID, threshold: Threshold, asked: dict[str, object]) -> Iterator[list[Found]]:
    due, last = LONG_AGO, NONE
    sql = _LATE_SQL if threshold.is_late else _NEAR_SQL
    while True:
        values = {**asked, "office": office_id, "due": due, "last": last, "most": AT_ONCE}
        batch = [Found(*row) for row in rows.run(sql, values).fetchall()]
        if batch:
            yield batch
        if len(batch) < AT_ONCE:
            return
        due, last = batch[-1].due_at, batch[-1].id


class Readers:
    """Who is told of an office's deadlines, asked for once in a round."""

    def __init__(self, office: organisation.Unit) -> None:
        self.office = office
        self._known: dict[object, tuple[UUID, ...]] = {}

    def of(self, threshold: Threshold, task: Found) -> tuple[UUID, ...]:
        """The holder while they work there, else the desk; the lead; the manager. Where there is none, whoever is
        above."""
        if threshold.to is To.HOLDER:
            if task.assignee_id in self._once("all", lambda: identity.staff_of(self.office.id, list(Role))):
                return self._with_deputies(task.assignee_id) if task.assignee_id else ()
            found = self._once(task.wants_role, lambda: identity.at_desk(self.office.id, task.wants_role)[:MOST])
        elif threshold.to is To.LEAD:
            found = self._once("lead", lambda: identity.staff_of(self.office.id, [Role.LEAD])[:MOST])
        else:
            found = ()
        return found or self._once("above", lambda: _managers(self.office)[:MOST])

    def _with_deputies(self, holder: UUID) -> tuple[UUID, ...]:
        """The holder, and who stands in for them today."""
        if holder not in self._known:
            others = identity.deputies_of([holder], self.office.id, timezone.localdate())
            self._known[holder] = (holder, *(person for person in others if person != holder))
        return self._known[holder]

    def _once(self, what: object, find: Callable[[], list[identity.Person]]) -> tuple[UUID, ...]:
        if what not in self._known:
            self._known[what] = tuple(person.id for person in find())
        return self._known[what]


def _managers(office: organisation.Unit) -> list[identity.Person]:
    """Managers of the office, else of the nearest unit above it that has one."""
    units, here = organisation.units_of(office.institution_id), office
    for _ in range(HIGHEST):
        if found := identity.staff_of(here.id, [Role.MANAGER]):
            return found
        if here.parent_id is None or here.parent_id not in units:
            break
        here = units[here.parent_id]
    return []


@transaction.atomic
def _tell(
    office: organisation.Unit, threshold: Threshold, people: tuple[UUID, ...], tasks: list[Found], until: object
) -> int:
    """Write that these were told and send it; those that another worker told, or that wait meanwhile, are left out."""
    asked = {
        "threshold": threshold.name, "now": timezone.now(), "tasks": [task.id for task in tasks], "until": until,
    }  # fmt: skip
    fresh = {row[0] for row in rows.run(_KEEP, asked).fetchall()}
    told = [task for task in tasks if task.id in fresh]
    if told:
        message = _message(office, threshold, told)
        for person in people:
            notifications.send(recipient=identity.recipient_of(person), message=message)
    return len(told)


def _message(office: organisation.Unit, threshold: Threshold, told: list[Found]) -> notifications.Message:
    first, name = told[0], dict(office.name)
    due = first.due_at.astimezone(organisation.TEHRAN).date()
    late = f"/desk/overdue/?office={office.id}"
    if len(told) > 1:
        if threshold.is_late:
            return messages.DeadlinesOver(count=len(told), office=name, due=due, link=late)
        return messages.DeadlinesNear(count=len(told), office=name, due=due, link="/desk/")
    known = _numbers[0](office.institution_id, [first.case_id]) if _numbers else {}
    number = known.get(first.case_id, "")
    title = station(first.version_id, first.node).title
    if threshold.is_late:
        return messages.DeadlineOver(number=number, station=title, office=name, due=due, link=late)
    return messages.DeadlineNear(number=number, station=title, due=due, link=f"/desk/task/{first.id}/")


def _note(office: organisation.Unit, tasks: list[Found], *, heard: bool) -> None:
    """Nobody to tell is an incident of the office; it closes when somebody was told again."""
    if heard:
        incidents.close_incidents(
            institution_id=office.institution_id, kind=NOBODY_TO_TELL, subject_id=office.id
        )
        return
    incidents.open_incident(
        institution_id=office.institution_id, kind=NOBODY_TO_TELL, subject_kind="unit", subject_id=office.id,
        detail={"office": office.key, "tasks": len(tasks), "case": str(tasks[0].case_id)},
    )  # fmt: skip

"""Telling people of deadlines that come near and that have passed, once for each threshold of a task.

A threshold that was told is a row; who writes it sends the message in the same transaction, so neither a killed worker
nor two at once tell it twice. Tasks that wait for the student are left alone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import incidents, rows
from pishkhan.plumbing.actor import Role
from pishkhan.workflow import messages
from pishkhan.workflow.domain import reaching
from pishkhan.workflow.domain.queries.cases import station
from pishkhan.workflow.domain.reaching import Found
from pishkhan.workflow.domain.thresholds import Threshold, To

log = logging.getLogger(__name__)

NOBODY_TO_TELL = "deadline_nobody"
"""The kind of incident that tells of an office whose deadlines pass unheard: no holder, no lead, no manager."""
HIGHEST = 10
"""Units above an office in which a manager is looked for."""
MOST = 20
"""People told of one task."""
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


def number_of(institution_id: UUID, case_id: UUID) -> str:
    """What people call a case; empty where nobody knows."""
    return _numbers[0](institution_id, [case_id]).get(case_id, "") if _numbers else ""


def remind_all() -> int:
    """Tell of every threshold that was reached and not told yet; the number of tasks told of."""
    return sum(_of_institution(here.id) for here in organisation.institutions())


def _of_institution(institution_id: UUID) -> int:
    units, told, with_work = organisation.units_of(institution_id), 0, set[UUID]()
    reached = reaching.with_something_to_tell(institution_id, units.values()) if reaching.anything_open(units) else ()
    for office, threshold, asked in reached:
        with_work.add(office.id)
        try:
            told += _of_office(office, threshold, asked)
        except Exception:  # one office must not keep the others from hearing
            log.exception("the deadlines of office %s were not told", office.id)
    incidents.close_others(institution_id=institution_id, kind=NOBODY_TO_TELL, subject_ids=with_work)
    return told


def _of_office(office: organisation.Unit, threshold: Threshold, asked: dict[str, Any]) -> int:
    told, who = 0, Readers(office)
    for batch in reaching.batches(office.id, threshold, asked):
        readers: dict[tuple[UUID, ...], list[Found]] = defaultdict(list)
        for task in batch:
            readers[who.of(threshold, task)].append(task)
        for people, tasks in readers.items():
            if people:
                told += _tell(office, threshold, people, tasks, asked["until"])
            _note(office, tasks, heard=bool(people))
    return told


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
    number = number_of(office.institution_id, first.case_id)
    title = station(first.version_id, first.node).title
    if threshold.is_late:
        return messages.DeadlineOver(number=number, station=title, office=name, due=due, link=late)
    return messages.DeadlineNear(number=number, station=title, due=due, link=f"/desk/task/{first.id}/")


def _note(office: organisation.Unit, tasks: list[Found], *, heard: bool) -> None:
    """Nobody to tell is an incident of the office; it closes when somebody was told again, or nothing is to be told."""
    if heard:
        incidents.close_incidents(
            institution_id=office.institution_id, kind=NOBODY_TO_TELL, subject_id=office.id
        )
        return
    incidents.open_incident(
        institution_id=office.institution_id, kind=NOBODY_TO_TELL, subject_kind="unit", subject_id=office.id,
        detail={"office": office.key, "tasks": len(tasks), "case": str(tasks[0].case_id)},
    )  # fmt: skip

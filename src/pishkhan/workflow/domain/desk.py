"""Who holds a task, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.plumbing import audit, rows
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.audit import Line
from pishkhan.workflow import messages
from pishkhan.workflow.domain import clocks, handing_out, opening, registry, reminders
from pishkhan.workflow.domain.errors import AlreadyDone, Changed
from pishkhan.workflow.domain.locking import locked_task, locked_task_of, seated
from pishkhan.workflow.domain.queries.cases import station
from pishkhan.workflow.enums import TaskStatus, Waiting
from pishkhan.workflow.models import Task


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw who decides: the holder their page showed, None for nobody."""

    holder: UUID | None


FLAGS = {Waiting.VISIT: "visit_open", Waiting.DEBT: "debt_held", Waiting.STUDENT: "returned"}


def _ready(actor: Actor, task_id: UUID, role: Role | None = None) -> Task:
    task = locked_task(actor, task_id, role)
    if task.status != TaskStatus.READY:
        raise AlreadyDone(by=task.done_by, at=task.done_at, same=task.done_by == actor.person_id)
    return task


@transaction.atomic
def claim(*, actor: Actor, task_id: UUID) -> Task:
    """Take an unassigned task; of many who press at once exactly one gets it.

    From a lent seat it is taken for the absent colleague, who goes on with it afterwards. What somebody has who left
    the office may be taken over. Raises NotYours, Blocked, AlreadyDone when somebody else has it,
    DomainError("lead_assigns") at a lead's desk, which only hands out (B17).
    """
    task = _ready(actor, task_id)
    actor = seated(actor, task)
    if task.assignee_id is not None and task.assignee_id in (actor.person_id, actor.on_behalf_of):
        return task
    if task.assignee_id and task.office_id and identity.works_in(task.assignee_id, task.office_id):
        raise AlreadyDone(by=task.assignee_id, at=None)
    if task.wants_role == Role.LEAD and not actor.sits_at(task.office_id, Role.LEAD):
        raise DomainError("lead_assigns")
    return _hand(actor, task, actor.on_behalf_of or actor.person_id, "task.claimed")


@transaction.atomic
def assign(*, actor: Actor, task_id: UUID, person_id: UUID | None, seen: Seen | None = None) -> Task:
    """A lead gives a task to somebody of the office, or takes it back with None (B17, B19). From whom it is taken is
    told. Where they have it already nothing happens. `seen`: who held it when the lead decided.

    Raises NotYours, Blocked, DomainError not_lead, not_of_office, own_of_assignee (they filed it), AlreadyDone when
    somebody took it since, Changed when nobody has it any more.
    """
    task = _ready(actor, task_id, Role.LEAD)
    if not actor.sits_at(task.office_id, Role.LEAD):
        raise DomainError("not_lead")
    if seen and task.assignee_id == person_id:
        return task
    _still(task, seen)
    if person_id is not None and task.office_id is not None:
        able = identity.staff_of(task.office_id, [Role.EXPERT, Role.LEAD, Role.MANAGER])
        if person_id not in {person.id for person in able}:
            raise DomainError("not_of_office")
    if person_id is not None and person_id == registry.applicant_of(task.case):
        raise DomainError("own_of_assignee")
    return _hand(seated(actor, task, Role.LEAD), task, person_id, "task.assigned")


@transaction.atomic
def give_to_least_loaded(*, actor: Actor, task_id: UUID, seen: Seen | None = None) -> Task:
    """A lead gives a task to the present expert with the fewest open ones; `seen` as for `assign`. Raises NotYours,
    Blocked, AlreadyDone, Changed, DomainError not_lead, nobody_present."""
    task = _ready(actor, task_id, Role.LEAD)
    if not actor.sits_at(task.office_id, Role.LEAD):
        raise DomainError("not_lead")
    _still(task, seen)
    return _hand(seated(actor, task, Role.LEAD), task, handing_out.for_task(task), "task.assigned")


def _hand(actor: Actor, task: Task, person_id: UUID | None, action: str) -> Task:
    before = task.assignee_id
    task.assignee_id, task.rev = person_id, task.rev + 1
    rows.update(task, "assignee_id", "rev")
    line = Line(
        action, "task", task.id, before={"assignee": str(before) if before else None},
        after={"assignee": str(person_id) if person_id else None, "node": task.node},
    )  # fmt: skip
    audit.record(actor=actor, stream=task.case_id, lines=[line], locked=True)
    if action == "task.assigned" and before and before not in (person_id, actor.person_id, actor.on_behalf_of):
        _tell(actor, task, before)
    opening.tell(task.case, finished=False)
    return task


def _still(task: Task, seen: Seen | None) -> None:
    """Raises AlreadyDone, Changed."""
    if seen is None or task.assignee_id == seen.holder:
        return
    if task.assignee_id:
        raise AlreadyDone(by=task.assignee_id, at=None)
    raise Changed


def _tell(actor: Actor, task: Task, before: UUID) -> None:
    """Who had the task hears that it is theirs no more."""
    case, who = task.case, identity.person(actor.me)
    message = messages.TaskMoved(
        number=reminders.number_of(case.institution_id, case.id), station=station(case.version_id, task.node).title,
        who={"fa": who.full_name, "en": who.full_name_en or who.full_name}, link="/desk/",
    )  # fmt: skip
    notifications.send(recipient=identity.recipient_of(before), message=message)


def begin_waiting(*, actor: Actor, task_id: UUID, what: Waiting, reason: str = "") -> Task:
    """Stop the task's clock until the student came, paid or answered. May be repeated: the student is told again (C8).

    The task stays with the same expert; nothing moves. Runs in the caller's transaction, under the case's lock. Raises
    NotYours, Blocked, AlreadyDone.
    """
    task = _ready(actor, task_id)
    actor, now = seated(actor, task), timezone.now()
    setattr(task, FLAGS[what], True)
    task.paused_at = task.paused_at or now
    task.notified_at, task.rev = now, task.rev + 1
    if task.assignee_id is None and actor.person_id:
        task.assignee_id = actor.on_behalf_of or actor.person_id
    rows.update(task, FLAGS[what], "paused_at", "notified_at", "assignee_id", "rev")
    line = Line(f"waiting.{what}", "task", task.id, reason=reason, after={"node": task.node})
    audit.record(actor=actor, stream=task.case_id, lines=[line], locked=True)
    opening.tell(task.case, finished=False)
    return task


def end_waiting(*, actor: Actor, task: Task, what: Waiting, reason: str = "") -> Task:
    """The student came, paid or answered; the clock runs again with the working time it had left.

    The caller holds the case's lock (`locked_task` or `locked_open_task`).
    """
    setattr(task, FLAGS[what], False)
    if not (task.visit_open or task.debt_held or task.returned):
        clocks.resume(task)
    task.rev += 1
    if what is not Waiting.STUDENT:
        actor = seated(actor, task)
    rows.update(task, FLAGS[what], "paused_at", "due_at", "waited_s", "rev")
    line = Line(f"waited.{what}", "task", task.id, reason=reason, after={"node": task.node})
    audit.record(actor=actor, stream=task.case_id, lines=[line], locked=True)
    opening.tell(task.case, finished=False)
    return task


def locked_open_task(*, institution_id: UUID, task_id: UUID) -> Task:
    """A ready task under its case's lock, for verbs that act for the student. Raises NotYours, AlreadyDone."""
    task = locked_task_of(institution_id, task_id)
    if task.status != TaskStatus.READY:
        raise AlreadyDone(by=task.done_by, at=task.done_at)
    return task

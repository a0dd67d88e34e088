"""Taking the case's lock together with what may be seen of it."""

from __future__ import annotations

from uuid import UUID

from pishkhan.plumbing import rows
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.rows import Statement
from pishkhan.workflow.domain import registry
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.domain.queries.tasks import WORKABLE, standing
from pishkhan.workflow.models import Case, Task

_LOCK = Statement(f"""
    SELECT {rows.columns(Case, "c")} FROM workflow_case c
    WHERE c.institution_id = %(institution)s
    AND c.id = (SELECT t.case_id FROM workflow_task t WHERE t.id = %(task)s AND {WORKABLE})
    FOR UPDATE
""")  # noqa: S608 - made of our own names
_READ = Statement(f"SELECT {rows.columns(Task, 't')} FROM workflow_task t WHERE t.id = %(task)s AND {WORKABLE}")  # noqa: S608
_CASE = Statement(f"""
    SELECT {rows.columns(Case, "c")} FROM workflow_case c
    WHERE c.institution_id = %(institution)s AND c.id = %(case)s FOR UPDATE
""")  # noqa: S608


def locked_task(actor: Actor, task_id: UUID, role: Role | None = None) -> Task:
    """The task under its case's lock, if the actor may work on it: the way in of every act of a desk. `role` as
    for `seated`. Raises NotYours, Blocked (one's own request)."""
    task = _under_lock(actor.institution_id, task_id, **standing(actor))
    registry.ask_desk_acts(seated(actor, task, role), task.case)
    return task


def seated(actor: Actor, task: Task, role: Role | None = None) -> Actor:
    """The actor as the history names them on this task: on behalf of an absent colleague where no seat of their own
    serves it. `role` is the desk the verb needs, where it is another than the task's."""
    return actor.seated(task.office_id, role or Role(task.wants_role), None if role else task.assignee_id)


def locked_task_of(institution_id: UUID, task_id: UUID) -> Task:
    """Any task of the institution under its case's lock, for verbs that act for the student. Raises NotYours."""
    return _under_lock(institution_id, task_id, **standing(None))


def _under_lock(institution_id: UUID, task_id: UUID, **who: object) -> Task:
    """Lock the case first and alone, then read the task: whoever holds a case may write any of its tasks, so a
    statement that locked a task before its case would deadlock with them."""
    case = _LOCK.row(institution=institution_id, task=task_id, **who)
    task = _READ.row(task=task_id, **who) if case else None
    if case is None or task is None:
        raise NotYours
    found = rows.made(Task, task)
    found.case = rows.made(Case, case)
    return found


def locked_case(institution_id: UUID, case_id: UUID) -> Case:
    """Raises NotYours when the institution has no such case."""
    case = _CASE.row(institution=institution_id, case=case_id)
    if case is None:
        raise NotYours
    return rows.made(Case, case)

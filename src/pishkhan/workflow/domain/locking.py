"""Taking the case's lock together with what may be seen of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pishkhan.plumbing.actor import Actor
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.domain.queries.tasks import workable_by
from pishkhan.workflow.models import Case, Task


def locked_task(actor: Actor, task_id: UUID) -> Task:
    """The task under its case's lock, if the actor may work on it. Raises NotYours."""
    return _under_lock(workable_by(actor).filter(id=task_id))


def locked_task_of(institution_id: UUID, task_id: UUID) -> Task:
    """Any task of the institution under its case's lock, for verbs that act for the student. Raises NotYours."""
    return _under_lock(Task.objects.filter(case__institution_id=institution_id, id=task_id))


def _under_lock(rows: QuerySet[Task]) -> Task:
    """Lock the case first and alone, then read the task: whoever holds a case may write any of its tasks, so a
    statement that locked a task before its case would deadlock with them."""
    case = Case.objects.select_for_update().filter(id__in=rows.order_by().values("case_id")).first()
    task = rows.first() if case else None
    if case is None or task is None:
        raise NotYours
    task.case = case
    return task


def locked_case(institution_id: UUID, case_id: UUID) -> Case:
    """Raises NotYours when the institution has no such case."""
    case = Case.objects.select_for_update().filter(institution_id=institution_id, id=case_id).first()
    if case is None:
        raise NotYours
    return case

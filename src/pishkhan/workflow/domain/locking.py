"""Taking the case's lock together with what may be seen of it."""

from __future__ import annotations

from uuid import UUID

from pishkhan.plumbing.actor import Actor
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.domain.queries.tasks import workable_by
from pishkhan.workflow.models import Case, Task


def locked_task(actor: Actor, task_id: UUID) -> Task:
    """The task with its case, both locked, if the actor may work on it. Raises NotYours.

    Case and task are locked by one statement, the case being the row everything waits on; after the wait
    PostgreSQL re-reads both, so what is returned is current.
    """
    task = (
        workable_by(actor).select_related("case").select_for_update(of=("self", "case")).filter(id=task_id).first()
    )
    if task is None:
        raise NotYours
    return task


def locked_case(institution_id: UUID, case_id: UUID) -> Case:
    """Raises NotYours when the institution has no such case."""
    case = Case.objects.select_for_update().filter(institution_id=institution_id, id=case_id).first()
    if case is None:
        raise NotYours
    return case

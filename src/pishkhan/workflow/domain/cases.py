"""Opening a case, and going back in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening, registry
from pishkhan.workflow.domain.errors import Blocked, NotYours
from pishkhan.workflow.domain.locking import locked_task, seated
from pishkhan.workflow.domain.versions import Compiled, compiled, newest_version_id
from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.marking import Marking, Place
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import Refused
from pishkhan.workflow.enums import CaseStatus, TaskStatus
from pishkhan.workflow.models import Case, Task


def open_case(
    *, actor: Actor, case_id: UUID, request_id: UUID, process_key: str, data: Mapping[str, Any],
    faculty_id: UUID | None, version_id: UUID | None = None,
) -> Case:  # fmt: skip
    """Start a case on the newest version of a process, inside the caller's transaction. Nothing is announced: who
    opens a case knows it, and sees from its status whether it has finished at once.

    Raises DomainError("process_missing") when nothing of that key is published.
    """
    version = version_id or newest_version_id(institution_id=actor.institution_id, key=process_key)
    if version is None:
        raise DomainError("process_missing", key=process_key)
    plan = compiled(version)
    moved = move.start(plan.graph, dict(data), plan.decisions)
    case = Case(
        id=case_id, institution_id=actor.institution_id, request_id=request_id, version_id=version,
        faculty_id=faculty_id,
    )  # fmt: skip
    lines = [Line("case.opened", "case", case.id, after={"process": process_key, "version": plan.number})]
    lines += opening.apply(actor=actor, case=case, compiled=plan, moved=moved)
    audit.record(actor=actor, stream=case.id, lines=lines, first=True)
    return case


@transaction.atomic
def reopen_step(*, actor: Actor, task_id: UUID, reason: str) -> Case:
    """Take one's own finished station up again; everything after it is walked once more (B26).

    Only the office that did the station may, only while the case is open, and never without a reason. Stations beside
    it are left alone. Raises NotYours, Blocked, DomainError case_closed, reason_missing, step_gone (after a
    migration).
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    task = locked_task(actor, task_id)
    if task.status != TaskStatus.DONE:
        raise NotYours
    actor, case = seated(actor, task), task.case
    if case.status != CaseStatus.OPEN:
        raise DomainError("case_closed")
    if blocks := [block for rule in registry.reopenings for block in rule(actor, case)]:
        raise Blocked(blocks)
    plan = compiled(case.version_id)
    marking = Marking.from_json(case.marking)
    try:
        moved = move.back(plan.graph, marking, case.data, scope=task.scope, to_node=task.node)
    except Refused:
        # The case was taken to a version in which this step is gone, or from which it could not end.
        raise DomainError("step_gone") from None
    lines = [Line("task.reopened", "task", task.id, reason=reason, after={"node": task.node})]
    lines += reenter(actor, case, plan, moved, scope=task.scope, node=task.node)
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=False)
    return case


def reenter(actor: Actor, case: Case, plan: Compiled, moved: Moved, *, scope: str, node: str) -> list[Line]:
    """Write a move back to a station: it opens in the same hands, and what followed from it no longer stands. History
    lines."""
    before = Marking.from_json(case.marking)
    last = _last_walks(case, scope, node)
    hands = {(scope, node, office): who for office, walk in last.items() if (who := _holder(walk))}
    lines = opening.apply(actor=actor, case=case, compiled=plan, moved=moved, hands=hands)
    _with_the_same_answers(case, scope, node, last)
    _undo(case, before.steps_done(), moved.marking.steps_done())
    return lines


def _undo(case: Case, stood: Iterable[Place], stand: Iterable[Place]) -> None:
    """Stations that built on the reopened one no longer stand and are walked again: a certificate must not print an
    office that the new way never passes."""
    for scope, node in set(stood) - set(stand):
        walks = Task.objects.filter(case=case, scope=scope, node=node, status=TaskStatus.DONE)
        walks.update(status=TaskStatus.CANCELLED)


def _last_walks(case: Case, scope: str, node: str) -> dict[UUID | None, Task]:
    """By office, the task of a station that was done last, with whose seat it was done from (`of`)."""
    walks = Task.objects.filter(case=case, scope=scope, node=node, status=TaskStatus.DONE)
    walks = walks.annotate(of=audit.on_behalf_of(OuterRef("pk"), "task.done"))
    return {walk.office_id: walk for walk in walks.order_by("done_at", "id")}


def _holder(walk: Task) -> UUID | None:
    """Who goes on with a task done before: whoever it was, or the colleague in whose place they did it; nobody, when
    that one has left the office."""
    who: UUID | None = getattr(walk, "of", None) or walk.done_by
    return who if who and walk.office_id and identity.works_in(who, walk.office_id) else None


def _with_the_same_answers(case: Case, scope: str, node: str, last: Mapping[UUID | None, Task]) -> None:
    """Every office of the reopened station starts with the answers it gave last."""
    for fresh in Task.objects.filter(case=case, scope=scope, node=node, status=TaskStatus.READY):
        if before := last.get(fresh.office_id):
            fresh.form_data, fresh.form_sealed = before.form_data, before.form_sealed
            fresh.form_version_id = before.form_version_id
            fresh.save(update_fields=["form_data", "form_sealed", "form_version_id"])

"""One step, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.plumbing import audit, idempotency, rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import clocks, opening, registry
from pishkhan.workflow.domain.errors import AlreadyDone, Blocked, Changed
from pishkhan.workflow.domain.locking import locked_task, seated
from pishkhan.workflow.domain.versions import Compiled, compiled
from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.graph import Node
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.enums import CaseStatus, Outcome, TaskStatus
from pishkhan.workflow.models import Case, Task


@dataclass(frozen=True, slots=True)
class Answers:
    """Accepted answers of a step form, the sensitive ones apart."""

    plain: Mapping[str, Any]
    sensitive: Mapping[str, Any]


NO_ANSWERS = Answers({}, {})
WRITTEN = (
    "status", "outcome", "rev", "done_at", "done_by", "paused_at", "visit_open", "debt_held", "returned", "form_data",
    "form_sealed", "waited_s", "spent_s",
)  # fmt: skip
"""What finishing a task changes of it."""
USUAL = {"inform": Outcome.ACKNOWLEDGED, "handover": Outcome.HANDED_OVER}
"""How a station of a kind ends when its form is sent; all others are cleared (B27, C1)."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing brought about."""

    case_id: UUID
    request_id: UUID
    finished: bool
    repeated: bool = False


@transaction.atomic
def complete_task(
    *, actor: Actor, task_id: UUID, outcome: Outcome | None = None,
    answers: Answers | Callable[[Task], Answers] = NO_ANSWERS, key: str = "", rev: int | None = None,
    reason: str = "", accompany: Callable[[Task], Sequence[Line] | None] | None = None,
) -> Completed:  # fmt: skip
    """Finish a task and move its case on.

    Order: lock the case (the only lock; timers and payments take it first too) → who may → idempotency key → rules →
    task done → engine → rows → history. `answers` may be read from the locked task. `accompany` runs before the
    commit, for a comment that goes with the step; the history lines it returns follow the step's own.
    Raises NotYours, AlreadyDone (who and when), Changed (stale page), Blocked (every reason).
    """
    task = locked_task(actor, task_id)
    actor, case = seated(actor, task), task.case
    if not idempotency.first_time(person_id=actor.person_id or UUID(int=0), key=key, verb="complete_task"):
        return Completed(case.id, case.request_id, finished=case.status != CaseStatus.OPEN, repeated=True)
    if task.status != TaskStatus.READY:
        raise AlreadyDone(by=task.done_by, at=task.done_at, same=task.done_by == actor.person_id)
    if rev is not None and rev != task.rev:
        raise Changed(by=task.assignee_id)
    if callable(answers):
        answers = answers(task)
    plan = compiled(case.version_id)
    node = plan.graph.nodes[task.node]
    outcome = outcome or USUAL.get(node.attrs.get("kind", ""), Outcome.CLEARED)
    step = registry.Step(actor, case, task, node, outcome, {**answers.plain, **answers.sensitive})
    if blocks := registry.blocks_of(step):
        raise Blocked(blocks)
    _finish(actor, task, outcome, answers)
    lines = [Line("task.done", "task", task.id, reason=reason, after={"node": task.node, "outcome": outcome})]
    if accompany:
        lines += accompany(task) or ()
    finished = False
    if _enough(node, task):
        lines += _close_siblings(task)
        finished = _move_on(actor, case, plan, task, node, step.answers, lines)
    else:
        case.rev += 1
        rows.update(case, "rev")
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=finished)
    return Completed(case.id, case.request_id, finished)


def _finish(actor: Actor, task: Task, outcome: str, answers: Answers) -> None:
    """The guarded update is the second line of defence behind the lock."""
    task.status, task.outcome, task.rev = TaskStatus.DONE, outcome, task.rev + 1
    task.done_at, task.done_by = timezone.now(), actor.person_id
    clocks.count_up(task, task.done_at)
    task.paused_at = None
    task.visit_open = task.debt_held = task.returned = False
    task.form_data, task.form_sealed = dict(answers.plain), dict(answers.sensitive)
    if not rows.update(task, *WRITTEN, status=TaskStatus.READY):
        raise AlreadyDone(by=None, at=None)


def _asks_several(node: Node) -> bool:
    return len(node.words("office")) > 1


def _enough(node: Node, task: Task) -> bool:
    """`all` offices must agree, `any` one is enough."""
    if not _asks_several(node) or node.attrs.get("approvers") != "all":
        return True
    return not Task.objects.filter(
        case_id=task.case_id, scope=task.scope, node=task.node, status=TaskStatus.READY
    ).exists()


def _close_siblings(task: Task) -> list[Line]:
    plan = compiled(task.case.version_id)
    if not _asks_several(plan.graph.nodes[task.node]):
        return []
    rest = Task.objects.filter(case_id=task.case_id, scope=task.scope, node=task.node, status=TaskStatus.READY)
    opening.refuse_if_held(rest)
    closed = rest.update(status=TaskStatus.CANCELLED, done_at=timezone.now(), done_by=task.done_by)
    return [Line("task.cancelled", "case", task.case_id, after={"node": task.node})] if closed else []


def _move_on(
    actor: Actor, case: Case, plan: Compiled, task: Task, node: Node, answers: Mapping[str, Any], lines: list[Line]
) -> bool:
    sets = {name: answers[name] for name in node.words("sets") if name in answers}
    moved = move.done(
        plan.graph, Marking.from_json(case.marking), case.data, plan.decisions,
        scope=task.scope, node=task.node, outcome=sets,
    )  # fmt: skip
    lines += opening.apply(actor=actor, case=case, compiled=plan, moved=moved)
    return moved.finished

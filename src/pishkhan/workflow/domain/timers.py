"""Boundary timers that have come due."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import system
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Case, Task, Timer

AT_ONCE = 200


def fire_due() -> int:
    """Fire every timer that is due, each in a transaction of its own; the number fired.

    A timer whose task is paused stays: the student's time does not run against the office.
    """
    due = Timer.objects.filter(
        fired_at=None, due_at__lte=timezone.now(), task__status=TaskStatus.READY, task__paused_at=None
    )
    return sum(_fire(timer) for timer in due.select_related("task").order_by("due_at", "id")[:AT_ONCE])


@transaction.atomic
def _fire(timer: Timer) -> bool:
    case = Case.objects.select_for_update().get(id=timer.task.case_id)
    task = Task.objects.get(id=timer.task_id)
    marked = Timer.objects.filter(id=timer.id, fired_at=None).update(fired_at=timezone.now())
    if not marked or task.status != TaskStatus.READY:
        return False
    plan, actor = compiled(case.version_id), system(case.institution_id)
    moved = move.fire_timer(
        plan.graph, Marking.from_json(case.marking), case.data, plan.decisions,
        scope=task.scope, node=timer.node,
    )  # fmt: skip
    lines = [Line("timer.fired", "task", task.id, after={"node": timer.node})]
    lines += opening.apply(actor=actor, case=case, compiled=plan, moved=moved)
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=moved.finished)
    return True

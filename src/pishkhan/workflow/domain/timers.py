"""Boundary timers that have come due."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import system
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.enums import CaseStatus, TaskStatus
from pishkhan.workflow.models import Case, Task, Timer

log = logging.getLogger(__name__)

AT_ONCE = 200
BACK_OFF = timedelta(minutes=10)
STUCK = "timer_stuck"


def fire_due() -> int:
    """Fire every timer that is due, each in a transaction of its own; the number fired.

    A timer whose task is paused stays: the student's time does not run against the office.
    """
    running = Q(task=None, case__status=CaseStatus.OPEN) | Q(task__status=TaskStatus.READY, task__paused_at=None)
    due = Timer.objects.filter(running, fired_at=None, due_at__lte=timezone.now()).select_related("case")
    return sum(_fire_or_note(timer) for timer in due.order_by("due_at", "id")[:AT_ONCE])


def _fire_or_note(timer: Timer) -> bool:
    """One timer that cannot fire must not hold up the others: it becomes an incident, closed when it fires."""
    case = timer.case
    try:
        fired = _fire(timer.id, timer.case_id)
    except Exception:
        log.exception("timer %s did not fire", timer.id)
        incidents.open_incident(
            institution_id=case.institution_id, kind=STUCK, subject_kind="task", subject_id=timer.task_id or case.id,
            detail={"node": timer.node, "case": str(case.id)},
        )  # fmt: skip
        # Tried again in a while, behind those that can still fire.
        Timer.objects.filter(id=timer.id).update(due_at=timezone.now() + BACK_OFF)
        return False
    subject = timer.task_id or case.id
    incidents.close_incidents(institution_id=case.institution_id, kind=STUCK, subject_id=subject)
    return fired


@transaction.atomic
def _fire(timer_id: int, case_id: UUID) -> bool:
    case = Case.objects.select_for_update().get(id=case_id)
    # Read under the lock: a migration renames timers, and takes them away.
    timer = Timer.objects.filter(id=timer_id, fired_at=None, due_at__lte=timezone.now()).first()
    if timer is None:
        return False
    task = Task.objects.get(id=timer.task_id) if timer.task_id else None
    if task and (task.status != TaskStatus.READY or task.paused_at):
        return False
    Timer.objects.filter(id=timer.id).update(fired_at=timezone.now())
    plan, actor = compiled(case.version_id), system(case.institution_id)
    moved = move.fire_timer(
        plan.graph, Marking.from_json(case.marking), case.data, plan.decisions,
        scope=timer.scope, node=timer.node,
    )  # fmt: skip
    lines = [Line("timer.fired", "task", timer.task_id, after={"node": timer.node})]
    lines += opening.apply(actor=actor, case=case, compiled=plan, moved=moved)
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=moved.finished)
    return True

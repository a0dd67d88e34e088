"""The state and the clock of an open task, as the inbox and the task page show them."""

from __future__ import annotations

from datetime import datetime

from pishkhan.organisation import api as organisation
from pishkhan.web.components.sla import Pause, Sla
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Outcome, TaskStatus

NEAR = 75
"""From this share of the allowed working time on, the deadline counts as near."""


def status_of(task: workflow.Task) -> str:
    """The badge key of a task."""
    if task.status == TaskStatus.DONE:
        return "na" if task.outcome == Outcome.NOT_APPLICABLE else "done"
    if task.status == TaskStatus.CANCELLED:
        return "na"
    if task.returned:
        return "back"
    if task.debt_held:
        return "debt"
    if task.visit_open:
        return "visit"
    return "open" if task.assignee_id else "new"


def sla_of(task: workflow.Task, calendar: organisation.Calendar, now: datetime) -> Sla | None:
    """The clock of an open task; None when it is not open or has no deadline."""
    if task.status != TaskStatus.READY or task.due_at is None:
        return None
    left = task.due_at - now
    if task.paused_at:
        return Sla("paused", left, _share(task, calendar, task.paused_at), _pause(task))
    if task.due_at < now:
        return Sla("late", left, 100)
    share = _share(task, calendar, now)
    return Sla("near" if share >= NEAR else "", left, share)


def _share(task: workflow.Task, calendar: organisation.Calendar, until: datetime) -> int:
    if task.due_at is None:
        return 0
    allowed = calendar.between(task.created_at, task.due_at)
    return int(100 * (calendar.between(task.created_at, until) / allowed)) if allowed else 0


def _pause(task: workflow.Task) -> Pause:
    if task.returned:
        return "answer"
    return "visit" if task.visit_open and not task.debt_held else "payment"

"""The clocks of a task: its deadline and its boundary timers. They stand still while it waits for the student."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.workflow.domain.versions import Compiled, compiled
from pishkhan.workflow.engine import duration
from pishkhan.workflow.engine.moved import TimerSet
from pishkhan.workflow.models import Case, Task, Timer


def set_timers(case: Case, timers: Iterable[TimerSet], opened: Iterable[Task]) -> None:
    """A timer hangs on every task its boundary event sits on, and dies with it; on a called process it hangs alone."""
    now = timezone.now()
    rows = []
    for timer in timers:
        here: list[Task | None] = [task for task in opened if (task.scope, task.node) == (timer.scope, timer.task)]
        rows += [
            Timer(case=case, scope=timer.scope, task=task, node=timer.node, due_at=_due(case, timer, now))
            for task in here or [None]
        ]
    if rows:
        Timer.objects.bulk_create(rows)


def drop_timers(case: Case, places: Iterable[tuple[str, str]]) -> None:
    """Take away timers of called processes that ended; (scope, boundary event)."""
    for scope, node in places:
        Timer.objects.filter(case=case, scope=scope, node=node, task=None, fired_at=None).delete()


def _due(case: Case, timer: TimerSet, start: datetime) -> datetime:
    """When a boundary timer goes off; `pk:working` counts office hours only."""
    span = duration.parse(timer.duration)
    if timer.working:
        return organisation.calendar_of(case.institution_id).after(start, span.total_seconds() / 3600)
    return start + span


def resume(task: Task) -> None:
    """Let the clocks of a paused task run on with the time they had left, and count the pause. The caller saves the
    task."""
    if task.paused_at is None:
        return
    count_pause(task, timezone.now())
    if task.due_at:
        task.due_at = _later(task, task.paused_at, task.due_at, working=True)
    plan = compiled(task.case.version_id)
    for timer in Timer.objects.filter(task_id=task.id, fired_at=None).order_by("id"):
        timer.due_at = _later(task, task.paused_at, timer.due_at, working=_counts_office_hours(plan, timer))
        timer.save(update_fields=["due_at"])
    task.paused_at = None


def count_pause(task: Task, now: datetime) -> None:
    """Add the working time of a pause that ends now to the task's; nothing for a task that runs."""
    if task.paused_at is not None:
        task.waited_s += _worked(task, task.paused_at, now)


def count_up(task: Task, done_at: datetime) -> None:
    """How long the office had the task: working seconds from its opening, without those it waited for the student."""
    count_pause(task, done_at)
    task.spent_s = max(_worked(task, task.created_at, done_at) - task.waited_s, 0)


def _worked(task: Task, start: datetime, end: datetime) -> int:
    calendar = organisation.calendar_of(task.case.institution_id)
    return round(calendar.between(start, end).total_seconds())


def _counts_office_hours(plan: Compiled, timer: Timer) -> bool:
    return plan.graph.nodes[timer.node].attrs.get("working") == "true"


def _later(task: Task, paused_at: datetime, due_at: datetime, *, working: bool) -> datetime:
    """A clock that had run out before the pause has run out."""
    if due_at <= paused_at:
        return due_at
    if not working:
        return due_at + (timezone.now() - paused_at)
    calendar = organisation.calendar_of(task.case.institution_id)
    return calendar.after(timezone.now(), calendar.between(paused_at, due_at).total_seconds() / 3600)

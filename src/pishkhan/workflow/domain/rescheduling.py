"""Counting deadlines and timers of open tasks anew when the calendar has changed.

Everything is counted from the opening of the task, so it may be stopped and repeated anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Calendar
from pishkhan.plumbing import incidents
from pishkhan.workflow.domain.versions import Compiled, compiled
from pishkhan.workflow.engine import duration
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Case, Task, Timer

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Cases in one transaction; their offices wait for its end."""
NOT_COUNTED = "deadlines_not_counted"
FIRST = UUID(int=0)
LATEST = timedelta(minutes=3)


def recount(institution_id: UUID, *, opened_since: datetime | None = None) -> int:
    """Bring the open tasks of an institution into line with its calendar as it is now; how many deadlines changed.

    Cases that cannot be read do not hold up the others: they make an incident.
    """
    changed, last, failed = 0, FIRST, 0
    while batch := _next(institution_id, last, opened_since):
        calendar = organisation.read_calendar(institution_id)
        try:
            changed += _bring(batch, calendar)
        except OperationalError:
            raise  # the database is in trouble, not the cases: the job tries again
        except Exception:
            log.exception("deadlines of a batch of cases could not be counted; each alone now")
            counts = [_alone(case, calendar) for case in batch]
            changed += sum(count for count in counts if count is not None)
            failed += counts.count(None)
        last = batch[-1]
    _note(institution_id, failed)
    return changed


def recount_latest(institution_id: UUID) -> int:
    """The same for tasks opened in the last minutes, perhaps by a process that still remembered the old calendar."""
    return recount(institution_id, opened_since=timezone.now() - LATEST)


def _next(institution_id: UUID, last: UUID, opened_since: datetime | None) -> list[UUID]:
    """The next open cases with a task that has a deadline or a timer."""
    ready = Task.objects.filter(case__institution_id=institution_id, status=TaskStatus.READY, case_id__gt=last)
    if opened_since:
        ready = ready.filter(created_at__gte=opened_since)
    return list(ready.order_by("case_id").values_list("case_id", flat=True).distinct()[:AT_ONCE])


def _alone(case_id: UUID, calendar: Calendar) -> int | None:
    try:
        return _bring([case_id], calendar)
    except OperationalError:
        raise
    except Exception:
        log.exception("deadlines of case %s could not be counted", case_id)
        return None


@transaction.atomic
def _bring(case_ids: Iterable[UUID], calendar: Calendar) -> int:
    """Under the locks of their cases: a pause that ends meanwhile moves the same deadlines."""
    cases = {case.id: case for case in Case.objects.select_for_update().filter(id__in=case_ids).order_by("id")}
    tasks = list(Task.objects.filter(case_id__in=cases, status=TaskStatus.READY).order_by("id"))
    timers: dict[UUID, list[Timer]] = {}
    for timer in Timer.objects.filter(task__in=tasks, fired_at=None).order_by("id"):
        assert timer.task_id is not None
        timers.setdefault(timer.task_id, []).append(timer)
    moved, hung = [], []
    for task in tasks:
        plan = compiled(cases[task.case_id].version_id)
        due = deadline(task, plan, calendar)
        if due and _differ(due, task.due_at):
            task.due_at = due
            moved.append(task)
        hung += [timer for timer in timers.get(task.id, ()) if _moves(timer, task, plan, calendar)]
    Task.objects.bulk_update(moved, ["due_at"])
    Timer.objects.bulk_update(hung, ["due_at"])
    return len(moved)


def deadline(task: Task, plan: Compiled, calendar: Calendar) -> datetime | None:
    """From its opening the hours it is given, and those it waited. None leaves it as it is: without a deadline, and
    when it had run out with pauses behind it, because their sum does not tell which of them came after that."""
    node = plan.graph.nodes.get(task.node)
    hours = float(node.attrs.get("deadline") or 0) if node else 0
    if not hours or task.due_at is None:
        return None
    if task.waited_s and task.due_at <= (task.paused_at or timezone.now()):
        return None
    return calendar.after(task.created_at, hours + task.waited_s / 3600)


def _moves(timer: Timer, task: Task, plan: Compiled, calendar: Calendar) -> bool:
    """Set a boundary timer that counts office hours; whether it changed."""
    node = plan.graph.nodes.get(timer.node)
    if node is None or node.attrs.get("working") != "true" or not node.timer:
        return False
    span = duration.parse(node.timer) + timedelta(seconds=task.waited_s)
    due = calendar.after(task.created_at, span.total_seconds() / 3600)
    changed = _differ(due, timer.due_at)
    timer.due_at = due
    return changed


def _differ(counted: datetime, stood: datetime | None) -> bool:
    """Pauses are kept in whole seconds: less is no change."""
    return stood is None or abs(counted - stood) >= timedelta(seconds=1)


def _note(institution_id: UUID, failed: int) -> None:
    if failed:
        incidents.open_incident(
            institution_id=institution_id, kind=NOT_COUNTED, subject_kind="calendar", subject_id=institution_id,
            detail={"cases": failed},
        )  # fmt: skip
    else:
        incidents.close_incidents(institution_id=institution_id, kind=NOT_COUNTED, subject_id=institution_id)

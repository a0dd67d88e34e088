"""What is overdue at the offices somebody answers for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.rows import run
from pishkhan.workflow.domain.offices import private_offices
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Task

PAGE = 50
_COUNTS = """
    SELECT t.office_id, count(*), count(*) FILTER (WHERE t.assignee_id IS NULL), min(t.due_at)
    FROM workflow_task t
    WHERE t.office_id = ANY(%(offices)s) AND t.status = 'ready' AND t.paused_at IS NULL AND t.due_at < %(now)s
    GROUP BY t.office_id ORDER BY min(t.due_at), t.office_id
"""


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many tasks of an office are past their deadline, how many of them nobody holds, and the oldest deadline."""

    office_id: UUID
    tasks: int
    free: int
    oldest: datetime


def overseen(actor: Actor) -> frozenset[UUID]:
    """Offices somebody answers for: their own as lead, theirs and all below as manager, all as administrator. Empty:
    none. The one answer for late work, figures and lists to take away."""
    units = organisation.units_of(actor.institution_id)
    if actor.is_administrator:
        return frozenset(units)
    below = defaultdict(list)
    for unit in units.values():
        below[unit.parent_id].append(unit.id)
    found = set(actor.units([Role.LEAD]))
    waiting = list(actor.units([Role.MANAGER]))
    while waiting:
        found.update(waiting)
        waiting = [child for unit in waiting for child in below[unit] if child not in found]
    return frozenset(found)


def overdue(actor: Actor) -> list[Overdue]:
    """Every office the actor answers for that has something overdue, the oldest deadline first, in one statement. Tasks
    that wait for the student are not overdue."""
    offices = sorted(overseen(actor))
    if not offices:
        return []
    return [Overdue(*row) for row in run(_COUNTS, {"offices": offices, "now": timezone.now()}).fetchall()]


def overdue_at(actor: Actor, office_id: UUID, *, after: tuple[datetime, UUID] | None = None) -> list[Task]:
    """Overdue tasks of one office, the oldest deadline first, `PAGE` and one more."""
    rows = overdue_tasks(actor).filter(office_id=office_id)
    return list(_behind(rows, after).select_related("case")[: PAGE + 1])


def overdue_tasks(actor: Actor) -> QuerySet[Task]:
    """Overdue tasks of all offices the actor answers for, the oldest deadline first. Those of an office whose work
    stays with it (B22) only for who sits there."""
    closed = private_offices(actor.institution_id) - actor.units()
    rows = Task.objects.filter(office_id__in=sorted(overseen(actor) - closed))
    late = rows.filter(status=TaskStatus.READY, paused_at=None, due_at__lt=timezone.now())
    return late.order_by("due_at", "id")


def _behind(rows: QuerySet[Task], after: tuple[datetime, UUID] | None) -> QuerySet[Task]:
    if after is None:
        return rows
    return rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))

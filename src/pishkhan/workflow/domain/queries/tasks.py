"""Which tasks an actor may see and work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from pishkhan.plumbing.actor import Actor, Role, Via
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Task


def _desks(actor: Actor) -> Q:
    by_role: dict[Role, list[UUID]] = defaultdict(list)
    for unit, role in actor.desks():
        by_role[role].append(unit)
    wanted = Q(pk__in=[])
    for role, units in by_role.items():
        wanted |= Q(wants_role=role.value, office_id__in=units)
    if actor.units():
        wanted |= Q(assignee_id=actor.person_id)
    return wanted


def workable_by(actor: Actor) -> QuerySet[Task]:
    """Tasks at the actor's desks, and tasks a lead gave to the actor. Jobs may work on all of their institution."""
    rows = Task.objects.filter(case__institution_id=actor.institution_id)
    return rows if actor.via is Via.JOB else rows.filter(_desks(actor))


visible_to = workable_by


def ready_in(actor: Actor, offices: Collection[UUID] | None = None) -> QuerySet[Task]:
    """Open tasks of the actor's desks, for inboxes. Offices belong to one institution, so no join is needed."""
    rows = Task.objects.filter(status=TaskStatus.READY).filter(_desks(actor))
    return rows.filter(office_id__in=offices) if offices is not None else rows


def tasks_of_case(case_id: UUID) -> list[Task]:
    """Every task a case ever had, oldest first. The caller has decided that its actor may see the case."""
    return list(Task.objects.filter(case_id=case_id).order_by("created_at", "id"))


def open_tasks_of_case(case_id: UUID) -> list[Task]:
    rows = Task.objects.filter(case_id=case_id, status=TaskStatus.READY)
    return list(rows.order_by("created_at", "id"))


def any_done(case_id: UUID) -> bool:
    """Whether any station of the case was ever finished."""
    return Task.objects.filter(case_id=case_id, status=TaskStatus.DONE).exists()


def answers_of(task: Task, *, sensitive: bool) -> dict[str, Any]:
    """The answers of a step form; with the sealed ones only for readers of the station's own office (B22)."""
    return {**task.form_data, **((task.form_sealed or {}) if sensitive else {})}

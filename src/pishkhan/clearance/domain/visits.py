"""Visits in person: an action on the open task, never a move of the case (C7, C8)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.clearance.events import VisitAsked
from pishkhan.clearance.models import Visit
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import events, idempotency
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import TaskStatus, Waiting


@transaction.atomic
def require_visit(
    *, actor: Actor, task_id: UUID, reason: str, bring: str = "", place: str = "", hours: str = "", key: str = "",
    ticked: bool = True,
) -> Visit | None:  # fmt: skip
    """«تایید اولیه فرم»: the student is told at once, the task stays with this expert, its clock stops.

    Pressed again, the open visit takes the new words and the student is told again. None: a second press of the same
    button. Raises NotYours, AlreadyDone, Blocked (one's own request), DomainError reason_missing, visit_not_offered
    (C9), and visit_unticked when a first telling comes from a form whose option is not ticked (C7).
    """
    why = clean_display(reason).strip()[:500]
    if not why:
        raise DomainError("reason_missing")
    task = workflow.locked_task(actor, task_id)
    actor = workflow.seated(actor, task)
    if actor.person_id is None:
        raise workflow.NotYours
    if "visit" not in workflow.station(task.case.version_id, task.node).actions:
        raise DomainError("visit_not_offered")
    if not idempotency.first_time(person_id=actor.person_id, key=key, verb="visit"):
        return None
    visit = Visit.objects.filter(task_id=task_id, closed_at=None).first()
    if visit is None and not ticked:
        raise DomainError("visit_unticked")
    now = timezone.now()
    words = {
        "reason": why, "bring": clean_display(bring).strip()[:300], "place": clean_display(place).strip()[:300],
        "hours": clean_display(hours).strip()[:120], "told_at": now,
    }  # fmt: skip
    workflow.begin_waiting(actor=actor, task_id=task_id, what=Waiting.VISIT, reason=why)
    if visit is None:
        visit = Visit.objects.create(
            request_id=task.case.request_id, task_id=task_id, office_id=task.office_id, asked_by=actor.person_id,
            **words,
        )  # fmt: skip
    else:
        visit.times_told += 1
        for name, value in words.items():
            setattr(visit, name, value)
        visit.save(update_fields=[*words, "times_told"])
    events.announce(VisitAsked(institution_id=actor.institution_id, visit_id=visit.id))
    return visit


@transaction.atomic
def close_visit(*, actor: Actor, task_id: UUID, outcome: str, note: str = "") -> Visit:
    """The student came, did not come, or need not come; the same expert goes on with the task.

    Raises NotYours, AlreadyDone, Blocked (one's own request), DomainError("visit_none"), DomainError("outcome_wrong").
    """
    if outcome not in Visit.Outcome.values:
        raise DomainError("outcome_wrong")
    task = workflow.locked_task(actor, task_id)
    actor = workflow.seated(actor, task)
    visit = Visit.objects.filter(task_id=task_id, closed_at=None).first()
    if visit is None:
        raise DomainError("visit_none")
    visit.outcome, visit.note = outcome, clean_display(note).strip()[:500]
    visit.closed_at, visit.closed_by = timezone.now(), actor.person_id
    visit.save(update_fields=["outcome", "note", "closed_at", "closed_by"])
    workflow.end_waiting(actor=actor, task=task, what=Waiting.VISIT, reason=outcome)
    return visit


def open_visits(request: servicedesk.Request, tasks: Iterable[workflow.Task] | None = None) -> list[Visit]:
    """Visits that still stand; one asked by a station that was undone does not. `tasks` of the case, for a page that
    has read them."""
    found = workflow.open_tasks_of_case(request.case_id) if tasks is None else tasks
    waiting = [task.id for task in found if task.status == TaskStatus.READY and task.visit_open]
    if not waiting:
        return []
    return list(Visit.objects.filter(task_id__in=waiting, closed_at=None).order_by("created_at", "id"))


def visit_of_task(task_id: UUID) -> Visit | None:
    """The newest visit of a task, open or closed."""
    return Visit.objects.filter(task_id=task_id).order_by("-created_at", "-id").first()

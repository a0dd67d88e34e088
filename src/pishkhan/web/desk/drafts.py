"""What somebody typed into a step form and has not sent yet: it outlives every other action on the task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.plumbing.actor import Actor
from pishkhan.web import saving, stamps
from pishkhan.web.desk import step_form
from pishkhan.workflow import api as workflow

WORD = "to_student"
VISIT = ("visit_required", "visit_reason", "visit_bring", "visit_place", "visit_hours")
BESIDE = (WORD, *VISIT)
"""Inputs that stand in the step form and are no answers of it."""


def keep(
    actor: Actor, task_id: UUID, posted: QueryDict, *, rev: int | None = None, beside: Sequence[str] = BESIDE
) -> tuple[int, datetime]:
    """Keep what was typed into the step form; the draft's revision and its time. A station without a form keeps
    nothing.

    Raises NotYours, AlreadyDone, DomainError draft_large, draft_elsewhere.
    """
    return _keep(actor, _own(actor, task_id), posted, rev=rev, beside=beside)


def _own(actor: Actor, task_id: UUID) -> workflow.Task:
    task = workflow.workable_by(actor).filter(id=task_id).first()
    if task is None:
        raise workflow.NotYours
    return task


def _keep(
    actor: Actor, task: workflow.Task, posted: QueryDict, *, rev: int | None, beside: Sequence[str]
) -> tuple[int, datetime]:
    if task.status != workflow.TaskStatus.READY:
        raise workflow.AlreadyDone(by=task.done_by, at=task.done_at, same=task.done_by == actor.person_id)
    if task.form_version_id is None:
        return 0, timezone.now()
    raw = step_form.raw_of(intake.form_of(task.form_version_id), posted)
    raw |= {name: [str(posted[name])] for name in beside if posted.get(name)}
    return intake.save_draft(
        actor=actor, purpose=clearance.STEP_DRAFT, subject_id=task.id, version_id=task.form_version_id, raw=raw,
        rev=rev, beside=beside,
    )  # fmt: skip


@require_POST
def autosave(request: HttpRequest, task_id: UUID) -> JsonResponse:
    """Keep the step form while one types; answers in JSON with the words for the page, never with a redirect."""
    if not request.user.is_authenticated:
        return saving.logged_out()
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def keep_typed() -> tuple[int, datetime]:
        task = _own(actor, task_id)  # before anything the page may lack
        return _keep(actor, task, request.POST, rev=stamps.number_of(request, "version"), beside=BESIDE)

    return saving.answer(keep_typed, _saved())


def saved_words(at: datetime) -> str:
    return saving.words(_saved(), at)


def _saved() -> str:
    return _("Your answers were kept at %(time)s. Not sent yet.")

"""What somebody typed into a step form and has not sent yet: it outlives every other action on the task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.web import stamps
from pishkhan.web.components import numbers
from pishkhan.web.desk import step_form
from pishkhan.web.phrases import sentence
from pishkhan.workflow import api as workflow

WORD = "to_student"
VISIT = ("visit_required", "visit_reason", "visit_bring", "visit_place", "visit_hours")
"""Inputs that stand in the step form and are no answers of it."""


def keep(
    actor: Actor, task_id: UUID, posted: QueryDict, *, rev: int | None = None, beside: Sequence[str] = (WORD, *VISIT)
) -> tuple[int, datetime]:
    """Keep what was typed into the step form; the draft's revision and its time. A station without a form keeps
    nothing.

    Raises NotYours, AlreadyDone, DomainError draft_large, draft_elsewhere.
    """
    task = workflow.workable_by(actor).filter(id=task_id).first()
    if task is None:
        raise workflow.NotYours
    if task.status != workflow.TaskStatus.READY:
        raise workflow.AlreadyDone(by=task.done_by, at=task.done_at, same=task.done_by == actor.person_id)
    if task.form_version_id is None:
        return 0, timezone.now()
    raw = step_form.raw_of(intake.form_of(task.form_version_id), posted)
    raw |= {name: [str(posted[name])] for name in beside if posted.get(name)}
    return intake.save_draft(
        actor=actor, purpose=clearance.STEP_DRAFT, subject_id=task_id, version_id=task.form_version_id, raw=raw,
        rev=rev, beside=beside,
    )  # fmt: skip


@require_POST
def autosave(request: HttpRequest, task_id: UUID) -> JsonResponse:
    """Keep the step form while one types; answers in JSON with the words for the page, never with a redirect."""
    if not request.user.is_authenticated:
        words = _("You have been logged out. Log in again in another tab, then go on here; your text is kept.")
        return JsonResponse({"message": words}, status=HTTPStatus.UNAUTHORIZED)
    try:
        if not workflow.workable_by(request.actor).filter(id=task_id).exists():  # type: ignore[attr-defined]
            raise workflow.NotYours
        rev = stamps.number_of(request, "version")
        version, at = keep(request.actor, task_id, request.POST, rev=rev)  # type: ignore[attr-defined]
    except DomainError as error:
        return JsonResponse({"message": sentence(error)}, status=_status(error))
    return JsonResponse({"message": saved_words(at), "version": version})


def saved_words(at: datetime) -> str:
    local = timezone.localtime(at)
    return _("Your answers were kept at %(time)s. Not sent yet.") % {
        "time": numbers.bare(f"{local.hour}:{local.minute:02d}")
    }


def _status(error: DomainError) -> int:
    if isinstance(error, workflow.NotYours):
        return HTTPStatus.NOT_FOUND
    late = isinstance(error, workflow.AlreadyDone) or error.code == "draft_elsewhere"
    return HTTPStatus.CONFLICT if late else HTTPStatus.UNPROCESSABLE_ENTITY

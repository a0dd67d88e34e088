"""What a clerk does with a task. Each verb that refuses brings the page back with the reason and everything typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.kernel import digits
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.web import stamps, uploads
from pishkhan.web.desk import conversation, drafts, refused, step_form, task
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow
from pishkhan.workflow.engine.refused import Refused


def perform(
    request: HttpRequest, task_id: UUID, section: str, verb: Callable[[], Any], said: str | Callable[[Any], str], *,
    blame: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and show the task again; or show the page as it was, with the reason. A task that left the desk shows
    what was written, and nothing else. `said` may be worked out from what the verb gives."""
    try:
        done = verb()
    except workflow.NotYours:
        return gone(request)
    except intake.NotAccepted as error:
        return _not_accepted(request, task_id, error)
    except DomainError as error:
        try:
            return task.page(request, task_id, refused.because(section, request.POST, error, blame))
        except workflow.NotYours:
            return gone(request)
    messages.success(request, said if isinstance(said, str) else said(done))
    return redirect("desk-task", task_id)


def gone(request: HttpRequest) -> HttpResponse:
    kept = refused.Refused("", request.POST, 404).kept(None)
    return render(request, "desk/gone.html", {**around(request), "kept": kept}, status=404)


def _not_accepted(request: HttpRequest, task_id: UUID, error: intake.NotAccepted) -> HttpResponse:
    form = Sheet(request.actor, task_id).form  # type: ignore[attr-defined]
    errors = step_form.errors_of(form, error) if form else {}
    return task.page(request, task_id, refused.Refused("send", request.POST, 422, fields=errors, error=error))


@signed_in
@require_POST
def send(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«تایید و ارسال», with the step form, and a word to the student if one was written."""

    def verb() -> workflow.Completed:
        return clearance.send_on(
            actor=request.actor, task_id=task_id, raw=dict(request.POST.lists()), key=stamps.key_of(request),  # type: ignore[attr-defined]
            rev=stamps.number_of(request, "rev"), visit_ticked=bool(request.POST.get("visit_required")),
            message=request.POST.get("to_student", ""),
        )  # fmt: skip

    def said(done: workflow.Completed) -> str:
        if done.finished:
            return _("Sent. This was the last station; the request is completed.")
        return _("Sent to the next stage.")

    return perform(request, task_id, "send", verb, said)


@signed_in
@require_POST
def keep(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """What autosave does, as a button for browsers without scripts."""

    def verb() -> None:
        drafts.keep(request.actor, task_id, request.POST, rev=stamps.number_of(request, "version"))  # type: ignore[attr-defined]

    return perform(request, task_id, "send", verb, _("Your answers were kept. Not sent yet."))


@signed_in
@require_POST
def comment(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«فرستادن به دانشجو»."""
    return _write(request, task_id, "message", Visibility.PUBLIC, _("Your message was sent to the student."))


@signed_in
@require_POST
def note(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«ثبت یادداشت»: for colleagues; from a private station for its own office only (B22)."""
    return _write(request, task_id, "note", Visibility.INTERNAL, _("The note was kept."))


def _write(request: HttpRequest, task_id: UUID, section: str, visibility: Visibility, said: str) -> HttpResponse:
    def verb() -> None:
        found = Sheet(request.actor, task_id)  # type: ignore[attr-defined]
        key = stamps.key_of(request)
        with uploads.taken(request, found.request.id) as files:
            written = servicedesk.comment(
                actor=request.actor, request_id=found.request.id, body=request.POST.get("body", ""),  # type: ignore[attr-defined]
                visibility=visibility, task_id=task_id, reply_by=conversation.day_of(request), files=files, key=key,
            )  # fmt: skip
            if written is None:
                uploads.forget(files)

    return perform(request, task_id, section, verb, said, blame="body")


@signed_in
@require_POST
def skip(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«لازم نیست», with a reason."""

    def verb() -> None:
        clearance.mark_not_applicable(
            actor=request.actor, task_id=task_id, reason=request.POST.get("reason", ""),  # type: ignore[attr-defined]
            key=stamps.key_of(request),
        )  # fmt: skip

    return perform(request, task_id, "na", verb, _("The station was passed as not applicable."), blame="reason")


@signed_in
@require_POST
def send_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«برگشت برای اصلاح»: the number and the expert stay (B18)."""
    days = digits.to_latin(request.POST.get("days", "").strip())

    def verb() -> None:
        servicedesk.return_for_correction(
            actor=request.actor, task_id=task_id, fields=request.POST.getlist("fields"),  # type: ignore[attr-defined]
            reason=request.POST.get("reason", ""), days=int(days) if days.isdecimal() and len(days) < 4 else 0,
            key=stamps.key_of(request),
        )  # fmt: skip

    return perform(request, task_id, "return", verb, _("Returned to the student for correction."))


@signed_in
@require_POST
def reopen(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take one's own finished station up again (B26). Pressed twice, the second shows what the first opened, and
    says so."""
    found = Sheet(request.actor, task_id)  # type: ignore[attr-defined]
    if opened := _opened_again(found):
        messages.info(request, _("This station is open already. Nothing was changed."))
        return redirect("desk-task", opened.id)
    reason = clean_display(request.POST.get("reason", "")).strip()[:500]

    def verb() -> None:
        try:
            workflow.reopen_step(actor=request.actor, task_id=task_id, reason=reason)  # type: ignore[attr-defined]
        except Refused:
            raise DomainError("cannot_go_back") from None

    response = perform(request, task_id, "reopen", verb, _("The station is open again."), blame="reason")
    again = _opened_again(found) if response.status_code == 302 else None
    return redirect("desk-task", again.id) if again else response


def _opened_again(found: Sheet) -> workflow.Task | None:
    opened = workflow.open_tasks_of_case(found.case.id)
    return next((each for each in opened if (each.scope, each.node) == (found.task.scope, found.task.node)), None)

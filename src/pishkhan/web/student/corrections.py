"""Mending the answers an office named (B18): same number, same officer, nothing else opens."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import questions, saving, stamps, typed
from pishkhan.web.components.language import current
from pishkhan.web.phrases import sentence
from pishkhan.web.student import filling as work
from pishkhan.web.student.access import actor_of, own_request, signed_in
from pishkhan.web.student.filling import Filling
from pishkhan.workflow.api import NotYours


@signed_in
def correct(request: HttpRequest, number: str, return_id: UUID) -> HttpResponse:
    """The named answers to mend, the others to read. Sending keeps the draft first, as the form does."""
    found, actor = own_request(request, number), actor_of(request)
    row = _open_return(found, return_id)
    if row is None:
        return _answered(request, number, return_id)
    filling = work.load_return(actor=actor, found=found, row=row)
    if request.method != "POST":
        return _page(request, found, row, filling, {})
    work.take_typed(filling, request.POST)
    work.take_files(filling, request.POST, request.FILES)
    try:
        rev, at = work.save(filling, rev=stamps.number_of(request, "version"))
    except DomainError as error:
        work.forget_files(filling, request.FILES)
        return _page(request, found, row, filling, filling.refused, refusal=error)
    if "later" in request.POST and not filling.refused:
        messages.success(request, work.saved_words(at))
        return redirect(servicedesk.page_of(found))
    if not filling.refused and "same" not in request.POST and not work.changed(filling):
        filling.draft = intake.draft_of(filling.actor, purpose=filling.purpose, subject_id=filling.subject_id)
        return _page(request, found, row, filling, {}, same=True)
    return _sent(request, found, row, filling, rev)


def _sent(
    request: HttpRequest, found: servicedesk.Request, row: servicedesk.Return, filling: Filling, rev: int
) -> HttpResponse:
    wrong, refusal = filling.refused, None
    try:
        if not wrong:
            servicedesk.resubmit(
                actor=filling.actor, return_id=row.id, raw=filling.raw, files=filling.files, rev=rev
            )
    except NotYours:
        raise
    except intake.NotAccepted as error:
        wrong = work.error_words(filling.form, error.errors)
    except DomainError as error:
        if error.code == "answered_already":
            return _answered(request, found.number, row.id)
        refusal = error
    if wrong or refusal:
        filling.draft = intake.draft_of(filling.actor, purpose=filling.purpose, subject_id=filling.subject_id)
        return _page(request, found, row, filling, wrong, refusal=refusal)
    messages.success(request, _("Your correction is sent. The number of your request stays the same."))
    return redirect(servicedesk.page_of(found))


def _open_return(found: servicedesk.Request, return_id: UUID) -> servicedesk.Return | None:
    return next((each for each in servicedesk.open_returns(found) if each.id == return_id), None)


def _answered(request: HttpRequest, number: str, return_id: UUID) -> HttpResponse:
    """The return takes no answer any more; what was typed for it and is not filed is shown. Raises Http404."""
    found = own_request(request, number)
    row = next((each for each in servicedesk.returns_of(found) if each.id == return_id), None)
    if row is None:
        raise Http404
    said = sentence(DomainError("answered_already" if row.answered_at else "return_ended"))
    if request.method == "POST":
        filling = work.load_return(actor=actor_of(request), found=found, row=row)
        work.take_typed(filling, request.POST)
        if work.changed(filling):
            kept = typed.in_words(filling.form, {key: filling.raw.get(key, []) for key in row.fields})
            context = {"reason": said, "kept": kept, "again_url": servicedesk.page_of(found)}
            return render(request, "409.html", context, status=HTTPStatus.CONFLICT)
    messages.info(request, said)
    return redirect(servicedesk.page_of(found))


def _page(
    request: HttpRequest, found: servicedesk.Request, row: servicedesk.Return, filling: Filling,
    wrong: dict[str, str], *, refusal: DomainError | None = None, same: bool = False,
) -> HttpResponse:  # fmt: skip
    """`same`: nothing was changed, and whether that is meant is asked before it is sent."""
    here = {"number": found.number, "return_id": row.id}
    sheet = questions.Sheet(
        form=filling.form, raw=filling.raw, answers=work.cleaned(filling).answers, errors=wrong, files=filling.files,
        only=filling.only, file_url=lambda field: reverse("correction-file", kwargs={**here, "field": field}),
    )  # fmt: skip
    elsewhere = refusal is not None and refusal.code == "draft_elsewhere"
    listed = questions.summary(sheet)
    if refusal and not elsewhere:
        listed.insert(0, ("", sentence(refusal)))
    rest = [
        logic.ShownGroup(group.key, group.label, tuple(line for line in group.rows if line.key not in row.fields))
        for group in logic.display(filling.form, filling.filed, current())
    ]
    context = {
        "found": found, "row": row, "groups": questions.groups(sheet), "errors": listed, "elsewhere": elsewhere,
        "rest": [group for group in rest if group.rows], "held": _scalars(filling), "rev": filling.rev,
        "has_files": filling.takes_files, "same": same,
        "saved_at": filling.draft.saved_at if filling.draft else None,
        "autosave_url": reverse("correction-draft", kwargs=here), "case_url": servicedesk.page_of(found),
    }  # fmt: skip
    unsent = HTTPStatus.UNPROCESSABLE_ENTITY if wrong or same else HTTPStatus.OK
    status = saving.status_of(refusal) if refusal else unsent
    return render(request, "student/correct.html", context, status=status)


def _scalars(filling: Filling) -> list[tuple[str, Any]]:
    """The answers that stay, for the rules in the browser."""
    named = filling.only or ()
    return [(key, value) for key, value in filling.filed.items() if key not in named and isinstance(value, str)]


@require_POST
def autosave(request: HttpRequest, number: str, return_id: UUID) -> JsonResponse:
    """Keep the correction while one types."""
    if not request.user.is_authenticated:
        return saving.logged_out()
    found = own_request(request, number)
    if return_id not in {each.id for each in servicedesk.returns_of(found)}:
        raise Http404
    row = _open_return(found, return_id)
    if row is None:
        return JsonResponse({"message": sentence(DomainError("return_ended"))}, status=HTTPStatus.CONFLICT)
    return work.autosave(request, work.load_return(actor=actor_of(request), found=found, row=row))

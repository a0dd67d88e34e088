"""Filling in: the form, its draft as one types, the check of the answers, and «ایجاد»."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import errors, questions, saving, stamps, typed
from pishkhan.web.components.language import current
from pishkhan.web.phrases import sentence
from pishkhan.web.portal.phrases import why_closed
from pishkhan.web.student import changed, profile, reports
from pishkhan.web.student import filling as work
from pishkhan.web.student.access import actor_of, chosen, gate, service, signed_in
from pishkhan.web.student.filling import Filling
from pishkhan.web.student.services import about, check_url, choices, enrolment_title, form_url


class Elsewhere(Exception):
    """The page cannot be shown; `response` leads on."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def _filling(request: HttpRequest, key: str) -> Filling:
    """The form that the page asks for. Raises Elsewhere, Http404."""
    kind, actor = service(request, key), actor_of(request)
    if gate(request):
        raise Elsewhere(profile.closed(request))
    posted = request.method == "POST"
    named = (request.POST if posted else request.GET).get("enrolment", "")
    enrolment = chosen(identity.enrolments_of(actor), named)
    if enrolment is None and posted:
        # The page belongs to somebody who was signed in before (A18).
        words = _("This page was opened for someone else; nothing was filed.")
        raise Elsewhere(errors.page(request, HTTPStatus.CONFLICT, message=words))
    if enrolment is None and named:
        raise Http404
    if enrolment is None:
        raise Elsewhere(_one_of(request, kind))
    if why := servicedesk.usable_by(kind, enrolment, actor):
        raise Elsewhere(_closed(request, kind, why_closed(why, kind)))
    if not posted and kind.open_slot and (found := servicedesk.open_request(enrolment.id, kind.open_slot)):
        messages.info(request, _("You already have an open request of this kind. Continue there."))
        raise Elsewhere(redirect(servicedesk.page_of(found)))
    return work.load(actor=actor, kind=kind, enrolment=enrolment)


def _one_of(request: HttpRequest, kind: servicedesk.RequestType) -> HttpResponse:
    """Without a choice to make nobody is asked to make one (X5)."""
    usable = [choice for choice in choices(actor_of(request), kind) if not choice.why]
    if len(usable) == 1:
        return redirect(usable[0].url)
    return redirect("service", key=kind.key)


def _closed(request: HttpRequest, kind: servicedesk.RequestType, why: str) -> HttpResponse:
    context = {"kind": kind, "why": why}
    return render(request, "student/closed.html", context, status=HTTPStatus.FORBIDDEN)


@signed_in
def fill(request: HttpRequest, key: str) -> HttpResponse:
    """The form. Sending it keeps the draft first, so nothing is lost whatever is wrong with the answers."""
    try:
        filling = _filling(request, key)
    except Elsewhere as way:
        return way.response
    if request.method != "POST":
        found = work.cleaned(filling)
        wrong = work.error_words(filling.form, found.errors) if "review" in request.GET else {}
        wrong = {**wrong, **changed.lost_choices(filling)}
        return _page(request, filling, found, wrong)
    work.take_typed(filling, request.POST)
    work.take_files(filling, request.POST, request.FILES)
    try:
        _rev, at = work.save(filling, rev=stamps.number_of(request, "version"))
    except DomainError as error:
        return _not_kept(request, filling, error)
    if "later" in request.POST and not filling.refused:
        messages.success(request, work.saved_words(at))
        return redirect("my-requests")
    found = work.cleaned(filling)
    wrong = {**work.error_words(filling.form, found.errors), **filling.refused}
    if wrong:
        filling.draft = intake.draft_of(filling.actor, purpose=filling.purpose, subject_id=filling.subject_id)
        return _page(request, filling, found, wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(check_url(filling.kind, filling.enrolment))


def _not_kept(request: HttpRequest, filling: Filling, error: DomainError) -> HttpResponse:
    """The draft was refused: everything typed stays on the page; files must be chosen again."""
    work.forget_files(filling, request.FILES)
    status = saving.status_of(error)
    return _page(request, filling, work.cleaned(filling), filling.refused, refusal=error, status=status)


def _page(
    request: HttpRequest, filling: Filling, found: logic.Cleaned, wrong: dict[str, str], *,
    refusal: DomainError | None = None, status: int = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    suffix = f"?enrolment={filling.enrolment.id}"
    sheet = questions.Sheet(
        form=filling.form, raw=filling.raw, answers=found.answers, errors=wrong, files=filling.files,
        file_url=lambda field: reverse("draft-file", args=[filling.kind.key, field]) + suffix,
        report_url=lambda field: reverse("service-report", args=[filling.kind.key, field]) + suffix,
        reports=filling.reports,
    )  # fmt: skip
    listed = questions.summary(sheet)
    if refusal and refusal.code != "draft_elsewhere":
        listed.insert(0, ("", sentence(refusal)))
    context = {
        "filling": filling, "kind": filling.kind, "groups": questions.groups(sheet), "errors": listed,
        "elsewhere": refusal is not None and refusal.code == "draft_elsewhere", "rev": filling.rev,
        "has_files": filling.takes_files, "gone": typed.listed(changed.lost_questions(filling)),
        "saved_at": filling.draft.saved_at if filling.draft else None,
        "autosave_url": reverse("service-draft", args=[filling.kind.key]),
        "newer_url": form_url(filling.kind, filling.enrolment),
        "enrolment_title": enrolment_title(filling.enrolment), **about(filling.kind),
    }  # fmt: skip
    return render(request, "student/form.html", context, status=status)


@require_POST
def autosave(request: HttpRequest, key: str) -> JsonResponse:
    """Keep the draft while one types; answers in JSON with the words for the page, never with a redirect."""
    if not request.user.is_authenticated:
        return saving.logged_out()
    try:
        filling = _filling(request, key)
    except Elsewhere:
        words = _("This page was opened for someone else; nothing was filed.")
        return JsonResponse({"message": words}, status=HTTPStatus.CONFLICT)
    return work.autosave(request, filling)


@signed_in
def check(request: HttpRequest, key: str) -> HttpResponse:
    """All answers once more, to read; only «ایجاد» (B6) files them."""
    try:
        filling = _filling(request, key)
    except Elsewhere as way:
        return way.response
    if request.method == "POST":
        return _create(request, filling)
    found = work.cleaned(filling)
    if filling.draft is None or found.errors:
        return redirect(form_url(filling.kind, filling.enrolment) + ("&review" if filling.draft else ""))
    context: dict[str, Any] = {
        "kind": filling.kind, "enrolment": filling.enrolment, "rev": filling.rev, "key": uuid4().hex,
        "groups": logic.display(filling.form, found.answers, current()),
        "reports": reports.listed(filling), "saved_at": filling.draft.saved_at,
        "change_url": form_url(filling.kind, filling.enrolment),
        "enrolment_title": enrolment_title(filling.enrolment), **about(filling.kind),
    }  # fmt: skip
    return render(request, "student/check.html", context)


def _create(request: HttpRequest, filling: Filling) -> HttpResponse:
    if filling.draft is None:
        return _filed_before(filling)
    try:
        key, rev = stamps.key_of(request), stamps.number_of(request, "version")
    except DomainError as error:
        messages.warning(request, sentence(error))
        return redirect(check_url(filling.kind, filling.enrolment))
    try:
        with transaction.atomic():
            filed = servicedesk.file_request(
                actor=filling.actor, type_id=filling.kind.id, enrolment=filling.enrolment, raw=filling.raw,
                files=filling.files, key=key, rev=rev,
            )  # fmt: skip
            reports.send(filling, filed)
    except intake.NotAccepted:
        return redirect(form_url(filling.kind, filling.enrolment) + "&review")
    except servicedesk.AlreadyOpen as error:
        return _already_open(request, filling, error)
    except DomainError as error:
        if error.code == "already_filed":
            return _filed_before(filling)
        if error.code == "draft_elsewhere":
            messages.warning(request, _("The draft was changed in another window. Check the answers again."))
        else:
            messages.error(request, sentence(error))
        return redirect(check_url(filling.kind, filling.enrolment))
    return redirect("request-filed", number=filed.number)


def _filed_before(filling: Filling) -> HttpResponse:
    """The draft is gone, so it was filed: a second press of the button gets the confirmation of the first."""
    newest = servicedesk.my_requests(filling.actor, type_key=filling.kind.key).rows
    mine = [row for row in newest if row.enrolment_id == filling.enrolment.id]
    if not mine:
        return redirect(form_url(filling.kind, filling.enrolment))
    return redirect("request-filed", number=mine[0].number)


def _already_open(request: HttpRequest, filling: Filling, error: servicedesk.AlreadyOpen) -> HttpResponse:
    found = error.request or servicedesk.open_request(filling.enrolment.id, filling.kind.open_slot)
    context = {"kind": filling.kind, "found": found}
    return render(request, "student/already_open.html", context, status=HTTPStatus.CONFLICT)

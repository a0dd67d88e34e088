"""One's own profile after registering: completed now or later, kept while one types, sent to the office that approves
(E19 to E21)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError
from pishkhan.web import questions, saving, stamps
from pishkhan.web.components.language import current
from pishkhan.web.phrases import sentence
from pishkhan.web.portal.phrases import why_closed
from pishkhan.web.student import filling as work
from pishkhan.web.student.access import actor_of, signed_in
from pishkhan.web.student.filling import Sheet

PURPOSE = "profile"
MAY_CHANGE = (identity.Stage.REGISTERED, identity.Stage.RETURNED)


def _applicant(request: HttpRequest) -> identity.Applicant:
    """Raises Http404 for who did not register by themselves."""
    found = identity.applicants.applicant_of(actor_of(request))
    if found is None or not found.profile.definition.get("profile"):
        raise Http404
    return found


def _sheet(request: HttpRequest, found: identity.Applicant) -> Sheet:
    """The profile's form with its draft, or with what was sent before. Raises DomainError form_missing."""
    actor = actor_of(request)
    key = found.profile.definition["profile"]["form"]
    version_id = intake.newest_version_id(institution_id=actor.institution_id, key=key)
    if version_id is None:
        raise DomainError("form_missing")
    form = intake.form_of(version_id)
    record = identity.record_of_person(actor.me)
    said = {name: value for name, value in found.answers.items() if not name.startswith("_")}
    sheet = Sheet(
        actor=actor, purpose=PURPOSE, subject_id=found.id, version_id=version_id, form=form, record=record,
        raw={**logic.prefill(form, record), **logic.typed(form, said)},
    )  # fmt: skip
    work.resume(sheet)
    return sheet


@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """The form while it may be changed; else where it stands."""
    found = _applicant(request)
    if found.stage not in MAY_CHANGE:
        return _standing(request, found)
    sheet = _sheet(request, found)
    if request.method != "POST":
        answers = work.cleaned(sheet)
        wrong = work.error_words(sheet.form, answers.errors) if "review" in request.GET else {}
        return _page(request, found, sheet, answers, wrong)
    work.take_typed(sheet, request.POST)
    work.take_files(sheet, request.POST, request.FILES)
    try:
        _rev, at = work.save(sheet, rev=stamps.number_of(request, "version"))
    except DomainError as error:
        answers = work.cleaned(sheet)
        return _page(request, found, sheet, answers, sheet.refused, refusal=error, status=saving.status_of(error))
    identity.applicants.note_saved(actor=sheet.actor)
    if "later" in request.POST and not sheet.refused:
        messages.success(request, work.saved_words(at))
        return redirect("profile")
    return _send(request, found, sheet)


def _send(request: HttpRequest, found: identity.Applicant, sheet: Sheet) -> HttpResponse:
    """Send it, or say all that is wrong with it."""
    answers = work.cleaned(sheet)
    wrong = {**work.error_words(sheet.form, answers.errors), **sheet.refused}
    if wrong:
        sheet.draft = intake.draft_of(sheet.actor, purpose=PURPOSE, subject_id=sheet.subject_id)
        return _page(request, found, sheet, answers, wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            kept = {**answers.answers, "_titles": _titles(sheet.form, answers.answers)}
            identity.applicants.send_profile(actor=sheet.actor, answers=kept)
            intake.discard_draft(actor=sheet.actor, purpose=PURPOSE, subject_id=sheet.subject_id, rev=None)
    except DomainError as error:
        messages.warning(request, sentence(error))
    return redirect("profile")


def _titles(form: logic.Form, answers: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The words of chosen options, which the enrolment keeps as they were."""
    found = {}
    for asked in form.fields:
        for option in asked.options:
            if option.value == answers.get(asked.key):
                found[asked.key] = {"fa": option.label.in_("fa"), "en": option.label.in_("en")}
    return found


@require_POST
def autosave(request: HttpRequest) -> JsonResponse:
    """Keep the draft while one types; an account with a saved profile is not deleted (E20)."""
    if not request.user.is_authenticated:
        return saving.logged_out()
    found = _applicant(request)
    if found.stage not in MAY_CHANGE:
        return JsonResponse({"message": sentence(DomainError("profile_sent"))}, status=HTTPStatus.CONFLICT)
    answer = work.autosave(request, _sheet(request, found))
    if answer.status_code == HTTPStatus.OK:
        identity.applicants.note_saved(actor=actor_of(request))
    return answer


def _page(
    request: HttpRequest, found: identity.Applicant, sheet: Sheet, answers: logic.Cleaned, wrong: Mapping[str, str], *,
    refusal: DomainError | None = None, status: int = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    drawn = questions.Sheet(
        form=sheet.form, raw=sheet.raw, answers=answers.answers, errors=wrong, files=sheet.files
    )
    errors = questions.summary(drawn)
    if refusal is not None:
        errors.insert(0, ("", sentence(refusal)))
    context = {
        "found": found, "sheet": sheet, "groups": questions.groups(drawn), "errors": errors, "rev": sheet.rev,
        "saved_at": sheet.draft.saved_at if sheet.draft else None, "autosave_url": reverse("profile-draft"),
        "newer_url": reverse("profile"), "has_files": sheet.takes_files, "office": _office(found),
        "elsewhere": refusal is not None and refusal.code == "draft_elsewhere",
    }  # fmt: skip
    return render(request, "student/profile.html", context, status=status)


def _standing(request: HttpRequest, found: identity.Applicant) -> HttpResponse:
    key = found.profile.definition["profile"]["form"]
    version_id = intake.newest_version_id(institution_id=found.institution_id, key=key)
    shown = logic.display(intake.form_of(version_id), found.answers, current()) if version_id else []
    context = {
        "found": found, "groups": shown, "why": why_closed(identity.applicants.closed_to(found.stage)),
        "office": _office(found),
    }  # fmt: skip
    return render(request, "student/profile_sent.html", context)


def _office(found: identity.Applicant) -> str:
    """The name of the office that approves."""
    return identity.applicants.office_name(found)


def closed(request: HttpRequest) -> HttpResponse:
    """Why nothing can be filed yet, and the way on (E21)."""
    found = identity.applicants.applicant_of(actor_of(request))
    why = identity.applicants.closed_to(found.stage if found else None) or "profile_incomplete"
    context = {"why": why_closed(why), "found": found, "office": _office(found) if found else ""}
    return render(request, "student/gate.html", context, status=HTTPStatus.FORBIDDEN)



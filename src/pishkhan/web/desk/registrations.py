"""Profiles of those who registered by themselves, for the office that approves them (E21)."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor
from pishkhan.web.components.language import current
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.web.phrases import sentence

DECISIONS = {
    "approve": identity.Stage.APPROVED, "return": identity.Stage.RETURNED, "refuse": identity.Stage.REFUSED,
}  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    """Staff only. Raises Http404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        raise Http404
    return actor


@signed_in
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Profiles that wait for one of the reader's offices, the longest waiting first."""
    actor = _actor(request)
    page = identity.applicants.PAGE
    rows = identity.applicants.waiting(actor, after=uuid_of(request.GET.get("after")), most=page + 1)
    more = len(rows) > page
    context = {
        **around(request), "rows": rows[:page], "total": identity.applicants.count_waiting(actor),
        "next_url": f"{reverse('desk-registrations')}?after={rows[page - 1].id}" if more else "",
    }  # fmt: skip
    return render(request, "desk/registrations.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, applicant_id: UUID) -> HttpResponse:
    """One profile, its answers, and what to decide."""
    actor, error, reason = _actor(request), "", request.POST.get("reason", "")
    try:
        found = identity.applicants.one(actor, applicant_id)
    except DomainError:
        raise Http404 from None
    if request.method == "POST":
        stage = DECISIONS.get(request.POST.get("decision", ""))
        try:
            if stage is None:
                raise DomainError("page_incomplete")
            identity.applicants.decide(actor=actor, applicant_id=applicant_id, stage=stage, reason=reason)
        except DomainError as refused:
            error = sentence(refused)
        else:
            messages.success(request, _("Decided; the person is told."))
            return redirect("desk-registrations")
    about = found.profile.definition.get("profile") or {}
    version_id = intake.newest_version_id(institution_id=found.institution_id, key=about.get("form", ""))
    ids = identity.identifiers_of(found.person_id)
    context = {
        **around(request), "found": found, "person": found.person, "ids": ids, "error": error, "reason": reason,
        "errors": [("reason", error)] if error else [],
        "groups": logic.display(intake.form_of(version_id), found.answers, current()) if version_id else [],
    }  # fmt: skip
    return render(
        request, "desk/registration.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    )

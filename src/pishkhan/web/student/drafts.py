"""Forms that were begun and not filed: told loudly, gone on with anywhere, thrown away when asked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.student.access import actor_of, chosen, service, signed_in
from pishkhan.web.student.services import enrolment_title, form_url


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form that was begun and not filed."""

    title: str
    enrolment: str
    url: str
    discard_url: str
    saved_at: datetime


def begun(actor: Actor, kinds: Mapping[str, servicedesk.RequestType]) -> list[DraftRow]:
    """One's own, newest first; the enrolment is named where there are two of a kind."""
    found = [
        (kinds[name], draft)
        for draft in intake.drafts_of(actor)
        if draft.purpose.startswith(servicedesk.DRAFT)
        and (name := draft.purpose.removeprefix(servicedesk.DRAFT)) in kinds
    ]
    twice = [kind.key for kind, count in Counter(kind for kind, _draft in found).items() if count > 1]
    enrolments = {row.id: row for row in identity.enrolments_of(actor)} if twice else {}
    return [
        DraftRow(
            title=pick(kind.name), saved_at=draft.saved_at,
            enrolment=enrolment_title(enrolments[draft.subject_id]) if draft.subject_id in enrolments else "",
            url=f"{form_url(kind)}?enrolment={draft.subject_id}",
            discard_url=f"{reverse('draft-discard', args=[kind.key])}?enrolment={draft.subject_id}",
        )
        for kind, draft in found
    ]  # fmt: skip


def of_visitor(request: HttpRequest) -> list[DraftRow]:
    """For the home page: nothing for strangers and for staff."""
    actor = actor_of(request)
    if not request.user.is_authenticated or actor.is_staff or not intake.drafts_of(actor):
        return []
    return begun(actor, {kind.key: kind for kind in servicedesk.types(actor.institution_id)})


@signed_in
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """The question, then the deed. A draft that is gone already is not asked about."""
    actor, kind = actor_of(request), service(request, key)
    named = (request.POST if request.method == "POST" else request.GET).get("enrolment", "")
    enrolment = chosen(identity.enrolments_of(actor), named)
    if enrolment is None:
        raise Http404
    purpose = servicedesk.DRAFT + kind.key
    draft = intake.draft_of(actor, purpose=purpose, subject_id=enrolment.id)
    if draft is None:
        return redirect("my-requests")
    if request.method == "POST":
        intake.discard_draft(actor=actor, purpose=purpose, subject_id=enrolment.id)
        messages.success(request, _("The draft was thrown away."))
        return redirect("my-requests")
    context = {"kind": kind, "draft": draft, "enrolment": enrolment, "enrolment_title": enrolment_title(enrolment)}
    return render(request, "student/discard.html", context)

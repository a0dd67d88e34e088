"""Searching in one's own requests."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.student import guests
from pishkhan.web.student.access import actor_of, signed_in
from pishkhan.web.student.services import enrolment_title

LONGEST = 100


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Own requests, and those one agreed to follow, that have the words."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    before = uuid_of(request.GET.get("before"))
    actor = actor_of(request)
    hits = servicedesk.search_own(actor, text, before=before) if text else servicedesk.Hits([])
    words = {
        "number": _("Request number"), "person": _("Applicant"), "request": _("Request"), "answers": _("Answer"),
        "comment": _("Message"),
    }  # fmt: skip
    rows = [{**_shown(actor, hit), "source": words[hit.source]} for hit in hits.rows]
    context = {
        "q": text, "rows": rows, "capped": hits.capped, "first": urlencode({"q": text}) if before else "",
        "next": urlencode({"q": text, "before": str(hits.next)}) if hits.next else "",
    }  # fmt: skip
    return render(request, "student/search.html", context)


def _shown(actor: Actor, hit: servicedesk.Hit) -> dict[str, Any]:
    """Of another's request: whose it is, and no more of its state than its page tells a guest."""
    found = hit.request
    guest = found.applicant_id != actor.me
    about = found.applicant.shown_name if guest else enrolment_title(found.enrolment)
    return {"hit": hit, "about": about, "status": guests.status(found, guest=guest)}

"""Finding requests: by number, student number, national id or mobile exactly, else by whole words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.desk import names
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in

LONGEST = 100


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Requests that are or were at one of the reader's desks, closed ones too."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return redirect("/requests/")
    text = request.GET.get("q", "").strip()[:LONGEST]
    before = uuid_of(request.GET.get("before"))
    hits = servicedesk.search(actor, text, before=before) if text else servicedesk.Hits([])
    rows = [
        {"hit": hit, "title": names.of_request(hit.request), "source": source_words()[hit.source]} for hit in hits.rows
    ]
    context = {
        **around(request), "q": text, "rows": rows, "capped": hits.capped, "most": servicedesk.CANDIDATES,
        "next": urlencode({"q": text, "before": str(hits.next)}) if hits.next else "",
        "first": urlencode({"q": text}) if before else "",
    }  # fmt: skip
    return render(request, "desk/search.html", context)


def source_words() -> dict[str, str]:
    """Where the words were found."""
    return {
        "number": _("Request number"), "person": _("Applicant"), "request": _("Request"), "answers": _("Answer"),
        "comment": _("Message"), "note": _("Internal note"),
    }  # fmt: skip

"""Finding a request by its exact number, a national or student number, or words of a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

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
    found = servicedesk.search(actor, text) if text else []
    rows = [
        {
            "url_id": each.task.id, "student": each.request.applicant.shown_name, "request": each.request,
            "title": names.of_request(each.request), "open": each.is_open,
        }
        for each in found
    ]  # fmt: skip
    context = {**around(request), "q": text, "rows": rows, "many": len(found) >= servicedesk.FOUND_AT_MOST}
    return render(request, "desk/search.html", context)

"""Ending e-mails of a kind without logging in: the link in every such e-mail (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pishkhan.notifications import api as notifications


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, word: str) -> HttpResponse:
    """Reading shows what would end, for programs open links by themselves; a POST ends it, also one by a mail program.

    The word in the address is signed and stands for the person, so no session and no token are asked for.
    """
    here = request.institution.id  # type: ignore[attr-defined]
    if request.method == "POST":
        category = notifications.unsubscribe(institution_id=here, word=word)
    else:
        found = notifications.read_mark(word, here)
        category = found[1] if found else None
    context = {"category": category, "done": bool(category) and request.method == "POST", "word": word}
    response = render(request, "unsubscribe.html", context, status=200 if category else 404)
    response["Referrer-Policy"] = "no-referrer"
    return response

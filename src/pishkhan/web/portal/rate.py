"""Saying how it was, by the link of the closing message: no login, no name."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.phrases import sentence

SCORES = [
    (5, lazy("Very good")), (4, lazy("Good")), (3, lazy("Middling")), (2, lazy("Bad")), (1, lazy("Very bad")),
]  # fmt: skip
PER_NETWORK, HOUR = 120, 3600


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, word: str) -> HttpResponse:
    """The five words and a remark; thanks; the same answer for every link that is not ours."""
    here = request.institution.id  # type: ignore[attr-defined]
    network = identity.network_part(request.actor.network)  # type: ignore[attr-defined]
    try:
        identity.count_visits(identity.Limit(f"rate:{network}", PER_NETWORK, HOUR))
        found = servicedesk.surveys.asked(institution_id=here, token=word)
    except DomainError as error:
        unknown = error.code == "survey_unknown"
        status = HTTPStatus.NOT_FOUND if unknown else HTTPStatus.TOO_MANY_REQUESTS
        return _private(render(request, "rate.html", {"asked": None, "error": sentence(error)}, status=status))
    context = {
        "asked": found, "scores": SCORES, "word": word, "score": found.score, "words": found.words, "error": "",
        "done": False,
    }  # fmt: skip
    if request.method == "POST":
        return _private(_take(request, here, word, context))
    return _private(render(request, "rate.html", context))


def _take(request: HttpRequest, here: object, word: str, context: dict[str, object]) -> HttpResponse:
    typed = to_latin(request.POST.get("score", ""))
    score = int(typed) if typed in {"1", "2", "3", "4", "5"} else 0
    words = request.POST.get("words", "")
    try:
        servicedesk.surveys.answer(institution_id=here, token=word, score=score, words=words)  # type: ignore[arg-type]
    except DomainError as error:
        context |= {"score": score, "words": words, "error": sentence(error)}
        return render(request, "rate.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "rate.html", {**context, "done": True})


def _private(response: HttpResponse) -> HttpResponse:
    """The link is told to no other site; with no referrer at all a browser hides from us where its form comes from."""
    response["Referrer-Policy"] = "same-origin"
    return response

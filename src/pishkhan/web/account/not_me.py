"""«کار من نبود»: the page behind the link of every message that tells of a change to an account."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.web.account.home import actor_of
from pishkhan.web.portal import codes


@never_cache
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, alarm: str) -> HttpResponse:
    """Reading changes nothing, for programs open links by themselves. One press closes the account and leads to the
    wizard. The signed word stands for the person, who may not be able to log in any more."""
    here = request.institution.id  # type: ignore[attr-defined]
    found = identity.read_not_me(alarm, here)
    if found and request.method == "POST":
        identity.raise_alarm(actor=actor_of(request), alarm=found, agent=codes.agent(request))
        if request.user.is_authenticated and request.user.pk == found.person_id:
            logout(request)
        return redirect("account-closed")
    context = {"alarm": found, "word": alarm}
    return render(request, "own/not_me.html", context, status=HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)


@require_http_methods(["GET"])
def closed(request: HttpRequest) -> HttpResponse:
    """What was done, and how to get in again."""
    return render(request, "own/closed.html")

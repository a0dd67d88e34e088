"""The second factor stands before the desks: who must have one makes one first, who has one shows it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from pishkhan.identity import api as identity

Handler = Callable[[HttpRequest], HttpResponse]

DESKS = ("/desk/", "/console/", "/finance/", "/oidc/authorize/")
"""Where the institution may ask a second factor: its own work, and other systems it answers for."""
OPEN = (
    "/account/confirm/", "/account/not-me/", "/login/", "/logout/", "/settings/", "/session/", "/healthz", "/readyz",
    "/static/", "/hooks/", "/oidc/", "/.well-known/", "/captcha/",
)  # fmt: skip
"""What stays open to somebody who has a factor and has not shown it in this session."""
ONWARD = "/oidc/"


def second_factor(get_response: Handler) -> Handler:
    """Costs no statement: whether somebody has a factor is read with the person, whether it was shown with the
    session."""

    def handle(request: HttpRequest) -> HttpResponse:
        here = getattr(request, "institution", None)
        stopped = _stopped(request) if here is not None and request.user.is_authenticated else None
        return _onward(request, stopped or get_response(request))

    return handle


def _stopped(request: HttpRequest) -> HttpResponse | None:
    person, path = request.user, request.path
    if getattr(person, "has_factor", False):
        if request.session.get(identity.FACTOR_PASSED) == str(person.pk):
            return None
        # An address of a system that asks for a login is no exception: it would be let in by a password alone.
        if path.startswith(OPEN) and not path.startswith(DESKS):
            return None
        return _to("mfa_reauthenticate", request)
    if path.startswith(DESKS) and identity.must_have_factor(request.actor):  # type: ignore[attr-defined]
        return redirect(f"{reverse('mfa_index')}?{urlencode({'needed': '1'})}")
    return None


def _to(name: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/enter/"
    return redirect(f"{reverse(name)}?{urlencode({'next': back})}")


def _onward(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After a form a browser follows redirects within this host only (the policy's form-action), and the way to another
    system leads out of it: a page takes over that goes on by itself."""
    target = response.headers.get("Location", "")
    if request.method != "POST" or response.status_code != HTTPStatus.FOUND or not target.startswith(ONWARD):
        return response
    page = render(request, "own/onward.html", {"target": target})
    page.cookies = response.cookies
    return page

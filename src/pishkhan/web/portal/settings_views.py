"""Language and appearance, kept in cookies: they must work before login too."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pishkhan.web.middleware import LANGUAGE_COOKIE, THEME_COOKIE

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if allowed else "/")


def remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """Keep a choice in a cookie, for a year."""
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return _back(request)
    return remember(_back(request), LANGUAGE_COOKIE, chosen)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    if chosen not in {"light", "dark"}:
        return _back(request)
    return remember(_back(request), THEME_COOKIE, chosen)

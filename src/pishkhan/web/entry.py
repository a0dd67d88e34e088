"""Who is not logged in goes through the door first, and comes back to a page that can be opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

DESTINATION = "destination"
MOST_TEXTS, LONGEST_TEXT = 10, 4000
HIDDEN = {"csrfmiddlewaretoken", "password", "key"}

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Strangers log in first and come back to the page they asked for (A17). A form that was sent after the session
    had ended is not lost: its words come back to be copied, with the way to the page it stood on."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return _ended(request)
        return redirect_to_login(request.get_full_path(), redirect_field_name=DESTINATION)

    return asked


def page_behind(path: str) -> str:
    """The nearest address above one that only takes forms: its page."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Http404:
            continue
        break
    return path


def _ended(request: HttpRequest) -> HttpResponse:
    login = f"{reverse('account_login')}?{urlencode({DESTINATION: _came_from(request)})}"
    context = {"kept": [("", words) for words in _texts(request)], "login_url": login}
    return render(request, "401.html", context, status=HTTPStatus.UNAUTHORIZED)


def _came_from(request: HttpRequest) -> str:
    """The page the form stood on, as the browser says; one that only takes forms is never gone back to."""
    told = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(told)
        if parts.path != request.path:
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return page_behind(request.path)


def _texts(request: HttpRequest) -> list[str]:
    """What was written in sentences; choices and numbers are quickly made again."""
    written = [
        str(value)[:LONGEST_TEXT]
        for name, values in request.POST.lists()
        if name not in HIDDEN
        for value in values
        if " " in str(value).strip()
    ]
    return written[:MOST_TEXTS]

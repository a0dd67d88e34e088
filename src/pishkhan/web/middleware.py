"""What every request passes through: its id, its institution, its language, its actor, and polite refusals."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address
from pishkhan.web import errors
from pishkhan.web.entry import page_behind

Handler = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "pk_language"
THEME_COOKIE = "pk_theme"
WITHOUT_INSTITUTION = ("/healthz", "/readyz", "/static/", "/settings/")


LARGEST_BODY = 25 * 1024 * 1024
"""Bytes. Two files of the largest size with their form, and nothing that could keep a worker busy."""
NUL = "\0"


def request_id(get_response: Handler) -> Handler:
    """Give the request an id that appears in its audit lines and in the error page."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.request_id = uuid4().hex  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return handle


def institution(get_response: Handler) -> Handler:
    """Bind the request to the institution its Host header names; the bare address is the chooser."""

    def handle(request: HttpRequest) -> HttpResponse:
        found = None
        if not request.path.startswith(("/healthz", "/readyz", "/static/")):
            found = organisation.institution_of_host(request.get_host())
        request.institution = found  # type: ignore[attr-defined]
        if found is None and request.path != "/" and not request.path.startswith(WITHOUT_INSTITUTION):
            return errors.page(request, 404)
        return get_response(request)

    return handle


class readable:  # noqa: N801 - named like the functions beside it
    """Refuses what no page can use before anything reads it: bodies over the limit or of unknown length, and NUL
    characters, which no column takes and nobody types."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and (len(length) > 12 or int(length) > LARGEST_BODY):
            return errors.page(request, 413)
        if not length and "HTTP_TRANSFER_ENCODING" in request.META:
            # Browsers always say the length. Without it Django would take the form for an empty one.
            return errors.page(request, 400, message=_("The browser did not say how long the form is. Send it again."))
        told = [request.path, *request.COOKIES, *request.COOKIES.values()]
        if any(NUL in words for words in told) or _has_nul(request.GET):
            return errors.page(request, 400)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        return errors.page(request, 400) if request.method == "POST" and _has_nul(request.POST) else None


def _has_nul(values: QueryDict) -> bool:
    return any(NUL in name or any(NUL in str(value) for value in given) for name, given in values.lists())


def language(get_response: Handler) -> Handler:
    """Persian unless the visitor chose English: a browser's own language says little in Iran."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
            response.headers.setdefault("Content-Language", code)
        return response

    return handle


def actor(get_response: Handler) -> Handler:
    """`request.actor`: who acts, read on first use. A person of another institution is nobody here."""

    def build(request: HttpRequest) -> Actor:
        here = request.institution  # type: ignore[attr-defined]
        user = request.user
        fields = {
            "institution_id": here.id, "network": client_address(request),
            "request_id": request.request_id,  # type: ignore[attr-defined]
        }  # fmt: skip
        if not user.is_authenticated:
            return Actor(**fields)
        return identity.actor_of(user, **fields)

    def handle(request: HttpRequest) -> HttpResponse:
        here = request.institution  # type: ignore[attr-defined]
        if here is not None:
            request.actor = SimpleLazyObject(lambda: build(request))  # type: ignore[attr-defined]
        response = get_response(request)
        if here is not None and request.user.is_authenticated:
            # Shared computers: the Back button after logout must show nothing (A15).
            response["Cache-Control"] = "no-store, private"
        return response

    return handle


class refusals:  # noqa: N801 - named like the functions beside it
    """Turns what verbs raise into pages that say what happened and what to do next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        of_a_page = request.method in {"GET", "HEAD"} and not request.path.startswith("/api/")
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and of_a_page:
            # After a refused form the address bar holds the form's own address, which people open again.
            return redirect(page_behind(request.path))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return errors.page(request, 413)
        if isinstance(exception, DomainError):
            return errors.refused(request, exception)
        if isinstance(exception, Http404):
            return errors.page(request, 404)
        return None

"""What every request passes through: its id, its institution, its language, its actor, and polite refusals."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.web import errors

Handler = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "pk_language"
THEME_COOKIE = "pk_theme"
WITHOUT_INSTITUTION = ("/healthz", "/readyz", "/static/", "/settings/")


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


def client_address(request: HttpRequest) -> str:
    """The peer, or behind trusted proxies the last stranger in X-Forwarded-For; empty when it cannot be told."""
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    if peer not in settings.TRUSTED_PROXIES:
        return peer
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        found = _address(hop.strip())
        if found not in settings.TRUSTED_PROXIES:
            return found
    return ""


def _address(text: str) -> str:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


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
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return errors.page(request, 413)
        if isinstance(exception, DomainError):
            return errors.refused(request, exception)
        if isinstance(exception, Http404):
            return errors.page(request, 404)
        return None

"""A session on a computer that may be shared: whose it is, how long it lives, and whether the one in front is the one
who logged in (A15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.network import client_address
from pishkhan.web import page_of

Handler = Callable[[HttpRequest], HttpResponse]
BESIDE = ("/session/left/", "/session/stay/")
"""What runs beside a page, and may be answered after another request has given the browser a new session."""


class Sessions(SessionMiddleware):
    """Django's; but an answer to what runs beside a page takes no cookie away: a password changed meanwhile, or a
    login, has put a new one in its place."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if request.path in BESIDE and cookie is not None and cookie["max-age"] == 0:
            del answer.cookies[settings.SESSION_COOKIE_NAME]
        return answer


WARNED = 120
"""Seconds before the end at which the page speaks of it."""
RESUMED = timedelta(minutes=5)
"""After so long without use somebody else may sit there."""
GATE = "is_it_you"
BACKGROUND = "Pk-Background"
"""Requests that the page sends by itself bear this header: they keep no session alive."""
NO_USE = {"/session/left/", "/session/ended/"}
OPEN_AT_GATE = ("/logout/", "/session/here/", "/session/left/", "/session/ended/", "/settings/", "/static/")
"""What works while the question stands: the answers to it, and what shows nothing of anybody."""
OUTSIDE = {"none", "cross-site", "same-site"}


class Authentication(AuthenticationMiddleware):
    """The person is read with the session, in one statement."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]


def _user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    known: AbstractBaseUser | AnonymousUser | None = getattr(request, "_cached_user", None)
    if known is None:
        known = _read_with_session(request) or auth.get_user(request)
        request._cached_user = known  # type: ignore[attr-defined]
    return known


def _read_with_session(request: HttpRequest) -> AbstractBaseUser | None:
    """Whose session it is, while the password is still the one of the login; else Django's own way decides."""
    session = request.session
    who, person = session.get(SESSION_KEY), getattr(session, "person", None)
    if person is None or str(person.pk) != who:
        return None
    known: AbstractBaseUser = person
    good = constant_time_compare(session.get(HASH_SESSION_KEY, ""), known.get_session_auth_hash())
    return known if good else None


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a page knows of its session: seconds until it ends if nothing happens, and why it then ends."""

    left: int
    why: str
    who: str
    warned: int = WARNED


def sitting_of(request: HttpRequest) -> Sitting | None:
    """Of somebody logged in here."""
    row = getattr(getattr(request, "session", None), "row", None)
    if row is None or page_of.person_here(request) is None:
        return None
    left = max(0, int((row.expire_date - timezone.now()).total_seconds()))
    return Sitting(left, "long" if row.expire_date == row.ends_at else "idle", page_of.mark_of(request))


def sitting(get_response: Handler) -> Handler:
    """Keeps the session of who uses it; on shared computers asks first whether it is they."""

    def handle(request: HttpRequest) -> HttpResponse:
        if page_of.person_here(request) is None:
            return get_response(request)
        if _asks(request):
            return gate(request)
        if is_use(request):
            touch(request)
        return get_response(request)

    return handle


def is_use(request: HttpRequest) -> bool:
    """Whether a person did this, not the page by itself."""
    by_itself = BACKGROUND in request.headers or request.headers.get("Sec-Purpose", "").startswith("prefetch")
    return not by_itself and request.path not in NO_USE


def touch(request: HttpRequest) -> None:
    """The session lives on."""
    here = request.institution  # type: ignore[attr-defined]
    rules = identity.account_rules(here.id)
    request.session.touch(identity.idle_time(rules, kiosk=is_kiosk(request)))  # type: ignore[attr-defined]


def is_kiosk(request: HttpRequest) -> bool:
    here = request.institution  # type: ignore[attr-defined]
    return organisation.campus_of(here.id).is_kiosk(client_address(request))


def gate(request: HttpRequest, destination: str = "") -> HttpResponse:
    """«این رایانه با حساب … باز است. این شمایید؟» in the place of the page. Nothing is done with what was sent."""
    if request.headers.get("Accept", "").startswith("application/json"):
        said = _("Somebody else may be in front of this computer. Open the page anew and say whether it is you.")
        return JsonResponse({"message": said}, status=HTTPStatus.FORBIDDEN)
    came_for = destination or (request.get_full_path() if request.method in {"GET", "HEAD"} else "/enter/")
    status = HTTPStatus.OK if request.method in {"GET", "HEAD"} else HTTPStatus.FORBIDDEN
    return render(request, "is_it_you.html", {"destination": came_for, "at_gate": True}, status=status)


def _asks(request: HttpRequest) -> bool:
    if request.path.startswith(OPEN_AT_GATE) or not is_kiosk(request):
        return False
    if GATE in request.session:
        return True
    if _from_outside(request) or _resumed(request):
        request.session[GATE] = True
        return True
    return False


def _resumed(request: HttpRequest) -> bool:
    row = getattr(request.session, "row", None)
    return bool(row and row.seen_at and timezone.now() - row.seen_at > RESUMED)


def _from_outside(request: HttpRequest) -> bool:
    """A typed address, a bookmark, a new tab, a link of another site: not a step from one of our pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OUTSIDE
    told = urlsplit(request.headers.get("Referer", ""))
    return told.netloc != request.get_host()

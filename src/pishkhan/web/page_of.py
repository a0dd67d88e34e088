"""For whom a page was made: every form carries a mark of the person, and what another person sends with it is refused
(A18). Two students may use two tabs of one browser, which have one session."""

from __future__ import annotations

import base64
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

FIELD = "page_of"
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
NOBODY = ""


def person_here(request: HttpRequest) -> AbstractBaseUser | None:
    """Who is logged in at this institution."""
    here, user = getattr(request, "institution", None), getattr(request, "user", None)
    if here is None or user is None or not user.is_authenticated:
        return None
    return user if user.institution_id == here.id else None


def mark_of(request: HttpRequest) -> str:
    """A word for the person of this request, which says nothing of them; empty for nobody."""
    person = person_here(request)
    return mark(person.pk) if person else NOBODY


def mark(person_id: UUID) -> str:
    digest = salted_hmac("pishkhan.web.page_of", str(person_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def hidden_field(request: HttpRequest | None) -> SafeString:
    """What stands in every form beside the token."""
    if request is None:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, mark_of(request))


class page_of:  # noqa: N801 - named like the other middleware
    """Refuses a form that was drawn for somebody else, before anything reads it. Who is nobody acts as nobody: what
    they may not do is refused where it is asked for, with their words given back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_view: object) -> HttpResponse | None:
        if request.method in SAFE or getattr(view, "csrf_exempt", False):
            return None
        now = mark_of(request)
        told = request.POST.get(FIELD)
        if now == NOBODY or (told is None and getattr(request, "_dont_enforce_csrf_checks", False)):
            return None
        return None if constant_time_compare(told or NOBODY, now) else refused(request)


def refused(request: HttpRequest) -> HttpResponse:
    """The page of microcopy 14, or its sentence for what runs inside a page."""
    if request.headers.get("Accept", "").startswith("application/json"):
        said = _("This page was opened for someone else; nothing was filed.")
        return JsonResponse({"message": said}, status=HTTPStatus.CONFLICT)
    return render(request, "other_person.html", status=HTTPStatus.CONFLICT)

"""A stranger's conversation over several pages: it belongs to one browser, ends soon on shared computers, and its forms
carry its mark, so that two tabs with two students are told apart before either has logged in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from pishkhan.web.sitting import is_kiosk

IDLE, KIOSK_IDLE = timedelta(minutes=30), timedelta(minutes=5)
"""How long a conversation waits for the next page; it shows what somebody typed."""
FIELD = "conversation"
TOUCHED = timedelta(minutes=1)


def begin(request: HttpRequest, name: str, **kept: Any) -> str:
    """Begin anew; the word that names the conversation."""
    flow = secrets.token_urlsafe(16)
    request.session[name] = {"flow": flow, "at": timezone.now().isoformat(), **kept}
    return flow


def current(request: HttpRequest, name: str) -> dict[str, Any] | None:
    """What is kept of it; None before it began and after it waited too long."""
    kept: dict[str, Any] | None = request.session.get(name)
    if not kept:
        return None
    waited = timezone.now() - datetime.fromisoformat(kept["at"])
    if waited > (KIOSK_IDLE if is_kiosk(request) else IDLE):
        del request.session[name]
        return None
    if waited > TOUCHED:
        request.session[name] = kept = {**kept, "at": timezone.now().isoformat()}
    return kept


def mark(flow: str) -> str:
    """What a form carries of it."""
    return salted_hmac("pishkhan.web.conversation", flow, algorithm="sha256").hexdigest()[:24]


def is_strange(request: HttpRequest, flow: str, *, unmarked: bool = False) -> bool:
    """Whether a posted form was drawn in another conversation; `unmarked`: it may have been drawn before any."""
    told = request.POST.get(FIELD)
    if told is None and (unmarked or getattr(request, "_dont_enforce_csrf_checks", False)):
        return False
    return request.method == "POST" and not constant_time_compare(told or "", mark(flow))

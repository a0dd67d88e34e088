"""What allauth and Django announce of logins and second factors, written into the log of the account."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from pishkhan.identity.domain import agents, factors, records
from pishkhan.identity.enums import Record
from pishkhan.identity.factor_messages import Change
from pishkhan.identity.models import Person
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address

PASSED = "second_factor_passed"
"""In a session: the id of who showed a second factor, or added one, in it."""


def _note(request: HttpRequest, user: Person, record: Record, **detail: Any) -> None:
    known = user.id if request.user.is_authenticated or record is Record.LOGIN else None
    actor = Actor(institution_id=user.institution_id, person_id=known, network=client_address(request))
    records.note(actor=actor, person_id=user.id, record=record, agent=_agent(request), **detail)


def _agent(request: HttpRequest) -> str:
    return agents.in_words(request.headers.get("User-Agent", ""))


@receiver(user_logged_in, dispatch_uid="identity.note_login")
def note_login(request: HttpRequest, user: Person, **_: Any) -> None:
    """A login is noted when all of it is done. Tests and commands log in without a request of a browser."""
    if getattr(request, "institution", None) is not None:
        _note(request, user, Record.LOGIN)


@receiver(signals.authenticator_added, dispatch_uid="identity.factor_added")
@transaction.atomic
def factor_added(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """An app or a passkey; recovery codes that come with the first one are part of it."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    _note(request, user, Record.FACTOR_ADDED, kind=authenticator.type)
    app = authenticator.type == Authenticator.Type.TOTP
    _tell(request, user, Change.APP_ADDED if app else Change.KEY_ADDED)


@receiver(signals.authenticator_removed, dispatch_uid="identity.factor_removed")
@transaction.atomic
def factor_removed(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    _note(request, user, Record.FACTOR_REMOVED, kind=authenticator.type)
    _tell(request, user, Change.REMOVED)


@receiver(signals.authenticator_reset, dispatch_uid="identity.recovery_codes")
@transaction.atomic
def recovery_codes(request: HttpRequest, user: Person, **_: Any) -> None:
    _note(request, user, Record.RECOVERY_CODES)
    _tell(request, user, Change.CODES)


@receiver(signals.authenticator_used, dispatch_uid="identity.factor_used")
def factor_used(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    request.session[PASSED] = str(user.id)


@receiver(signals.authentication_failed, dispatch_uid="identity.factor_failed")
def factor_failed(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    _note(request, user, Record.FACTOR_FAILED, kind=authenticator.type)


def _tell(request: HttpRequest, user: Person, change: Change) -> None:
    factors.tell(user, change, network=client_address(request), agent=_agent(request))

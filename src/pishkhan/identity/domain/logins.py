"""What a login and a logout leave behind: whose session it is from now on, and a line of the log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from pishkhan.identity.domain import agents, records
from pishkhan.identity.domain.account_rules import rules_of
from pishkhan.identity.domain.session_store import SessionStore
from pishkhan.identity.enums import Record
from pishkhan.identity.models import Person
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address


@receiver(user_logged_in, dispatch_uid="identity.session_begins")
def session_begins(request: HttpRequest, user: Person, **_: Any) -> None:
    """The session knows its person, network and browser from now on."""
    if not isinstance(request.session, SessionStore):
        return
    address = client_address(request)
    request.session.begin(
        person=user, network=address, agent=agents.in_words(request.headers.get("User-Agent", "")),
        kiosk=organisation.campus_of(user.institution_id).is_kiosk(address), rules=rules_of(user.institution_id),
    )  # fmt: skip


@receiver(user_logged_out, dispatch_uid="identity.logged_out")
def logged_out(request: HttpRequest, user: Person | None, **_: Any) -> None:
    """Noted for whom it was."""
    if user is None:
        return
    actor = Actor(institution_id=user.institution_id, person_id=user.id, network=client_address(request))
    agent = agents.in_words(request.headers.get("User-Agent", ""))
    records.note(actor=actor, person_id=user.id, record=Record.LOGOUT, agent=agent)

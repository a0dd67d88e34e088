"""«This wasn't me»: the way out for who is told of something they did not do."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.db import transaction

from pishkhan.identity.domain import credentials, records, sessions
from pishkhan.identity.enums import Record, RescueSource, RescueState
from pishkhan.identity.models import Person, Rescue
from pishkhan.plumbing.actor import Actor

SALT = "not-me"
LIFE = timedelta(days=7)
THIEVES_DAY = timedelta(days=1)
"""So long before the message a second factor may be the thief's already: one change follows the other."""
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whom a link is for, and since when. `done`: it, or a later one, was pressed already."""

    person_id: UUID
    told_at: datetime
    done: bool


def link(person_id: UUID) -> str:
    """The address of a signed page that ends every session and begins a rescue."""
    return f"/account/not-me/{TimestampSigner(salt=SALT, sep='.').sign(person_id.hex)}/"


def read(word: str, institution_id: UUID) -> Alarm | None:
    """What the word of a link stands for; None when it is not ours, too old, or of another institution's person."""
    try:
        person_id = UUID(hex=TimestampSigner(salt=SALT, sep=".").unsign(word, max_age=LIFE))
    except (BadSignature, ValueError):
        return None
    if not Person.objects.filter(id=person_id, institution_id=institution_id).exists():
        return None
    told_at = datetime.fromtimestamp(b62_decode(word.rsplit(".", 2)[1]), UTC)
    return Alarm(person_id, told_at, _done(person_id, told_at))


def is_alarmed(person_id: UUID) -> bool:
    """Whether an officer has yet to look at whose the mobile of the account is: until then no code goes there."""
    waiting = (RescueState.ASKED, RescueState.PROPOSED)
    return Rescue.objects.filter(person_id=person_id, source=RescueSource.NOT_ME, state__in=waiting).exists()


def raise_alarm(*, actor: Actor, alarm: Alarm, agent: str = "") -> None:
    """Close the account to whoever is in it: sessions, tokens and codes end, the password opens nothing any more, and a
    rescue begins, for the mobile number may be somebody else's by now. A second factor stays, but not one that came
    since a day before the message. Pressed twice it is done once; a password kept here is closed with all the rest or
    not at all.

    Raises DomainError directory_down or directory_refused; then the sessions have ended and it can be pressed again.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(id=alarm.person_id)
        if _done(person.id, alarm.told_at):
            return
        elsewhere = bool(person.directory_name) and credentials.live_elsewhere(person.institution_id)
        person.set_unusable_password()
        person.credential_epoch += 1
        person.save(update_fields=["password", "credential_epoch"])
        sessions.shut_doors(actor=actor, person_id=person.id)
        _remove_new_factors(actor, alarm)
        if not elsewhere:
            _begin_rescue(actor, person, agent)
    if not elsewhere:
        return
    credentials.set_password(person=person, password=f"{secrets.token_urlsafe(32)}aA1!", stolen=True)
    with transaction.atomic():
        Person.objects.select_for_update().get(id=person.id)
        if not _done(person.id, alarm.told_at):
            _begin_rescue(actor, person, agent)


def _begin_rescue(actor: Actor, person: Person, agent: str) -> None:
    Rescue.objects.create(
        institution_id=person.institution_id, person=person, source=RescueSource.NOT_ME, network=actor.network
    )
    records.note(actor=actor, person_id=person.id, record=Record.NOT_ME, agent=agent)


def _remove_new_factors(actor: Actor, alarm: Alarm) -> None:
    """Recovery codes go with the last factor they stand in for."""
    mine = Authenticator.objects.filter(user_id=alarm.person_id)
    new = list(mine.filter(created_at__gte=alarm.told_at - THIEVES_DAY).values_list("id", "type"))
    mine.filter(id__in=[number for number, _ in new]).delete()
    if not mine.filter(type__in=SECOND).exists():
        mine.delete()
    for kind in (kind for _, kind in new if kind in SECOND):
        records.note(actor=actor, person_id=alarm.person_id, record=Record.FACTOR_REMOVED, kind=kind)


def _done(person_id: UUID, told_at: datetime) -> bool:
    found = Rescue.objects.filter(person_id=person_id, source=RescueSource.NOT_ME, created_at__gte=told_at)
    return found.exists()

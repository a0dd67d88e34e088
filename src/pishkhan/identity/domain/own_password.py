"""Changing the password one has."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from pishkhan.identity.domain import activation, credentials, guessing, passwords, records, sessions
from pishkhan.identity.enums import Record
from pishkhan.identity.models import Person
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor

MINUTE = timedelta(minutes=1)


def change(*, actor: Actor, old: str, new: str, agent: str, session: str) -> Person:
    """Change the actor's own password. The session with this key goes on, all others and every token end, and the
    person is told on every channel. A wrong present password counts as a guess. A directory is asked outside any
    transaction; a password kept here changes with all the rest or not at all.

    Raises DomainError too_many (`minutes`), password_wrong, password_same, directory_down, directory_refused; Several
    of password_<rule>.
    """
    person = Person.objects.get(id=actor.me)
    _confirm(actor, person, old, agent)
    if new == old:
        raise DomainError("password_same")
    passwords.check(new, passwords.policy_of(person.institution_id), passwords.context_of(person))
    elsewhere = credentials.live_elsewhere(person.institution_id)
    if elsewhere:
        credentials.change_password(person=person, old=old, new=new)
    with transaction.atomic():
        if not elsewhere:
            person = Person.objects.select_for_update().get(id=person.id)
            credentials.change_password(person=person, old=old, new=new)
        records.note(actor=actor, person_id=person.id, record=Record.PASSWORD_CHANGED, agent=agent)
        sessions.shut_doors(actor=actor, person_id=person.id, but=session)
        activation.tell(actor, person, agent)
    return person


def _confirm(actor: Actor, person: Person, old: str, agent: str) -> None:
    tried = guessing.attempt_of(institution_id=actor.institution_id, person_id=person.id, address=actor.network)
    until = guessing.begin(tried)
    if until is not None:
        raise DomainError("too_many", minutes=1 + max(0, (until - timezone.now()) // MINUTE))
    try:
        right = bool(old) and credentials.matches(person, old)
    except DomainError:
        guessing.not_counted(tried)
        raise
    if not right:
        records.note(actor=actor, person_id=person.id, record=Record.LOGIN_FAILED, agent=agent)
        raise DomainError("password_wrong")
    guessing.succeeded(tried)

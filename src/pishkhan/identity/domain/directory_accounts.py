"""What offices do with somebody's account in the directory: unlock, switch off and on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pishkhan.identity.domain import directory_calls as calls
from pishkhan.identity.domain.directory_names import name_of
from pishkhan.identity.models import DirectoryAccount, Person
from pishkhan.identity.providers.protocol import Account
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line


def unlock(*, actor: Actor, person_id: UUID) -> None:
    """Let somebody sign in again after too many failures. Raises DomainError not_found, directory_down,
    directory_refused."""
    person, row = _whose(actor, person_id)
    name = name_of(person, row.institution_id)
    calls.ask(row, lambda directory: directory.unlock(name))
    _note(actor, person, "directory.unlocked")


def switch(*, actor: Actor, person_id: UUID, on: bool) -> None:
    """Switch somebody's account off, or on again; sessions here are the caller's matter. Raises DomainError not_found,
    directory_down, directory_refused."""
    person, row = _whose(actor, person_id)
    name = name_of(person, row.institution_id)
    calls.ask(row, lambda directory: directory.enable(name, on=on))
    _note(actor, person, "directory.enabled" if on else "directory.disabled")


def follow(person_id: UUID) -> None:
    """Switch an account in the directory off or on as it is here. For jobs; safe to repeat. Raises DomainError
    directory_down, directory_refused."""
    person = Person.objects.filter(id=person_id).exclude(directory_name="").first()
    row = calls.in_force(person.institution_id) if person else None
    if person and row:
        name, on = person.directory_name, person.is_active
        calls.ask(row, lambda directory: directory.enable(name, on=on))


def state(*, actor: Actor, person_id: UUID) -> Account | None:
    """The account as the directory has it; None where there is none. Raises DomainError not_found, directory_down."""
    person, row = _whose(actor, person_id)
    name = name_of(person, row.institution_id)
    return calls.ask(row, lambda directory: directory.find(name))


def _whose(actor: Actor, person_id: UUID) -> tuple[Person, DirectoryAccount]:
    row = calls.in_force(actor.institution_id) if actor.is_administrator else None
    person = Person.objects.filter(id=person_id, institution_id=actor.institution_id).first() if row else None
    if row is None or person is None:
        raise DomainError("not_found")
    return person, row


@transaction.atomic
def _note(actor: Actor, person: Person, action: str) -> None:
    audit.record(actor=actor, stream=person.id, lines=[Line(action, "directory", person.id)])

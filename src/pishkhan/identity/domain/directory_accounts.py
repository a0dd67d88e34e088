"""What offices do with somebody's account in the directory: unlock, switch off and on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pishkhan.identity.domain import directory_calls as calls
from pishkhan.identity.domain.directory_names import name_of
from pishkhan.identity.models import DirectoryAccount, Person
from pishkhan.identity.providers.protocol import Directory, Failed, Outcome
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line

NOT_FOLLOWED = "account_not_followed"
"""Incident: an account was closed or opened here, and the directory refuses to do the same."""
FOR_GOOD = frozenset({Outcome.NOT_FOUND, Outcome.TAKEN, Outcome.FORBIDDEN})
"""Refusals that stay until somebody changes something."""
ENABLED, DISABLED = "directory.enabled", "directory.disabled"


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
    _note(actor, person, ENABLED if on else DISABLED)


def follow(person_id: UUID) -> None:
    """Switch an account in the directory off or on as it is here. For jobs; safe to repeat. What was off there when it
    was closed here stays off when it is opened: somebody else decided that. A refusal that no further try mends opens
    an incident. Raises DomainError directory_down, directory_refused."""
    person = Person.objects.filter(id=person_id).exclude(directory_name="").first()
    row = calls.in_force(person.institution_id) if person else None
    if not person or not row:
        return None
    name, on = person.directory_name, person.is_active
    if on and not _was_ours(person):
        return _over(person)
    done = calls.ask(row, lambda directory: _turn(directory, name, on=on))
    if isinstance(done, Outcome):
        return _refused(person, done)
    if done:
        actor = Actor(institution_id=person.institution_id, via=Via.JOB)
        _note(actor, person, ENABLED if on else DISABLED)
    return _over(person)


def _turn(directory: Directory, name: str, *, on: bool) -> bool | Outcome:
    """Whether the account was switched, False when it stood so already; or why it can never be. Raises Failed."""
    try:
        found = directory.find(name)
        if found and found.is_enabled == on:
            return False
        directory.enable(name, on=on)
    except Failed as error:
        if error.outcome in FOR_GOOD:
            return error.outcome
        raise
    return True


def _was_ours(person: Person) -> bool:
    """Whether the last that happened to the account in the directory through us is that it was switched off."""
    lines = audit.history(person.id, newest_first=True).filter(action__in=[ENABLED, DISABLED])
    return lines.values_list("action", flat=True).first() == DISABLED


@transaction.atomic
def _refused(person: Person, why: Outcome) -> None:
    incidents.open_incident(
        institution_id=person.institution_id, kind=NOT_FOLLOWED, subject_kind="person", subject_id=person.id,
        detail={"reason": why.value, "person": str(person.id)},
    )  # fmt: skip


def _over(person: Person) -> None:
    incidents.close_incidents(institution_id=person.institution_id, kind=NOT_FOLLOWED, subject_id=person.id)


def not_followed() -> list[UUID]:
    """Whose account in the directory is not as it is here. For jobs."""
    return [row.subject_id for row in incidents.open_batch(NOT_FOLLOWED) if row.subject_id]


def in_directory(institution_id: UUID) -> bool:
    """Whether the institution's accounts live in a directory now."""
    return calls.in_force(institution_id) is not None


def _whose(actor: Actor, person_id: UUID) -> tuple[Person, DirectoryAccount]:
    row = calls.in_force(actor.institution_id) if actor.is_administrator else None
    person = Person.objects.filter(id=person_id, institution_id=actor.institution_id).first() if row else None
    if row is None or person is None:
        raise DomainError("not_found")
    return person, row


@transaction.atomic
def _note(actor: Actor, person: Person, action: str) -> None:
    audit.record(actor=actor, stream=person.id, lines=[Line(action, "directory", person.id)])

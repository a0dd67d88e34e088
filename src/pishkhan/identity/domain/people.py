"""Bringing people in. Every verb may be repeated and then changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from pishkhan.identity.domain.queries.lookup import fold
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.events import PeopleRenamed
from pishkhan.identity.models import Enrolment, Identifier, MembershipRow, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import new_id
from pishkhan.kernel.text import clean_display, sort_key, words
from pishkhan.plumbing import events
from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.sealing import blind_index

NAMES = frozenset({"full_name", "full_name_en"})
"""Columns of a person that others have copied into what they look in."""


@transaction.atomic
def put_person(
    *, institution_id: UUID, full_name: str, identifiers: Iterable[tuple[str, str]], **fields: Any
) -> tuple[Person, bool]:
    """Create the person, or bring the one with any of these identifiers (kind, value) up to date.

    Raises DomainError("identifier_taken") when the identifiers belong to two different people, and Invalid for a
    value that cannot be what it says.
    """
    folded = [(kind, fold(kind, value)) for kind, value in identifiers if value]
    indexes = {(kind, value): blind_index(kind, value) for kind, value in folded}
    owners = {
        row.person_id
        for (kind, _), index in indexes.items()
        for row in Identifier.objects.filter(institution_id=institution_id, kind=kind, index=index)
    }
    if len(owners) > 1:
        raise DomainError("identifier_taken")
    name = clean_display(full_name)
    values = {"full_name": name, "sort_key": sort_key(name), "name_words": words(name), **fields}
    changed = not owners
    if owners:
        person = Person.objects.get(id=owners.pop())
    else:
        person = Person(id=new_id(), institution_id=institution_id)
        person.username = person.id.hex
        person.set_unusable_password()
    values["facts"] = {**person.facts, **(fields.get("facts") or {}), "shown_number": _shown_number(folded)}
    different = {key for key, value in values.items() if getattr(person, key) != value}
    for key in different:
        setattr(person, key, values[key])
    if changed or different:
        person.save()
    if not changed and different & NAMES:
        events.announce(PeopleRenamed(institution_id=institution_id, person_ids=(person.id,)))
    changed = changed or bool(different)
    for kind, value in folded:
        _, fresh = Identifier.objects.get_or_create(
            institution_id=institution_id, kind=kind, index=indexes[kind, value],
            defaults={"person": person, "value": value},
        )  # fmt: skip
        changed = changed or fresh
    return person, changed


def _shown_number(identifiers: Sequence[tuple[str, str]]) -> str:
    """What stands beside the name on every page (A15): the newest student number, else the staff code."""
    for kind in (IdentifierKind.STUDENT_NUMBER, IdentifierKind.STAFF_CODE):
        if found := [value for each, value in identifiers if each == kind]:
            return found[-1]
    return ""


def put_enrolment(*, person: Person, student_number: str, faculty_id: UUID, **fields: Any) -> tuple[Enrolment, bool]:
    values = {"faculty_id": faculty_id, **fields}
    found = Enrolment.objects.filter(person=person, student_number=student_number).first()
    if found is None:
        return Enrolment.objects.create(person=person, student_number=student_number, **values), True
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, values[name])
    if changed:
        found.save(update_fields=changed)
    return found, bool(changed)


def add_identifier(*, person: Person, kind: IdentifierKind, value: str) -> None:
    """Give a person one more name. Raises DomainError identifier_taken when somebody else has it, Invalid."""
    folded = fold(kind, value)
    row, _ = Identifier.objects.get_or_create(
        institution_id=person.institution_id, kind=kind, index=blind_index(kind, folded),
        defaults={"person": person, "value": folded},
    )  # fmt: skip
    if row.person_id != person.id:
        raise DomainError("identifier_taken")


def put_membership(*, person: Person, unit_id: UUID, role: Role, since: date, until: date | None = None) -> bool:
    _, created = MembershipRow.objects.get_or_create(
        person=person, unit_id=unit_id, role=role, since=since, defaults={"until": until}
    )
    return created


def set_password(*, person: Person, password: str) -> None:
    """Set a local password and end every session of the person."""
    person.set_password(password)
    person.credential_epoch += 1
    person.save(update_fields=["password", "credential_epoch"])

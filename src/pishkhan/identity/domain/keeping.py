"""What administrators see and do of people's accounts. They read what is needed to tell people apart; they change
nothing but whether an account is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from pishkhan.identity.domain import sessions
from pishkhan.identity.domain.account_rules import rules_of
from pishkhan.identity.domain.queries.lookup import people_by_identifier
from pishkhan.identity.domain.records import ACCOUNT, Happened, lines_of
from pishkhan.identity.enums import IdentifierKind, Record
from pishkhan.identity.models import Enrolment, Identifier, MembershipRow, Person
from pishkhan.kernel import phone
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display, mask_email, words
from pishkhan.plumbing import audit, jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

PAGE = 25
LONGEST = 500
IN_CLEAR = frozenset({IdentifierKind.STUDENT_NUMBER, IdentifierKind.STAFF_CODE})


def visible_to(actor: Actor) -> QuerySet[Person]:
    """Administrators see their institution's people, nobody else any."""
    if not actor.is_administrator:
        return Person.objects.none()
    return Person.objects.filter(institution_id=actor.institution_id)


def page(actor: Actor, *, text: str = "", after: UUID | None = None) -> tuple[list[Person], UUID | None]:
    """People by an exact identifier or by all words of a name, in the order of names; and the id after which the next
    page begins."""
    rows = visible_to(actor)
    if text.strip():
        exact = people_by_identifier(institution_id=actor.institution_id, typed=text)
        sought = words(text)
        if exact or not sought:
            return list(rows.filter(id__in=[person.id for person in exact]).order_by("sort_key", "id")), None
        rows = rows.filter(name_words__contains=sought)
    last = visible_to(actor).filter(id=after).values_list("sort_key", "id").first() if after else None
    if last:
        rows = rows.filter(Q(sort_key__gt=last[0]) | Q(sort_key=last[0], id__gt=last[1]))
    found = list(rows.defer("address", "birth_certificate").order_by("sort_key", "id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


@dataclass(frozen=True, slots=True)
class Shown:
    """An identifier as it is shown: `mask` is whole only where it must be read out."""

    kind: IdentifierKind
    mask: str


@dataclass(frozen=True, slots=True)
class Card:
    """One person: what is known, where from (`origins`, and `owners` named by the institution), how the account
    stands."""

    person: Person
    identifiers: list[Shown]
    enrolments: list[Enrolment]
    memberships: list[MembershipRow]
    origins: Mapping[str, str]
    owners: Mapping[str, str]
    open_sessions: int


def card(actor: Actor, person_id: UUID) -> Card:
    """Raises DomainError("not_found")."""
    person = visible_to(actor).defer("address", "birth_certificate").filter(id=person_id).first()
    if person is None:
        raise DomainError("not_found")
    names = Identifier.objects.filter(person=person).order_by("id")
    return Card(
        person, [Shown(IdentifierKind(row.kind), mask(row.kind, row.value)) for row in names],
        list(Enrolment.objects.filter(person=person).select_related("faculty")),
        list(MembershipRow.objects.filter(person=person).select_related("unit").order_by("-since", "id")),
        person.origins, rules_of(actor.institution_id).sources, len(sessions.sessions_of(person.id)),
    )  # fmt: skip


def mask(kind: str, value: str) -> str:
    """Enough for its owner to know it by."""
    if kind in IN_CLEAR:
        return value
    if kind == IdentifierKind.MOBILE:
        return phone.mask_mobile(value)
    if kind == IdentifierKind.EMAIL:
        return mask_email(value)
    return f"{value[:2]}***{value[-3:]}"


def log(actor: Actor, person_id: UUID, *, before: int | None = None, most: int = PAGE) -> list[Happened]:
    """The newest lines of a person's security log, or those before a line's `seq`. Raises DomainError not_found."""
    if not visible_to(actor).filter(id=person_id).exists():
        raise DomainError("not_found")
    return lines_of(person_id, before=before, most=most)


@transaction.atomic
def close_account(*, actor: Actor, person_id: UUID, reason: str) -> None:
    """Nobody logs in to it any more, and who is in is out. Raises DomainError not_found, account_own, account_closed,
    reason_missing."""
    person = _locked(actor, person_id)
    if person.id == actor.person_id:
        raise DomainError("account_own")
    if not person.is_active:
        raise DomainError("account_closed")
    _switch(actor, person, reason, Record.ACCOUNT_CLOSED)
    sessions.shut_doors(actor=actor, person_id=person.id)


@transaction.atomic
def open_account(*, actor: Actor, person_id: UUID, reason: str) -> None:
    """Take it back. Raises DomainError not_found, account_open, reason_missing."""
    person = _locked(actor, person_id)
    if person.is_active:
        raise DomainError("account_open")
    _switch(actor, person, reason, Record.ACCOUNT_OPENED)


def _locked(actor: Actor, person_id: UUID) -> Person:
    person = visible_to(actor).select_for_update().filter(id=person_id).first()
    if person is None:
        raise DomainError("not_found")
    return person


def _switch(actor: Actor, person: Person, reason: str, record: Record) -> None:
    why = clean_display(reason)[:LONGEST]
    if not why:
        raise DomainError("reason_missing")
    person.is_active = record is Record.ACCOUNT_OPENED
    person.credential_epoch += 1
    person.save(update_fields=["is_active", "credential_epoch"])
    if person.directory_name:
        from pishkhan.identity.tasks import follow_in_directory  # tasks need the app registry

        jobs.defer(follow_in_directory, person_id=str(person.id))
    line = Line(f"account.{record}", ACCOUNT, person.id, reason=why, after={"network": actor.network})
    audit.record(actor=actor, stream=person.id, lines=[line])


@transaction.atomic
def known_to_machine(*, actor: Actor, token_id: UUID, typed: str) -> Known | None:
    """The one person an identifier means, with numbers in clear; that it was read by the token stands in the person's
    history. The caller has decided that the token may read people. Raises DomainError identifier_ambiguous where two
    are meant."""
    people = people_by_identifier(institution_id=actor.institution_id, typed=typed)
    if len(people) > 1:
        raise DomainError("identifier_ambiguous")
    if not people:
        return None
    person = people[0]
    line = Line("people.read", "api_token", token_id, after={"network": actor.network})
    audit.record(actor=actor, stream=person.id, lines=[line])
    return Known(
        person, [(row.kind, row.value) for row in Identifier.objects.filter(person=person).order_by("id")],
        list(Enrolment.objects.filter(person=person).select_related("faculty")),
        list(MembershipRow.objects.filter(person=person).select_related("unit").order_by("since", "id")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A person as another system of the university knows them."""

    person: Person
    identifiers: list[tuple[str, str]]
    enrolments: list[Enrolment]
    memberships: list[MembershipRow]

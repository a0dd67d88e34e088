"""What a row makes of what is known: a new person, changes, nothing, or a fault. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone

from pishkhan.identity.domain.bringing.book import Book, Known, names_of
from pishkhan.identity.domain.bringing.columns import OF_PERSON, OF_STUDIES, Kind
from pishkhan.identity.domain.bringing.rows import STRONG, Row
from pishkhan.identity.domain.bringing.sources import may_write, owner_of
from pishkhan.identity.domain.bringing.words import LISTS, Words
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import Enrolment, MembershipRow
from pishkhan.kernel.text import sort_key, words

REACHED_BY = (IdentifierKind.MOBILE.value, IdentifierKind.EMAIL.value)


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(slots=True)
class Plan:
    """`fields`: the columns that get another value."""

    row: Row
    outcome: Outcome
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings, and whose word counts for what."""

    source: str
    rules: Mapping[str, str]
    words: Words


def plan(book: Book, row: Row, how: Bringing) -> Plan:
    """All checks come before the first change: a row is whole or absent."""
    if row.faults:
        return Plan(row, Outcome.WRONG)
    known = _whose(book, row)
    if not row.faults:
        _check(book, row, known, how)
    if row.faults:
        return Plan(row, Outcome.WRONG)
    fresh = known is None
    known = known or book.begin()
    changed = [*_names(book, row, known, how), *_person(book, row, known, how)]
    changed += _studies(book, row, known, how) if row.kind is Kind.STUDENTS else _work(book, row, known, how)
    known.changed += [each for each in changed if each not in known.changed]
    outcome = Outcome.NEW if fresh else Outcome.CHANGED if changed else Outcome.SAME
    return Plan(row, outcome, [] if fresh else changed)


def _whose(book: Book, row: Row) -> Known | None:
    """The one person the row's identifiers belong to. Mobile and e-mail say where somebody is reached, not who it
    is."""
    owners = {book.owners[name] for name in names_of(row) if name[0] in STRONG and name in book.owners}
    if len(owners) > 1:
        row.wrong("", "two_people")
        return None
    return book.people[owners.pop()] if owners else None


def _check(book: Book, row: Row, known: Known | None, how: Bringing) -> None:
    for kind, index in names_of(row):
        taken = book.owners.get((kind, index))
        other = taken is not None and (known is None or taken != known.person.id)
        if kind in REACHED_BY and other and (known is None or _writable(row, known, kind, how)):
            row.wrong(kind, f"{kind}_applicant" if taken in book.applicants else f"{kind}_taken")
    if known is None:
        return
    if known.person.id in book.applicants:
        row.wrong("", "applicant_open")
    held = known.of_kind(IdentifierKind.NATIONAL_ID)
    given = dict(names_of(row)).get(IdentifierKind.NATIONAL_ID)
    is_other = held and given and given not in {each.index for each in held}
    if is_other and how.rules.get("national_id") != how.source:
        row.wrong("national_id", "national_id_differs")


def _writable(row: Row, known: Known, column: str, how: Bringing) -> bool:
    person = known.person
    if column == IdentifierKind.MOBILE and _by_officers(row, known):
        return False
    is_empty = not known.of_kind(column) if column in IdentifierKind.values else not getattr(person, column)
    return may_write(column, how.source, rules=how.rules, origins=person.origins, is_empty=is_empty)


def _by_officers(row: Row, known: Known) -> bool:
    """Whether a mobile there is may be replaced by two officers alone: with it one makes a password, and who works here
    handles other people's cases."""
    return bool(known.of_kind(IdentifierKind.MOBILE) and (known.memberships or row.kind is Kind.STAFF))


def _kept(row: Row, column: str, how: Bringing, origins: Mapping[str, str]) -> None:
    row.note(column, "kept", owner=owner_of(column, rules=how.rules, origins=origins))


def _names(book: Book, row: Row, known: Known, how: Bringing) -> list[str]:
    """Identifiers: numbers are added, a mobile and an e-mail take the place of the old one."""
    changed = []
    for kind, index in names_of(row):
        held = known.of_kind(kind)
        if index in {each.index for each in held}:
            continue
        if kind in OF_PERSON and not known.fresh and not _writable(row, known, kind, how):
            if kind == IdentifierKind.MOBILE and _by_officers(row, known):
                row.note(kind, "mobile_staff")
            else:
                _kept(row, kind, how, known.person.origins)
            continue
        if kind in (*REACHED_BY, IdentifierKind.NATIONAL_ID):
            for old in held:
                if kind == IdentifierKind.MOBILE and not known.old_mobile:
                    known.old_mobile = old.value
                book.unname(known, old)
        book.name(known, kind, row.values[kind], index)
        _mark(book, known, kind, how)
        changed.append(kind)
    return changed


def _mark(book: Book, known: Known, column: str, how: Bringing) -> None:
    """Note where a value came from."""
    person = known.person
    if column in OF_PERSON:
        person.origins = {**person.origins, column: how.source}
        book.touch(known, "origins")
    if column in (IdentifierKind.STUDENT_NUMBER, IdentifierKind.STAFF_CODE):
        person.facts = {**person.facts, "shown_number": known.of_kind(column)[-1].value}
        book.touch(known, "facts")


def _person(book: Book, row: Row, known: Known, how: Bringing) -> list[str]:
    changed, person = [], known.person
    for column in (each for each in row.values if each in OF_PERSON and each not in IdentifierKind.values):
        value = row.values[column]
        if getattr(person, column) == value:
            continue
        if not known.fresh and not _writable(row, known, column, how):
            _kept(row, column, how, person.origins)
            continue
        setattr(person, column, value)
        if column == "full_name":
            person.sort_key, person.name_words = sort_key(value), words(value)
            book.touch(known, "sort_key", "name_words")
        book.touch(known, column)
        _mark(book, known, column, how)
        changed.append(column)
    return changed


def _studies(book: Book, row: Row, known: Known, how: Bringing) -> list[str]:
    number = row.values["student_number"]
    enrolment = known.enrolments.get(number)
    fresh = enrolment is None
    if enrolment is None:
        enrolment = Enrolment(person=known.person, student_number=number, titles={}, origins={})
        known.enrolments[number] = enrolment
        book.new_enrolments.append(enrolment)
    changed = []
    for column in sorted(OF_STUDIES & set(row.values)):
        value, name = row.values[column], "faculty_id" if column == "faculty" else column
        if not fresh and getattr(enrolment, name) == value:
            continue
        origins = enrolment.origins
        if not (fresh or may_write(column, how.source, rules=how.rules, origins=origins, is_empty=False)):
            _kept(row, column, how, origins)
            continue
        setattr(enrolment, name, value)
        enrolment.origins = {**origins, column: how.source}
        if column in LISTS:
            enrolment.titles = {**enrolment.titles, column: dict(how.words.names(column, value))}
        changed.append(column)
    if changed and not fresh:
        book.dirty_enrolments[enrolment.id] = enrolment
    return ["student_number"] if fresh else changed


def _work(book: Book, row: Row, known: Known, how: Bringing) -> list[str]:
    """A role in a unit. Without a first day the one there is is meant, else one from today."""
    unit, role, until = row.values["unit"], row.values["role"], row.values.get("until")
    since: date | None = row.values.get("since")
    held = [each for each in known.memberships if (each.unit_id, each.role) == (unit, role)]
    found = next((each for each in reversed(held) if since is None or each.since == since), None)
    if found is None:
        found = MembershipRow(person=known.person, unit_id=unit, role=role, since=since or timezone.localdate())
        found.until = until
        known.memberships.append(found)
        book.new_memberships.append(found)
        _role_line(book, known, how.words.unit_names[unit])
        return ["unit"]
    if until is None or found.until == until:
        return []
    if until < found.since:
        row.note("until", "until_early")
        return []
    found.until = until
    if found.pk is not None:
        book.dirty_memberships[found.pk] = found
    return ["until"]


def _role_line(book: Book, known: Known, name: Mapping[str, Any]) -> None:
    known.person.facts = {**known.person.facts, "role_line": dict(name)}
    book.touch(known, "facts")

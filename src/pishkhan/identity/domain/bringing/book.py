"""What is known of the people a batch of rows is about, and what the batch makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pishkhan.identity.domain.bringing.rows import Row
from pishkhan.identity.enums import IdentifierKind, Stage
from pishkhan.identity.models import Applicant, Enrolment, Identifier, MembershipRow, Person
from pishkhan.kernel.ids import new_id
from pishkhan.plumbing.sealing import blind_index

KINDS = frozenset(IdentifierKind.values)
Name = tuple[str, str]
"""Kind and blind index of an identifier."""


def names_of(row: Row) -> list[Name]:
    return [(column, blind_index(column, row.values[column])) for column in row.values if column in KINDS]


@dataclass(slots=True)
class Known:
    """One person of the batch. `fresh`: made by it. `changed`: the columns that got another value."""

    person: Person
    fresh: bool = False
    identifiers: list[Identifier] = field(default_factory=list)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    memberships: list[MembershipRow] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    old_mobile: str = ""

    def of_kind(self, kind: str) -> list[Identifier]:
        return [each for each in self.identifiers if each.kind == kind]


@dataclass(slots=True)
class Book:
    """People by id and by name. What is to be written gathers here, so that a later row of the same person sees what
    an earlier one made. `applicants`: who registered by themselves and nobody approved."""

    institution_id: UUID
    people: dict[UUID, Known] = field(default_factory=dict)
    owners: dict[Name, UUID] = field(default_factory=dict)
    applicants: set[UUID] = field(default_factory=set)
    dirty_people: dict[UUID, set[str]] = field(default_factory=dict)
    gone: list[Identifier] = field(default_factory=list)
    new_identifiers: list[Identifier] = field(default_factory=list)
    new_enrolments: list[Enrolment] = field(default_factory=list)
    dirty_enrolments: dict[UUID, Enrolment] = field(default_factory=dict)
    new_memberships: list[MembershipRow] = field(default_factory=list)
    dirty_memberships: dict[int, MembershipRow] = field(default_factory=dict)

    def begin(self) -> Known:
        """Somebody nobody knows yet."""
        person = Person(id=new_id(), institution_id=self.institution_id, facts={}, origins={})
        person.username = person.id.hex
        person.set_unusable_password()
        known = self.people[person.id] = Known(person, fresh=True)
        return known

    def touch(self, known: Known, *names: str) -> None:
        """Fields of a person that are to be written."""
        self.dirty_people.setdefault(known.person.id, set()).update(names)

    def name(self, known: Known, kind: str, value: str, index: str) -> None:
        """Give somebody an identifier."""
        row = Identifier(
            person=known.person, institution_id=self.institution_id, kind=kind, value=value, index=index
        )  # fmt: skip
        known.identifiers.append(row)
        self.new_identifiers.append(row)
        self.owners[kind, index] = known.person.id

    def unname(self, known: Known, row: Identifier) -> None:
        """Take one away."""
        known.identifiers.remove(row)
        self.owners.pop((row.kind, row.index), None)
        if row in self.new_identifiers:
            self.new_identifiers.remove(row)
        else:
            self.gone.append(row)


def open_book(institution_id: UUID, rows: Sequence[Row], *, for_writing: bool) -> Book:
    """Everybody the rows may mean, in six statements at most. `for_writing` locks the people."""
    book = Book(institution_id)
    wanted = {name for row in rows for name in names_of(row)}
    found = Identifier.objects.filter(institution_id=institution_id, index__in=[index for _, index in wanted])
    ids = {each.person_id for each in found.only("person_id", "kind", "index") if (each.kind, each.index) in wanted}
    people = Person.objects.filter(institution_id=institution_id, id__in=ids).order_by("id")
    for person in people.select_for_update() if for_writing else people:
        book.people[person.id] = Known(person)
    for each in Identifier.objects.filter(person_id__in=book.people).order_by("id"):
        book.people[each.person_id].identifiers.append(each)
        book.owners[each.kind, each.index] = each.person_id
    for person_id, enrolments in _by_person(Enrolment.objects.filter(person_id__in=book.people)).items():
        book.people[person_id].enrolments = {each.student_number: each for each in enrolments}
    open_ones = Applicant.objects.filter(person_id__in=book.people).exclude(stage=Stage.APPROVED)
    book.applicants = set(open_ones.values_list("person_id", flat=True))
    if any("unit" in row.values or "mobile" in row.values for row in rows):
        held = MembershipRow.objects.filter(person_id__in=book.people).order_by("since", "id")
        for person_id, memberships in _by_person(held).items():
            book.people[person_id].memberships = memberships
    return book


def _by_person(rows: Iterable[object]) -> dict[UUID, list]:  # type: ignore[type-arg]
    found: dict[UUID, list] = defaultdict(list)  # type: ignore[type-arg]
    for row in rows:
        found[row.person_id].append(row)  # type: ignore[attr-defined]
    return found

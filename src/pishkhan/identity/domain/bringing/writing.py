"""Writing what a batch of rows made of what is known, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from pishkhan.identity.domain import mobiles
from pishkhan.identity.domain.bringing.book import Book, Known, open_book
from pishkhan.identity.domain.bringing.planning import Bringing, Plan, plan
from pishkhan.identity.domain.bringing.rows import Row
from pishkhan.identity.domain.people import NAMES
from pishkhan.identity.domain.queries.people import recipient_of
from pishkhan.identity.domain.records import ACCOUNT
from pishkhan.identity.enums import IdentifierKind, Record
from pishkhan.identity.events import PeopleRenamed
from pishkhan.identity.models import Enrolment, Identifier, MembershipRow, Person
from pishkhan.plumbing import audit, events
from pishkhan.plumbing import rows as rows_of
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.rows import Statement

BATCH = 500
"""Rows per transaction: what a killed worker loses at most."""
TRIES = 3
_ALONE = Statement("SELECT pg_advisory_xact_lock(hashtextextended(%(institution)s, 11))")
_STUDIES = ["faculty", "field", "degree", "entry_year", "status", "admission_type", "titles", "origins"]


def foresee(institution_id: UUID, rows: Sequence[Row], how: Bringing) -> list[Plan]:
    """What would become of the rows. Nothing is written."""
    book = open_book(institution_id, rows, for_writing=False)
    return [plan(book, row, how) for row in rows]


def bring(actor: Actor, rows: Sequence[Row], how: Bringing, **detail: Any) -> list[Plan]:
    """Write the rows inside the caller's transaction, which no other list of the institution shares. `detail` goes
    into every person's security log. Raises IntegrityError when somebody took an identifier at the same moment."""
    _ALONE.row(institution=str(actor.institution_id))
    book = open_book(actor.institution_id, rows, for_writing=True)
    plans = [plan(book, row, how) for row in rows]
    replaced = [known for known in book.people.values() if known.old_mobile and not known.fresh]
    before = [recipient_of(known.person.id) for known in replaced]
    _write(book)
    for known, recipient in zip(replaced, before, strict=True):
        mobile = known.of_kind(IdentifierKind.MOBILE)[-1].value
        mobiles.replaced(actor=actor, person_id=known.person.id, before=recipient, mobile=mobile)
    for known in book.people.values():
        if known.changed:
            _note(actor, known, {"source": how.source, **detail})
    return plans


def bring_again(make: Any) -> Any:
    """Run a transaction anew when somebody outside took an identifier in the middle of it. Raises IntegrityError after
    the third time."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return make()
        except IntegrityError:
            if not left:
                raise
    raise AssertionError


def _write(book: Book) -> None:
    fresh = [known.person for known in book.people.values() if known.fresh]
    made = {person.id for person in fresh}
    Person.objects.bulk_create(fresh)
    known = {person_id: names for person_id, names in book.dirty_people.items() if person_id not in made}
    for person_id, names in known.items():
        rows_of.update(book.people[person_id].person, *sorted(names))
    if renamed := tuple(person_id for person_id, names in known.items() if names & NAMES):
        events.announce(PeopleRenamed(institution_id=book.institution_id, person_ids=renamed))
    if book.gone:
        Identifier.objects.filter(id__in=[row.pk for row in book.gone]).delete()
    Identifier.objects.bulk_create(book.new_identifiers)
    Enrolment.objects.bulk_create(book.new_enrolments)
    for enrolment in book.dirty_enrolments.values():
        rows_of.update(enrolment, *_STUDIES)
    MembershipRow.objects.bulk_create(book.new_memberships)
    MembershipRow.objects.bulk_update(book.dirty_memberships.values(), ["until"], batch_size=100)


def _note(actor: Actor, known: Known, detail: dict[str, Any]) -> None:
    after = {"network": actor.network, "fields": known.changed, **detail}
    line = Line(f"account.{Record.DATA_CHANGED}", ACCOUNT, known.person.id, after=after)
    audit.record(actor=actor, stream=known.person.id, lines=[line], first=known.fresh)

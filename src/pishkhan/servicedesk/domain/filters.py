"""Ways to look at the inbox that clerks keep: for themselves, or for the colleagues of an office."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, QuerySet, When

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.kept import kept
from pishkhan.servicedesk.domain.queries.inbox import COUNTED, Filter
from pishkhan.servicedesk.models import SavedFilter
from pishkhan.workflow import api as workflow

MOST = 20
LONGEST = 60
SHOWN = 30
"""Views of one person and their offices that are shown and counted."""
COLUMNS = ("status", "holder", "age", "deadline", "filed", "faculty")
USUAL = ("status", "holder", "age", "deadline")
FIRST = "first"
"""Under this name `query` says that the inbox opens with this view."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view: what it asks for and shows; whether the reader made it, whose office has it, and whether their
    inbox opens with it."""

    id: UUID
    name: str
    asked: Filter
    columns: tuple[str, ...]
    own: bool
    office_id: UUID | None
    first: bool


def read(actor: Actor) -> list[Saved]:
    """The actor's own views in their order, then those of their offices; one statement."""
    return [_saved(row, actor) for row in _rows(me=actor.me, offices=sorted(actor.units()))]


@kept
def _rows(*, me: UUID, offices: list[UUID]) -> QuerySet[SavedFilter]:
    rows = SavedFilter.objects.filter(Q(person_id=me) | Q(office_id__in=offices))
    rows = rows.annotate(theirs=Case(When(person_id=me, then=0), default=1))
    return rows.order_by("theirs", "position", "created_at", "id")[:SHOWN]


def _saved(row: SavedFilter, actor: Actor) -> Saved:
    own = row.person_id == actor.me
    asked: Mapping[str, Any] = row.query
    found = Filter(
        tab=asked["tab"] if asked.get("tab") in COUNTED else "all", office=uuid_of(asked.get("office")),
        type_key=str(asked.get("type", "")), faculty=uuid_of(asked.get("faculty")), order=asked.get("order", "due"),
    )  # fmt: skip
    return Saved(
        row.id, row.name, found, shown_of(row.columns), own, row.office_id, own and bool(asked.get(FIRST))
    )


def shown_of(columns: Collection[str]) -> tuple[str, ...]:
    """The known ones of some columns, in the order of the table; the usual ones where none is named."""
    return tuple(name for name in COLUMNS if name in columns) or USUAL


def _named(name: str) -> str:
    name = clean_display(name).strip()
    if not name or len(name) > LONGEST:
        raise DomainError("filter_name", most=LONGEST)
    return name


def _of(actor: Actor) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(institution_id=actor.institution_id, person_id=actor.me)


def _own(actor: Actor, filter_id: UUID) -> SavedFilter:
    row = _of(actor).select_for_update().filter(id=filter_id).first()
    if row is None:
        raise workflow.NotYours
    return row


@transaction.atomic
def save(
    *, actor: Actor, name: str, asked: Filter, columns: Collection[str] = (), office_id: UUID | None = None
) -> SavedFilter:
    """Keep a view. With an office, which the actor must lead, its colleagues have it too.

    Raises NotYours, DomainError filter_name, filter_taken, filters_many.
    """
    if not actor.is_staff or (office_id is not None and not actor.sits_at(office_id, Role.LEAD)):
        raise workflow.NotYours
    name, rows = _named(name), list(_of(actor).select_for_update())
    if len(rows) >= MOST:
        raise DomainError("filters_many", most=MOST)
    query = {
        "tab": asked.tab, "office": str(asked.office or ""), "type": asked.type_key,
        "faculty": str(asked.faculty or ""), "order": asked.order,
    }  # fmt: skip
    row = SavedFilter(
        institution_id=actor.institution_id, person_id=actor.me, office_id=office_id, name=name, query=query,
        columns=list(shown_of(columns)), position=max((each.position for each in rows), default=-1) + 1,
    )  # fmt: skip
    return _keep(row)


def _keep(row: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError("filter_taken") from None
    return row


@transaction.atomic
def rename(*, actor: Actor, filter_id: UUID, name: str) -> None:
    """Raises NotYours, DomainError filter_name, filter_taken."""
    row = _own(actor, filter_id)
    row.name = _named(name)
    _keep(row)


@transaction.atomic
def open_with(*, actor: Actor, filter_id: UUID | None) -> None:
    """The inbox opens with this view from now on, or with all open work. Raises NotYours."""
    if filter_id is not None:
        _own(actor, filter_id)
    for row in _of(actor).select_for_update():
        wanted = row.id == filter_id
        if bool(row.query.get(FIRST)) != wanted:
            row.query = {**row.query, FIRST: wanted}
            row.save(update_fields=["query"])


@transaction.atomic
def move_up(*, actor: Actor, filter_id: UUID) -> None:
    """Before the one that stands before it. Raises NotYours."""
    rows = list(_of(actor).select_for_update())
    at = next((place for place, row in enumerate(rows) if row.id == filter_id), None)
    if at is None:
        raise workflow.NotYours
    if at > 0:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for place, row in enumerate(rows):
        row.position = place
    SavedFilter.objects.bulk_update(rows, ["position"])


@transaction.atomic
def delete(*, actor: Actor, filter_id: UUID) -> None:
    """Raises NotYours."""
    _own(actor, filter_id).delete()

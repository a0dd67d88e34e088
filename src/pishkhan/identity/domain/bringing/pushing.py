"""People pushed by another system: a few hundred rows in one transaction, with the faults a file's rows would get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pishkhan.identity.domain.account_rules import read_rules
from pishkhan.identity.domain.bringing.columns import COLUMNS, Kind
from pishkhan.identity.domain.bringing.files import LONGEST_CELL
from pishkhan.identity.domain.bringing.imports import State
from pishkhan.identity.domain.bringing.planning import Bringing, Plan
from pishkhan.identity.domain.bringing.rows import Row, read_row
from pishkhan.identity.domain.bringing.tally import Tally
from pishkhan.identity.domain.bringing.words import Words, words_of
from pishkhan.identity.domain.bringing.writing import bring, bring_again, foresee
from pishkhan.identity.models import PeopleImport
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor, Role

MOST = 500
ROLES = frozenset(Role) - {Role.ADMINISTRATOR}
"""Roles a machine may give: who administers is decided by people."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of the rows, in their order; `counts` as of an import."""

    plans: Sequence[Plan]
    counts: Mapping[str, Any]


def push(
    *, actor: Actor, kind: Kind, source: str, rows: Sequence[Mapping[str, Any]], dry: bool = False
) -> Pushed:
    """Bring rows in by the keys of their columns. Raises DomainError push_empty, push_many."""
    if not rows:
        raise DomainError("push_empty")
    if len(rows) > MOST:
        raise DomainError("push_many", most=MOST)
    words = words_of(actor.institution_id)
    how = Bringing(source, read_rules(actor.institution_id).sources, words)

    def read() -> list[Row]:
        seen: dict[tuple[Any, ...], int] = {}
        return [_row(kind, number, given, words, seen) for number, given in enumerate(rows, start=1)]

    def write() -> Pushed:
        plans = bring(actor, read(), how)
        tally = _tally(plans)
        _keep(actor, kind, source, tally)
        return Pushed(plans, tally.counts)

    if dry:
        plans = foresee(actor.institution_id, read(), how)
        return Pushed(plans, _tally(plans).counts)
    pushed: Pushed = bring_again(write)
    return pushed


def _row(
    kind: Kind, number: int, given: Mapping[str, Any], words: Words, seen: dict[tuple[Any, ...], int]
) -> Row:
    known = {column.key for column in COLUMNS[kind]}
    cells = {name: "" if value is None else str(value) for name, value in given.items() if name in known}
    long = [name for name, text in cells.items() if len(text) > LONGEST_CELL]
    row = read_row(kind, number, {n: t for n, t in cells.items() if n not in long}, words, roles=ROLES)
    for name in long:
        row.wrong(name, "cell_long", most=LONGEST_CELL)
    for name in (name for name in given if name not in known):
        row.wrong("", "column_unknown", name=name[:60])
    if not row.faults and (first := seen.setdefault(row.key(), number)) != number:
        row.wrong("", "row_twice", first=first)
    return row


def _tally(plans: Sequence[Plan]) -> Tally:
    tally = Tally()
    tally.add(plans)
    return tally


def _keep(actor: Actor, kind: Kind, source: str, tally: Tally) -> None:
    """In the history beside the files; a push that changed nothing leaves no line."""
    if tally.counts["same"] < tally.counts["done"]:
        PeopleImport.objects.create(
            institution_id=actor.institution_id, kind=kind, source=source, dry=False, state=State.DONE,
            counts=tally.counts, faults=tally.faults, ended_at=timezone.now(),
        )  # fmt: skip

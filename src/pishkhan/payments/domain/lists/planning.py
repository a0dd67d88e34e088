"""What the rows of a list make of what is owed. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from pishkhan.payments.domain.lists.book import Known
from pishkhan.payments.domain.lists.rows import Row

KEY = {"student_number", "national_id", "subject", "reason", "due_date"}
"""Columns a row is told by."""


class Outcome(StrEnum):
    """What becomes of a row, or of a due that no row speaks of any more."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WITHDRAWN = "withdrawn"
    WRONG = "wrong"


@dataclass(slots=True)
class Plan:
    """`before` and `after` are rials the lists ask for; `change` is what an entry adds or takes away. `key` is empty
    for a wrong row, `row` for a withdrawn due."""

    outcome: Outcome
    key: str = ""
    row: Row | None = None
    known: Known | None = None
    before: int = 0
    after: int = 0
    change: int = 0
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def twice(rows: Sequence[Row]) -> None:
    """Mark rows that say the same of the same student: all of them, for nobody knows which is meant."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if not row.faults and row.enrolment_id:
            by_key[row.key()].append(row)
    for same in by_key.values():
        for row in same if len(same) > 1 else ():
            row.wrong("", "row_twice", first=next(each.line for each in same if each is not row))


def plan_row(row: Row, known: Known | None) -> Plan:
    """A row without faults against its due, if there is one."""
    key = row.key()
    if known is None:
        return Plan(Outcome.NEW, key, row, None, 0, row.amount, row.amount)
    if row.amount == known.charge:
        return Plan(Outcome.SAME, key, row, known, known.charge, known.charge)
    made = Plan(Outcome.CHANGED, key, row, known, known.charge, row.amount, row.amount - known.charge)
    if -made.change > known.free:
        _as_far_as(made, known)
    return made


def plan_withdrawal(key: str, known: Known) -> Plan:
    """A due no row speaks of: cancelled as far as nothing was paid of it."""
    if known.charge <= 0 or not known.owed:
        kept = Plan(Outcome.SAME, key, None, known, known.charge, known.charge)
        if known.charge > 0 and known.paid > 0:
            kept.notes.append(("paid_stays", {"amount": known.paid}))
        return kept
    made = Plan(Outcome.WITHDRAWN, key, None, known, known.charge, 0, -known.owed)
    _as_far_as(made, known)
    return made


def _as_far_as(plan: Plan, known: Known) -> None:
    """Take off no more than is owed and no bank is being asked about; say what stays."""
    plan.change = -min(-plan.change, known.free)
    plan.after = plan.before + plan.change
    if known.owed > known.free:
        plan.notes.append(("being_paid", {"amount": known.owed - known.free}))
    if known.paid > 0:
        plan.notes.append(("paid_stays", {"amount": known.paid}))
    if not plan.change:
        plan.outcome = Outcome.SAME


def warn_of_paid(plans: Sequence[Plan]) -> None:
    """A new row of a student whose due of the same subject is withdrawn half paid is likely the same debt, said
    otherwise."""
    paid: dict[tuple[UUID, UUID | None], int] = defaultdict(int)
    for plan in plans:
        if plan.row is None and plan.known is not None and plan.known.paid > 0:
            paid[plan.known.due.enrolment_id, plan.known.due.subject_id] += plan.known.paid
    for plan in plans:
        row = plan.row
        if plan.outcome is not Outcome.NEW or row is None or row.subject is None or row.enrolment_id is None:
            continue
        if amount := paid.get((row.enrolment_id, row.subject.pk)):
            row.note("", "paid_before", amount=amount)


def withdrawn(rows: Sequence[Row], book: Mapping[str, Known]) -> list[str]:
    """Keys of dues that no row speaks of any more. Whoever a wrong row may mean keeps every due: perhaps it is the row
    that is mistaken."""
    said = {row.key() for row in rows if row.enrolment_id and row.subject and row.reason and _is_clear(row)}
    unsure = {each for row in rows if row.faults for each in row.perhaps}
    return [key for key, each in book.items() if key not in said and each.due.enrolment_id not in unsure]


def untold(rows: Sequence[Row]) -> bool:
    """Whether a row may mean anybody: as long as that is so, no due is known to be missing from the list."""
    return any(row.faults and not row.perhaps for row in rows)


def _is_clear(row: Row) -> bool:
    """Whether the parts of the key were read."""
    return not {fault.column for fault in row.faults} & KEY

"""When an office is reminded of its deadlines, and who is told when they have passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.models import DeskRule

REMIND_AT = (75,)
ESCALATE_AFTER = (0, 8)
MOST_REMINDERS = 3
LONGEST = 400
"""Working hours past a deadline, about a quarter of a year."""


class To(StrEnum):
    """Who is told of a threshold."""

    HOLDER = "holder"
    LEAD = "lead"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Threshold:
    """`name` is stored with the task it was told of. `percent` of the time given, or `hours` past the deadline."""

    name: str
    to: To
    percent: int = 0
    hours: float = 0

    @property
    def is_late(self) -> bool:
        return self.to is not To.HOLDER


@dataclass(frozen=True, slots=True)
class Times:
    """An office's rule, the usual values where it has none of its own."""

    remind_at: Sequence[int] = REMIND_AT
    escalate_after: Sequence[float] = ESCALATE_AFTER

    def thresholds(self) -> list[Threshold]:
        """In the order of their moments."""
        near = [Threshold(f"at{part}", To.HOLDER, percent=part) for part in sorted(self.remind_at)]
        late = zip((To.LEAD, To.MANAGER), self.escalate_after, strict=False)
        # Named by who is told as well: one may set both to the same hour.
        return near + [Threshold(f"late{hours:g}{to[0]}", to, hours=hours) for to, hours in late]


def times_of(institution_id: UUID) -> dict[UUID, Times]:
    """The rules of the offices that have one; all others keep `Times()`."""
    rows = DeskRule.objects.filter(institution_id=institution_id)
    return {row.office_id: _times(row) for row in rows}


def times_at(office_id: UUID) -> Times:
    """The rule of one office."""
    row = DeskRule.objects.filter(office_id=office_id).first()
    return _times(row) if row else Times()


def _times(row: DeskRule) -> Times:
    return Times(tuple(row.remind_at) or REMIND_AT, tuple(row.escalate_after) or ESCALATE_AFTER)


def may_set_times(actor: Actor, office_id: UUID) -> bool:
    """Leads and managers of the office, and administrators."""
    if office_id not in organisation.units_of(actor.institution_id):
        return False
    return actor.is_administrator or office_id in actor.units([Role.LEAD, Role.MANAGER])


@transaction.atomic
def set_times(
    *, actor: Actor, office_id: UUID, remind_at: Sequence[int], escalate_after: Sequence[float]
) -> Times:
    """Say at which parts of its time (percent) a task's holder is reminded, and how many working hours after the
    deadline first the lead, then the manager is told. What was told already is not told again.

    Empty takes the usual values. Raises NotYours, DomainError remind_at, escalate_after, escalate_order.
    """
    if not may_set_times(actor, office_id):
        raise NotYours
    if len(remind_at) > MOST_REMINDERS or any(not 1 <= part <= 99 for part in remind_at):
        raise DomainError("remind_at", most=MOST_REMINDERS, field="remind_at")
    if len(escalate_after) not in {0, 2} or any(not 0 <= hours <= LONGEST for hours in escalate_after):
        raise DomainError("escalate_after", most=LONGEST, field="lead_after")
    if escalate_after and escalate_after[1] < escalate_after[0]:
        raise DomainError("escalate_order", field="manager_after")
    row, _ = DeskRule.objects.get_or_create(
        office_id=office_id, defaults={"institution_id": actor.institution_id}
    )
    row = DeskRule.objects.select_for_update().get(id=row.id)
    before = {"remind_at": row.remind_at, "escalate_after": row.escalate_after}
    row.remind_at, row.escalate_after = sorted(set(remind_at)), list(escalate_after)
    after = {"remind_at": row.remind_at, "escalate_after": row.escalate_after}
    if after != before:
        row.save(update_fields=["remind_at", "escalate_after"])
        line = Line("desk.times_set", "unit", office_id, before=before, after=after)
        audit.record(actor=actor, stream=actor.institution_id, lines=[line])
    return _times(row)

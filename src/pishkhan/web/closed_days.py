"""Days on which offices are closed, told before they come: deadlines and visits do not run then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.web.components.numbers import bare

AHEAD = 14
"""Days."""
NEAR = 4
"""Days, today among them, whose closures stand on first pages."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day with why it is closed; `closes` when only from a time on, `estimated` while the moon decides."""

    day: date
    name: str
    closes: time | None
    estimated: bool
    ahead: int
    """Days from now; 0 is today."""


def coming(institution_id: UUID, days: int = AHEAD) -> Sequence[ClosedDay]:
    """Closed days among the next ones, today included, without those on which one would not work anyway."""
    today = timezone.localdate()
    return [
        ClosedDay(row.day, bare(pick(row.name)), row.closes, not row.confirmed, (row.day - today).days)
        for row in organisation.coming(institution_id, days)
    ]


def at_hand(institution_id: UUID) -> Sequence[ClosedDay]:
    """What is told on first pages: home, contact, the desk."""
    return coming(institution_id, NEAR)

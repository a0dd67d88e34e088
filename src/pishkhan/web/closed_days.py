"""Days on which offices are closed, told before they come: deadlines and visits do not run then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick

AHEAD = 14
"""Days."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day with why it is closed; `closes` when only from a time on, `estimated` while the moon decides."""

    day: date
    name: str
    closes: time | None
    estimated: bool


def coming(institution_id: UUID, days: int = AHEAD) -> Sequence[ClosedDay]:
    """Closed days among the next ones, today included, without those on which one would not work anyway."""
    return [
        ClosedDay(row.day, pick(row.name), row.closes, not row.confirmed)
        for row in organisation.coming(institution_id, days)
    ]


def at_hand(institution_id: UUID) -> tuple[ClosedDay, bool] | None:
    """The closed day to be told on the home page: today's, else tomorrow's; with whether it is today."""
    today = timezone.localdate()
    for row in coming(institution_id, 2):
        if row.day <= today + timedelta(days=1):
            return row, row.day == today
    return None

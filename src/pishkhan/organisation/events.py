"""What happened to an institution."""

from __future__ import annotations

from dataclasses import dataclass

from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged(Event):
    """Working hours or holidays are others now: deadlines counted with the ones before are to be counted anew."""

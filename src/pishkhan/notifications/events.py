"""News of notifications."""

from __future__ import annotations

from dataclasses import dataclass

from pishkhan.notifications.enums import Alarm
from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(Event):
    """Something about messages failed that was not known to fail."""

    alarm: Alarm

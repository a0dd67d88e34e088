"""The station list: whose turn it is, in what order, and the bar above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pishkhan.web.components.status import STATUS, Badge

Group = Literal["move", "open", "wait", "done"]

GROUPS: dict[str, Group] = {
    "turn": "move",
    "back": "move",
    "debt": "move",
    "visit": "move",
    "pause": "move",
    "cond": "done",
    "done": "done",
    "auto": "done",
    "na": "done",
    "closed": "done",
    "wait": "wait",
}
"""Status key → where the station stands; a key that is not named is being worked on."""

_ORDER: tuple[Group, ...] = ("move", "open", "wait", "done")
_SEGMENTS: dict[Group, str] = {"move": "m", "open": "o", "wait": "w", "done": "d"}


@dataclass(frozen=True)
class DueView:
    """A debt inside a station: rials, what for, until when, and where it is paid (empty: not here)."""

    reason: str
    amount: int
    due_on: dt.date | None = None
    pay_url: str = ""
    note: str = ""


@dataclass(frozen=True)
class VisitView:
    """A visit inside a station: where, when the office is open, what to bring, where a time is chosen."""

    place: str = ""
    hours: str = ""
    bring: str = ""
    url: str = ""


@dataclass(frozen=True)
class StationView:
    """One station as the list shows it. `holder` and `since` for open ones, `done_at` for cleared ones. `usual` says
    how long such a one takes; `told` is what its office answered for the applicant, as (question, answer)."""

    number: int
    name: str
    status: str
    holder: str = ""
    since: dt.datetime | None = None
    done_at: dt.datetime | None = None
    note: str = ""
    dues: Sequence[DueView] = field(default_factory=tuple)
    visit: VisitView | None = None
    url: str = ""
    usual: str = ""
    told: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class StationRow:
    """A station with its badge and its group, as the template draws it."""

    station: StationView
    badge: Badge
    group: Group


def rows_of(stations: Sequence[StationView], *, unfolded: bool = False) -> dict[str, Any]:
    """Return the template's context: moving and cleared rows, bar segments, counts. Raises KeyError."""
    rows = [StationRow(s, STATUS[s.status], GROUPS.get(s.status, "open")) for s in stations]
    counts = {group: sum(row.group == group for row in rows) for group in _ORDER}
    return {
        "moving": [row for group in _ORDER[:3] for row in rows if row.group == group],
        "cleared": [row for row in rows if row.group == "done"],
        "segments": [_SEGMENTS[group] for group in ("done", "move", "open", "wait") for _ in range(counts[group])],
        "total": len(rows),
        "counts": counts,
        "unfolded": unfolded or counts["done"] == len(rows),
    }

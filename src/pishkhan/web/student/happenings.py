"""What happened to a request, as sentences in the page's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.clearance import api as clearance
from pishkhan.plumbing.texts import pick

SENTENCES: Mapping[str, Promise] = {
    "case.opened": lazy("The request was filed"),
    "task.opened": lazy("Began: %(station)s"),
    "task.done": lazy("Done: %(station)s"),
    "task.done.na": lazy("Not needed: %(station)s"),
    "task.done.acknowledged": lazy("Taken note of: %(station)s"),
    "task.done.handed_over": lazy("Handed over: %(station)s"),
    "task.reopened": lazy("Being reviewed again: %(station)s"),
    "waiting.visit": lazy("A visit in person was asked for: %(station)s"),
    "waiting.debt": lazy("A debt was recorded: %(station)s"),
    "waiting.student": lazy("The request was returned to you: %(station)s"),
    "waited.visit": lazy("The visit ended: %(station)s"),
    "waited.debt": lazy("The debt was settled: %(station)s"),
    "request.corrected": lazy("You sent your correction"),
    "case.finished": lazy("The request was completed"),
    "certificate.revoked": lazy("The certificate was revoked"),
}
"""By action of the case's history; an action that is not here is not told."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline."""

    words: str
    at: datetime
    now: bool = False


def told(history: Sequence[Any], stations: Sequence[clearance.ShownStation], *, is_open: bool) -> list[Event]:
    """Newest first. A neutral station only begins and ends (B22)."""
    neutral = {pick(row.title) for row in stations if row.station is not None and row.station.neutral}
    found: list[Event] = []
    for happened in history:
        station = pick(happened.title)
        outcome = "" if station in neutral else happened.values.get("outcome", "")
        words = SENTENCES.get(f"{happened.action}.{outcome}") or SENTENCES.get(happened.action)
        if words is not None:
            found.append(Event(str(words) % {"station": station}, happened.at, now=is_open and not found))
    return found

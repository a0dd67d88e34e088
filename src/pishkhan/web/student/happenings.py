"""What happened to a request, as sentences in the page's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pishkhan.clearance import api as clearance
from pishkhan.plumbing.texts import pick

SENTENCES: Mapping[str, Promise] = {
    "case.opened": _("The request was filed"),
    "task.opened": _("Began: %(station)s"),
    "task.done": _("Done: %(station)s"),
    "task.done.na": _("Not needed: %(station)s"),
    "task.done.acknowledged": _("Taken note of: %(station)s"),
    "task.done.handed_over": _("Handed over: %(station)s"),
    "task.reopened": _("Being reviewed again: %(station)s"),
    "waiting.visit": _("A visit in person was asked for: %(station)s"),
    "waiting.debt": _("A debt was recorded: %(station)s"),
    "waiting.student": _("The request was returned to you: %(station)s"),
    "waited.visit": _("The visit ended: %(station)s"),
    "waited.debt": _("The debt was settled: %(station)s"),
    "request.corrected": _("You sent your correction"),
    "case.finished": _("The request was completed"),
    "case.cancelled": _("The request was withdrawn"),
    "case.reopened": _("The request was opened again"),
    "certificate.revoked": _("The certificate was revoked"),
}
"""By action of the case's history; an action that is not here is not told."""


OWN = {"case.opened", "case.cancelled", "case.reopened", "request.corrected"}
"""What the applicant did: no news to them."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline."""

    words: str
    at: datetime
    now: bool = False
    new: bool = False


def told(
    history: Sequence[Any], stations: Sequence[clearance.ShownStation], *, is_open: bool, since: datetime | None = None
) -> list[Event]:
    """Newest first; of a station that ended only its end. A neutral station tells no outcome (B22). What happened
    after `since`, when the reader last looked, is marked."""
    neutral = {pick(row.title) for row in stations if row.station is not None and row.station.neutral}
    found: list[Event] = []
    ended: set[str] = set()
    for happened in history:
        station = pick(happened.title)
        if happened.action == "task.done":
            ended.add(station)
        elif happened.action == "task.opened" and station in ended:
            continue
        outcome = "" if station in neutral else happened.values.get("outcome", "")
        words = SENTENCES.get(f"{happened.action}.{outcome}") or SENTENCES.get(happened.action)
        if words is not None:
            new = since is not None and happened.at > since and happened.action not in OWN
            found.append(Event(str(words) % {"station": station}, happened.at, is_open and not found, new))
    return found

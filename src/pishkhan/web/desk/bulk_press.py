"""Several rows at once: what was chosen, and what came of a press, each kept for an hour under a key of its own. So
both pages have an address, and «back» shows them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.cache import cache

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.api import Row

KEPT = 3600
"""Seconds for which a press can be looked at again."""
RUNS = 600
"""Seconds after which a press whose report never came may be repeated."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows with a verb, not done yet; `holders`: who had each when it was chosen."""

    verb: str
    holders: Mapping[UUID, UUID | None]
    back: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row: refused for a reason, or done; to whom it went where it was handed out."""

    task: str
    student: str
    number: str
    reason: str = ""
    given_to: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    verb: str
    lines: Sequence[Outcome]
    back: str


def choose(actor: Actor, verb: str, rows: Sequence[Row], back: str) -> str:
    """The key of these rows, as they are now."""
    key = uuid4().hex
    holders = {row.task.id: row.task.assignee_id for row in rows}
    cache.set(_name(actor, key, "chosen"), Chosen(verb, holders, back), KEPT)
    return key


def chosen(actor: Actor, key: str) -> Chosen | None:
    found: Chosen | None = cache.get(_name(actor, key, "chosen"))
    return found


def key_of(stamp: str, said: Sequence[str]) -> str:
    """The key of a press, from the stamp of its page and all that was said on it: the same press is known again, other
    words on the same page are another press."""
    return hashlib.sha256(json.dumps([stamp, *said]).encode()).hexdigest()[:32]


def begin(actor: Actor, key: str) -> bool:
    """Whether this press is the first with its key."""
    return bool(cache.add(_name(actor, key, "runs"), True, RUNS))


def runs(actor: Actor, key: str) -> bool:
    return bool(cache.get(_name(actor, key, "runs")))


def keep(actor: Actor, key: str, found: Report) -> None:
    cache.set(_name(actor, key, "report"), found, KEPT)


def report(actor: Actor, key: str) -> Report | None:
    found: Report | None = cache.get(_name(actor, key, "report"))
    return found


def _name(actor: Actor, key: str, what: str) -> str:
    return f"bulk-{what}:{actor.me.hex}:{key[:32]}"

"""What this process knows of its accounts right now: how many calls hang there, which just failed, and how many
messages its rate still allows.

A provider that hangs holds at most a few threads; the next messages go to another one at once, without waiting for
the weights to move.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

CALLS_AT_ONCE = 8
"""Calls to one account under way in one process."""
FAILURES, REST = 3, 10.0
"""After so many failures in a row an account is asked last for so many seconds, and by one call at a time until one
works."""


@dataclass
class _Account:
    calls: int = 0
    failures: int = 0
    resting_until: float = 0.0
    room: float = 1.0
    seen: float = 0.0
    lock: Lock = field(default_factory=Lock)


_known: dict[UUID, _Account] = {}
_lock = Lock()


def _account(account_id: UUID) -> _Account:
    with _lock:
        return _known.setdefault(account_id, _Account())


def take(account_id: UUID, *, per_second: int) -> bool:
    """Begin a call; False when too many hang there already or the rate is used up. Whoever took gives back.

    The rate is a bucket that holds one second's messages, in each process.
    """
    found, now = _account(account_id), time.monotonic()
    with found.lock:
        room = min(float(per_second), found.room + (now - found.seen) * per_second)
        found.room, found.seen = room, now
        most = CALLS_AT_ONCE if found.failures < FAILURES else 1
        if found.calls >= most or room < 1:
            return False
        found.calls, found.room = found.calls + 1, room - 1
        return True


def give_back(account_id: UUID) -> None:
    """End a call."""
    found = _account(account_id)
    with found.lock:
        found.calls = max(0, found.calls - 1)


def note(account_id: UUID, *, worked: bool) -> None:
    """What a call came to. Failing is the provider's, not the message's, fault."""
    found = _account(account_id)
    with found.lock:
        found.failures = 0 if worked else found.failures + 1
        if found.failures >= FAILURES:
            found.resting_until = time.monotonic() + REST


def is_resting(account_id: UUID) -> bool:
    """Whether the account failed so often lately that others are asked first."""
    return _account(account_id).resting_until > time.monotonic()


def forget() -> None:
    """Know nothing of any account."""
    with _lock:
        _known.clear()

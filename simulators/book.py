"""What every simulator remembers, whatever it speaks: messages taken, fates, faults, credit, templates."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 100_000
"""Messages, requests and refusals remembered; the oldest go first."""
DELIVERED, ON_WAY, FAILED, BLOCKED, CANCELLED = "delivered", "on_way", "failed", "blocked", "cancelled"


class NoCredit(Exception):
    """The account cannot pay for the message."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave. Those `after` taking wait for a request in which a message is taken."""

    kind: str
    code: int | str = 0
    seconds: float = 60
    status: int = 502
    after: bool = False


def code(number: int | str) -> Fault:
    """Answer with this error of the provider; nothing is taken."""
    return Fault("code", code=number)


def delay(seconds: float) -> Fault:
    """Answer as usual, later."""
    return Fault("delay", seconds=seconds)


def hang(seconds: float = 60) -> Fault:
    """Take nothing, answer nothing; the connection is closed after so long."""
    return Fault("hang", seconds=seconds)


def hang_after_taking(seconds: float = 60) -> Fault:
    """Take the message, answer nothing."""
    return Fault("hang", seconds=seconds, after=True)


def html(status: int = 502) -> Fault:
    """Take nothing, answer with a page."""
    return Fault("html", status=status)


def drop() -> Fault:
    """Take nothing, close the connection."""
    return Fault("drop")


def drop_after_taking() -> Fault:
    """Take the message, close the connection without an answer."""
    return Fault("drop", after=True)


class Faults:
    """Faults to come: each queued one is used once, the standing one whenever none is queued."""

    def __init__(self) -> None:
        self.standing: Fault | None = None
        self._queued: deque[Fault] = deque()
        self._lock = threading.Lock()

    def put(self, *faults: Fault) -> None:
        """Queue faults for the next requests."""
        with self._lock:
            self._queued.extend(faults)

    def clear(self) -> None:
        """Behave from now on."""
        with self._lock:
            self._queued.clear()
            self.standing = None

    def due(self, *, after: bool) -> Fault | None:
        """The fault for this moment of a request: before anything is looked at, or after a message was taken."""
        with self._lock:
            if self._queued:
                return self._queued.popleft() if self._queued[0].after is after else None
            return self.standing if self.standing and self.standing.after is after else None


@dataclass(slots=True)
class Taken:
    """A message the simulator accepted. `at` is seconds since 1970; `again` counts repeats of the same `uid`."""

    id: str
    to: str
    channel: str
    text: str = ""
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    uid: str = ""
    at: float = field(default_factory=time.time)
    again: int = 0


class Book:
    """The state of one account at a provider. Safe to use from many threads."""

    first_id = 1
    price = 1
    """What one message costs, in the unit of `credit`."""
    repeat_safe = False
    """Whether a repeated uid is answered with the message it already is."""

    def __init__(self, *, key: str = "", templates: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.key = key or "the-key-of-the-simulator"
        self.templates = dict(templates or {"code": ("code",)})
        """Template → the fields it has. Delete one here to have it deleted at the provider."""
        self.credit = 10**9
        self.refused_numbers: set[str] = set()
        """Numbers, in the provider's own format, that it calls wrong."""
        self.fates: dict[str, Any] = {}
        """Id → one of the words above, or a state in the provider's own terms."""
        self.by_suffix: dict[str, Any] = {}
        """End of a number → the fate of messages to it."""
        self.duplicate_receipts = False
        self.faults = Faults()
        self.refused: deque[str] = deque(maxlen=KEPT)
        """Why requests broke the provider's rules: empty when the caller speaks the protocol."""
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.here = threading.local()
        self._taken: OrderedDict[str, Taken] = OrderedDict()
        self._by_uid: dict[str, str] = {}
        self._next = self.first_id

    @property
    def taken(self) -> list[Taken]:
        """Messages accepted, oldest first."""
        with self.lock:
            return list(self._taken.values())

    def take(self, *, to: str, channel: str = "sms", uid: str = "", **more: Any) -> Taken:
        """Accept a message. Raises NoCredit."""
        with self.lock:
            self.here.took = True
            if self.repeat_safe and uid and (known := self._by_uid.get(uid)):
                self._taken[known].again += 1
                return self._taken[known]
            if self.credit < self.price:
                self.here.took = False
                raise NoCredit
            self.credit -= self.price
            message = Taken(id=str(self._next), to=to, channel=channel, uid=uid, **more)
            self._next += 1
            self._taken[message.id] = message
            if uid:
                self._by_uid[uid] = message.id
            while len(self._taken) > KEPT:
                _, gone = self._taken.popitem(last=False)
                self._by_uid.pop(gone.uid, None)
            return message

    def by_id(self, message_id: str) -> Taken | None:
        """A message taken, by the id it was given."""
        with self.lock:
            return self._taken.get(message_id)

    def by_uid(self, uid: str) -> Taken | None:
        """A message taken, by the id its sender gave it."""
        with self.lock:
            return self._taken.get(self._by_uid.get(uid, ""))

    def fate_of(self, message: Taken) -> Any:
        """What became of it: as set for its id, else for the end of its number, else delivered."""
        if message.id in self.fates:
            return self.fates[message.id]
        ends = (fate for suffix, fate in self.by_suffix.items() if message.to.endswith(suffix))
        return next(ends, DELIVERED)

    def receipts(self, entries: list[Any]) -> list[Any]:
        """Entries of a status answer, each twice where receipts are to be duplicated."""
        return [each for one in entries for each in (one, one)] if self.duplicate_receipts else entries

    def report(self) -> dict[str, Any]:
        """Everything taken and refused, for `/_control`."""
        taken = self.taken
        counts = {"taken": len(taken), "again": sum(each.again for each in taken), "refused": len(self.refused)}
        return {"counts": counts, "credit": self.credit, "taken": [asdict(each) for each in taken],
                "refused": list(self.refused)}  # fmt: skip

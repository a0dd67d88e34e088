"""News that travels up. A room announces what happened; rooms above subscribe.

`announce` defers one job per subscriber in the caller's transaction: the job exists exactly when the fact does.
A subscriber that must be atomic with its cause registers `inline=True` and runs inside the transaction.
"""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The past tense of a verb. Payloads carry ids and enums only."""

    institution_id: UUID
    event_id: UUID = field(default_factory=new_id)


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    name: str
    event: type[Event]
    handle: Handler
    inline: bool
    slow: bool


_by_event: dict[type[Event], list[Subscriber]] = defaultdict(list)
_by_name: dict[str, Subscriber] = {}


def subscribe(
    event: type[E], *, inline: bool = False, slow: bool = False
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler; its name is stable (`room.function`), because it is stored in jobs.

    A `slow` handler (drawing, signing, calling out) runs with no transaction open and opens its own where it writes.
    """

    def register(handle: Callable[[E], None]) -> Callable[[E], None]:
        room = handle.__module__.split(".")[-2]
        subscriber = Subscriber(f"{room}.{handle.__name__}", event, handle, inline, slow)
        if subscriber.name in _by_name:
            raise RuntimeError(f"two subscribers named {subscriber.name}")
        _by_name[subscriber.name] = subscriber
        _by_event[event].append(subscriber)
        return handle

    return register


def announce(event: Event) -> None:
    """Tell every subscriber, in the caller's transaction."""
    from pishkhan.plumbing.tasks import deliver_event  # tasks need the app registry, which needs this module

    for subscriber in _by_event[type(event)]:
        if subscriber.inline:
            subscriber.handle(event)
        else:
            jobs.defer(deliver_event, subscriber=subscriber.name, payload=_dump(event))


def handler_of(name: str) -> Subscriber:
    """Raises KeyError for a name no running code subscribes with."""
    return _by_name[name]


def _dump(event: Event) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(event), default=str))
    return loaded


def load(event: type[E], payload: dict[str, Any]) -> E:
    """The event a payload was made from. Unknown keys of a newer version are dropped."""
    from typing import get_type_hints

    hints = get_type_hints(event)
    known = {f.name for f in dataclasses.fields(event)}
    return event(**{name: _revive(hints[name], value) for name, value in payload.items() if name in known})


def _revive(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(_revive(getattr(hint, "__args__", (hint,))[0], each) for each in value)
    for part in getattr(hint, "__args__", (hint,)):
        if part is UUID:
            return UUID(value)
        if isinstance(part, type) and issubclass(part, Enum):
            return part(value)
    return value

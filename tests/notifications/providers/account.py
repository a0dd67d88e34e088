"""What the tests of all providers must know of each one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pishkhan.notifications.providers.protocol import Channel, Outcome, Outgoing, Provider, Reason

NUMBER, CODE = "+989123456780", "482915"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way an account can send. `find`: a lost answer can be recovered. `repeat_safe`: sending the same message
    again makes no second one."""

    channel: Channel = Channel.SMS
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    text: str = "درخواست شما ثبت شد."
    code: str = ""
    to: str = NUMBER
    more: Mapping[str, str] = field(default_factory=dict)
    find: bool = False
    repeat_safe: bool = False

    def message(self, reference: int = 7001, **other: Any) -> Outgoing:
        """A message of this kind."""
        given = {
            "reference": reference, "channel": self.channel, "to": self.to, "text": self.text, "code": self.code,
            "template": self.template, "values": self.values, **self.more, **other,
        }  # fmt: skip
        return Outgoing(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """One request and one reply of the provider's documentation, as bytes in `golden/<provider>/<case>.request` and
    `.reply`: what the adapter does must write the one, and make `gives` of the other."""

    case: str
    does: Callable[[Provider], Any]
    gives: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Harness:
    """One provider. What it cannot show, it says in `lacks`: a test skips on nothing else.

    lacks: faults (nothing can go wrong), http (no HTTP), credit, templates, refusals (of numbers), ask, push, busy,
    key, unknown (an id it does not know is not said to be one).
    """

    simulator: Callable[[], Any]
    """Makes the simulator, a context manager with what `simulators.book.Book` has."""
    settings: Callable[[Any], dict[str, str]]
    """Simulator → the settings of an account there."""
    kinds: Mapping[str, Kind]
    busy: tuple[int | str, ...] = ()
    """Codes that say: later."""
    lacks: frozenset[str] = frozenset()
    dialled: Callable[[str], str] = lambda number: number
    """E.164 → the provider's own format."""
    unknown_id: str = "99"
    dies_early: tuple[Outcome, Reason] = (Outcome.UNKNOWN, Reason.NO_ANSWER)
    """What it comes to when the connection dies before anything was taken; over HTTP nobody can tell."""
    mailbox: Callable[[Any], Any] = lambda simulator: None
    break_key: Callable[[Any], None] = lambda simulator: setattr(simulator, "key", "another")
    close: Callable[[Any], None] = lambda simulator: simulator.close()
    golden: tuple[Golden, ...] = ()
    golden_settings: Mapping[str, str] = field(default_factory=dict)
    """Settings the golden requests were written with, `address` left out."""

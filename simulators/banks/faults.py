"""Ways in which a bank misbehaves on wish, per bank and call: once, N times, standing, or by a seeded dice."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

IN_CALLS = ("hang", "drop", "html", "json", "delay", "code", "forget", "amount")
"""`forget` answers as if done and does nothing; `amount` names another amount in the answer."""
KINDS = (*IN_CALLS, "discount", "tamper")
"""`discount` belongs to the call `pay`, `tamper` to the call `callback`."""


@dataclass(slots=True)
class Fault:
    """One way to misbehave. Empty `bank` or `call` means any; `times` None means until cleared.

    `after` says whether the call is carried out before it goes wrong. `probability` is per matching call, drawn from
    `seed`. `seconds` is for hang and delay, `status` for html, `code` is the bank's own for code, `by` is added to the
    amount, `percent` is the discount, `fields` replace those of the callback (None takes one away).
    """

    kind: str
    bank: str = ""
    call: str = ""
    times: int | None = 1
    after: bool = False
    probability: float = 1.0
    seed: int = 0
    seconds: float = 60
    status: int = 500
    code: int | str = ""
    by: int = 1
    percent: int = 10
    fields: Mapping[str, str | None] = field(default_factory=dict)
    dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {KINDS}, not {self.kind}")
        self.dice = random.Random(self.seed)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.init}


class Faults:
    """Faults to come, in the order they were put. Safe to use from many threads."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._lock = threading.Lock()

    def put(self, *faults: Fault) -> None:
        """Add faults behind those there are."""
        with self._lock:
            self._kept.extend(faults)

    def clear(self) -> None:
        """Behave from now on."""
        with self._lock:
            self._kept.clear()

    def due(self, bank: str, call: str, *kinds: str) -> Fault | None:
        """The first fault meant for this call, used up by one; None when the bank is to behave."""
        with self._lock:
            for each in self._kept:
                if each.kind not in kinds or each.bank not in ("", bank) or each.call not in ("", call):
                    continue
                if each.dice.random() >= each.probability:
                    continue
                if each.times is not None:
                    each.times -= 1
                    if each.times <= 0:
                        self._kept.remove(each)
                return each
        return None

    def plain(self) -> list[dict[str, Any]]:
        """What is still to come."""
        with self._lock:
            return [each.plain() for each in self._kept]

"""Which payments there will be: drawn from the seed before the first one begins."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GATEWAYS = ("demo", "sep", "mellat", "sadad", "zarinpal")
UNIVERSITIES = ("iums", "shiraz", "uok")
NAMES_AMOUNT = ("demo", "sep", "sadad", "zarinpal")
"""Banks whose verifying looks at an amount."""
LEAST_OF_KIND, OF = 34, 2000
"""So many of each kind in so many payments; a few of them may come to nothing."""
PER_STUDENT = 14
"""Payments of one student: fewer than anybody may begin in an hour."""
FAULTS = ("hang", "drop", "html", "json")


@dataclass(frozen=True)
class Kind:
    """A deed or a fault. `size` attempts belong to it; `due` says whether it is paid for a due, None: either."""

    name: str
    gateways: tuple[str, ...] = GATEWAYS
    size: int = 1
    due: bool | None = None


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pay"), Kind("cancel"), Kind("wrong_pin"), Kind("close"), Kind("dropped"), Kind("twice"), Kind("late"),
        Kind("tampered"), Kind("forged_success", size=2, due=False), Kind("forged_cancel"),
        *(Kind(f"verify_{kind}_{when}") for kind in FAULTS for when in ("before", "after")),
        Kind("settle_lost", ("mellat",)), Kind("settle_dropped", ("mellat",)), Kind("amount", NAMES_AMOUNT),
        Kind("request_dropped"), Kind("off_at_bank"), Kind("off_here"), Kind("evidence", due=True),
        Kind("waived", due=True), Kind("shared", size=2, due=True), Kind("double_press"), Kind("replay"),
        Kind("early"), Kind("never_arrives"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """One payment to be made. `part`: it pays a part of its due; `dice` are its own."""

    number: int
    kind: Kind
    gateway: str
    university: str
    student: int
    amount: int
    for_due: bool
    part: bool
    seed: int

    @property
    def dice(self) -> random.Random:
        return random.Random(self.seed)


def kind_of_fault(fault: Mapping[str, Any]) -> str:
    """The kind whose deed put this fault at a bank."""
    if fault["kind"] == "amount":
        return "amount"
    if fault["call"] == "verify":
        return f"verify_{fault['kind']}_{'after' if fault['after'] else 'before'}"
    if fault["call"] == "settle":
        return "settle_lost" if fault["kind"] == "forget" else "settle_dropped"
    return "request_dropped"


def least(count: int) -> int:
    """How often each kind must be planned."""
    return max(4, LEAST_OF_KIND * count // OF)


def wanted(count: int) -> int:
    """How often each must have happened in a storm of `count`."""
    return 30 * count // OF


def students(count: int) -> int:
    """Per university."""
    return -(-count // PER_STUDENT // len(UNIVERSITIES)) + 1


def plan(count: int, dice: random.Random) -> list[Wish]:
    """Payments with at least `count` attempts, every kind often enough, in any order."""
    names = [name for name in KINDS for _ in range(least(count))]
    while sum(KINDS[name].size for name in names) < count:
        names.append(dice.choice(("pay", *KINDS)))
    dice.shuffle(names)
    places: Counter[str] = Counter()
    made = []
    for number, name in enumerate(names):
        kind, university = KINDS[name], dice.choice(UNIVERSITIES)
        places[university] += 1
        for_due = dice.random() < 0.5 if kind.due is None else kind.due
        made.append(
            Wish(
                number,
                kind,
                dice.choice(kind.gateways),
                university,
                places[university] % students(count),
                dice.randrange(20_000, 40_000_000),
                for_due,
                for_due and dice.random() < 0.2,
                dice.getrandbits(48),
            )
        )
    return made

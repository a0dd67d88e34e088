"""What a bank keeps: terminals, and orders with what became of their money."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

KEPT = 100_000
"""Orders remembered per bank; the oldest go first."""
WAITING, PAID, VERIFIED, SETTLED = "waiting", "paid", "verified", "settled"
REVERSED, CANCELLED, FAILED = "reversed", "cancelled", "failed"
STATES = (WAITING, PAID, VERIFIED, SETTLED, REVERSED, CANCELLED, FAILED)


@dataclass(slots=True)
class Terminal:
    """A merchant's account. `hosts` are those registered for returning, any when empty."""

    number: str
    name: str
    secrets: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    on: bool = True
    ip_known: bool = True
    """Whether the caller's network address is registered."""
    hosts: tuple[str, ...] = ()


@dataclass(slots=True)
class Order:
    """One order. Times are the bank's, seconds since 1970; amounts are rials."""

    terminal: str
    number: str
    amount: int
    return_url: str
    at: float
    life: float
    """Seconds the payer has to finish."""
    token: str
    state: str = WAITING
    entered: bool = False
    said: str = ""
    """What the payer's browser was told: paid, cancelled or failed."""
    skew: float = 0
    """Seconds this order's clock runs ahead of the bank's."""
    wage: int = 0
    charged: int = 0
    """Taken from the card beside the wage: less than `amount` on discount."""
    reference: str = ""
    rrn: str = ""
    trace: str = ""
    card: str = ""
    paid_at: float = 0
    verified_at: float = 0
    refunds: dict[str, int] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Rows of a split, with the bank's own names."""
    identifier: str = ""
    government: bool = False
    by_get: bool = False
    """Whether the browser comes back with a query."""
    currency: str = "IRR"

    def plain(self, bank: str) -> dict[str, Any]:
        """As /control/orders shows it: `order` is the merchant's number."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {"bank": bank, "order": found.pop("number"), **found}

    def undo(self, before: Order) -> None:
        """Become what it was."""
        for each in fields(self):
            setattr(self, each.name, getattr(before, each.name))


class Book:
    """Orders of one bank by token, by terminal and number, and by the bank's reference. The bank holds the lock."""

    def __init__(self) -> None:
        self.orders: OrderedDict[str, Order] = OrderedDict()
        self._numbers: dict[tuple[str, str], Order] = {}
        self._references: dict[str, Order] = {}

    def add(self, order: Order) -> None:
        """Keep a new one, and forget the oldest beyond KEPT."""
        self.orders[order.token] = order
        self._numbers[order.terminal, order.number] = order
        while len(self.orders) > KEPT:
            _, gone = self.orders.popitem(last=False)
            for number in (gone.number, *gone.refunds):
                self._numbers.pop((gone.terminal, number), None)
            self._references.pop(gone.reference, None)

    def refer(self, order: Order, reference: str) -> None:
        """Give a paid order its reference."""
        order.reference = reference
        self._references[reference] = order

    def also(self, order: Order, number: str) -> None:
        """Find the order by this number of its merchant too: a refund's."""
        self._numbers[order.terminal, number] = order

    def by_token(self, token: str) -> Order | None:
        return self.orders.get(token)

    def by_number(self, terminal: str, number: str) -> Order | None:
        return self._numbers.get((terminal, number))

    def by_reference(self, reference: str) -> Order | None:
        return self._references.get(reference)


def digits(count: int) -> str:
    """A number of so many digits that was most likely never given, also not by an earlier run."""
    return str(10 ** (count - 1) + secrets.randbelow(9 * 10 ** (count - 1)))


def letters(count: int, alphabet: str = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789") -> str:
    """Random letters."""
    return "".join(secrets.choice(alphabet) for _ in range(count))

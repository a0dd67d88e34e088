"""What every gateway speaks with us: an order, where the payer goes, what the browser brings back, what the bank says.

Amounts are whole rials. A gateway keeps nothing: what a later call needs is in the `Payment` it is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol

import httpx


class Said(StrEnum):
    """What the payer's browser brought back. Anybody can write that, so it is a hint and never proof."""

    PAID = "paid"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNCLEAR = "unclear"
    """Nothing that can be read, or nothing at all."""


class Finding(StrEnum):
    """What the bank itself said."""

    READY = "ready"
    """It knows the order and waits for the payer."""
    VERIFIED = "verified"
    """Money was taken and stays taken, now or at an earlier call (`already`)."""
    SETTLED = "settled"
    """It will be deposited; only where verifying and settling are two steps."""
    PAID = "paid"
    """Paid and not yet verified: verify it, or it goes back by itself."""
    PENDING = "pending"
    """The payer has not finished."""
    NOT_PAID = "not_paid"
    """Nothing was taken, and with this order nothing will be."""
    REVERSED = "reversed"
    """It went back to the card."""
    REFUSED = "refused"
    """The bank did not do it. `passing` says whether the same call may succeed later."""
    UNKNOWN = "unknown"
    """No answer, or one that cannot be read: it may have been done."""
    NOT_OFFERED = "not_offered"
    """The bank has no such call. Nothing was asked."""


class Reason(StrEnum):
    """Why, in our words. Banks' codes become these in one table in each gateway's file."""

    NONE = ""
    CARD = "card"
    """The card, its PIN, its limit or its bank."""
    FUNDS = "funds"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """The payer, or we, came too late."""
    DUPLICATE = "duplicate"
    """The order number was used before."""
    AMOUNT = "amount"
    NOT_FOUND = "not_found"
    CREDENTIALS = "credentials"
    """Number, user, password or key of the terminal is wrong."""
    TERMINAL = "terminal"
    """The terminal is switched off or lacks this service."""
    ADDRESS = "address"
    """Our network address or the callback's host is not registered at the bank."""
    IDENTIFIER = "identifier"
    """A deposit identifier is wrong."""
    SHARES = "shares"
    """The rows of a split are wrong."""
    CLOCK = "clock"
    """Our clock is not theirs."""
    REQUEST = "request"
    """The bank did not understand us."""
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    NOT_UNDERSTOOD = "not_understood"
    """The answer was no answer of this bank: HTML, another service, nothing."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing an administrator fills in for a terminal. `secret` values are never shown again."""

    name: str
    fa: str
    en: str
    secret: bool = False
    pattern: str = ""
    """A regular expression the whole value must match, after digits were made Latin; empty takes any text."""
    optional: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()
    """(value, fa, en); the first is the default."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A setting or a row of a split that cannot be used. `code` is a phrase of web/phrases.py."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a split: what of the amount goes to which account."""

    iban: str
    amount: int
    identifier: str = ""
    government: bool = False


@dataclass(frozen=True, slots=True)
class Terminal:
    """A merchant account at a bank. `base` replaces the bank's own addresses: simulators have one."""

    settings: Mapping[str, str]
    base: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What the bank is asked to take. `at` is aware; banks get Tehran's time of it."""

    order_no: int
    amount: int
    return_url: str
    at: datetime
    shares: tuple[Share, ...] = ()
    """Empty, or rows that sum to `amount`, the government's first."""
    identifier: str = ""
    """Deposit identifier of the whole amount, where there are no shares."""
    mobile: str = ""
    """09…, offered to the bank to find the payer's saved cards."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """An order the bank knows, as we kept it."""

    order_no: int
    amount: int
    token: str
    receipt_ref: str = ""
    """The bank's reference that verifying needs, as the browser brought it; empty until then."""


@dataclass(frozen=True, slots=True)
class Go:
    """Where the payer's browser is sent: GET an address, or POST `fields` to it."""

    method: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought back, read but not believed. Empty or None where it said nothing."""

    said: Said
    order_no: int | None = None
    token: str = ""
    receipt_ref: str = ""
    amount: int | None = None
    rrn: str = ""
    trace: str = ""
    card: str = ""
    code: str = ""
    """The bank's own code."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said over the wire, fit to be kept: no key, no password, card numbers masked. At most some kilobytes."""

    call: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    status: int | None = None
    heard: str = ""
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call to the bank came to. `code` is the bank's own; amounts and numbers are None where it said none."""

    finding: Finding
    reason: Reason = Reason.NONE
    code: str = ""
    passing: bool = False
    already: bool = False
    token: str = ""
    go: Go | None = None
    """With READY from `request`."""
    amount: int | None = None
    order_no: int | None = None
    receipt_ref: str = ""
    rrn: str = ""
    trace: str = ""
    card: str = ""
    """Masked, as the bank gave it."""
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A line of a bank's daily report. `status` is success, reversed or failed; `at` aware."""

    amount: int
    status: str
    at: datetime | None = None
    order_no: int | None = None
    receipt_ref: str = ""
    rrn: str = ""
    trace: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of the bank's report: what it means (a field of ReportRow) and the headings it goes by."""

    name: str
    headings: tuple[str, ...]
    needed: bool = False


class Gateway(Protocol):
    """One bank's translator. Calls never raise for what a network or a bank may do; they answer UNKNOWN or REFUSED."""

    key: ClassVar[str]
    fa: ClassVar[str]
    en: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]]
    window: ClassVar[timedelta]
    """After the request: how long the bank waits for our verifying before the money goes back by itself."""
    reversal: ClassVar[timedelta | None]
    """After verifying: how long `reverse` works; None where there is no such call."""
    settles: ClassVar[bool]
    """Whether `settle` must follow `verify`."""
    inquires: ClassVar[bool]
    """Whether `inquire` finds a payment whose browser never came back."""
    blind: ClassVar[bool]
    """Whether `verify` itself finds a payment whose browser never came back, without anything it would have brought."""
    report: ClassVar[tuple[ReportColumn, ...]]
    """Columns of the daily report; empty where there is none to import."""

    def check_config(self, terminal: Terminal, shares: Sequence[Share] = ()) -> list[Trouble]:
        """What of the settings, or of a split made with them, cannot work. Asks nobody."""
        ...

    def origins(self, terminal: Terminal) -> tuple[str, ...]:
        """Origins the payer's browser is sent to, for the content policy of the page that sends it."""
        ...

    def request(self, http: httpx.Client, terminal: Terminal, order: Order) -> Answer:
        """READY with token and `go`; REFUSED; UNKNOWN."""
        ...

    def go(self, terminal: Terminal, token: str, *, language: str = "fa") -> Go:
        """Where a payer goes with a token got before."""
        ...

    def read_return(self, fields: Mapping[str, str]) -> Returned:
        """Read what the browser brought, whatever it is."""
        ...

    def verify(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        """Take the money for good. VERIFIED (maybe `already`), PENDING, NOT_PAID, REVERSED, REFUSED, UNKNOWN."""
        ...

    def settle(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        """SETTLED (maybe `already`), REVERSED, REFUSED, UNKNOWN; NOT_OFFERED where verifying is all."""
        ...

    def inquire(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        """How it stands. VERIFIED, SETTLED, PAID, PENDING, NOT_PAID, REVERSED, REFUSED, UNKNOWN, NOT_OFFERED."""
        ...

    def reverse(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        """Give a verified payment back. REVERSED (maybe `already`), REFUSED, UNKNOWN, NOT_OFFERED."""
        ...

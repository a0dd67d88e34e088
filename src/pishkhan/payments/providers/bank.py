"""What the gateways have in common: settings and splits that can work, addresses, refusals in one voice.

Codes of `Trouble`: setting_missing, setting_wrong, iban_wrong, shares_none (the terminal must be given rows, and has no
account of its own), shares_refused (it takes none), shares_many, share_amount, government_first, identifier_wrong,
identifier_missing, identifier_refused (it would be lost), account_unknown, base_missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx

from pishkhan.kernel import digits, iban
from pishkhan.kernel.errors import Invalid
from pishkhan.payments.providers import identifiers
from pishkhan.payments.providers.protocol import (
    Answer,
    Exchange,
    Finding,
    Order,
    Payment,
    Reason,
    ReportColumn,
    Setting,
    Share,
    Terminal,
    Trouble,
)
from pishkhan.payments.providers.wire import REQUEST, Message, Reply, call

IBAN = r"(?:[Ii][Rr])?[0-9]{24}"
LARGEST = 10**15
"""Rials. More than this is a slip, and some banks count in floating point."""

_PASSING = {Reason.BUSY, Reason.UNREACHABLE, Reason.NO_ANSWER}
_MENDABLE = {Reason.TERMINAL, Reason.ADDRESS, Reason.CREDENTIALS, Reason.CLOCK, Reason.OTHER}
"""Somebody may mend these while a payer's money hangs; a new request is better made anew."""


class Bank:
    """A gateway's common half. The other half is its own file."""

    key: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]]
    home: ClassVar[str]
    """Scheme and host of the bank."""
    most_shares: ClassVar[int]
    report: ClassVar[tuple[ReportColumn, ...]] = ()
    blind: ClassVar[bool] = False

    def check_config(self, terminal: Terminal, shares: Sequence[Share] = ()) -> list[Trouble]:
        return [*self._wrong_settings(terminal), *self._wrong_shares(shares), *self.wrong_here(terminal, shares)]

    def wrong_here(self, terminal: Terminal, shares: Sequence[Share]) -> list[Trouble]:
        """What only this bank minds."""
        return []

    def origins(self, terminal: Terminal) -> tuple[str, ...]:
        parts = urlsplit(self.address(terminal, ""))
        return (f"{parts.scheme}://{parts.netloc}",)

    def settle(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        return Answer(Finding.NOT_OFFERED)

    def inquire(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        return Answer(Finding.NOT_OFFERED)

    def reverse(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        return Answer(Finding.NOT_OFFERED)

    def address(self, terminal: Terminal, path: str) -> str:
        """An address of the bank, at `terminal.base` where there is one."""
        return f"{terminal.base.rstrip('/') or self.home}{path}"

    def given(self, terminal: Terminal, name: str) -> str:
        """A setting with Latin digits; the first choice where there are choices and nothing was chosen."""
        setting = next(each for each in self.settings if each.name == name)
        value = str(terminal.settings.get(name) or "").strip()
        value = value if setting.secret else digits.to_latin(value)
        return value or (setting.choices[0][0] if setting.choices else "")

    def rows(self, terminal: Terminal, order: Order, *, government: bool = False) -> tuple[Share, ...]:
        """The rows of an order for a terminal that must always be given some."""
        if order.shares:
            return order.shares
        return (Share(iban.parse(self.given(terminal, "iban")), order.amount, order.identifier, government),)

    def unfit(self, terminal: Terminal, order: Order) -> Answer | None:
        """Refuse without asking what would go wrong at the bank, or lose an identifier; None when it may be sent."""
        reason = Reason.NONE
        if not 0 < order.amount <= LARGEST:
            reason = Reason.AMOUNT
        elif order.shares and sum(each.amount for each in order.shares) != order.amount:
            reason = Reason.SHARES
        elif order.identifier and (order.shares or not identifiers.shaped(order.identifier)):
            reason = Reason.IDENTIFIER
        elif troubles := self.check_config(terminal, order.shares):
            reason = _reason(troubles[0])
        return Answer(Finding.REFUSED, reason) if reason else None

    def ask(self, http: httpx.Client, terminal: Terminal, name: str, path: str, fields: Mapping[str, Any]) -> Reply:
        """Post a JSON body. Raises Failed."""
        return call(http, Message(name, self.address(terminal, path), fields, secrets=self.secrets(terminal)))

    def secrets(self, terminal: Terminal) -> list[str]:
        return [self.given(terminal, each.name) for each in self.settings if each.secret]

    def _wrong_settings(self, terminal: Terminal) -> list[Trouble]:
        troubles = []
        for each in self.settings:
            value = self.given(terminal, each.name)
            if not value:
                troubles += [] if each.optional else [Trouble(each.name, "setting_missing")]
            elif (each.choices and value not in {one for one, _, _ in each.choices}) or (
                each.pattern and not re.fullmatch(each.pattern, value)
            ):
                troubles.append(Trouble(each.name, "setting_wrong"))
            elif each.pattern == IBAN and not sheba(value):
                troubles.append(Trouble(each.name, "iban_wrong"))
        return troubles

    def _wrong_shares(self, shares: Sequence[Share]) -> list[Trouble]:
        if len(shares) > self.most_shares:
            return [Trouble("shares", "shares_many" if self.most_shares else "shares_refused")]
        troubles = []
        for at, each in enumerate(shares):
            wrong = {
                "iban": ("iban_wrong", not sheba(each.iban)),
                "amount": ("share_amount", not 0 < each.amount <= LARGEST),
                "identifier": ("identifier_wrong", bool(each.identifier) and not identifiers.shaped(each.identifier)),
            }
            troubles += [Trouble(f"shares.{at}.{name}", code) for name, (code, is_so) in wrong.items() if is_so]
        if any(each.government for each in shares) and not shares[0].government:
            troubles.append(Trouble("shares.0.government", "government_first"))
        return troubles


def sheba(value: str) -> bool:
    """Whether this is an IBAN of Iran."""
    try:
        iban.parse(value)
    except Invalid:
        return False
    return True


def refused(call_name: str, reason: Reason, code: str, exchange: Exchange) -> Answer:
    """The bank said no; that it is in trouble says nothing of what became of a call about money."""
    later = call_name != REQUEST
    finding = Finding.UNKNOWN if later and reason is Reason.BUSY else Finding.REFUSED
    passing = reason in _PASSING or (later and reason in _MENDABLE)
    return Answer(finding, reason, code=code, passing=passing, exchange=exchange)


def not_understood(call_name: str, code: str, exchange: Exchange) -> Answer:
    """The bank's words, but not a sentence of its protocol."""
    passing = call_name != REQUEST
    return Answer(Finding.UNKNOWN, Reason.NOT_UNDERSTOOD, code=code, passing=passing, exchange=exchange)


def _reason(trouble: Trouble) -> Reason:
    if trouble.code.startswith("identifier"):
        return Reason.IDENTIFIER
    return Reason.SHARES if trouble.field.startswith("shares") else Reason.CREDENTIALS

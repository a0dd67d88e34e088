"""Zarinpal v4. Amounts go in rials, and every request says so (`currency` IRR).

It is told the amount with every verify and compares it itself; it names none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import httpx

from pishkhan.kernel import iban
from pishkhan.payments.providers import masking, reading
from pishkhan.payments.providers.bank import IBAN, Bank, not_understood, refused, sheba
from pishkhan.payments.providers.protocol import (
    Answer,
    Finding,
    Go,
    Order,
    Payment,
    Reason,
    Returned,
    Said,
    Setting,
    Share,
    Terminal,
    Trouble,
)
from pishkhan.payments.providers.wire import Failed, Reply

REQUEST = "/pg/v4/payment/request.json"
VERIFY = "/pg/v4/payment/verify.json"
INQUIRE = "/pg/v4/payment/inquiry.json"
REVERSE = "/pg/v4/payment/reverse.json"
PAGE = "/pg/StartPay/"
CURRENCY = "IRR"

CODES: dict[str, Reason] = {
    "-1": Reason.REQUEST,
    "-2": Reason.ADDRESS,
    "-3": Reason.REQUEST,
    "-4": Reason.AMOUNT,
    "-9": Reason.REQUEST,
    "-10": Reason.CREDENTIALS,
    "-11": Reason.TERMINAL,
    "-12": Reason.BUSY,
    "-13": Reason.TERMINAL,
    "-14": Reason.ADDRESS,
    "-15": Reason.TERMINAL,
    "-16": Reason.TERMINAL,
    "-17": Reason.TERMINAL,
    "-18": Reason.ADDRESS,
    "-19": Reason.TERMINAL,
    **{f"-{code}": Reason.SHARES for code in range(30, 40)},
    "-40": Reason.REQUEST,
    "-41": Reason.AMOUNT,
    "-50": Reason.AMOUNT,
    "-51": Reason.NONE,
    "-52": Reason.OTHER,
    "-53": Reason.CREDENTIALS,
    "-54": Reason.NOT_FOUND,
    "-55": Reason.NOT_FOUND,
    "-60": Reason.TERMINAL,
    "-61": Reason.EXPIRED,
    "-62": Reason.ADDRESS,
    "-63": Reason.EXPIRED,
}
STATES: dict[str, Finding] = {
    "PENDING": Finding.PENDING,
    "IN_BANK": Finding.PENDING,
    "PAID": Finding.PAID,
    "VERIFIED": Finding.VERIFIED,
    "FAILED": Finding.NOT_PAID,
    "REVERSED": Finding.REVERSED,
}
DONE, AGAIN, NOT_PAID = "100", "101", "-51"
MAYBE_REVERSED = {"-61", "-63"}
"""Said of what was reversed before as of what came too late."""


class Zarinpal(Bank):
    """A terminal of Zarinpal."""

    key: ClassVar[str] = "zarinpal"
    fa: ClassVar[str] = "زرین‌پال"
    en: ClassVar[str] = "Zarinpal"
    home: ClassVar[str] = "https://payment.zarinpal.com"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("merchant", "کد پذیرنده", "Merchant ID", secret=True, pattern=r"[0-9A-Za-z-]{36}"),
        Setting(
            "iban", "شبای حساب خود پذیرنده", "IBAN of the merchant's own account",
            pattern=IBAN, optional=True,
        ),
    )  # fmt: skip
    # The money of a payment nobody verifies goes back within three days; asking any longer than this is no use.
    window: ClassVar[timedelta] = timedelta(hours=1)
    reversal: ClassVar[timedelta | None] = timedelta(minutes=30)
    settles: ClassVar[bool] = False
    inquires: ClassVar[bool] = True
    most_shares: ClassVar[int] = 6
    most_wages: ClassVar[int] = 5

    def wrong_here(self, terminal: Terminal, shares: Sequence[Share]) -> list[Trouble]:
        lost = [
            Trouble(f"shares.{at}.identifier", "identifier_refused")
            for at, each in enumerate(shares)
            if each.identifier
        ]
        many = len(self._wages(terminal, shares)) > self.most_wages
        return lost or ([Trouble("shares", "shares_many")] if many else [])

    def request(self, http: httpx.Client, terminal: Terminal, order: Order) -> Answer:
        if unfit := self.unfit(terminal, order):
            return unfit
        if order.identifier:
            return Answer(Finding.REFUSED, Reason.IDENTIFIER)
        try:
            reply = self.ask(http, terminal, "request", REQUEST, self._order(terminal, order))
        except Failed as failed:
            return failed.answer
        code = _code(reply)
        token = reading.text(reading.inner(reply.body, "data").get("authority"), 64)
        if code == DONE and re.fullmatch(r"[0-9A-Za-z]{1,64}", token):
            go = self.go(terminal, token)
            return Answer(Finding.READY, code=code, token=token, go=go, exchange=reply.exchange)
        return _no("request", code, reply)

    def go(self, terminal: Terminal, token: str, *, language: str = "fa") -> Go:
        return Go("GET", self.address(terminal, f"{PAGE}{quote(token, safe='')}"))

    def read_return(self, fields: Mapping[str, str]) -> Returned:
        given = reading.Fields(fields)
        code = given.code("Status")
        said = {"OK": Said.PAID, "NOK": Said.CANCELLED}.get(code.upper(), Said.UNCLEAR)
        token = given.text("Authority", 64)
        return Returned(said if token else Said.UNCLEAR, token=token, code=code)

    def verify(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        body = {**self._about(terminal, payment), "amount": payment.amount}
        try:
            reply = self.ask(http, terminal, "verify", VERIFY, body)
        except Failed as failed:
            return failed.answer
        code, data = _code(reply), reading.inner(reply.body, "data")
        if code in {DONE, AGAIN}:
            return Answer(
                Finding.VERIFIED, code=code, already=code == AGAIN, rrn=reading.text(data.get("ref_id"), 30),
                card=masking.card(reading.text(data.get("card_pan"), 40)), exchange=reply.exchange,
            )  # fmt: skip
        if code == NOT_PAID:
            # Said of a payer who is still choosing a card as of one who gave up: its state tells them apart.
            state = self.inquire(http, terminal, payment)
            over = state.finding in {Finding.NOT_PAID, Finding.REVERSED}
            return state if over else Answer(Finding.PENDING, code=code, exchange=reply.exchange)
        return _no("verify", code, reply)

    def inquire(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        try:
            reply = self.ask(http, terminal, "inquire", INQUIRE, self._about(terminal, payment))
        except Failed as failed:
            return failed.answer
        code = _code(reply)
        state = reading.code(reading.inner(reply.body, "data").get("status")).upper()
        if code == DONE and state in STATES:
            return Answer(STATES[state], code=state, already=state == "VERIFIED", exchange=reply.exchange)
        return _no("inquire", code, reply)

    def reverse(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        try:
            reply = self.ask(http, terminal, "reverse", REVERSE, self._about(terminal, payment))
        except Failed as failed:
            return failed.answer
        code = _code(reply)
        if code == DONE:
            return Answer(Finding.REVERSED, code=code, exchange=reply.exchange)
        if code in MAYBE_REVERSED and self.inquire(http, terminal, payment).finding is Finding.REVERSED:
            return Answer(Finding.REVERSED, code=code, already=True, exchange=reply.exchange)
        return _no("reverse", code, reply)

    def _order(self, terminal: Terminal, order: Order) -> dict[str, Any]:
        metadata = {"order_id": str(order.order_no), **({"mobile": order.mobile} if order.mobile else {})}
        body: dict[str, Any] = {
            "merchant_id": self.given(terminal, "merchant"), "amount": order.amount, "currency": CURRENCY,
            "description": order.description[:500] or f"Payment {order.order_no}", "callback_url": order.return_url,
            "metadata": metadata,
        }  # fmt: skip
        if wages := self._wages(terminal, order.shares):
            body["wages"] = [
                {"iban": each.iban, "amount": each.amount, "description": body["description"]} for each in wages
            ]
        return body

    def _wages(self, terminal: Terminal, shares: Sequence[Share]) -> list[Share]:
        """The rows to name: what is left over is the merchant's own anyhow."""
        own = self.given(terminal, "iban")
        return [each for each in shares if not sheba(own) or each.iban != iban.parse(own)]

    def _about(self, terminal: Terminal, payment: Payment) -> dict[str, Any]:
        return {"merchant_id": self.given(terminal, "merchant"), "authority": payment.token}


def _code(reply: Reply) -> str:
    """What does not matter is an empty list in Zarinpal's answers, not an object."""
    errors = reading.inner(reply.body, "errors")
    return reading.code(errors.get("code")) or reading.code(reading.inner(reply.body, "data").get("code"))


def _no(call_name: str, code: str, reply: Reply) -> Answer:
    if not code.startswith("-"):
        return not_understood(call_name, code, reply.exchange)
    return refused(call_name, CODES.get(code, Reason.OTHER), code, reply.exchange)

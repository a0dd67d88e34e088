"""The bank of demonstrations: a protocol of our own, spoken with a stand-in at `terminal.base`. Never for real money.

POST {base}/demo/api/request {terminal, key, order, amount, return_url} → {status: ok, token}; the payer goes to
{base}/demo/pay?token= and brings back order, token, status (paid, cancelled, failed) and reference by POST.
POST {base}/demo/api/verify, inquire, reverse {terminal, key, token} → {status, amount, order, reference, rrn, trace,
card}; the status is verified, already, paid, pending, not_paid or reversed. A refusal is {status: error, code}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar
from urllib.parse import quote

import httpx

from pishkhan.payments.providers import masking, reading
from pishkhan.payments.providers.bank import Bank, not_understood, refused
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

PAGE = "/demo/pay?token="

CODES: dict[str, Reason] = {
    "request": Reason.REQUEST,
    "credentials": Reason.CREDENTIALS,
    "terminal": Reason.TERMINAL,
    "address": Reason.ADDRESS,
    "amount": Reason.AMOUNT,
    "duplicate": Reason.DUPLICATE,
    "not_found": Reason.NOT_FOUND,
    "too_late": Reason.EXPIRED,
    "busy": Reason.BUSY,
}
STATES: dict[str, Finding] = {
    "verified": Finding.VERIFIED,
    "already": Finding.VERIFIED,
    "paid": Finding.PAID,
    "pending": Finding.PENDING,
    "not_paid": Finding.NOT_PAID,
    "reversed": Finding.REVERSED,
}


class Demo(Bank):
    """A terminal of the bank of demonstrations."""

    key: ClassVar[str] = "demo"
    fa: ClassVar[str] = "بانک نمایشی"
    en: ClassVar[str] = "Demo bank"
    home: ClassVar[str] = ""
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("terminal", "شماره پایانه", "Terminal", pattern=r"[0-9A-Za-z-]{1,30}"),
        Setting("key", "کلید", "Key", secret=True, pattern=r"\S{1,100}"),
    )
    window: ClassVar[timedelta] = timedelta(minutes=15)
    reversal: ClassVar[timedelta | None] = timedelta(hours=3)
    settles: ClassVar[bool] = False
    inquires: ClassVar[bool] = True
    most_shares: ClassVar[int] = 10

    def wrong_here(self, terminal: Terminal, shares: Sequence[Share]) -> list[Trouble]:
        return [] if terminal.base else [Trouble("base", "base_missing")]

    def origins(self, terminal: Terminal) -> tuple[str, ...]:
        return super().origins(terminal) if terminal.base else ()

    def request(self, http: httpx.Client, terminal: Terminal, order: Order) -> Answer:
        if unfit := self.unfit(terminal, order):
            return unfit
        fields = {"order": order.order_no, "amount": order.amount, "return_url": order.return_url}
        try:
            reply = self.ask(http, terminal, "request", "/demo/api/request", {**self._login(terminal), **fields})
        except Failed as failed:
            return failed.answer
        status, token = reading.code(reply.body.get("status")), reading.text(reply.body.get("token"))
        if status == "ok" and token:
            go = self.go(terminal, token)
            return Answer(Finding.READY, code=status, token=token, go=go, exchange=reply.exchange)
        return _no("request", reply)

    def go(self, terminal: Terminal, token: str, *, language: str = "fa") -> Go:
        return Go("GET", self.address(terminal, f"{PAGE}{quote(token, safe='')}"))

    def read_return(self, fields: Mapping[str, str]) -> Returned:
        given = reading.Fields(fields)
        code = given.code("status")
        known = {"paid": Said.PAID, "cancelled": Said.CANCELLED, "failed": Said.FAILED}
        return Returned(
            known.get(code, Said.UNCLEAR), order_no=given.whole("order"), token=given.text("token"),
            receipt_ref=given.text("reference"), code=code,
        )  # fmt: skip

    def verify(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        answer = self._about(http, terminal, payment, "verify")
        # Verifying leaves nothing merely paid.
        if answer.finding is Finding.PAID and answer.exchange:
            return not_understood("verify", answer.code, answer.exchange)
        return answer

    def inquire(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        return self._about(http, terminal, payment, "inquire")

    def reverse(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        answer = self._about(http, terminal, payment, "reverse")
        if answer.finding in {Finding.REVERSED, Finding.REFUSED, Finding.UNKNOWN} or not answer.exchange:
            return answer
        return refused("reverse", Reason.NOT_FOUND, answer.code, answer.exchange)

    def _login(self, terminal: Terminal) -> dict[str, str]:
        return {"terminal": self.given(terminal, "terminal"), "key": self.given(terminal, "key")}

    def _about(self, http: httpx.Client, terminal: Terminal, payment: Payment, name: str) -> Answer:
        if not terminal.base:
            return Answer(Finding.REFUSED, Reason.CREDENTIALS)
        fields = {**self._login(terminal), "token": payment.token}
        try:
            reply = self.ask(http, terminal, name, f"/demo/api/{name}", fields)
        except Failed as failed:
            return failed.answer
        body, code = reply.body, reading.code(reply.body.get("status"))
        amount, order_no = reading.whole(body.get("amount")), reading.whole(body.get("order"))
        if code not in STATES or amount is None or order_no is None:
            return _no(name, reply)
        return Answer(
            STATES[code], code=code, already=code == "already", amount=amount, order_no=order_no,
            receipt_ref=reading.text(body.get("reference")), rrn=reading.text(body.get("rrn"), 30),
            trace=reading.text(body.get("trace"), 30), card=masking.card(reading.text(body.get("card"), 40)),
            exchange=reply.exchange,
        )  # fmt: skip


def _no(call_name: str, reply: Reply) -> Answer:
    status, code = (reading.code(reply.body.get(each)) for each in ("status", "code"))
    if status != "error" or not code:
        return not_understood(call_name, code or status, reply.exchange)
    return refused(call_name, CODES.get(code, Reason.OTHER), code, reply.exchange)

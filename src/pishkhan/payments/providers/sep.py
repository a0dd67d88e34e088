"""Saman Electronic Payment, REST 3.6: ordinary payments, splits, and government accounts with an identifier.

It verifies one RefNum as often as it is asked and never says whose order it was: that a RefNum is used once, and that
the amount is the order's, is for the caller to see to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import httpx

from pishkhan.payments.providers import masking, reading
from pishkhan.payments.providers.bank import IBAN, Bank, not_understood, refused
from pishkhan.payments.providers.protocol import (
    Answer,
    Finding,
    Go,
    Order,
    Payment,
    Reason,
    ReportColumn,
    Returned,
    Said,
    Setting,
    Share,
    Terminal,
    Trouble,
)
from pishkhan.payments.providers.wire import Failed, Reply

TOKEN = "/onlinepg/onlinepg"  # noqa: S105 - an address
PAGE = "/OnlinePG/OnlinePG"
VERIFY = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction"
REVERSE = "/verifyTxnRandomSessionkey/ipg/ReverseTransaction"
NEWER = "https://neo-pg.sep.ir"
"""Where some terminals' payment page is; the answer to a token request says so in a header."""
NO_IDENTIFIER = "0" * 30
TOKEN_MINUTES = 20

REQUESTS: dict[str, Reason] = {
    "1": Reason.CANCELLED,
    "3": Reason.OTHER,
    "4": Reason.EXPIRED,
    "5": Reason.REQUEST,
    "8": Reason.ADDRESS,
    "10": Reason.NOT_FOUND,
    "11": Reason.REQUEST,
    "12": Reason.CREDENTIALS,
    "21": Reason.SHARES,
    "-2": Reason.NOT_FOUND,
    "-104": Reason.TERMINAL,
    "-105": Reason.CREDENTIALS,
    "-106": Reason.ADDRESS,
}
RESULTS: dict[str, Reason] = {
    "-2": Reason.NOT_FOUND,
    # Older than half an hour: back on the card, unless an earlier verify whose answer was lost took it.
    "-6": Reason.EXPIRED,
    "-104": Reason.TERMINAL,
    "-105": Reason.CREDENTIALS,
    "-106": Reason.ADDRESS,
}
STATES: dict[str, Said] = {
    "canceledbyuser": Said.CANCELLED, "1": Said.CANCELLED, "ok": Said.PAID, "2": Said.PAID,
    "failed": Said.FAILED, "3": Said.FAILED, "sessionisnull": Said.FAILED, "4": Said.FAILED,
    "invalidparameters": Said.FAILED, "5": Said.FAILED, "merchantipaddressisinvalid": Said.FAILED, "8": Said.FAILED,
    "tokennotfound": Said.FAILED, "10": Said.FAILED, "tokenrequired": Said.FAILED, "11": Said.FAILED,
    "terminalnotfound": Said.FAILED, "12": Said.FAILED, "multisettlepolicyerrors": Said.FAILED, "21": Said.FAILED,
}  # fmt: skip
DONE, AGAIN, GONE_BACK = "0", "2", "5"


class Sep(Bank):
    """A terminal of Saman Electronic Payment."""

    key: ClassVar[str] = "sep"
    fa: ClassVar[str] = "پرداخت الکترونیک سامان (سپ)"
    en: ClassVar[str] = "Saman Electronic Payment (SEP)"
    home: ClassVar[str] = "https://sep.shaparak.ir"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("terminal", "شماره پایانه", "Terminal number", pattern=r"[0-9]{1,10}"),
        Setting(
            "kind", "نوع پایانه", "Kind of terminal",
            choices=(
                ("plain", "عادی", "Ordinary"),
                ("split", "تسهیم", "Split between accounts"),
                ("government", "حساب دولتی با شناسه", "Government account with identifier"),
            ),
        ),
        Setting(
            "iban", "شبای حساب اصلی", "IBAN of the main account",
            pattern=IBAN, optional=True,
        ),
        Setting(
            "discount", "پایانه تخفیف می‌دهد", "The terminal gives discounts",
            choices=(("no", "خیر", "No"), ("yes", "بله", "Yes")),
        ),
    )  # fmt: skip
    # The page stays open for as long as its token lives; from the payment on the bank waits half an hour.
    window: ClassVar[timedelta] = timedelta(minutes=TOKEN_MINUTES + 30)
    reversal: ClassVar[timedelta | None] = timedelta(minutes=50)
    settles: ClassVar[bool] = False
    inquires: ClassVar[bool] = False
    most_shares: ClassVar[int] = 9
    report: ClassVar[tuple[ReportColumn, ...]] = (
        ReportColumn("amount", ("مبلغ تراکنش", "مبلغ (ریال)", "مبلغ", "Amount", "OriginalAmount"), needed=True),
        ReportColumn("status", ("وضعیت تراکنش", "وضعیت", "Status", "State"), needed=True),
        ReportColumn("at", ("تاریخ و زمان تراکنش", "تاریخ تراکنش", "تاریخ", "Transaction Date", "TransactionDate")),
        ReportColumn("at", ("ساعت تراکنش", "زمان تراکنش", "ساعت", "Transaction Time", "Time")),
        ReportColumn("order_no", ("شماره رزرو (ResNum)", "شماره رزرو", "شماره خرید", "شماره فاکتور", "ResNum")),
        ReportColumn("receipt_ref", ("رسید دیجیتالی (RefNum)", "رسید دیجیتالی", "رسید دیجیتال", "RefNum"), needed=True),
        ReportColumn("rrn", ("شماره مرجع (RRN)", "شماره مرجع", "شماره ارجاع", "RRN")),
        ReportColumn("trace", ("شماره پیگیری", "کد رهگیری", "TraceNo")),
        ReportColumn("card", ("شماره کارت", "SecurePan", "MaskedPan")),
    )

    def wrong_here(self, terminal: Terminal, shares: Sequence[Share]) -> list[Trouble]:
        kind = self.given(terminal, "kind")
        if not shares:
            return [] if kind == "plain" or self.given(terminal, "iban") else [Trouble("iban", "shares_none")]
        if kind == "government":
            return [] if shares[0].government else [Trouble("shares.0.government", "government_first")]
        # Without the government's kind of payment the bank takes the money and drops the identifier.
        lost = [
            Trouble(f"shares.{at}.identifier", "identifier_refused")
            for at, each in enumerate(shares)
            if each.identifier or each.government
        ]
        return [Trouble("shares", "shares_refused"), *lost] if kind == "plain" else lost

    def origins(self, terminal: Terminal) -> tuple[str, ...]:
        return super().origins(terminal) if terminal.base else (self.home, NEWER)

    def request(self, http: httpx.Client, terminal: Terminal, order: Order) -> Answer:
        if unfit := self.unfit(terminal, order):
            return unfit
        if order.identifier and self.given(terminal, "kind") != "government":
            return Answer(Finding.REFUSED, Reason.IDENTIFIER)
        try:
            reply = self.ask(http, terminal, "request", TOKEN, self._order(terminal, order))
        except Failed as failed:
            return failed.answer
        return self._token(terminal, reply)

    def go(self, terminal: Terminal, token: str, *, language: str = "fa") -> Go:
        return Go("POST", self.address(terminal, PAGE), {"Token": token})

    def read_return(self, fields: Mapping[str, str]) -> Returned:
        given = reading.Fields(fields)
        receipt = given.text("RefNum", 50)
        return Returned(
            _said(given.code("State"), given.code("Status"), receipt),
            order_no=given.whole("ResNum"), token=given.text("Token"), receipt_ref=receipt,
            amount=given.whole("Amount"), rrn=given.text("RRN", 30), trace=given.text("TraceNo", 30),
            card=masking.card(given.text("SecurePan", 40)), code=given.code("Status") or given.code("State"),
        )  # fmt: skip

    def verify(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        if not payment.receipt_ref:
            return Answer(Finding.PENDING)
        try:
            reply = self._about(http, terminal, payment, "verify", VERIFY)
        except Failed as failed:
            return failed.answer
        code = reading.code(reply.body.get("ResultCode"))
        if code in {DONE, AGAIN}:
            return self._verified(terminal, payment, reply, code)
        if code == GONE_BACK:
            return Answer(Finding.REVERSED, code=code, exchange=reply.exchange)
        return _no("verify", code, reply)

    def reverse(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        if not payment.receipt_ref:
            return Answer(Finding.REFUSED, Reason.NOT_FOUND)
        try:
            reply = self._about(http, terminal, payment, "reverse", REVERSE)
        except Failed as failed:
            return failed.answer
        code = reading.code(reply.body.get("ResultCode"))
        if code == DONE and not self._is_about(terminal, payment, reply):
            return not_understood("reverse", code, reply.exchange)
        if code in {DONE, AGAIN, GONE_BACK}:
            return Answer(Finding.REVERSED, code=code, already=code != DONE, exchange=reply.exchange)
        return _no("reverse", code, reply)

    def _order(self, terminal: Terminal, order: Order) -> dict[str, Any]:
        """Names are case-sensitive, and one the bank does not know spoils the request."""
        body: dict[str, Any] = {
            "action": "token", "TerminalId": self.given(terminal, "terminal"), "Amount": order.amount,
            "ResNum": str(order.order_no), "RedirectUrl": order.return_url, "TokenExpiryInMin": TOKEN_MINUTES,
        }  # fmt: skip
        if order.mobile:
            body["CellNumber"] = order.mobile
        kind = self.given(terminal, "kind")
        if kind == "plain":
            return body
        if kind == "government":
            # Left out, the payment silently becomes an ordinary one.
            body["TranType"] = "Government"
        body["SettlementIBANInfo"] = [
            {"IBAN": each.iban, "Amount": each.amount, "PurchaseID": each.identifier or NO_IDENTIFIER}
            for each in self.rows(terminal, order, government=True)
        ]
        return body

    def _token(self, terminal: Terminal, reply: Reply) -> Answer:
        status, token = reading.code(reply.body.get("status")), reading.text(reply.body.get("token"))
        if status == "1" and token:
            go = self.go(terminal, token)
            page = reply.headers.get("x-ipg-url", "").strip()
            if page.isprintable() and page.startswith(tuple(f"{each}/" for each in self.origins(terminal))):
                go = Go("POST", page, go.fields)
            return Answer(Finding.READY, code=status, token=token, go=go, exchange=reply.exchange)
        if status != "-1":
            return not_understood("request", status, reply.exchange)
        code = reading.code(reply.body.get("errorCode")) or status
        return refused("request", REQUESTS.get(code, Reason.OTHER), code, reply.exchange)

    def _about(self, http: httpx.Client, terminal: Terminal, payment: Payment, name: str, path: str) -> Reply:
        body = {"RefNum": payment.receipt_ref, "TerminalNumber": self._number(terminal)}
        return self.ask(http, terminal, name, path, body)

    def _number(self, terminal: Terminal) -> int:
        return reading.whole(self.given(terminal, "terminal")) or 0

    def _verified(self, terminal: Terminal, payment: Payment, reply: Reply, code: str) -> Answer:
        """A discount nobody agreed to is a wrong amount: the amount told is then what will be deposited."""
        detail = reading.inner(reply.body, "TransactionDetail")
        original, affective = (reading.whole(detail.get(each)) for each in ("OrginalAmount", "AffectiveAmount"))
        if original is None or (code == DONE and not self._is_about(terminal, payment, reply)):
            return not_understood("verify", code, reply.exchange)
        short = affective not in {None, original} and self.given(terminal, "discount") != "yes"
        return Answer(
            Finding.VERIFIED, Reason.AMOUNT if short else Reason.NONE, code=code, already=code == AGAIN,
            amount=affective if short else original, receipt_ref=payment.receipt_ref,
            rrn=reading.text(detail.get("RRN"), 30), trace=reading.text(detail.get("StraceNo"), 30),
            card=masking.card(reading.text(detail.get("MaskedPan"), 40)), exchange=reply.exchange,
        )  # fmt: skip

    def _is_about(self, terminal: Terminal, payment: Payment, reply: Reply) -> bool:
        """Whether a success is one, and this payment's."""
        detail = reply.body.get("TransactionDetail")
        if reply.body.get("Success") is False or not isinstance(detail, Mapping | None):
            return False
        reference, number = ((detail or {}).get(each) for each in ("RefNum", "TerminalNumber"))
        return reading.text(reference) in {"", payment.receipt_ref} and (
            reading.whole(number) in {None, self._number(terminal)}
        )


def _no(call_name: str, code: str, reply: Reply) -> Answer:
    if not code:
        return not_understood(call_name, code, reply.exchange)
    return refused(call_name, RESULTS.get(code, Reason.OTHER), code, reply.exchange)


def _said(state: str, status: str, receipt: str) -> Said:
    heard = {STATES.get(each.lower(), Said.UNCLEAR) for each in (state, status) if each}
    if len(heard) != 1:
        return Said.UNCLEAR
    said = heard.pop()
    return Said.FAILED if said is Said.PAID and not receipt else said

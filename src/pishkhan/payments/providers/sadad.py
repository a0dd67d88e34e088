"""Sadad (Bank Melli) 1.11: ordinary payments, splits by amount, one deposit identifier, and several.

Its only question about a payment is Verify, which takes the money; it needs no more than the token, so a payer whose
browser never came back is found by verifying.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import httpx
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.padding import PKCS7

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

REQUEST = "/api/v0/Request/PaymentRequest"
BY_IDENTITY = "/api/v0/PaymentByIdentity/PaymentRequest"
BY_IDENTITIES = "/VPG/api/v0/PaymentByMultiIdentityRequest"
VERIFY = "/api/v0/Advice/Verify"
PAGE = "/Purchase?Token="

CODES: dict[str, Reason] = {
    "-1": Reason.NOT_FOUND,
    # Too late: back on the card, unless an earlier verify whose answer was lost took it.
    "101": Reason.EXPIRED,
    "1000": Reason.REQUEST,
    "1001": Reason.REQUEST,
    "1002": Reason.BUSY,
    "1003": Reason.ADDRESS,
    "1004": Reason.CREDENTIALS,
    "1005": Reason.TERMINAL,
    "1006": Reason.BUSY,
    "1011": Reason.DUPLICATE,
    "1012": Reason.CREDENTIALS,
    "1015": Reason.OTHER,
    "1017": Reason.AMOUNT,
    "1018": Reason.CLOCK,
    "1019": Reason.TERMINAL,
    "1020": Reason.TERMINAL,
    "1023": Reason.ADDRESS,
    "1024": Reason.CLOCK,
    "1025": Reason.CREDENTIALS,
    "1026": Reason.REQUEST,
    "1027": Reason.CREDENTIALS,
    "1028": Reason.CREDENTIALS,
    "1029": Reason.ADDRESS,
    "1030": Reason.ADDRESS,
    "1031": Reason.EXPIRED,
    "1032": Reason.CARD,
    "1033": Reason.TERMINAL,
    "1036": Reason.REQUEST,
    "1037": Reason.CREDENTIALS,
    "1040": Reason.IDENTIFIER,
    "1056": Reason.BUSY,
    "1058": Reason.BUSY,
    "1061": Reason.BUSY,
    "1064": Reason.BUSY,
    "1065": Reason.BUSY,
    "1066": Reason.BUSY,
    "1068": Reason.BUSY,
    "1101": Reason.AMOUNT,
    "1103": Reason.NOT_FOUND,
    "1104": Reason.SHARES,
    "1105": Reason.OTHER,
}
DONE, AGAIN, UNKNOWN, GONE_BACK = "0", "100", "-1", "1105"


def sign(text: str, key: str) -> str:
    """Base64 of the text under Triple-DES (ECB, PKCS7). Raises ValueError for a key of neither 16 nor 24 bytes."""
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
    if len(raw) not in {16, 24}:
        raise ValueError("neither 16 nor 24 bytes")
    padder = PKCS7(64).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    # ECB under Triple-DES is what the bank's protocol wants; a repeated first third is what 16 bytes mean.
    encryptor = Cipher(TripleDES(raw if len(raw) == 24 else raw + raw[:8]), modes.ECB()).encryptor()  # noqa: S305
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


class Sadad(Bank):
    """A terminal of Sadad."""

    key: ClassVar[str] = "sadad"
    fa: ClassVar[str] = "سداد (بانک ملی)"
    en: ClassVar[str] = "Sadad (Bank Melli)"
    home: ClassVar[str] = "https://sadad.shaparak.ir"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("merchant", "شماره پذیرنده", "Merchant number", pattern=r"[0-9]{1,15}"),
        Setting("terminal", "شماره پایانه", "Terminal number", pattern=r"[0-9]{1,8}"),
        Setting(
            "key", "کلید پایانه", "Terminal key", secret=True, pattern=r"[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{32}"
        ),
        Setting(
            "kind", "نوع پایانه", "Kind of terminal",
            choices=(
                ("plain", "عادی", "Ordinary"),
                ("split", "تسهیم", "Split between accounts"),
                ("identified", "با شناسه واریز", "With deposit identifiers"),
            ),
        ),
        Setting(
            "iban", "شبای حساب اصلی", "IBAN of the main account",
            pattern=IBAN, optional=True,
        ),
    )  # fmt: skip
    # A quarter of an hour for the token, and one from the payment on.
    window: ClassVar[timedelta] = timedelta(minutes=15 + 15)
    reversal: ClassVar[timedelta | None] = None
    settles: ClassVar[bool] = False
    inquires: ClassVar[bool] = False
    blind: ClassVar[bool] = True
    most_shares: ClassVar[int] = 10
    report: ClassVar[tuple[ReportColumn, ...]] = (
        ReportColumn("amount", ("مبلغ تراکنش", "مبلغ", "مبلغ (ریال)", "Amount"), needed=True),
        ReportColumn("status", ("وضعیت تراکنش", "وضعیت", "Status"), needed=True),
        ReportColumn("at", ("تاریخ و ساعت تراکنش", "تاریخ تراکنش", "تاریخ", "TransactionDate")),
        ReportColumn("at", ("زمان تراکنش", "ساعت تراکنش", "ساعت", "TransactionTime")),
        ReportColumn("order_no", ("شماره سفارش", "OrderId"), needed=True),
        ReportColumn("receipt_ref", ("توکن", "Token")),
        ReportColumn("rrn", ("شماره مرجع", "شماره ارجاع", "RetrivalRefNo", "RRN")),
        ReportColumn("trace", ("شماره پیگیری", "SystemTraceNo")),
        ReportColumn("card", ("شماره کارت", "PrimaryAccNo")),
    )

    def wrong_here(self, terminal: Terminal, shares: Sequence[Share]) -> list[Trouble]:
        kind = self.given(terminal, "kind")
        if kind == "split" and not shares and not self.given(terminal, "iban"):
            return [Trouble("iban", "shares_none")]
        if kind == "identified":
            code, wrong = "identifier_missing", [not each.identifier for each in shares]
        else:
            code, wrong = "identifier_refused", [bool(each.identifier) for each in shares]
        found = [Trouble(f"shares.{at}.identifier", code) for at, each in enumerate(wrong) if each]
        return [Trouble("shares", "shares_refused"), *found] if kind == "plain" and shares else found

    def request(self, http: httpx.Client, terminal: Terminal, order: Order) -> Answer:
        if unfit := self.unfit(terminal, order):
            return unfit
        identified = self.given(terminal, "kind") == "identified"
        if bool(order.identifier) != (identified and not order.shares):
            return Answer(Finding.REFUSED, Reason.IDENTIFIER)
        path, more = self._where(terminal, order)
        try:
            reply = self.ask(http, terminal, "request", path, {**self._order(terminal, order), **more})
        except Failed as failed:
            return failed.answer
        code, token = reading.code(reply.body.get("ResCode")), reading.text(reply.body.get("Token"))
        if code == DONE and token:
            go = self.go(terminal, token)
            return Answer(Finding.READY, code=code, token=token, go=go, exchange=reply.exchange)
        if code in {"", DONE}:
            return not_understood("request", code, reply.exchange)
        return refused("request", CODES.get(code, Reason.OTHER), code, reply.exchange)

    def go(self, terminal: Terminal, token: str, *, language: str = "fa") -> Go:
        return Go("GET", self.address(terminal, f"{PAGE}{quote(token, safe='')}"))

    def read_return(self, fields: Mapping[str, str]) -> Returned:
        given = reading.Fields(fields)
        code = given.code("ResCode")
        said = {"": Said.UNCLEAR, DONE: Said.PAID}.get(code, Said.FAILED)
        if said is Said.FAILED and given.code("SwitchResCode") == "17":
            said = Said.CANCELLED
        return Returned(
            said, order_no=given.whole("OrderId"), token=given.text("Token"),
            card=masking.card(given.text("PrimaryAccNo", 40)), code=code,
        )  # fmt: skip

    def verify(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        try:
            body = {"Token": payment.token, "SignData": sign(payment.token, self.given(terminal, "key"))}
            reply = self.ask(http, terminal, "verify", VERIFY, body)
        except ValueError:
            return Answer(Finding.REFUSED, Reason.CREDENTIALS, passing=True)
        except Failed as failed:
            return failed.answer
        code = reading.code(reply.body.get("ResCode"))
        if code in {DONE, AGAIN}:
            return _verified(reply, code)
        if code == GONE_BACK:
            return Answer(Finding.REVERSED, code=code, exchange=reply.exchange)
        if code == UNKNOWN:
            # Said of a payer who is still choosing a card as of one who gave up, a terminal that is off, a wrong key.
            return Answer(Finding.REFUSED, Reason.NOT_FOUND, code=code, passing=True, exchange=reply.exchange)
        if not code:
            return not_understood("verify", code, reply.exchange)
        return refused("verify", CODES.get(code, Reason.OTHER), code, reply.exchange)

    def _where(self, terminal: Terminal, order: Order) -> tuple[str, dict[str, Any]]:
        """The call for such an order, and the fields only that call has."""
        kind = self.given(terminal, "kind")
        if kind == "split":
            rows = [{"IbanNumber": each.iban, "Value": each.amount} for each in self.rows(terminal, order)]
            return REQUEST, {"MultiplexingData": {"Type": "Amount", "MultiplexingRows": rows}}
        if kind == "identified" and order.shares:
            named = [
                {"IbanNumber": each.iban, "Amount": each.amount, "PaymentIdentity": each.identifier}
                for each in order.shares
            ]
            return BY_IDENTITIES, {"MultiIdentityData": {"MultiIdentityRows": named}}
        return (BY_IDENTITY, {"PaymentIdentity": order.identifier}) if kind == "identified" else (REQUEST, {})

    def _order(self, terminal: Terminal, order: Order) -> dict[str, Any]:
        at, number = reading.tehran(order.at), self.given(terminal, "terminal")
        clock = f"{at:%m/%d/%Y} {at.hour % 12 or 12}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"
        body = {
            "MerchantId": self.given(terminal, "merchant"), "TerminalId": number, "Amount": order.amount,
            "OrderId": order.order_no, "LocalDateTime": clock, "ReturnUrl": order.return_url,
            "SignData": sign(f"{number};{order.order_no};{order.amount}", self.given(terminal, "key")),
        }  # fmt: skip
        if order.description:
            body["AdditionalData"] = order.description[:200]
        if order.mobile:
            body["UserId"] = order.mobile
        return body


def _verified(reply: Reply, code: str) -> Answer:
    amount, order_no = (reading.whole(reply.body.get(each)) for each in ("Amount", "OrderId"))
    if amount is None or order_no is None:
        return not_understood("verify", code, reply.exchange)
    return Answer(
        Finding.VERIFIED, code=code, already=code == AGAIN, amount=amount, order_no=order_no,
        rrn=reading.text(reply.body.get("RetrivalRefNo"), 30), trace=reading.text(reply.body.get("SystemTraceNo"), 30),
        exchange=reply.exchange,
    )  # fmt: skip

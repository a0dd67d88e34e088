"""Behpardakht Mellat, SOAP 1.29. Verifying takes the money, settling has it deposited, and neither names an amount.

What binds a verify to its order is that RefId and SaleOrderId came back as they were sent, and that a SaleReferenceId
is used once: both are for the caller to see to, before verifying.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

import httpx

from pishkhan.payments.providers import masking, reading
from pishkhan.payments.providers.bank import Bank, not_understood, refused, sheba
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
from pishkhan.payments.providers.wire import Failed, Message, Reply, call

SERVICE = "/pgwchannel/services/pgw"
PAGES = {"fa": "/pgwchannel/startpay.mellat", "en": "/pgwchannel/enstartpay.mellat"}
NAMESPACE = "http://interfaces.core.sw.bps.com/"
NO_IDENTIFIER = "0"
ACCOUNT = r"[Ii][Rr][0-9]{24}=[0-9]{1,6}"

CODES: dict[str, Reason] = {
    "11": Reason.CARD,
    "12": Reason.FUNDS,
    "13": Reason.CARD,
    "14": Reason.CARD,
    "15": Reason.CARD,
    "16": Reason.CARD,
    "17": Reason.CANCELLED,
    "18": Reason.CARD,
    "19": Reason.CARD,
    "21": Reason.CREDENTIALS,
    "23": Reason.TERMINAL,
    "24": Reason.CREDENTIALS,
    "25": Reason.AMOUNT,
    "31": Reason.REQUEST,
    "32": Reason.REQUEST,
    "33": Reason.TERMINAL,
    "34": Reason.BUSY,
    "35": Reason.CLOCK,
    "41": Reason.DUPLICATE,
    "42": Reason.NOT_FOUND,
    "44": Reason.NOT_FOUND,
    # Settled money is the merchant's: no reversal reaches it any more.
    "45": Reason.EXPIRED,
    "46": Reason.OTHER,
    "47": Reason.NOT_FOUND,
    "49": Reason.NOT_FOUND,
    "51": Reason.DUPLICATE,
    "54": Reason.NOT_FOUND,
    "55": Reason.NOT_FOUND,
    "61": Reason.BUSY,
    "62": Reason.ADDRESS,
    "98": Reason.CARD,
    "111": Reason.CARD,
    "112": Reason.CARD,
    "113": Reason.BUSY,
    "114": Reason.CARD,
    "412": Reason.IDENTIFIER,
    "413": Reason.IDENTIFIER,
    "414": Reason.IDENTIFIER,
    "415": Reason.EXPIRED,
    "416": Reason.BUSY,
    "417": Reason.IDENTIFIER,
    "418": Reason.SHARES,
    "419": Reason.CARD,
    "421": Reason.ADDRESS,
    "995": Reason.CARD,
}
UNPAID = {Reason.CARD, Reason.FUNDS, Reason.CANCELLED}
"""Of these a verify is the last word: the sale itself failed."""

VERIFYING: dict[str, tuple[Finding, bool]] = {
    "0": (Finding.VERIFIED, False),
    "43": (Finding.VERIFIED, True),
    "45": (Finding.VERIFIED, True),
    "48": (Finding.REVERSED, False),
}
SETTLING: dict[str, tuple[Finding, bool]] = {
    "0": (Finding.SETTLED, False),
    "45": (Finding.SETTLED, True),
    "48": (Finding.REVERSED, False),
}
INQUIRING: dict[str, tuple[Finding, bool]] = {
    "0": (Finding.VERIFIED, False),
    "43": (Finding.VERIFIED, True),
    "44": (Finding.PAID, False),
    "45": (Finding.SETTLED, True),
    "46": (Finding.VERIFIED, True),
    "48": (Finding.REVERSED, False),
}
REVERSING: dict[str, tuple[Finding, bool]] = {"0": (Finding.REVERSED, False), "48": (Finding.REVERSED, True)}


class Mellat(Bank):
    """A terminal of Behpardakht Mellat."""

    key: ClassVar[str] = "mellat"
    fa: ClassVar[str] = "به‌پرداخت ملت"
    en: ClassVar[str] = "Behpardakht Mellat"
    home: ClassVar[str] = "https://bpm.shaparak.ir"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("terminal", "شماره پایانه", "Terminal number", pattern=r"[0-9]{1,12}"),
        Setting("user", "نام کاربری", "User name", pattern=r"\S{1,50}"),
        Setting("password", "گذرواژه", "Password", secret=True, pattern=r"\S{1,50}"),
        Setting(
            "kind", "نوع پایانه", "Kind of terminal",
            choices=(("plain", "عادی", "Ordinary"), ("split", "تسهیم", "Split between accounts")),
        ),
        Setting(
            "accounts", "حساب‌های تسهیم (شبا=شماره حساب نزد بانک، با ویرگول؛ حساب اصلی اول)",
            "Accounts of the split (IBAN=the bank's number of it, with commas; the main account first)",
            pattern=rf"{ACCOUNT}(?:\s*[,،;\n]\s*{ACCOUNT})*", optional=True,
        ),
    )  # fmt: skip
    # A quarter of an hour on the page, and twenty minutes from the payment on.
    window: ClassVar[timedelta] = timedelta(minutes=15 + 20)
    reversal: ClassVar[timedelta | None] = timedelta(hours=3)
    settles: ClassVar[bool] = True
    inquires: ClassVar[bool] = False
    most_shares: ClassVar[int] = 10
    report: ClassVar[tuple[ReportColumn, ...]] = (
        ReportColumn("amount", ("مبلغ", "مبلغ تراکنش", "مبلغ (ریال)", "Amount"), needed=True),
        ReportColumn("status", ("وضعیت", "وضعیت تراکنش", "Status"), needed=True),
        ReportColumn("at", ("تاریخ و ساعت", "تاریخ تراکنش", "تاریخ", "Date")),
        ReportColumn("at", ("ساعت تراکنش", "زمان تراکنش", "ساعت", "Time")),
        ReportColumn("order_no", ("شماره سفارش", "شماره درخواست", "شماره درخواست خرید", "SaleOrderId"), needed=True),
        ReportColumn("receipt_ref", ("کد مرجع تراکنش", "شماره مرجع تراکنش خرید", "SaleReferenceId")),
        ReportColumn("rrn", ("شماره مرجع", "شماره ارجاع", "RRN")),
        ReportColumn("trace", ("شماره پیگیری", "TraceNo")),
        ReportColumn("card", ("شماره کارت", "CardHolderPan")),
    )

    def wrong_here(self, terminal: Terminal, shares: Sequence[Share]) -> list[Trouble]:
        if self.given(terminal, "kind") == "plain":
            return [Trouble("shares", "shares_refused")] if shares else []
        accounts = self._accounts(terminal)
        if not accounts:
            return [Trouble("accounts", "shares_none")]
        if not all(sheba(each) for each in accounts):
            return [Trouble("accounts", "iban_wrong")]
        return [
            Trouble(f"shares.{at}.iban", "account_unknown")
            for at, each in enumerate(shares)
            if each.iban not in accounts
        ]

    def request(self, http: httpx.Client, terminal: Terminal, order: Order) -> Answer:
        if unfit := self.unfit(terminal, order):
            return unfit
        method, fields = self._order(terminal, order)
        try:
            reply = self._ask(http, terminal, "request", method, fields)
        except Failed as failed:
            return failed.answer
        said = reply.body["return"]
        if known := re.fullmatch(r"0\s*,\s*([!-~]{1,100})", said):
            token = known[1]
            fields = {"RefId": token, **({"MobileNo": f"98{order.mobile[1:]}"} if _is_mobile(order.mobile) else {})}
            go = Go("POST", self.address(terminal, PAGES["fa"]), fields)
            return Answer(Finding.READY, code="0", token=token, go=go, exchange=reply.exchange)
        if not re.fullmatch(r"[0-9]{1,5}", said) or said == "0":
            return not_understood("request", reading.code(said), reply.exchange)
        return refused("request", CODES.get(said, Reason.OTHER), said, reply.exchange)

    def go(self, terminal: Terminal, token: str, *, language: str = "fa") -> Go:
        return Go("POST", self.address(terminal, PAGES.get(language, PAGES["fa"])), {"RefId": token})

    def read_return(self, fields: Mapping[str, str]) -> Returned:
        given = reading.Fields(fields)
        code, receipt = given.code("ResCode"), given.whole("SaleReferenceId")
        said = Said.UNCLEAR
        if code == "0":
            said = Said.PAID if receipt else Said.UNCLEAR
        elif code:
            said = Said.CANCELLED if code == "17" else Said.FAILED
        return Returned(
            said, order_no=given.whole("SaleOrderId"), token=given.text("RefId"),
            receipt_ref=str(receipt) if receipt else "", amount=given.whole("FinalAmount"),
            card=masking.card(given.text("CardHolderPan", 40)), code=code,
        )  # fmt: skip

    def verify(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        if not payment.receipt_ref:
            return Answer(Finding.PENDING)
        return self._about(http, terminal, payment, "verify", "bpVerifyRequest", VERIFYING)

    def settle(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        return self._about(http, terminal, payment, "settle", "bpSettleRequest", SETTLING)

    def inquire(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        if not payment.receipt_ref:
            return Answer(Finding.NOT_OFFERED)
        return self._about(http, terminal, payment, "inquire", "bpInquiryRequest", INQUIRING)

    def reverse(self, http: httpx.Client, terminal: Terminal, payment: Payment) -> Answer:
        return self._about(http, terminal, payment, "reverse", "bpReversalRequest", REVERSING)

    def _order(self, terminal: Terminal, order: Order) -> tuple[str, dict[str, str]]:
        """Method and parameters for a payment to one account, to one chosen account, or to several."""
        at = reading.tehran(order.at)
        fields = {
            **self._login(terminal), "orderId": str(order.order_no), "amount": str(order.amount),
            "localDate": f"{at:%Y%m%d}", "localTime": f"{at:%H%M%S}", "additionalData": order.description[:1000],
            "callBackUrl": order.return_url, "payerId": order.identifier or NO_IDENTIFIER,
        }  # fmt: skip
        if self.given(terminal, "kind") == "plain":
            return "bpPayRequest", fields
        accounts = self._accounts(terminal)
        rows = order.shares or (Share(next(iter(accounts)), order.amount, order.identifier),)
        if len(rows) == 1:
            payer = rows[0].identifier or NO_IDENTIFIER
            return "bpDynamicPayRequest", {**fields, "payerId": payer, "subServiceId": accounts[rows[0].iban]}
        del fields["payerId"]
        triples = (f"{accounts[each.iban]},{each.amount},{each.identifier or NO_IDENTIFIER};" for each in rows)
        return "bpCumulativeDynamicPayRequest", {**fields, "additionalData": "".join(triples)}

    def _accounts(self, terminal: Terminal) -> dict[str, str]:
        """IBAN → the bank's number of the account, as filled in."""
        found = re.findall(r"([Ii][Rr][0-9]{24})=([0-9]{1,6})", self.given(terminal, "accounts"))
        return {account.upper(): number for account, number in found}

    def _login(self, terminal: Terminal) -> dict[str, str]:
        return {
            "terminalId": self.given(terminal, "terminal"), "userName": self.given(terminal, "user"),
            "userPassword": self.given(terminal, "password"),
        }  # fmt: skip

    def _ask(self, http: httpx.Client, terminal: Terminal, name: str, method: str, fields: Mapping[str, str]) -> Reply:
        message = Message(
            name, self.address(terminal, SERVICE), fields, kind="soap", namespace=NAMESPACE, method=method,
            secrets=self.secrets(terminal),
        )  # fmt: skip
        return call(http, message)

    def _about(
        self, http: httpx.Client, terminal: Terminal, payment: Payment, name: str, method: str,
        findings: Mapping[str, tuple[Finding, bool]],
    ) -> Answer:  # fmt: skip
        if not payment.receipt_ref:
            return Answer(Finding.REFUSED, Reason.NOT_FOUND)
        order, sale = str(payment.order_no), payment.receipt_ref
        fields = {**self._login(terminal), "orderId": order, "saleOrderId": order, "saleReferenceId": sale}
        try:
            reply = self._ask(http, terminal, name, method, fields)
        except Failed as failed:
            return failed.answer
        code = reply.body["return"]
        if code in findings:
            finding, already = findings[code]
            return Answer(finding, code=code, already=already, receipt_ref=sale, exchange=reply.exchange)
        if not re.fullmatch(r"[0-9]{1,5}", code):
            return not_understood(name, reading.code(code), reply.exchange)
        reason = CODES.get(code, Reason.OTHER)
        if name in {"verify", "inquire"} and reason in UNPAID:
            return Answer(Finding.NOT_PAID, reason, code=code, exchange=reply.exchange)
        return refused(name, reason, code, reply.exchange)


def _is_mobile(value: str) -> bool:
    return re.fullmatch(r"09[0-9]{9}", value) is not None

"""Sadad (Bank Melli) 1.11. Merchant 000000140212149, key AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY, terminals 24000615
(deposit identifiers) and 24000616 (split: its rows are always wanted).

Requests carry SignData: `TerminalId;OrderId;Amount`, or the token, under Triple DES (ECB, PKCS7), in Base64. Verifying
by token also finds a payment whose browser never came back.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from simulators.banks.base import Bank
from simulators.banks.common import CARD, LEAST, TEHRAN, Refusal, api, hashed, host_of, tehran, whole
from simulators.banks.orders import PAID, REVERSED, VERIFIED, Order, Terminal, letters
from simulators.banks.signing import sign
from simulators.base import route
from simulators.wire import Reply, Request, Wrong, only

MUST = ("MerchantId", "TerminalId", "Amount", "OrderId", "LocalDateTime", "ReturnUrl", "SignData")
MAY = ("AdditionalData", "MultiplexingData", "UserId", "ApplicationName", "PanAuthenticationType", "NationalCode",
       "CardHolderIdentity", "NationalCodeEnc")  # fmt: skip
PARAMETERS, ADDRESS, AMOUNT, DUPLICATE, OFF = 1001, 1003, 1017, 1011, 1020
CLOCK, SIGNATURE, MERCHANT, TERMINAL, DOMAIN = 1024, 1025, 1027, 1028, 1030
IDENTIFIER, SPLIT = 1040, 1104
NOTHING, AGAIN, LATE = -1, 100, 101
SKEW = 5 * 60
"""Seconds the merchant's clock may differ."""
KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"
MERCHANT_ID = "000000140212149"
WORDS = {
    0: "تراکنش با موفقیت انجام شد", NOTHING: "پارامترهای ارسالی صحیح نیست یا تراکنش در سیستم وجود ندارد",
    AGAIN: "درخواست تکراری", LATE: "مهلت ارسال تراکنش به پایان رسیده است", DUPLICATE: "شماره سفارش تکراری است",
    SIGNATURE: "امضا تراکنش نامعتبر است", CLOCK: "مهر زمانی نامعتبر است", SPLIT: "اطلاعات تسهیم نامعتبر است",
    IDENTIFIER: "شناسه واریز نامعتبر است",
}  # fmt: skip


class Sadad(Bank):
    """Three ways to ask for a token, one way to verify, none to reverse."""

    name, fa = "sadad", "ملی (سداد)"
    window = life = 15 * 60
    headings = {
        "شماره پایانه": "terminal", "شماره سفارش": "order", "مبلغ": "amount", "وضعیت": "status",
        "شماره مرجع": "rrn", "شماره پیگیری": "trace", "شماره کارت": "card", "تاریخ تراکنش": "date",
        "زمان تراکنش": "time",
    }  # fmt: skip

    def demo_terminals(self) -> list[Terminal]:
        account = {"merchant": MERCHANT_ID, "key": KEY}
        return [
            Terminal("24000615", "دانشگاه نمونه", account, ("identity",)),
            Terminal("24000616", "دانشگاه نمونه، تسهیم", account, ("split",)),
        ]

    def error(self, code: int | str, call: str) -> Reply:
        said = {"ResCode": int(code), "Description": WORDS.get(int(code), "خطا")}
        if call == "request":
            return Reply({**said, "Token": None})
        order = self.here.order if code == AGAIN else None
        return self._verified(int(code), order)

    def malformed(self, call: str) -> Reply:
        return self.error(PARAMETERS if call == "request" else NOTHING, call)

    @api("/api/v0/Request/PaymentRequest", "request")
    def plain(self, request: Request) -> Reply:
        return self._request(request.json(), MUST, self._by_shares)

    @api("/vpg/api/v0/Request/PaymentRequest", "request")
    def plain_of_old(self, request: Request) -> Reply:
        return self.plain(request)

    @api("/api/v0/PaymentByIdentity/PaymentRequest", "request")
    def with_identity(self, request: Request) -> Reply:
        return self._request(request.json(), (*MUST, "PaymentIdentity"), self._by_identity)

    @api("/VPG/api/v0/PaymentByMultiIdentityRequest", "request")
    def with_identities(self, request: Request) -> Reply:
        return self._request(request.json(), (*MUST, "MultiIdentityData"), self._by_identities)

    def _request(
        self, given: dict[str, Any], must: tuple[str, ...],
        shares: Callable[[Terminal, dict[str, Any], int], dict[str, Any]],
    ) -> Reply:  # fmt: skip
        only(given, must, MAY)
        terminal = self._terminal(given)
        if type(given["OrderId"]) is not int or type(given["Amount"]) is not int:
            raise Wrong("OrderId and Amount are numbers")
        number, amount = whole(given["OrderId"]), given["Amount"]
        signed = sign(f"{terminal.number};{number};{amount}", terminal.secrets["key"])
        if not hmac.compare_digest(signed.encode(), str(given["SignData"]).encode()):
            raise Refusal(SIGNATURE)
        if amount < LEAST:
            raise Refusal(AMOUNT)
        host = host_of(given["ReturnUrl"])
        if terminal.hosts and host not in terminal.hosts:
            raise Refusal(DOMAIN)
        self._check_clock(given["LocalDateTime"])
        more = shares(terminal, given, amount)
        if self.book.by_number(terminal.number, str(number)):
            raise Refusal(DUPLICATE)
        order = self.open(terminal, str(number), amount, given["ReturnUrl"], token=letters(32), **more)
        return Reply({"ResCode": 0, "Token": order.token, "Description": WORDS[0]})

    def _terminal(self, given: dict[str, Any]) -> Terminal:
        terminal = self.terminals.get(str(given["TerminalId"]))
        if terminal is None:
            raise Refusal(TERMINAL)
        if terminal.secrets["merchant"] != given["MerchantId"]:
            raise Refusal(MERCHANT)
        if not terminal.on:
            raise Refusal(OFF)
        if not terminal.ip_known:
            raise Refusal(ADDRESS)
        return terminal

    def _check_clock(self, said: str) -> None:
        try:
            moment = datetime.strptime(said, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=TEHRAN).timestamp()
        except ValueError:
            raise Wrong("LocalDateTime is not MM/dd/yyyy h:mm:ss tt") from None
        if abs(moment - time.time() - self.wall) > SKEW:
            raise Refusal(CLOCK)

    def _by_shares(self, terminal: Terminal, given: dict[str, Any], amount: int) -> dict[str, Any]:
        data = given.get("MultiplexingData")
        if (data is not None) != ("split" in terminal.features):
            raise Refusal(SPLIT)
        if data is None:
            return {}
        only(data, ("Type", "MultiplexingRows"))
        rows = data["MultiplexingRows"]
        for row in rows:
            only(row, ("IbanNumber", "Value"))
            if not re.fullmatch(r"IR\d{24}|[1-9]\d?", str(row["IbanNumber"])):
                raise Refusal(SPLIT)
        wholes = {"Percentage": 100, "Amount": amount}
        if data["Type"] not in wholes or sum(whole(row["Value"]) for row in rows) != wholes[data["Type"]]:
            raise Refusal(SPLIT)
        return {"rows": [{"iban": str(row["IbanNumber"]), data["Type"].lower(): row["Value"]} for row in rows]}

    def _by_identity(self, terminal: Terminal, given: dict[str, Any], amount: int) -> dict[str, Any]:
        _identified(terminal, given["PaymentIdentity"])
        return {"identifier": given["PaymentIdentity"]}

    def _by_identities(self, terminal: Terminal, given: dict[str, Any], amount: int) -> dict[str, Any]:
        only(given["MultiIdentityData"], ("MultiIdentityRows",))
        rows = given["MultiIdentityData"]["MultiIdentityRows"]
        for row in rows:
            only(row, ("IbanNumber", "Amount", "PaymentIdentity"))
            _identified(terminal, row["PaymentIdentity"])
            if not re.fullmatch(r"IR\d{24}", str(row["IbanNumber"])):
                raise Refusal(SPLIT)
        if sum(whole(row["Amount"]) for row in rows) != amount:
            raise Refusal(SPLIT)
        return {"rows": [
            {"iban": row["IbanNumber"], "amount": row["Amount"], "identifier": row["PaymentIdentity"]} for row in rows
        ]}  # fmt: skip

    @route("GET", "/Purchase")
    def enter(self, request: Request) -> Reply:
        return self.entering(request, request.params().get("Token", ""))

    @route("GET", "/VPG/Purchase")
    def enter_of_old(self, request: Request) -> Reply:
        return self.enter(request)

    @api("/api/v0/Advice/Verify", "verify")
    def verify_(self, request: Request) -> Reply:
        given = request.json()
        only(given, ("Token", "SignData"))
        order = self.book.by_token(str(given["Token"]))
        if order is None:
            raise Refusal(NOTHING)
        terminal = self.terminals[order.terminal]
        signed = sign(order.token, terminal.secrets["key"])
        if not hmac.compare_digest(signed.encode(), str(given["SignData"]).encode()) or not terminal.on:
            raise Refusal(NOTHING)
        if not terminal.ip_known:
            raise Refusal(ADDRESS)
        match self.at(order).state:
            case "paid":
                self.verify(order)
                return self._verified(0, order)
            case "verified":
                raise Refusal(AGAIN)
            case "reversed":
                raise Refusal(LATE)
        raise Refusal(NOTHING)

    @api("/vpg/api/v0/Advice/Verify", "verify")
    def verify_of_old(self, request: Request) -> Reply:
        return self.verify_(request)

    def _verified(self, code: int, order: Order | None) -> Reply:
        done = order is not None and order.state in (PAID, VERIFIED, REVERSED)
        return Reply({
            "ResCode": code, "Description": WORDS.get(code, "خطا"),
            "Amount": self.amount_said(order.amount) if order and done else 0,
            "RetrivalRefNo": order.rrn if order else None, "SystemTraceNo": order.trace if order else None,
            "OrderId": int(order.number) if order else 0, "CardHolderFullName": "",
            "TransactionDate": tehran(order.paid_at).strftime("%m/%d/%Y %H:%M:%S") if order and done else None,
        })  # fmt: skip

    def callback_fields(self, order: Order) -> dict[str, str]:
        paid = order.said == "paid"
        return {
            "OrderId": order.number, "Token": order.token, "ResCode": "0" if paid else "-1",
            "SwitchResCode": {"paid": "0", "failed": "55"}.get(order.said, ""), "PrimaryAccNo": order.card,
            "HashedCardNo": hashed(CARD) if paid else "", "CardHolderFullName": "",
        }  # fmt: skip

    def tampered(self, fields: dict[str, str]) -> dict[str, str]:
        return {**fields, "OrderId": str(int(fields["OrderId"]) + 1)}


def _identified(terminal: Terminal, identifier: Any) -> None:
    """A deposit identifier: 1 to 30 digits, at a terminal that has them. Raises Refusal."""
    if "identity" not in terminal.features or not re.fullmatch(r"[0-9]{1,30}", str(identifier)):
        raise Refusal(IDENTIFIER)

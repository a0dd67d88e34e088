"""Zarinpal v4. Merchant 11111111-2222-3333-4444-555555555555 (wages); 66666666-7777-8888-9999-000000000000 has none.

The merchant names the amount when verifying, in the currency of the request, and Zarinpal compares. The browser comes
back by GET.
"""

from __future__ import annotations

import re
from typing import Any

from simulators.banks.base import Bank
from simulators.banks.common import LEAST, Refusal, api, hashed, host_of, tehran, whole
from simulators.banks.orders import CANCELLED, FAILED, PAID, REVERSED, VERIFIED, Order, Terminal, digits, letters
from simulators.base import route
from simulators.wire import Reply, Request, Wrong, only

REQUEST = ("merchant_id", "amount", "description", "callback_url")
REQUEST_MAY = ("currency", "metadata", "wages")
METADATA = ("mobile", "email", "order_id", "card_pan")
VALIDATION, ADDRESS, OFF, DOMAIN = -9, -10, -11, -14
NO_WAGES, WAGE_IBAN, WAGE_SUM, WAGE_ROWS = -30, -31, -32, -35
MISMATCH, NOT_PAID, OTHER, NOT_FOUND, TOO_LATE, NOT_DONE, IP, ALREADY = -50, -51, -53, -54, -60, -61, -62, -63
RIALS = {"IRR": 1, "IRT": 10}
MOST_WAGES, MOST_UNVERIFIED = 5, 100
LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
STATUS = {PAID: "PAID", VERIFIED: "VERIFIED", REVERSED: "REVERSED", CANCELLED: "FAILED", FAILED: "FAILED"}
WORDS = {
    VALIDATION: "خطای اعتبار سنجی", MISMATCH: "مبلغ پرداخت شده با مقدار مبلغ ارسالی در متد وریفای متفاوت است.",
    ADDRESS: "ای پی یا مرچنت كد پذیرنده صحیح نیست.", OFF: "مرچنت کد فعال نیست.",
    DOMAIN: "دامنه با دامنه ثبت شده مغایرت دارد.",
    NOT_PAID: "پرداخت ناموفق", OTHER: "پرداخت متعلق به این مرچنت کد نیست.", NOT_FOUND: "اتوریتی نامعتبر است.",
}  # fmt: skip


class Zarinpal(Bank):
    """Success is `data` with code 100 (101: verified before) and `errors` []; else the other way round."""

    name, fa = "zarinpal", "زرین‌پال"
    window = 72 * 3600
    reversal = 30 * 60
    headings = {
        "کد پذیرنده": "terminal", "شناسه سفارش": "order", "مبلغ (ریال)": "amount", "وضعیت": "status",
        "کد پیگیری (ref_id)": "reference", "اتوریتی": "token", "شماره کارت": "card", "تاریخ": "date", "ساعت": "time",
    }  # fmt: skip

    def demo_terminals(self) -> list[Terminal]:
        return [
            Terminal("11111111-2222-3333-4444-555555555555", "دانشگاه نمونه", features=("wages",)),
            Terminal("66666666-7777-8888-9999-000000000000", "دانشگاه نمونه، ساده"),
        ]

    def error(self, code: int | str, call: str) -> Reply:
        words = WORDS.get(int(code), "خطا")
        return Reply({"data": [], "errors": {"code": int(code), "message": words, "validations": []}})

    def malformed(self, call: str) -> Reply:
        return self.error(VALIDATION, call)

    def done(self, **data: Any) -> Reply:
        """The envelope of an answer that is no error."""
        return Reply({"data": data, "errors": []})

    @api("/pg/v4/payment/request.json", "request")
    def request(self, request: Request) -> Reply:
        given = request.json()
        only(given, REQUEST, REQUEST_MAY)
        merchant = self._merchant(given)
        currency = given.get("currency", "IRR")
        if type(given["amount"]) is not int or currency not in RIALS:
            raise Wrong("amount is a number of IRR or IRT")
        amount = whole(given["amount"]) * RIALS[currency]
        metadata = given.get("metadata", {})
        only(metadata, (), METADATA)
        if amount < LEAST or not isinstance(given["description"], str) or len(given["description"]) > 500:
            raise Refusal(VALIDATION)
        host = host_of(given["callback_url"])
        if merchant.hosts and host not in merchant.hosts:
            raise Refusal(DOMAIN)
        rows = self._wages(merchant, given.get("wages", []), given["amount"])
        authority = "A" + "0" * 20 + letters(15, LOWER)
        # Zarinpal takes the same order_id any number of times; a payment is known by its authority.
        order = self.open(merchant, str(metadata.get("order_id", authority)), amount, given["callback_url"],
                          token=authority, rows=rows, currency=currency, by_get=True)  # fmt: skip
        return self.done(code=100, message="Success", authority=order.token, fee_type="Merchant", fee=0)

    def _wages(self, merchant: Terminal, rows: list[dict[str, Any]], amount: int) -> list[dict[str, Any]]:
        if rows and "wages" not in merchant.features:
            raise Refusal(NO_WAGES)
        if len(rows) > MOST_WAGES:
            raise Refusal(WAGE_ROWS)
        for row in rows:
            only(row, ("iban", "amount", "description"))
            if not re.fullmatch(r"IR\d{24}", row["iban"]):
                raise Refusal(WAGE_IBAN)
        if sum(whole(row["amount"]) for row in rows) > amount:
            raise Refusal(WAGE_SUM)
        return [{"iban": row["iban"], "amount": row["amount"]} for row in rows]

    @route("GET", "/pg/StartPay/{authority}")
    def enter(self, request: Request, authority: str) -> Reply:
        return self.entering(request, authority)

    @api("/pg/v4/payment/verify.json", "verify")
    def verify_(self, request: Request) -> Reply:
        given = request.json()
        order = self._order(given, "amount")
        amount = whole(given["amount"]) * RIALS[order.currency]
        if order.state not in (PAID, VERIFIED):
            raise Refusal(NOT_PAID)
        if amount != self.amount_said(order.amount):
            raise Refusal(MISMATCH)
        code, message = (101, "Verified") if order.state == VERIFIED else (100, "Paid")
        if order.state == PAID:
            self.verify(order)
        return self.done(
            code=code, message=message, card_hash=hashed(order.card).upper(), card_pan=order.card,
            ref_id=int(order.reference), fee_type="Merchant", fee=0,
        )  # fmt: skip

    @api("/pg/v4/payment/inquiry.json", "inquire")
    def inquire(self, request: Request) -> Reply:
        order = self._order(request.json())
        waiting = "IN_BANK" if order.entered else "PENDING"
        return self.done(code=100, message="Success", status=STATUS.get(order.state, waiting))

    @api("/pg/v4/payment/unVerified.json", "unverified")
    def unverified(self, request: Request) -> Reply:
        given = request.json()
        only(given, ("merchant_id",))
        number = self._merchant(given).number
        orders = [self.at(each) for each in self.book.orders.values() if each.terminal == number]
        found = [each for each in orders if each.state == PAID][-MOST_UNVERIFIED:]
        return self.done(code=100, message="Success", authorities=[
            {
                "authority": each.token, "amount": each.amount // RIALS[each.currency],
                "callback_url": each.return_url, "referer": each.return_url,
                "date": tehran(each.paid_at).strftime("%Y-%m-%d %H:%M:%S"),
            } for each in found
        ])  # fmt: skip

    @api("/pg/v4/payment/reverse.json", "reverse")
    def reverse(self, request: Request) -> Reply:
        order = self._order(request.json())
        if order.state == REVERSED:
            raise Refusal(ALREADY)
        if order.state not in (PAID, VERIFIED):
            raise Refusal(NOT_DONE)
        if self.now(order) > order.paid_at + self.reversal:
            raise Refusal(TOO_LATE)
        order.state = REVERSED
        return self.done(code=100, message="Reversed")

    def _order(self, given: dict[str, Any], *more: str) -> Order:
        only(given, ("merchant_id", "authority", *more))
        merchant = self._merchant(given)
        order = self.book.by_token(str(given["authority"]))
        if order is None:
            raise Refusal(NOT_FOUND)
        if order.terminal != merchant.number:
            raise Refusal(OTHER)
        return self.at(order)

    def _merchant(self, given: dict[str, Any]) -> Terminal:
        if not re.fullmatch(r"[0-9a-f-]{36}", str(given["merchant_id"])):
            raise Wrong("merchant_id has 36 letters")
        merchant = self.terminals.get(given["merchant_id"])
        if merchant is None or not merchant.ip_known:
            raise Refusal(ADDRESS)
        if not merchant.on:
            raise Refusal(OFF)
        return merchant

    def new_reference(self) -> str:
        return digits(11)

    def callback_fields(self, order: Order) -> dict[str, str]:
        return {"Authority": order.token, "Status": "OK" if order.said == "paid" else "NOK"}

    def tampered(self, fields: dict[str, str]) -> dict[str, str]:
        return {**fields, "Authority": f"A{'0' * 20}{letters(15, LOWER)}"}

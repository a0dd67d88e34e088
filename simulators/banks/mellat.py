"""Mellat (Behpardakht), SOAP 1.29. Terminals 1234567 (split) and 1234568 (plain), user demo, password demo.

Nothing answers an amount: an order is bound by RefId, SaleOrderId and SaleReferenceId alone. What is verified and never
settled is never deposited.
"""

from __future__ import annotations

from collections.abc import Callable

from simulators.banks import soap
from simulators.banks.base import Bank
from simulators.banks.common import LEAST, Refusal
from simulators.banks.mellat_form import AMOUNT, check_form, long_of, triples_of
from simulators.banks.orders import PAID, REVERSED, SETTLED, VERIFIED, Order, Terminal, digits, letters
from simulators.base import route
from simulators.wire import Reply, Request, Wrong, only

WHO = ("terminalId", "userName", "userPassword", "orderId")
PAY = (*WHO, "amount", "localDate", "localTime", "callBackUrl")
PAY_MAY = ("additionalData", "mobileNo", "encPan", "panHiddenMode", "cartItem", "enc")
SALE = (*WHO, "saleOrderId", "saleReferenceId")
CALLS = {
    "bpPayRequest": "request", "bpDynamicPayRequest": "request", "bpCumulativeDynamicPayRequest": "request",
    "bpVerifyRequest": "verify", "bpSettleRequest": "settle", "bpVerifySettleRequest": "verify_settle",
    "bpInquiryRequest": "inquire", "bpReversalRequest": "reverse", "bpRefundRequest": "refund",
}  # fmt: skip
"""Operation → what faults call it."""
WRONG_PIN, CANCELLED_BY_USER, MERCHANT, CREDENTIALS = 13, 17, 21, 24
DUPLICATE, NO_SALE, AGAIN, NOT_VERIFIED = 41, 42, 43, 44
SETTLED_ALREADY, NOT_SETTLED, WENT_BACK, NO_REFERENCE, INVALID = 45, 46, 48, 54, 55
ADDRESS = 421


class Mellat(Bank):
    """Every operation answers one string: a code, or `0,RefId`."""

    name, fa = "mellat", "ملت (به‌پرداخت)"
    window = 20 * 60
    reversal = 3 * 3600
    needs_referer = True
    headings = {
        "شماره ترمینال": "terminal", "شماره درخواست": "order", "کد مرجع تراکنش": "reference", "مبلغ": "amount",
        "وضعیت تراکنش": "status", "شماره کارت": "card", "تاریخ تراکنش": "date", "ساعت تراکنش": "time",
    }  # fmt: skip

    def demo_terminals(self) -> list[Terminal]:
        login = {"user": "demo", "password": "demo"}
        return [
            Terminal("1234567", "دانشگاه نمونه", login, ("split",)),
            Terminal("1234568", "دانشگاه نمونه، ساده", login),
        ]

    def error(self, code: int | str, call: str) -> Reply:
        return soap.said(getattr(self.here, "operation", "bp"), str(code))

    def malformed(self, call: str) -> Reply:
        return soap.fault(self.refused[-1])

    @route("POST", "/pgwchannel/services/pgw")
    def service(self, request: Request) -> Reply:
        try:
            operation, given = soap.read(request)
            if operation not in CALLS:
                raise Wrong(f"no operation {operation[:40]}")
        except Wrong as wrong:
            self.refused.append(str(wrong))
            return soap.fault(str(wrong))
        self.here.operation = operation
        do: Callable[[dict[str, str]], str] = getattr(self, f"_{CALLS[operation]}")
        return self.acting(CALLS[operation], lambda: soap.said(operation, do(given)))

    @route("POST", "/pgwchannel/startpay.mellat")
    def enter(self, request: Request) -> Reply:
        given = request.form()
        only(given, ("RefId",), ("MobileNo",))
        return self.entering(request, given["RefId"])

    @route("POST", "/pgwchannel/enstartpay.mellat")
    def enter_in_english(self, request: Request) -> Reply:
        return self.enter(request)

    def _request(self, given: dict[str, str]) -> str:
        operation = self.here.operation
        cumulative, dynamic = "Cumulative" in operation, operation == "bpDynamicPayRequest"
        must = PAY + (("additionalData",) if cumulative else ("payerId",)) + (("subServiceId",) if dynamic else ())
        only(given, must, (*PAY_MAY, "payerId") if cumulative else PAY_MAY)
        terminal = self._terminal(given)
        number, amount = long_of(given["orderId"]), long_of(given["amount"], AMOUNT)
        if amount < LEAST:
            raise Refusal(AMOUNT)
        check_form(terminal, given)
        if (cumulative or dynamic) and "split" not in terminal.features:
            raise Refusal(MERCHANT)
        rows = triples_of(given["additionalData"], amount) if cumulative else []
        if dynamic:
            rows = [{"account": str(long_of(given["subServiceId"])), "amount": amount, "identifier": given["payerId"]}]
        self._check_new(terminal, str(number))
        order = self.open(terminal, str(number), amount, given["callBackUrl"], token=letters(20), rows=rows,
                          identifier=given.get("payerId", ""))  # fmt: skip
        return f"0,{order.token}"

    def _verify(self, given: dict[str, str]) -> str:
        order = self._sale(given)
        if order.state in (VERIFIED, SETTLED):
            raise Refusal(AGAIN)
        self.verify(order)
        return "0"

    def _settle(self, given: dict[str, str]) -> str:
        order = self._sale(given)
        if order.state == SETTLED:
            raise Refusal(SETTLED_ALREADY)
        if order.state == PAID:
            raise Refusal(NOT_VERIFIED)
        order.state = SETTLED
        return "0"

    def _verify_settle(self, given: dict[str, str]) -> str:
        order = self._sale(given)
        if order.state == PAID:
            self.verify(order)
        return self._settle(given)

    def _inquire(self, given: dict[str, str]) -> str:
        order = self._sale(given)
        if (
            given["orderId"] != given["saleOrderId"]
            and order.state == SETTLED
            and given["orderId"] not in order.refunds
        ):
            raise Refusal(NO_REFERENCE)
        if order.state == PAID:
            raise Refusal(NOT_VERIFIED)
        return "0"

    def _reverse(self, given: dict[str, str]) -> str:
        order = self._sale(given)
        if order.state == SETTLED:
            raise Refusal(SETTLED_ALREADY)
        if order.state == PAID:
            raise Refusal(NOT_VERIFIED)
        if self.now(order) > order.verified_at + self.reversal:
            raise Refusal(INVALID)
        order.state = REVERSED
        return "0"

    def _refund(self, given: dict[str, str]) -> str:
        amount = long_of(given.get("refundAmount", ""), AMOUNT)
        order = self._sale({name: value for name, value in given.items() if name != "refundAmount"})
        number = str(int(given["orderId"]))
        if order.state != SETTLED:
            raise Refusal(NOT_SETTLED)
        self._check_new(self.terminals[order.terminal], number)
        if amount > order.amount - sum(order.refunds.values()):
            raise Refusal(AMOUNT)
        order.refunds[number] = amount
        self.book.also(order, number)
        return "0"

    def _sale(self, given: dict[str, str]) -> Order:
        """The paid order that all its numbers name. Raises Refusal, Wrong."""
        only(given, SALE)
        terminal = self._terminal(given)
        long_of(given["orderId"])
        number = str(long_of(given["saleOrderId"]))
        order = self.book.by_number(terminal.number, number)
        if (
            order is None
            or order.number != number
            or not order.reference
            or order.reference != given["saleReferenceId"]
        ):
            raise Refusal(NO_SALE)
        if self.at(order).state == REVERSED:
            raise Refusal(WENT_BACK)
        return order

    def _terminal(self, given: dict[str, str]) -> Terminal:
        terminal = self.terminals.get(given["terminalId"])
        if terminal is None:
            raise Refusal(MERCHANT)
        if (given["userName"], given["userPassword"]) != (terminal.secrets["user"], terminal.secrets["password"]):
            raise Refusal(CREDENTIALS)
        if not terminal.on:
            raise Refusal(MERCHANT)
        if not terminal.ip_known:
            raise Refusal(ADDRESS)
        return terminal

    def _check_new(self, terminal: Terminal, number: str) -> None:
        """A number is used once, for an order or for a refund. Raises Refusal."""
        known = self.book.by_number(terminal.number, number)
        if known and number in (known.number, *known.refunds):
            raise Refusal(DUPLICATE)

    def new_reference(self) -> str:
        return digits(12)

    def callback_fields(self, order: Order) -> dict[str, str]:
        code = {"paid": 0, "cancelled": CANCELLED_BY_USER, "failed": WRONG_PIN}[order.said]
        fields = {"RefId": order.token, "ResCode": str(code), "SaleOrderId": order.number}
        if order.said == "paid":
            fields |= {
                "SaleReferenceId": order.reference, "CardHolderPan": order.card,
                "CreditCardSaleResponseDetail": "", "FinalAmount": str(order.charged),
            }  # fmt: skip
        return fields

    def tampered(self, fields: dict[str, str]) -> dict[str, str]:
        return {**fields, "SaleOrderId": str(int(fields["SaleOrderId"]) + 1), "FinalAmount": str(LEAST)}

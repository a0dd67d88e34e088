"""Saman (SEP), REST 3.6. Terminals 134795 (split, government, wage) and 134796 (nothing but plain purchases).

SEP knows its merchants by terminal number, network address and site alone: there is no password. It verifies the same
RefNum any number of times, and its answer names no ResNum.
"""

from __future__ import annotations

import re
from typing import Any

from simulators.banks.base import Bank
from simulators.banks.common import CARD, LEAST, Refusal, api, hashed, host_of, tehran, whole
from simulators.banks.orders import PAID, REVERSED, SETTLED, VERIFIED, Order, Terminal, letters
from simulators.base import route
from simulators.wire import Reply, Request, Wrong, only

MUST = ("action", "TerminalId", "Amount", "ResNum", "RedirectUrl")
ROWS = {"SettlementIBANInfo": "PurchaseID", "SettlementIbanInfo": "PurchaseId"}
"""The document spells a split in two ways."""
MAY = ("CellNumber", "Wage", "TokenExpiryInMin", "ResNum1", "ResNum2", "ResNum3", "ResNum4", "HashedCardNumber",
       "TranType", "GetMethod", *ROWS)  # fmt: skip
PARAMETERS, ADDRESS, NO_TERMINAL, SPLIT = "5", "8", "12", "21"
NONE = "0" * 30
MOST_ROWS, HALF_AN_HOUR = 9, 30 * 60
WORDS = {
    PARAMETERS: "پارامترهای ارسالی نامعتبر است.", ADDRESS: "آدرس سرور پذیرنده نامعتبر است.",
    NO_TERMINAL: "شماره ترمینال ارسال شده یافت نشد.", SPLIT: "خطا در سیاست‌های تسهیم.",
    0: "عملیات با موفقیت انجام شد", 2: "درخواست تکراری می باشد", 5: "تراکنش برگشت خورده می باشد",
    -2: "تراکنش یافت نشد", -6: "بیش از نیم ساعت از زمان اجرای تراکنش گذشته است",
    -104: "ترمینال ارسالی غیرفعال می باشد", -105: "ترمینال ارسالی در سیستم موجود نمی باشد",
    -106: "آدرس آی پی درخواستی غیر مجاز می باشد",
}  # fmt: skip
STATES = {"paid": ("OK", "2"), "cancelled": ("CanceledByUser", "1"), "failed": ("Failed", "3")}


class Sep(Bank):
    """State and Status go together: 1 CanceledByUser, 2 OK, 3 Failed."""

    name, fa = "sep", "سامان"
    window = HALF_AN_HOUR
    life = 20 * 60
    reversal = 50 * 60
    needs_referer = True
    headings = {
        "شماره ترمینال": "terminal", "شماره رزرو (ResNum)": "order", "رسید دیجیتالی (RefNum)": "reference",
        "مبلغ (ریال)": "amount", "وضعیت": "status", "شماره مرجع (RRN)": "rrn", "شماره پیگیری": "trace",
        "شماره کارت": "card", "تاریخ": "date", "ساعت": "time",
    }  # fmt: skip

    def demo_terminals(self) -> list[Terminal]:
        return [
            Terminal("134795", "دانشگاه نمونه", features=("split", "government", "wage")),
            Terminal("134796", "دانشگاه نمونه، ساده"),
        ]

    def error(self, code: int | str, call: str) -> Reply:
        if call == "request":
            return Reply({"status": -1, "errorCode": str(code), "errorDesc": WORDS.get(str(code), "خطا")})
        order = self.here.order if code in (2, 5) else None
        return self._result(int(code), order, success=False)

    def malformed(self, call: str) -> Reply:
        return self.error(PARAMETERS, call) if call == "request" else Reply({"Message": "The request is invalid."}, 400)

    @api("/onlinepg/onlinepg", "request")
    def token(self, request: Request) -> Reply:
        given = request.json()
        only(given, MUST, MAY)
        if given["action"] != "token":
            raise Wrong("action is not token")
        terminal = self.terminals.get(str(given["TerminalId"]))
        if terminal is None or not terminal.on:
            raise Refusal(NO_TERMINAL)
        if not terminal.ip_known:
            raise Refusal(ADDRESS)
        amount, by_get = whole(given["Amount"], least=LEAST), given.get("GetMethod") in (True, "true")
        self._check_address(terminal, given["RedirectUrl"], by_get=by_get)
        number = given["ResNum"]
        if not isinstance(number, str) or len(number) > 50:
            raise Wrong("ResNum is no text of at most 50 letters")
        if self.book.by_number(terminal.number, number):
            raise Refusal(PARAMETERS)
        rows = self._rows(terminal, given, amount)
        government = given.get("TranType") == "Government"
        wage = whole(given["Wage"], least=0) if "Wage" in given else 0
        if wage and "wage" not in terminal.features:
            raise Refusal(PARAMETERS)
        life = 60 * min(3600, max(20, whole(given.get("TokenExpiryInMin", 20), least=0)))
        order = self.open(terminal, number, amount, given["RedirectUrl"], token=letters(32), life=life, rows=rows,
                          government=government, wage=wage, by_get=by_get)  # fmt: skip
        return Reply({"status": 1, "token": order.token})

    def _check_address(self, terminal: Terminal, address: str, *, by_get: bool) -> None:
        host = host_of(address)
        if len(address) > (1538 if by_get else 2083):
            raise Wrong("RedirectUrl is too long")
        if terminal.hosts and host not in terminal.hosts:
            raise Refusal(PARAMETERS)

    def _rows(self, terminal: Terminal, given: dict[str, Any], amount: int) -> list[dict[str, Any]]:
        if given.get("TranType", "Government") != "Government":
            raise Wrong("TranType is Government or absent")
        spelt = [name for name in ROWS if name in given]
        if not spelt and "TranType" not in given:
            return []
        if len(spelt) != 1 or "split" not in terminal.features:
            raise Refusal(SPLIT)
        rows, purchase = given[spelt[0]], ROWS[spelt[0]]
        for row in rows:
            only(row, ("IBAN", "Amount", purchase))
            if not re.fullmatch(r"IR\d{24}", row["IBAN"]) or not re.fullmatch(r"\d{1,30}", row[purchase]):
                raise Refusal(SPLIT)
        if len(rows) > MOST_ROWS or sum(whole(row["Amount"]) for row in rows) != amount:
            raise Refusal(SPLIT)
        if "TranType" in given:
            first = rows[0]
            # The government's accounts are at the Central Bank, 010 in an IBAN.
            if "government" not in terminal.features or first["IBAN"][4:7] != "010" or first[purchase] == NONE:
                raise Refusal(SPLIT)
        return [{"iban": row["IBAN"], "amount": row["Amount"], "identifier": row[purchase]} for row in rows]

    @route("POST", "/OnlinePG/OnlinePG")
    def enter(self, request: Request) -> Reply:
        given = request.form()
        return self._enter(request, given.get("Token", ""), given.get("GetMethod", ""))

    @route("GET", "/OnlinePG/SendToken")
    def enter_by_link(self, request: Request) -> Reply:
        given = request.params()
        return self._enter(request, given.get("token", ""), given.get("GetMethod", ""))

    def _enter(self, request: Request, token: str, get: str) -> Reply:
        with self.lock:
            if get.lower() == "true" and (order := self.book.by_token(token)):
                order.by_get = True
        return self.entering(request, token)

    @api("/verifyTxnRandomSessionkey/ipg/VerifyTransaction", "verify")
    def verify_(self, request: Request) -> Reply:
        order = self._order(request)
        if order.state == PAID:
            self.verify(order)
        return self._result(0, order)

    @api("/verifyTxnRandomSessionkey/ipg/ReverseTransaction", "reverse")
    def reverse(self, request: Request) -> Reply:
        order = self._order(request, self.reversal)
        if order.state not in (VERIFIED, SETTLED):
            raise Refusal(-2)
        order.state = REVERSED
        return self._result(0, order)

    def _order(self, request: Request, longest: float = HALF_AN_HOUR) -> Order:
        """The order to verify or reverse, not older than so many seconds. Raises Refusal, Wrong."""
        given = request.json()
        only(given, ("RefNum", "TerminalNumber"))
        if type(given["TerminalNumber"]) is not int:
            raise Wrong("TerminalNumber is no number")
        terminal = self.terminals.get(str(given["TerminalNumber"]))
        if terminal is None:
            raise Refusal(-105)
        if not terminal.on:
            raise Refusal(-104)
        if not terminal.ip_known:
            raise Refusal(-106)
        order = self.book.by_reference(str(given["RefNum"]))
        if order is None or order.terminal != terminal.number:
            raise Refusal(-2)
        self.at(order)
        if order.state == REVERSED and order.verified_at:
            raise Refusal(5)
        if self.now(order) > order.paid_at + longest:
            raise Refusal(-6)
        return order

    def _result(self, code: int, order: Order | None, *, success: bool = True) -> Reply:
        said = {"ResultCode": code, "ResultDescription": WORDS.get(code, "خطا"), "Success": success}
        return Reply({"TransactionDetail": self._detail(order) if order else None, **said})

    def _detail(self, order: Order) -> dict[str, Any]:
        return {
            "RRN": order.rrn, "RefNum": order.reference, "MaskedPan": order.card, "HashedPan": hashed(order.card),
            "TerminalNumber": int(order.terminal), "OrginalAmount": self.amount_said(order.amount),
            "AffectiveAmount": self.amount_said(order.charged), "StraceNo": order.trace,
            "StraceDate": tehran(order.paid_at).strftime("%Y-%m-%d %H:%M:%S"),
        }  # fmt: skip

    def new_reference(self) -> str:
        return letters(32)

    def callback_fields(self, order: Order) -> dict[str, str]:
        state, status = STATES[order.said]
        discount = (
            {"AffectiveAmount": str(order.charged)} if order.said == "paid" and order.charged < order.amount else {}
        )
        return {
            "MID": order.terminal, "TerminalId": order.terminal, "State": state, "Status": status, "RRN": order.rrn,
            "RefNum": order.reference, "ResNum": order.number, "TraceNo": order.trace, "Amount": str(order.amount),
            "Wage": str(order.wage) if order.wage else "", **discount, "SecurePan": order.card,
            "HashedCardNumber": hashed(CARD) if order.card else "", "Token": order.token,
        }  # fmt: skip

    def tampered(self, fields: dict[str, str]) -> dict[str, str]:
        number = fields["ResNum"]
        other = str(int(number) + 1) if number.isdecimal() else f"{number}1"
        return {**fields, "Amount": str(LEAST), "ResNum": other}

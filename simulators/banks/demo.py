"""The demo bank: the plainest gateway there can be. Terminal `demo`, key `demo`.

POST /demo/api/request {terminal, key, order, amount, return_url} → {status: ok, token}; the payer goes to
GET /demo/pay?token=, the browser brings order, token, status (paid, cancelled, failed) and reference by POST.
POST /demo/api/verify, inquire, reverse {terminal, key, token} → {status: verified, already, paid, pending, not_paid or
reversed, amount, order, reference, rrn, trace, card}. A refusal is {status: error, code}.
"""

from __future__ import annotations

from typing import Any

from simulators.banks.base import Bank
from simulators.banks.common import LEAST, Refusal, api, host_of, whole
from simulators.banks.orders import CANCELLED, FAILED, PAID, REVERSED, VERIFIED, WAITING, Order, Terminal, letters
from simulators.base import route
from simulators.wire import Reply, Request, Wrong, only

SAYS = {
    WAITING: "pending", PAID: "paid", VERIFIED: "verified", REVERSED: "reversed", CANCELLED: "not_paid",
    FAILED: "not_paid",
}  # fmt: skip


class Demo(Bank):
    """Codes: request, credentials, terminal, address, amount, duplicate, not_found, too_late."""

    name, fa = "demo", "بانک نمایشی"
    window = life = 15 * 60
    reversal = 3 * 3600
    headings = {
        "terminal": "terminal", "order": "order", "token": "token", "amount": "amount", "status": "state",
        "reference": "reference", "rrn": "rrn", "trace": "trace", "card": "card", "date": "date", "time": "time",
    }  # fmt: skip

    def demo_terminals(self) -> list[Terminal]:
        return [Terminal("demo", "دانشگاه نمونه", {"key": "demo"}), Terminal("second", "دانشگاه دوم", {"key": "two"})]

    def error(self, code: int | str, call: str) -> Reply:
        return Reply({"status": "error", "code": code})

    def malformed(self, call: str) -> Reply:
        return self.error("request", call)

    @api("/demo/api/request", "request")
    def request(self, request: Request) -> Reply:
        given = request.json()
        only(given, ("terminal", "key", "order", "amount", "return_url"))
        terminal = self._terminal(given)
        number, amount = str(whole(given["order"])), _amount(given["amount"])
        host = host_of(given["return_url"])
        if terminal.hosts and host not in terminal.hosts:
            raise Refusal("address")
        if self.book.by_number(terminal.number, number):
            raise Refusal("duplicate")
        order = self.open(terminal, number, amount, given["return_url"], token=letters(24))
        return Reply({"status": "ok", "token": order.token})

    @route("GET", "/demo/pay")
    def enter(self, request: Request) -> Reply:
        return self.entering(request, request.params().get("token", ""))

    @api("/demo/api/verify", "verify")
    def verify_(self, request: Request) -> Reply:
        order = self._order(request)
        again = order.state == VERIFIED
        if order.state == PAID:
            self.verify(order)
        return self._state(order, "already" if again else SAYS[order.state])

    @api("/demo/api/inquire", "inquire")
    def inquire(self, request: Request) -> Reply:
        order = self._order(request)
        return self._state(order, SAYS[order.state])

    @api("/demo/api/reverse", "reverse")
    def reverse(self, request: Request) -> Reply:
        order = self._order(request)
        if order.state == VERIFIED and self.now(order) > order.verified_at + self.reversal:
            raise Refusal("too_late")
        if order.state in (PAID, VERIFIED):
            order.state = REVERSED
        return self._state(order, SAYS[order.state])

    def callback_fields(self, order: Order) -> dict[str, str]:
        return {"order": order.number, "token": order.token, "status": order.said, "reference": order.reference}

    def tampered(self, fields: dict[str, str]) -> dict[str, str]:
        return {**fields, "order": str(int(fields["order"]) + 1), "reference": "1"}

    def _state(self, order: Order, status: str) -> Reply:
        return Reply({
            "status": status, "amount": self.amount_said(order.amount), "order": int(order.number),
            "reference": order.reference, "rrn": order.rrn, "trace": order.trace, "card": order.card,
        })  # fmt: skip

    def _order(self, request: Request) -> Order:
        given = request.json()
        only(given, ("terminal", "key", "token"))
        terminal = self._terminal(given)
        order = self.book.by_token(str(given["token"]))
        if order is None or order.terminal != terminal.number:
            raise Refusal("not_found")
        return self.at(order)

    def _terminal(self, given: dict[str, Any]) -> Terminal:
        terminal = self.terminals.get(str(given["terminal"]))
        if terminal is None or terminal.secrets["key"] != given["key"]:
            raise Refusal("credentials")
        if not terminal.ip_known:
            raise Refusal("address")
        if not terminal.on:
            raise Refusal("terminal")
        return terminal


def _amount(value: Any) -> int:
    """Rials. Raises Refusal."""
    try:
        return whole(value, least=LEAST)
    except Wrong:
        raise Refusal("amount") from None

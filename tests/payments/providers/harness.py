"""A desk with a terminal at one of the simulated banks, a payer, and the hand at the controls."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from pishkhan.payments.providers.protocol import Answer, Gateway, Go, Order, Payment, Returned, Terminal
from pishkhan.payments.providers.table import GATEWAYS
from simulators.banks import Network
from tests.payments.providers.cases import COLLEGE, KEY, LIBRARY, TREASURY

BACK = "http://iums.localhost:9/pay/return/7"
NUMBERS: Iterator[int] = itertools.count(int(time.time()) * 1000)
SETTINGS: dict[str, dict[str, str]] = {
    "sep": {"terminal": "134795"},
    "mellat": {"terminal": "1234567", "user": "demo", "password": "demo"},
    "sadad": {"merchant": "000000140212149", "terminal": "24000615", "key": KEY},
    "zarinpal": {"merchant": "11111111-2222-3333-4444-555555555555"},
    "demo": {"terminal": "demo", "key": "demo"},
}
NUMBER = {"sep": "terminal", "mellat": "terminal", "sadad": "terminal", "zarinpal": "merchant", "demo": "terminal"}
WRONG: dict[str, dict[str, str]] = {
    "sep": {"terminal": "999999"},
    "mellat": {"password": "another"},
    "sadad": {"key": KEY[::-1]},
    "zarinpal": {"merchant": "0" * 36},
    "demo": {"key": "another"},
}
SPLIT: dict[str, dict[str, str]] = {
    "sep": {"kind": "split", "iban": COLLEGE},
    "mellat": {"kind": "split", "accounts": f"{COLLEGE}=7, {LIBRARY}=8, {TREASURY}=9"},
    "sadad": {"kind": "split", "iban": COLLEGE, "terminal": "24000616"},
    "zarinpal": {},
}


@dataclass
class Desk:
    """Everything it was answered is kept, to look for secrets."""

    key: str
    network: Network
    http: httpx.Client
    hurried: httpx.Client
    outside: httpx.Client
    settings: dict[str, str] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)

    @property
    def gateway(self) -> Gateway:
        return GATEWAYS[self.key]

    @property
    def terminal(self) -> Terminal:
        return Terminal({**SETTINGS[self.key], **self.settings}, self.network.url)

    def order(self, **changed: Any) -> Order:
        given: dict[str, Any] = {"order_no": next(NUMBERS), "amount": 1_500_000, "return_url": BACK}
        return Order(**{**given, "at": datetime.now(UTC), "description": "شهریهٔ نیم‌سال", **changed})

    def asks(self, order: Order, *, hurried: bool = False) -> Answer:
        http = self.hurried if hurried else self.http
        return self._kept(self.gateway.request(http, self.terminal, order))

    def does(self, call: str, payment: Payment, *, hurried: bool = False) -> Answer:
        http = self.hurried if hurried else self.http
        return self._kept(getattr(self.gateway, call)(http, self.terminal, payment))

    def opened(self, **changed: Any) -> Payment:
        """An order the bank knows, and whose payer stands on its page."""
        order = self.order(**changed)
        answer = self.asks(order)
        assert answer.go, answer
        assert answer.go.url.startswith(self.gateway.origins(self.terminal)[0])
        self.walks(answer.go)
        return Payment(order.order_no, order.amount, answer.token)

    def paid(self, **changed: Any) -> Payment:
        """An order that was paid, with what the browser brought."""
        payment = self.opened(**changed)
        return self.with_return(payment, self.returns(payment, "pay"))

    def verified(self, **changed: Any) -> Payment:
        payment = self.paid(**changed)
        assert self.does("verify", payment).finding == "verified"
        return payment

    def with_return(self, payment: Payment, read: Returned) -> Payment:
        return Payment(payment.order_no, payment.amount, payment.token, read.receipt_ref)

    def walks(self, go: Go) -> None:
        """The payer's browser, coming from the desk's page."""
        headers = {"Referer": "http://iums.localhost/"}
        page = (
            self.outside.post(go.url, data=dict(go.fields), headers=headers)
            if go.method == "POST"
            else self.outside.get(go.url, headers=headers)
        )
        assert page.status_code == 200, page.text

    def deed(self, payment: Payment, deed: str) -> Mapping[str, str] | None:
        """A button of the bank's page; the fields the browser brings back, if it does."""
        back = self.control(deed, token=payment.token)["callback"]
        return back["fields"] if back else None

    def returns(self, payment: Payment, deed: str) -> Returned:
        fields = self.deed(payment, deed)
        assert fields is not None
        read = self.gateway.read_return(fields)
        self.answers.append(read)
        return read

    def control(self, verb: str, **wish: Any) -> dict[str, Any]:
        answer = self.outside.post(f"{self.network.url}/control/{verb}", json=wish)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def fault(self, kind: str, call: str, **more: Any) -> None:
        self.control("faults", faults=[{"kind": kind, "call": call, "bank": self.key, **more}])

    def set_terminal(self, **changed: Any) -> None:
        number = self.terminal.settings[NUMBER[self.key]]
        self.control("terminals", bank=self.key, terminal=number, **changed)

    def bank_order(self, payment: Payment) -> dict[str, Any]:
        """The order as the bank has it."""
        found = self.outside.get(f"{self.network.url}/control/orders", params={"token": payment.token}).json()
        (order,) = found["orders"]
        return dict(order)

    @property
    def misspoken(self) -> list[str]:
        """What of our requests broke the bank's protocol."""
        return list(self.network.banks[self.key].refused)

    def _kept(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        return answer

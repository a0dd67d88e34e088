"""What a simulated bank is made of: terminals, orders, one clock, faults, and the lifecycle all of them share.

A bank is a class with `name`, `fa`, its windows, `demo_terminals`, `api` methods for what servers call, `route` methods
for what browsers open, and the dialect of its refusals: `error` (its code) and `malformed` (fields it does not know).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from simulators.banks import pages
from simulators.banks.common import CARD, Callback, Refusal
from simulators.banks.faults import IN_CALLS, Fault, Faults
from simulators.banks.orders import (
    CANCELLED,
    FAILED,
    PAID,
    REVERSED,
    VERIFIED,
    WAITING,
    Book,
    Order,
    Terminal,
    digits,
)
from simulators.wire import Hangup, Reply, Request, Wrong


class Bank:
    """One bank with its terminals. Safe to use from many threads."""

    name: ClassVar[str]
    fa: ClassVar[str]
    window: ClassVar[float]
    """Seconds after payment in which it must be verified, or it goes back by itself."""
    life: ClassVar[float] = 900
    reversal: ClassVar[float] = 0
    headings: ClassVar[Mapping[str, str]]
    """Heading of the daily report → field of `report.row`."""
    needs_referer: ClassVar[bool] = False

    def __init__(self, faults: Faults, closing: threading.Event) -> None:
        self.faults = faults
        self.closing = closing
        self.lock = threading.RLock()
        self.here = threading.local()
        self.refused: deque[str] = deque(maxlen=10_000)
        """Why requests broke the protocol: empty when the caller speaks it."""
        self.reset()

    def reset(self) -> None:
        """Forget every order; terminals and clock as at the start."""
        with self.lock:
            self.book = Book()
            self.terminals = {each.number: each for each in self.demo_terminals()}
            self.offset = 0.0
            self.wall = 0.0
            """Seconds the bank's wall clock is off: for banks that compare ours with theirs."""
            self.refused.clear()

    # The dialect ---------------------------------------------------------------------------------
    def demo_terminals(self) -> list[Terminal]:
        raise NotImplementedError

    def error(self, code: int | str, call: str) -> Reply:
        """How the bank says no."""
        raise NotImplementedError

    def malformed(self, call: str) -> Reply:
        """How it answers fields it does not know, or that are missing."""
        raise NotImplementedError

    def new_reference(self) -> str:
        return digits(12)

    def callback_fields(self, order: Order) -> dict[str, str]:
        """What the browser brings back, as `order.said` and its numbers have it."""
        raise NotImplementedError

    def tampered(self, fields: dict[str, str]) -> dict[str, str]:
        """The fields as a dishonest payer would change them: amounts and order numbers."""
        raise NotImplementedError

    # Serving -------------------------------------------------------------------------------------
    def served(self, do: Callable[..., Reply], request: Request, given: dict[str, str]) -> Reply:
        """Answer a request: one of `api` under faults, a page as it is."""
        call = getattr(do, "call", "")
        return self.acting(call, lambda: do(self, request, **given)) if call else do(self, request, **given)

    def acting(self, call: str, do: Callable[[], Reply]) -> Reply:
        """Carry out a call, with the fault that is due for it."""
        fault = self.faults.due(self.name, call, *IN_CALLS)
        self.here.fault, self.here.before, self.here.order = fault, None, None
        if fault and not fault.after and (reply := self._misbehave(fault, call)):
            return reply
        with self.lock:
            reply = self._answer(call, do)
            if fault and fault.kind == "forget" and self.here.before:
                self.here.order.undo(self.here.before)
        if fault and fault.after:
            return self._misbehave(fault, call) or reply
        return reply

    def _answer(self, call: str, do: Callable[[], Reply]) -> Reply:
        try:
            return do()
        except Refusal as no:
            return self.error(no.code, call)
        except Wrong as wrong:
            self.refused.append(f"{call}: {wrong}")
            return self.error(wrong.code, call) if wrong.code else self.malformed(call)
        except (KeyError, TypeError, ValueError, AttributeError) as trouble:  # what no check foresaw
            self.refused.append(f"{call}: {type(trouble).__name__}: {trouble}")
            return self.malformed(call)

    def _misbehave(self, fault: Fault, call: str) -> Reply | None:
        match fault.kind:
            case "code":
                return self.error(fault.code, call)
            case "html":
                return Reply(pages.broken(), fault.status, "text/html; charset=utf-8")
            case "json":
                return Reply(b'{"status": 1, "to', 200)
            case "forget" | "amount":
                return None
            case "delay":
                self.closing.wait(fault.seconds)
                return None
            case "hang":
                self.closing.wait(fault.seconds)
        raise Hangup

    # Orders --------------------------------------------------------------------------------------
    def now(self, order: Order | None = None) -> float:
        """The bank's time, seconds since 1970; the order's own where it runs ahead."""
        return time.time() + self.offset + (order.skew if order else 0)

    def open(self, terminal: Terminal, number: str, amount: int, return_url: str, **more: Any) -> Order:
        """Take a new order."""
        order = Order(terminal.number, number, amount, return_url, self.now(), **{"life": self.life, **more})
        self.book.add(order)
        return order

    def at(self, order: Order) -> Order:
        """The order as it stands now: what nobody verified in time went back, what nobody paid is over."""
        if order.state == WAITING and self.now(order) > order.at + order.life:
            order.state = FAILED
        if order.state == PAID and self.now(order) > order.paid_at + self.window:
            order.state = REVERSED
        self.here.order, self.here.before = order, replace(order, refunds=dict(order.refunds))
        return order

    def pay(self, order: Order) -> None:
        """Take the money from the payer's card."""
        fault = self.faults.due(self.name, "pay", "discount")
        order.state, order.said, order.paid_at = PAID, "paid", self.now(order)
        order.charged = order.amount * (100 - (fault.percent if fault else 0)) // 100
        order.rrn, order.trace, order.card = digits(12), digits(6), CARD
        reference = self.new_reference()
        while self.book.by_reference(reference):
            reference = self.new_reference()
        self.book.refer(order, reference)

    def decline(self, order: Order, state: str) -> None:
        """The payer gave up (CANCELLED) or the card said no (FAILED)."""
        order.state = state
        order.said = "cancelled" if state == CANCELLED else "failed"

    def verify(self, order: Order) -> None:
        order.state, order.verified_at = VERIFIED, self.now(order)

    def callback(self, order: Order) -> Callback:
        """What the browser brings back for a finished order."""
        return Callback("GET" if order.by_get else "POST", order.return_url, self.callback_fields(order))

    def amount_said(self, amount: int) -> int:
        """The amount an answer names: another one where a fault wants that."""
        fault = self.here.fault
        return amount + fault.by if fault and fault.kind == "amount" else amount

    def entering(self, request: Request, token: str) -> Reply:
        """The payer's page, or why there is none."""
        with self.lock:
            order = self.book.by_token(token)
            if order is None:
                return pages.refusal(self, "این تراکنش در بانک پیدا نشد.", 404)
            if self.needs_referer and not request.headers.get("referer"):
                return pages.refusal(self, "نشانی پذیرنده (Referer) همراه درخواست نیست؛ ورود ممکن نیست.", 403)
            if not self.terminals[order.terminal].on:
                return pages.refusal(self, "پایانهٔ پذیرنده غیرفعال است.", 403)
            if self.at(order).state != WAITING:
                return pages.refusal(self, "مهلت این تراکنش گذشته یا پیش‌تر پایان یافته است.", 410)
            order.entered = True
            return pages.payer(self, order, self.terminals[order.terminal])

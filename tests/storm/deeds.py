"""What is done to payments: one function for a kind of `plan.KINDS`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from pishkhan.payments.api import EntryKind
from tests.factories.paying import TERMINAL
from tests.storm import people
from tests.storm.payer import Lost, Payer, together
from tests.storm.plan import FAULTS
from tests.storm.wire import bring_by_hand

NAMES = ("order", "token", "ResNum", "Token", "RefId", "SaleOrderId", "OrderId", "Authority")
"""Fields of a return that name the order; a forger reads them off the payer's page."""
Deed = Callable[[Payer], None]
DEEDS: dict[str, Deed] = {}
OFF = threading.Lock()
"""One terminal is off at a time: whoever switches it on again does so for all."""


def deed(*names: str) -> Callable[[Deed], Deed]:
    def keep(work: Deed) -> Deed:
        DEEDS.update(dict.fromkeys(names, work))
        return work

    return keep


@deed("pay", "cancel", "wrong_pin", "twice", "late", "tampered")
def button(payer: Payer) -> None:
    payer.paid(payer.begin(), payer.wish.kind.name)


@deed("close", "dropped")
def never_returns(payer: Payer) -> None:
    payer.press(payer.begin(), payer.wish.kind.name)


@deed("never_arrives")
def never_arrives(payer: Payer) -> None:
    payer.begin()


@deed("early")
def before_the_redirect_was_noted(payer: Payer) -> None:
    payer.paid(payer.begin(departs=False))


@deed("double_press")
def double_press(payer: Payer) -> None:
    payer.paid(payer.begin(presses=2))


@deed(*(f"verify_{kind}_{when}" for kind in FAULTS for when in ("before", "after")))
def verify_without_answer(payer: Payer) -> None:
    """`hang` sometimes longer than we wait."""
    _, kind, when = payer.wish.kind.name.split("_")
    begun = payer.begin()
    more = {"seconds": payer.dice.choice((1, 2, 20))} if kind == "hang" else {}
    payer.fault(kind, "verify", after=when == "after", **more)
    payer.paid(begun)


@deed("settle_lost", "settle_dropped")
def settle_without_answer(payer: Payer) -> None:
    """Lost: the bank says done and did nothing. Dropped: no answer, done or not."""
    begun = payer.begin()
    if payer.wish.kind.name == "settle_lost":
        payer.fault("forget", "settle")
    else:
        payer.fault(payer.dice.choice(FAULTS[1:]), "settle", after=payer.dice.random() < 0.5)
    payer.paid(begun)


@deed("amount")
def another_amount(payer: Payer) -> None:
    begun = payer.begin()
    payer.fault("amount", "verify", by=payer.dice.choice((-1000, 1000, 1)))
    payer.paid(begun)


@deed("request_dropped")
def bank_that_begins_nothing(payer: Payer) -> None:
    payer.fault(payer.dice.choice(FAULTS[1:]), "request", after=payer.dice.random() < 0.5)
    payer.paid(payer.begin())


@deed("replay")
def old_return_again(payer: Payer) -> None:
    begun = payer.begin()
    told = payer.paid(begun)
    time.sleep(payer.dice.uniform(0.2, 2))
    again = payer.scene.banks.tell("callback", token=begun.token, deliver=1)
    payer.scene.banks.bring({**told, "delivered": again["delivered"]}, begun.token)


@deed("forged_cancel")
def forged_cancel_then_the_genuine_return(payer: Payer) -> None:
    begun = payer.begin()
    back = payer.press(begun, "pay")["callback"]
    forged = _named_like(payer.scene.cancelled[payer.wish.gateway], back["fields"])
    _by_hand(payer, back, forged)
    time.sleep(payer.dice.choice((0, 0.5, 1)))
    _by_hand(payer, back, back["fields"])


@deed("forged_success")
def forged_success_with_the_reference_of_another(payer: Payer) -> None:
    """Whoever sees the receipt of a payment knows its reference, not before it came back."""
    first = payer.begin()
    genuine = payer.paid(first)["callback"]
    second = payer.begin()
    # The order was never paid: the bank knows no way back of it. Its fields are those of the other, with its names.
    names = dict.fromkeys(("token", "Token", "RefId", "Authority"), second.token)
    names |= dict.fromkeys(("order", "ResNum", "SaleOrderId", "OrderId"), str(second.order_no))
    forged = {name: names.get(name, value) for name, value in genuine["fields"].items()}
    url = genuine["url"].replace(payer.word(first), payer.word(second))
    _by_hand(payer, {**genuine, "url": url}, forged)


@deed("shared")
def two_attempts_of_one_due(payer: Payer) -> None:
    first, second = payer.begin(), payer.begin()
    told = [payer.press(each, "pay") for each in (first, second)]
    together([partial(_by_hand, payer, each["callback"], each["callback"]["fields"]) for each in told])


@deed("evidence", "waived")
def settled_otherwise_meanwhile(payer: Payer) -> None:
    begun = payer.begin()
    told = payer.press(begun, "pay")
    kind = EntryKind.EVIDENCE if payer.wish.kind.name == "evidence" else EntryKind.WAIVED
    done = people.settle_otherwise(payer.place, payer.owe().id, kind)
    _by_hand(payer, told["callback"], told["callback"]["fields"])
    if not done:
        raise Lost("the debt was paid already")


@deed("off_here")
def closed_here_meanwhile(payer: Payer) -> None:
    begun = payer.begin()
    told = payer.press(begun, "pay")
    with OFF:
        people.switch(payer.place, payer.wish.gateway, on=False)
        try:
            _by_hand(payer, told["callback"], told["callback"]["fields"])
            time.sleep(payer.dice.uniform(0.3, 1))
        finally:
            people.switch(payer.place, payer.wish.gateway, on=True)


@deed("off_at_bank")
def switched_off_at_the_bank_meanwhile(payer: Payer) -> None:
    begun = payer.begin()
    told = payer.press(begun, "pay")
    with _off_at_bank(payer):
        _by_hand(payer, told["callback"], told["callback"]["fields"])
        time.sleep(payer.dice.uniform(0.3, 1))


@contextmanager
def _off_at_bank(payer: Payer) -> Iterator[None]:
    settings = TERMINAL[payer.wish.gateway]
    number = settings["terminal"] if "terminal" in settings else settings["merchant"]
    wish: dict[str, Any] = {"bank": payer.wish.gateway, "terminal": number}
    with OFF:
        payer.scene.banks.tell("terminals", **wish, on=False)
        try:
            yield
        finally:
            payer.scene.banks.tell("terminals", **wish, on=True)


def _named_like(fields: dict[str, str], genuine: dict[str, str]) -> dict[str, str]:
    return {name: genuine[name] if name in NAMES and name in genuine else fields[name] for name in fields}


def _by_hand(payer: Payer, back: dict[str, Any], fields: dict[str, str]) -> None:
    bring_by_hand(payer.scene.http, payer.scene.port, back, fields)

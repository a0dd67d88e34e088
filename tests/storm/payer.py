"""A payer with a wish: the form, the way to the bank, the bank's buttons, and the way back."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from pishkhan.payments import api as payments
from tests.storm import people
from tests.storm.database import ask
from tests.storm.people import Place
from tests.storm.plan import Wish
from tests.storm.wire import PATIENCE, PAUSE, Banks, Browser

AGAIN = 4
"""How often a payer whom a bank did not let begin tries anew."""
_FOUND = """
    SELECT id, state, coalesce(token, ''), order_no FROM payments_attempt
    WHERE person_id = %s AND key = %s
"""


class Lost(Exception):
    """This payment comes to nothing, and nobody is to blame: the bank's time ran out, the debt is gone."""


@dataclass
class Scene:
    """What all payers share. `happened` counts what was done by kind, `ordered` faults put at
    the banks, `unmet` those of them that no call met."""

    port: int
    banks: Banks
    http: httpx.Client
    places: Mapping[str, Place]
    happened: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    ordered: Counter[str] = field(default_factory=Counter)
    unmet: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    kind_of: dict[UUID, str] = field(default_factory=dict)
    """Which kind an attempt belongs to."""
    cancelled: dict[str, dict[str, str]] = field(default_factory=dict)
    """What a browser brings back of a cancelled order, by gateway."""
    browsers: dict[tuple[str, int], Browser] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Begun:
    """An attempt the bank waits for."""

    id: UUID
    token: str
    order_no: int


class Payer:
    """Makes one wish come true."""

    def __init__(self, scene: Scene, wish: Wish) -> None:
        self.scene, self.wish, self.dice = scene, wish, wish.dice
        self.place = scene.places[wish.university]
        self.student = self.place.students[wish.student]
        self.due: payments.Due | None = None
        with scene.lock:
            key = (wish.university, wish.student)
            fresh = Browser(scene.http, scene.port, self.place, self.student)
            self.browser = scene.browsers.setdefault(key, fresh)

    def owe(self) -> payments.Due:
        """The debt of this wish."""
        if self.due is None:
            extra = self.dice.randrange(5_000, 900_000) if self.wish.part else 0
            self.due = people.record(self.place, self.wish, self.wish.amount + extra)
        return self.due

    def begin(self, *, presses: int = 1, departs: bool = True) -> Begun:
        """The form, «بله، انجام شود», and the page that leads to the bank. Raises Lost."""
        for _ in range(AGAIN):
            begun = self._begun(random.Random(self.dice.random()), presses)
            if begun is None:
                continue
            if departs:
                page = self.browser.get(f"/payments/{begun.id}/go/")
                assert page.status_code in (200, 302), f"the way to the bank: {page.status_code}"
                assert page.status_code == 302 or begun.token in page.text
            return begun
        raise Lost("the bank did not let it begin")

    def _begun(self, dice: random.Random, presses: int) -> Begun | None:
        key, form = f"{dice.getrandbits(128):032x}", self._form()
        self._press(form | {"key": key}, presses, key)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            rows = ask(_FOUND, self.student.person_id, key)
            assert len(rows) == 1, f"{len(rows)} attempts of one key"
            ((attempt_id, state, token, order_no),) = rows
            with self.scene.lock:
                self.scene.kind_of[attempt_id] = self.wish.kind.name
            if token:
                return Begun(attempt_id, token, order_no)
            if state == "failed":
                return None
            time.sleep(PAUSE)
        raise AssertionError(f"nobody asked the bank for {attempt_id}")

    def _form(self) -> dict[str, str]:
        amount = str(self.wish.amount)
        if self.wish.for_due:
            what = f"{self.owe().id}{'/part' if self.wish.part else ''}"
            return {"what": what, "amount": amount, "sure": amount}
        subject = self.place.subjects[self.wish.gateway, False]
        return {
            "what": "other", "centre": subject.centre.key, "unit": subject.office.key, "subject": subject.key,
            "amount": amount, "sure": amount,
        }  # fmt: skip

    def _press(self, form: dict[str, str], presses: int, key: str) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            answers = together([lambda: self.browser.post("/payments/", form)] * presses)
            good = {answer.headers["Location"] for answer in answers if answer.status_code == 302}
            assert len(good) <= 1, f"one key led to {good}"
            if good or ask(_FOUND, self.student.person_id, key):
                return
            words = " ".join(re.findall(r"<li>(?:<a[^>]*>)?([^<]*)", answers[0].text))
            if "payment of this debt" in words or "not among yours" in words:
                raise Lost("the debt is gone")
            assert time.monotonic() < until, f"the form is refused: {answers[0].status_code} {words}"
            time.sleep(PAUSE)

    def press(self, begun: Begun, deed: str, *, deliver: int = 0, **more: Any) -> dict[str, Any]:
        """A button of the bank's page. Raises wire.Over."""
        return self.scene.banks.deed(deed, begun.token, bank=self.wish.gateway, deliver=deliver, **more)

    def paid(self, begun: Begun, deed: str = "pay", *, deliver: int = 1, **more: Any) -> dict[str, Any]:
        """A button, and the way back to the page of the result."""
        told = self.press(begun, deed, deliver=2 if deed == "twice" else deliver, **more)
        self.scene.banks.bring(told, begun.token)
        return told

    def fault(self, kind: str, call: str, **more: Any) -> None:
        """Have this payment's bank misbehave at its next call of this kind."""
        with self.scene.lock:
            self.scene.ordered[self.wish.kind.name] += 1
        self.scene.banks.tell("faults", faults=[{"kind": kind, "bank": self.wish.gateway, "call": call, **more}])

    def word(self, begun: Begun) -> str:
        """The secret word of its address; its payer sees it, a forger of one's own payments too."""
        return str(ask("SELECT word FROM payments_attempt WHERE id = %s", begun.id)[0][0])


def together(works: list[Any]) -> list[Any]:
    """All at once; their results. Raises what the first of them raised."""
    found: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        try:
            found[place] = works[place]()
        except BaseException as trouble:
            found[place] = trouble

    threads = [threading.Thread(target=run, args=(place,)) for place in range(1, len(works))]
    [each.start() for each in threads]
    run(0)
    [each.join() for each in threads]
    if trouble := next((each for each in found if isinstance(each, BaseException)), None):
        raise trouble
    return found

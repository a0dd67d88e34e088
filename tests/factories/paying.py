"""Paying as people do: our side by its verbs, the bank's by its simulator over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from django.db.models import F

from pishkhan.payments import api as payments
from pishkhan.payments.domain import settlement, sweeping
from pishkhan.payments.models import Account, Attempt, Line
from simulators.banks import Network
from tests.factories.packs import University

TERMINAL = {
    "sep": {"terminal": "134796", "kind": "plain"},
    "mellat": {"terminal": "1234568", "user": "demo", "password": "demo", "kind": "plain"},
    "sadad": {
        "merchant": "000000140212149", "terminal": "24000615", "key": "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY",
        "kind": "plain",
    },
    "zarinpal": {"merchant": "66666666-7777-8888-9999-000000000000"},
    "demo": {"terminal": "demo", "key": "demo"},
}  # fmt: skip


class Till:
    """A payer of a university, and the hand at the bank's controls."""

    def __init__(self, university: University, network: Network, gateway: str) -> None:
        self.university, self.gateway, self.network = university, gateway, network
        self.http = httpx.Client(base_url=network.url, trust_env=False, timeout=20)
        payments.Terminal.objects.filter(institution_id=university.id).update(
            gateway=gateway, settings=TERMINAL[gateway], is_open=True
        )
        payments.Subject.objects.filter(institution_id=university.id).update(free=True, least=1000)

    def due(self, login: str, *, amount: int = 4_500_000, subject: str = "dormitory") -> payments.Due:
        what = self.subject(subject)
        return payments.record_due(
            actor=self.university.actor("admin"), enrolment_id=self.university.enrolment(login).id,
            office_id=what.office_id, amount=amount, reason="اجاره‌بهای نمونه", source_ref=f"test:{uuid4()}",
            origin=payments.Origin(subject=what),
        )  # fmt: skip

    def subject(self, key: str = "dormitory") -> payments.Subject:
        return payments.Subject.objects.get(institution_id=self.university.id, key=key)

    def begin(self, login: str, amount: int, *, due: payments.Due | None = None, subject: str = "dormitory") -> Attempt:
        """Pressed «بله، انجام شود», and the bank has been told."""
        actor = self.university.actor(login)
        attempt = payments.begin_payment(
            actor=actor, subject_id=self.subject(subject).id, amount=amount, key=uuid4().hex,
            due_id=due.id if due else None,
        )  # fmt: skip
        settlement.bring_on(attempt.id)
        payments.set_out(actor=actor, attempt_id=attempt.id)
        return self.look(attempt)

    def look(self, attempt: Attempt) -> Attempt:
        return Attempt.objects.select_related("terminal").get(id=attempt.id)

    def at_bank(self, attempt: Attempt, deed: str = "pay", **more: Any) -> dict[str, str]:
        """Press a button of the bank's page; the fields the browser would bring back."""
        told = self.control(deed, token=self.look(attempt).token, **more)
        return dict(told["callback"]["fields"]) if told["callback"] else {}

    def back(self, attempt: Attempt, fields: dict[str, str]) -> Attempt:
        """The browser comes back, and a worker takes it up."""
        assert payments.note_return(institution_id=self.university.id, word=attempt.word, fields=fields)
        settlement.bring_on(attempt.id)
        return self.look(attempt)

    def pay(self, login: str, amount: int, **more: Any) -> Attempt:
        attempt = self.begin(login, amount, **more)
        return self.back(attempt, self.at_bank(attempt))

    def control(self, verb: str, **wish: Any) -> Any:
        answer = self.http.post(f"/control/{verb}", json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind: str, **more: Any) -> None:
        self.control("faults", faults=[{"kind": kind, "bank": self.gateway, **more}])

    def order(self, attempt: Attempt) -> dict[str, Any]:
        """How the bank has it."""
        (found,) = self.http.get("/control/orders", params={"token": self.look(attempt).token}).json()["orders"]
        return dict(found)

    def later(self, attempt: Attempt, **span: float) -> Attempt:
        """Let time pass for one attempt, here and at the bank, and have it looked at."""
        gone = timedelta(**span)
        if self.look(attempt).token:
            self.control("clock", token=self.look(attempt).token, seconds=gone.total_seconds())
        moved = {name: F(name) - gone for name in ("created_at", "lease_at", "next_at", "window_at", "verified_at")}
        Attempt.objects.filter(id=attempt.id).update(**moved)
        if attempt.id in sweeping.due_attempts():
            settlement.bring_on(attempt.id)
        return self.look(attempt)


def on(kind: str, ref: object) -> int:
    """What stands on an account of the ledger, in rials."""
    account = Account.objects.filter(kind=kind, ref=ref).first()
    return sum(Line.objects.filter(account=account).values_list("amount", flat=True)) if account else 0

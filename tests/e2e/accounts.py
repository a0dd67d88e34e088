"""Money for the pages of the accounts: paid, given back, unclear, and a bank's report that does not agree."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.payments.domain import closing, settlement, transitions
from pishkhan.payments.domain.holding import locked
from tests.factories.packs import University
from tests.factories.paying import Till

PATIENCE = 60
LOGIN = "4001020306"
REPORT = """شماره رزرو (ResNum),رسید دیجیتالی (RefNum),مبلغ (ریال),وضعیت
{paid},{receipt},{amount},موفق
999999999,UNKNOWN-1,750000,موفق
888888888,UNKNOWN-2,ده,موفق
"""


class Counter(Till):
    """A till at the pack's own terminals, beside a worker that may be quicker."""

    def __init__(self, university: University) -> None:
        self.university, self.network = university, SimpleNamespace(url=settings.BANKS_BASE)
        self.http = httpx.Client(base_url=settings.BANKS_BASE, trust_env=False, timeout=20)

    def until(self, attempt: payments.Attempt, *states: State) -> payments.Attempt:
        end = time.monotonic() + PATIENCE
        while (row := self.look(attempt)).state not in states:
            assert time.monotonic() < end, f"{row.state} {row.reason}"
            time.sleep(0.1)
            settlement.bring_on(attempt.id)
        return row

    def start(self, amount: int, subject: str) -> payments.Attempt:
        due = self.due(LOGIN, amount=amount, subject=subject)
        actor = self.university.actor(LOGIN)
        attempt = payments.begin_payment(
            actor=actor, subject_id=due.subject_id, amount=amount, key=uuid4().hex, due_id=due.id
        )
        self.until(attempt, State.TOKEN_OBTAINED)
        payments.set_out(actor=actor, attempt_id=attempt.id)
        return self.look(attempt)

    def settle(self, amount: int, subject: str) -> payments.Attempt:
        attempt = self.start(amount, subject)
        payments.note_return(
            institution_id=self.university.id, word=attempt.word, fields=self.at_bank(attempt)
        )
        return self.until(attempt, State.POSTED)


def prepared(iums: University) -> dict[str, Any]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    till, clerk, head = Counter(iums), iums.actor("accounts"), iums.actor("accounts.head")
    paid, other, third = till.settle(2_400_000, "nutrition"), till.settle(900_000, "nutrition"), till.start(
        650_000, "dormitory"
    )  # fmt: skip
    given = payments.ask_refund(
        actor=clerk, attempt_id=paid.id, amount=400_000, reason="دو بار برداشت شده بود", owed_again=True
    )
    payments.decide_refund(actor=head, refund_id=given.id, approve=True, reference="حواله ۱۴۰۵/۱۲")
    asked = payments.ask_refund(actor=clerk, attempt_id=other.id, amount=900_000, reason="انصراف از سرویس")
    report, _ = payments.bank_reports.bring(
        actor=clerk, terminal_id=paid.terminal_id, name="report.csv", days=(timezone.localdate(),) * 2,
        content=REPORT.format(paid=paid.order_no, receipt=paid.receipt_ref, amount=2_400_000).encode(),
    )  # fmt: skip
    return {
        "paid": str(paid.id), "reviewed": str(_reviewed(third)), "refund": str(asked.id),
        "terminal": str(paid.terminal_id), "subject": str(paid.subject_id), "bank_report": str(report.id),
        "receipt": payments.code_of(paid),
    }  # fmt: skip


@transaction.atomic
def _reviewed(attempt: payments.Attempt) -> Any:
    """The browser said it is paid, and the bank never gave a clear answer."""
    row = locked(attempt.id, State.REDIRECTED)
    assert row is not None
    transitions.move(row, State.RETURNED, reason="said_paid", said="paid", rrn="405900123456")
    closing.review(row, "never_clear", None)
    return row.id


def paid(iums: University, amount: int, subject: str) -> dict[str, Any]:
    """A due of a student that was paid through the bank."""
    row = Counter(iums).settle(amount, subject)
    return {"id": str(row.id), "order_no": row.order_no, "terminal": row.terminal.name["fa"]}

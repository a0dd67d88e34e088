"""Reports add up to the ledger, and the file for the accounting has every movement once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from pishkhan.payments import api as payments
from pishkhan.payments.api import By
from pishkhan.payments.domain.queries import reports
from pishkhan.payments.models import Line
from tests.factories.paying import on

STUDENT, OTHER = "981020304", "991020305"


@pytest.fixture
def books(iums, till):
    """Three payments of two subjects, one of them given back in half, and a failure."""
    keys = list(payments.Subject.objects.filter(institution_id=iums.id).values_list("key", flat=True))[:2]
    paid = till.pay(STUDENT, 900_000, subject=keys[0])
    till.pay(OTHER, 200_000, subject=keys[0])
    till.pay(OTHER, 300_000, subject=keys[1])
    failed = till.begin(STUDENT, 50_000, subject=keys[1])
    till.later(till.back(failed, till.at_bank(failed, "cancel")), minutes=60)
    asked = payments.ask_refund(actor=iums.actor("accounts"), attempt_id=paid.id, amount=450_000, reason="نیم")
    payments.decide_refund(actor=iums.actor("accounts.head"), refund_id=asked.id, approve=True, reference="۱")
    return paid


@pytest.mark.parametrize("by", list(By))
def test_totals_are_the_ledgers(iums, books, by):
    today = timezone.localdate()
    first = today - timedelta(days=1)
    lines = payments.reports.report(iums.actor("accounts"), by, first, today)
    total = payments.reports.whole(lines)
    assert (total.count, total.paid, total.refunded, total.net) == (3, 1_400_000, 450_000, 950_000)
    ledger = Line.objects.filter(posting__institution_id=iums.id, account__kind="terminal").aggregate(s=Sum("amount"))
    assert total.net == ledger["s"] == sum(on("terminal", row.id) for row in payments.Terminal.objects.all())
    assert (total.ended, total.failed) == (4, 1)


def test_lines_by_subject(iums, books):
    today = timezone.localdate()
    lines = payments.reports.report(iums.actor("accounts"), By.SUBJECT, today - timedelta(days=1), today)
    assert {(each.key == books.subject_id, each.count, each.net, each.failed) for each in lines} == {
        (True, 2, 650_000, 0), (False, 1, 300_000, 1)
    }  # fmt: skip


def test_other_days_and_other_people_see_nothing(iums, shiraz, books):
    today = timezone.localdate()
    assert payments.reports.report(iums.actor("accounts"), By.DAY, today - timedelta(9), today - timedelta(8)) == []
    for actor in (shiraz.actor("accounts"), iums.actor("edu.lead"), iums.actor(STUDENT)):
        assert payments.reports.report(actor, By.DAY, today, today) == []
        assert list(payments.reports.movements(actor, today, today)) == []


def test_movements_are_read_in_batches_and_come_once(iums, books, monkeypatch):
    monkeypatch.setattr(reports, "BATCH", 2)
    today = timezone.localdate()
    found = list(payments.reports.movements(iums.actor("accounts"), today, today))
    assert [each.amount for each in found] == [900_000, 200_000, 300_000, -450_000]
    assert (found[-1].kind, found[-1].transfer, found[0].payer_number) == ("refund", "۱", STUDENT)

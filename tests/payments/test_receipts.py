"""What a payer is told of a payment, and the code of its receipt."""

from __future__ import annotations

import pytest

from pishkhan.notifications.models import Notice
from pishkhan.payments import api as payments
from tests.factories.jobs import run_jobs
from tests.factories.packs import load

LOGIN, AMOUNT = "981020304", 4_500_000


def told(university, key):
    """Values of the notices of a kind the payer got."""
    rows = Notice.objects.filter(person_id=university.person(LOGIN).id, message=key)
    return [row.values for row in rows]


def test_payer_hears_of_a_payment_once_however_often_it_is_told(iums, till):
    attempt = till.pay(LOGIN, AMOUNT)
    run_jobs()
    [values] = told(iums, "payment_receipt")
    assert (values["amount"], values["number"]) == (AMOUNT, str(attempt.order_no))
    assert told(iums, "payment_left") == []


def test_payer_hears_that_money_was_left_alone(iums, till):
    due = till.due(LOGIN)
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    payments.reduce_due(
        actor=iums.actor("admin"), due_id=due.id, kind=payments.EntryKind.EVIDENCE, reason="فیش نقدی"
    )
    till.back(attempt, till.at_bank(attempt))
    run_jobs()
    [values] = told(iums, "payment_left")
    assert values["number"] == str(attempt.order_no)
    assert told(iums, "payment_receipt") == []


@pytest.mark.parametrize(("approve", "heard"), [(True, 1), (False, 0)])
def test_payer_hears_of_money_that_goes_back_and_of_no_refusal(iums, till, approve, heard):
    attempt = till.pay(LOGIN, AMOUNT)
    asked = payments.ask_refund(
        actor=iums.actor("accounts"), attempt_id=attempt.id, amount=1_000_000, reason="اشتباه"
    )
    payments.decide_refund(
        actor=iums.actor("accounts.head"), refund_id=asked.id, approve=approve, words="دلیل", reference="حواله ۱۲"
    )
    run_jobs()
    found = told(iums, "refund")
    assert len(found) == heard
    assert [row["amount"] for row in found] == [1_000_000] * heard


def test_code_of_one_university_is_unknown_at_another(iums, till):
    attempt = till.pay(LOGIN, AMOUNT)
    other, code = load("shiraz-elearning"), payments.code_of(attempt)
    assert payments.find_receipt(institution_id=iums.id, typed=code).id == attempt.id
    assert payments.find_receipt(institution_id=other.id, typed=code) is None

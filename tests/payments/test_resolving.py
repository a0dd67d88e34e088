"""What a person decides about a payment: ask again, or go by the bank's own books."""

from __future__ import annotations

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.payments.domain import settlement
from pishkhan.payments.domain.resolving import Verdict
from pishkhan.plumbing import audit
from pishkhan.plumbing.models import Incident
from tests.factories.paying import on

STUDENT = "981020304"


@pytest.fixture
def unclear(till):
    """The bank never gave a clear answer about a payment for a due."""
    return reviewed(till, till.due(STUDENT, amount=900_000))


def reviewed(till, due):
    attempt = till.begin(STUDENT, 900_000, due=due)
    fields = till.at_bank(attempt)
    till.fault("drop", call="verify", times=50)
    till.fault("drop", call="inquire", times=50)
    till.back(attempt, fields)
    for _ in range(4):
        attempt = till.later(attempt, minutes=30)
    assert attempt.state == State.NEEDS_REVIEW
    till.control("faults", clear=True)
    return attempt


def resolve(university, attempt, as_, login="accounts", **more):
    given = {"reason": "در پنل بانک دیده شد", "reference": "RRN-99", **more}
    return payments.resolving.resolve(actor=university.actor(login), attempt_id=attempt.id, as_=as_, **given)


def test_paid_by_the_banks_books_is_posted(iums, till, unclear):
    resolve(iums, unclear, Verdict.PAID)
    row = till.look(unclear)
    assert (row.state, row.reason) == (State.POSTED, "")
    verified = row.events.get(after=State.VERIFIED)
    assert (verified.reason, verified.actor_id) == ("corrected_by_person", iums.person("accounts").id)
    assert payments.owed_of(row.due_id) == 0
    assert on("terminal", row.terminal_id) == 900_000
    assert payments.balance.differences(iums.id) == []
    assert not Incident.objects.filter(subject_id=row.id, kind="payment_review", state="open").exists()
    last = audit.history(row.id).filter(action="payment.resolved").get()
    assert (last.after["as"], last.after["reference"]) == ("paid", "RRN-99")


@pytest.mark.parametrize(
    ("verdict", "state"), [(Verdict.NOT_PAID, State.FAILED), (Verdict.REVERSED, State.REVERSED)]
)
def test_not_paid_leaves_the_debt(iums, till, unclear, verdict, state):
    resolve(iums, unclear, verdict)
    row = till.look(unclear)
    assert (row.state, payments.owed_of(row.due_id)) == (state, 900_000)
    assert payments.balance.differences(iums.id) == []
    assert not Incident.objects.filter(subject_id=row.id, kind="payment_review", state="open").exists()


def test_due_that_was_paid_meanwhile_cannot_hold_it(iums, till):
    unclear = reviewed(till, till.due(STUDENT, amount=1_400_000))
    till.pay(STUDENT, 600_000, due=unclear.due)
    with pytest.raises(DomainError, match="due_cannot_hold") as refused:
        resolve(iums, unclear, Verdict.PAID)
    assert refused.value.params["owed"] == 800_000
    assert till.look(unclear).state == State.NEEDS_REVIEW
    resolve(iums, unclear, Verdict.REVERSED)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " "}, "reason_missing"), ({"reference": ""}, "reference_missing"),
        ({"login": STUDENT}, "not_found"), ({"login": "edu.lead"}, "not_found"),
    ],
)  # fmt: skip
def test_what_is_needed_to_resolve(iums, till, unclear, more, code):
    with pytest.raises(DomainError, match=code):
        resolve(iums, unclear, Verdict.PAID, **more)
    assert till.look(unclear).state == State.NEEDS_REVIEW


def test_resolved_once(iums, till, unclear):
    resolve(iums, unclear, Verdict.PAID)
    with pytest.raises(DomainError, match="not_in_review"):
        resolve(iums, unclear, Verdict.NOT_PAID)


def test_reference_of_another_payment_pays_nothing(iums, till, unclear):
    other = till.pay(STUDENT, 50_000)
    payments.Attempt.objects.filter(id=unclear.id).update(receipt_ref=None)
    with pytest.raises(DomainError, match="reference_used"):
        resolve(iums, unclear, Verdict.PAID, reference=other.receipt_ref)
    assert till.look(unclear).state == State.NEEDS_REVIEW


def test_asking_again_brings_the_banks_word(iums, till, unclear):
    payments.resolving.ask_again(actor=iums.actor("accounts"), attempt_id=unclear.id)
    settlement.bring_on(unclear.id)
    row = till.look(unclear)
    assert not Incident.objects.filter(subject_id=row.id, kind="payment_review", state="open").exists()
    told = till.order(row)["state"]
    assert row.state == (State.POSTED if told in ("verified", "settled") else State.REVERSED), told
    assert payments.balance.differences(iums.id) == []


def test_asking_about_what_was_cancelled_changes_nothing_the_bank_does_not_say(iums, till):
    attempt = till.begin(STUDENT, 70_000)
    attempt = till.back(attempt, till.at_bank(attempt, "cancel"))
    attempt = till.later(attempt, minutes=60)
    assert attempt.state == State.CANCELLED
    payments.resolving.ask_again(actor=iums.actor("accounts"), attempt_id=attempt.id)
    settlement.bring_on(attempt.id)
    for _ in range(3):
        attempt = till.later(attempt, minutes=30)
    assert not attempt.is_paid
    assert attempt.state not in (State.RETURNED, State.VERIFYING)


def test_there_is_nothing_to_ask_about_a_paid_one(iums, till):
    with pytest.raises(DomainError, match="nothing_to_ask"):
        payments.resolving.ask_again(actor=iums.actor("accounts"), attempt_id=till.pay(STUDENT, 50_000).id)

"""Giving back: two people, never more than was paid."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connections

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.api import RefundState, State
from tests.factories.paying import on

STUDENT = "981020304"


@pytest.fixture
def paid(till):
    return till.pay(STUDENT, 900_000, due=till.due(STUDENT, amount=900_000))


def ask(university, attempt, amount, **more):
    given = {"reason": "برداشت دوباره", **more}
    return payments.ask_refund(actor=university.actor("accounts"), attempt_id=attempt.id, amount=amount, **given)


def decide(university, refund, approve=True, login="accounts.head", **more):
    given = {"reference": "حواله ۷", "words": "نه", **more}
    return payments.decide_refund(actor=university.actor(login), refund_id=refund.id, approve=approve, **given)


def test_part_and_then_the_rest(iums, till, paid):
    decide(iums, ask(iums, paid, 400_000, owed_again=True))
    assert till.look(paid).state == State.POSTED
    assert payments.owed_of(paid.due_id) == 400_000
    decide(iums, ask(iums, till.look(paid), 500_000))
    paid = till.look(paid)
    assert (paid.state, paid.refunded) == (State.REFUNDED, 900_000)
    assert payments.owed_of(paid.due_id) == 400_000, "the second part is not owed again"
    assert on("terminal", paid.terminal_id) == 0
    assert payments.balance.differences(iums.id) == []
    with pytest.raises(DomainError, match="refund_amount"):
        ask(iums, paid, 1)


def test_free_payment_is_no_income_any_more(iums, till):
    paid = till.pay(STUDENT, 120_000)
    before = on("income", paid.subject_id)
    decide(iums, ask(iums, paid, 120_000))
    assert (on("income", paid.subject_id) - before, on("student", paid.person_id)) == (120_000, 0)
    assert payments.balance.differences(iums.id) == []


def test_who_paid_neither_asks_nor_decides(iums, till):
    with pytest.raises(DomainError, match="own_money"):
        ask(iums, till.pay("accounts", 120_000), 20_000)
    paid = till.pay("accounts.head", 120_000)
    refund = ask(iums, paid, 20_000)
    for approve in (True, False):
        with pytest.raises(DomainError, match="own_money"):
            decide(iums, refund, approve)
    assert till.look(paid).refunded == 0


def test_refusal_leaves_all_as_it_was(iums, till, paid):
    decide(iums, ask(iums, paid, 400_000), approve=False)
    paid = till.look(paid)
    assert (paid.state, paid.refunded, on("terminal", paid.terminal_id)) == (State.POSTED, 0, 900_000)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "accounts"}, "refund_own"), ({"reference": " "}, "reference_missing"),
        ({"approve": False, "words": ""}, "reason_missing"), ({"login": STUDENT}, "not_found"),
        ({"login": "edu.lead"}, "not_found"),
    ],
)  # fmt: skip
def test_who_decides_and_what_is_needed(iums, till, paid, change, code):
    refund = ask(iums, paid, 400_000)
    with pytest.raises(DomainError, match=code):
        decide(iums, refund, **change)
    refund.refresh_from_db()
    assert refund.state == RefundState.ASKED


def test_what_cannot_be_asked_for(iums, shiraz, till, paid):
    for amount in (0, -1, 900_001):
        with pytest.raises(DomainError, match="refund_amount"):
            ask(iums, paid, amount)
    with pytest.raises(DomainError, match="reason_missing"):
        ask(iums, paid, 1, reason=" ")
    with pytest.raises(DomainError, match="not_found"):
        ask(shiraz, paid, 1)
    with pytest.raises(DomainError, match="not_posted"):
        ask(iums, till.begin(STUDENT, 50_000), 1)
    ask(iums, paid, 1)
    with pytest.raises(DomainError, match="refund_waits"):
        ask(iums, paid, 1)


@pytest.mark.django_db(transaction=True)
def test_parts_asked_for_at_once_never_exceed_what_was_paid(iums, till, paid):
    """Six colleagues press at the same moment for parts that together are more than was paid; then six decide."""
    for _ in range(3):
        at_once(6, lambda n: ask(iums, paid, 400_000 + n))
        waiting = list(payments.Refund.objects.filter(attempt_id=paid.id, state=RefundState.ASKED))
        assert len(waiting) <= 1
        if waiting:
            at_once(6, lambda n, row=waiting[0]: decide(iums, row))
    paid = till.look(paid)
    given = sum(payments.Refund.objects.filter(attempt=paid, state="approved").values_list("amount", flat=True))
    assert 400_000 < given == paid.refunded <= 900_000
    assert on("terminal", paid.terminal_id) == 900_000 - given
    assert payments.balance.differences(iums.id) == []


def at_once(count, deed) -> None:
    """What a database refuses, or we do, is refused; anything else is a fault."""
    ready, wrong = Barrier(count), []

    def run(n: int) -> None:
        try:
            ready.wait(20)
            deed(n)
        except DomainError:
            pass
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(n,)) for n in range(count)]
    [each.start() for each in threads]
    [each.join(60) for each in threads]
    assert wrong == []

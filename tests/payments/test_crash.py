"""Killed at any statement, a payment comes to the same end; many hands at once post it once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.payments.domain import settlement
from pishkhan.payments.domain.queries import balance
from pishkhan.payments.models import Attempt, Posting
from pishkhan.payments.providers import wire
from simulators.banks import Network
from tests.factories import forks
from tests.factories.packs import load
from tests.factories.paying import Till
from tests.workflow.test_crash import dying_at

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN, AMOUNT = "981020304", 4_500_000


@pytest.fixture
def till(settings):
    with Network() as network:
        settings.BANKS_BASE = network.url
        yield Till(load("iums-nursing"), network, "mellat")


def alone(work: Callable[[], object]) -> Callable[[], None]:
    """In a process of its own, with a line to the bank of its own."""

    def run() -> None:
        settlement.http = wire.client()
        work()

    return run


def returned(till: Till) -> tuple[payments.Due, Attempt]:
    """Paid at the bank, and back; nobody has asked the bank yet."""
    Attempt.objects.update(created_at="2026-01-01T00:00:00Z")  # nobody begins so many in an hour
    due = till.due(LOGIN)
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    fields = till.at_bank(attempt)
    assert payments.note_return(institution_id=till.university.id, word=attempt.word, fields=fields)
    return due, attempt


def is_whole(till: Till, due: payments.Due, attempt: Attempt) -> None:
    attempt = till.look(attempt)
    assert (attempt.state, till.order(attempt)["state"]) == (State.POSTED, "settled")
    assert (payments.owed_of(due.id), Posting.objects.filter(attempt=attempt).count()) == (0, 1)
    assert balance.differences(till.university.id) == []


def test_a_settlement_killed_at_any_statement(till):
    settlement.bring_on(returned(till)[1].id)  # what a process compiles once is compiled
    moments = 0
    for moment in map(str, count()):
        due, attempt = returned(till)
        if not forks.killed(dying_at(moment, alone(lambda attempt=attempt: settlement.bring_on(attempt.id)))):
            break
        till.later(attempt, minutes=2)
        is_whole(till, due, attempt)
        moments += 1
    assert moments > 20


@pytest.mark.parametrize("side", ["before commit", "after commit"])
def test_a_settlement_killed_at_its_first_commit(till, side):
    due, attempt = returned(till)
    assert forks.killed(dying_at(side, alone(lambda: settlement.bring_on(attempt.id))))
    till.later(attempt, minutes=2)
    is_whole(till, due, attempt)


def test_a_return_killed_at_any_statement_comes_again(till):
    """The browser shows an error and is loaded again; nothing was half written."""
    first = till.begin(LOGIN, AMOUNT)
    payments.note_return(institution_id=till.university.id, word=first.word, fields=till.at_bank(first))
    for moment in map(str, count()):
        attempt = till.begin(LOGIN, AMOUNT)
        fields = till.at_bank(attempt)

        def back(attempt: Attempt = attempt, fields: dict[str, str] = fields) -> None:
            payments.note_return(institution_id=till.university.id, word=attempt.word, fields=fields)

        if not forks.killed(dying_at(moment, back)):
            break
        assert till.look(attempt).state == State.REDIRECTED
        back()
        settlement.bring_on(attempt.id)
        assert till.look(attempt).state == State.POSTED
        Attempt.objects.update(created_at="2026-01-01T00:00:00Z")
    assert int(moment) > 3


def test_many_hands_at_once_post_once(till):
    due, attempt = returned(till)
    forks.together([alone(lambda: settlement.bring_on(attempt.id))] * 4)
    till.later(attempt, minutes=2)
    is_whole(till, due, attempt)


def test_return_delivered_twice_at_the_same_moment(till):
    due = till.due(LOGIN)
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    fields = till.at_bank(attempt)

    def back() -> None:
        payments.note_return(institution_id=till.university.id, word=attempt.word, fields=fields)
        settlement.bring_on(attempt.id)

    forks.together([alone(back)] * 2)
    till.later(attempt, minutes=2)
    is_whole(till, due, attempt)


def test_two_payments_of_one_due_at_the_same_moment(till):
    """Each holds its own attempt; the due's lock decides whose money is taken."""
    due = till.due(LOGIN)
    both = [till.begin(LOGIN, AMOUNT, due=due) for _ in range(2)]
    backs = [till.at_bank(each) for each in both]

    def back(place: int) -> Callable[[], None]:
        def run() -> None:
            payments.note_return(institution_id=till.university.id, word=both[place].word, fields=backs[place])
            settlement.bring_on(both[place].id)

        return alone(run)

    forks.together([back(0), back(1)])
    for each in both:
        till.later(each, minutes=2)
    for each in both:
        till.later(each, minutes=2)
    found = [till.look(each) for each in both]
    assert sorted(each.state for each in found) == [State.POSTED, State.RETURNED]
    assert [each.left for each in found if each.state == State.RETURNED] == ["due_settled"]
    assert payments.owed_of(due.id) == 0
    assert balance.differences(till.university.id) == []


def test_double_press_at_the_same_moment_begins_once(till):
    subject = till.subject()
    student = till.university.actor(LOGIN)

    def press() -> str:
        return str(payments.begin_payment(actor=student, subject_id=subject.id, amount=AMOUNT, key="pressed").id)

    assert len(set(forks.together([press] * 3))) == 1
    assert Attempt.objects.count() == 1

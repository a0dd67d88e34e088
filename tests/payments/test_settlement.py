"""The state machine over real HTTP to simulated banks: what happens to a payment, whatever the browser, the bank or
the network does. Items of the test list of payments.md, one a test."""

from __future__ import annotations

import asyncio

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments import tasks
from pishkhan.payments.api import EntryKind, Standing, State
from pishkhan.payments.domain import settlement, sweeping, transitions
from pishkhan.payments.models import Attempt, AttemptEvent, DueEntry, Posting
from pishkhan.plumbing.models import Incident
from tests.factories.paying import Till, on

LOGIN, OTHER = "981020304", "991020305"
AMOUNT = 4_500_000
NAMES = ("order", "token", "ResNum", "Token", "RefId", "SaleOrderId", "OrderId", "Authority")
"""Fields of a return that name the order; a forger reads them off the payer's page."""


def test_paid_due_is_posted_once_and_nothing_is_owed(iums, every_till):
    due = every_till.due(LOGIN)
    charged = on("income", due.subject_id)
    attempt = every_till.pay(LOGIN, AMOUNT, due=due)
    assert (attempt.state, attempt.reason) == (State.POSTED, "")
    assert payments.standing(attempt) == Standing.PAID
    assert payments.owed_of(due.id) == 0
    assert on("terminal", attempt.terminal_id) == AMOUNT
    assert on("student", attempt.person_id) == 0
    assert on("income", attempt.subject_id) == charged, "it was income when it was charged"
    assert every_till.order(attempt)["state"] in ("verified", "settled")
    assert attempt.rrn or attempt.receipt_ref, "a reference for the receipt"


def test_free_amount_is_charged_and_paid_in_one(iums, every_till):
    attempt = every_till.pay(LOGIN, 250_000)
    assert attempt.state == State.POSTED
    assert (on("terminal", attempt.terminal_id), on("student", attempt.person_id)) == (250_000, 0)


def test_part_of_a_due(iums, till):
    due = till.due(LOGIN)
    till.pay(LOGIN, 1_000_000, due=due)
    assert payments.owed_of(due.id) == 3_500_000
    till.pay(LOGIN, 3_500_000, due=due)
    assert payments.owed_of(due.id) == 0


def test_return_twice_posts_once(iums, every_till):
    attempt = every_till.begin(LOGIN, AMOUNT)
    fields = every_till.at_bank(attempt)
    every_till.back(attempt, fields)
    attempt = every_till.back(attempt, fields)
    assert attempt.state == State.POSTED
    assert Posting.objects.filter(attempt=attempt).count() == 1


def test_return_before_the_page_that_sent_the_payer_was_noted(iums, till):
    """The callback may be quicker than the commit of `redirected`."""
    actor = iums.actor(LOGIN)
    attempt = payments.begin_payment(actor=actor, subject_id=till.subject().id, amount=AMOUNT, key="quick")
    settlement.bring_on(attempt.id)
    assert till.look(attempt).state == State.TOKEN_OBTAINED
    assert till.back(attempt, till.at_bank(attempt)).state == State.POSTED


def test_same_key_is_the_same_attempt(iums, till):
    actor = iums.actor(LOGIN)
    given = {"actor": actor, "subject_id": till.subject().id, "amount": AMOUNT, "key": "twice"}
    assert payments.begin_payment(**given).id == payments.begin_payment(**given).id
    with pytest.raises(DomainError, match="key_reused"):
        payments.begin_payment(**{**given, "amount": AMOUNT + 1})


@pytest.mark.parametrize(("deed", "end"), [("cancel", State.CANCELLED), ("wrong_pin", State.FAILED)])
def test_payer_who_did_not_pay(iums, every_till, deed, end):
    attempt = every_till.begin(LOGIN, AMOUNT)
    attempt = every_till.back(attempt, every_till.at_bank(attempt, deed))
    assert payments.standing(attempt) in (Standing.CANCELLED, Standing.FAILED)
    attempt = every_till.later(attempt, hours=2)
    assert attempt.state in (end, State.CANCELLED, State.FAILED), "some have one word for both"
    assert on("terminal", attempt.terminal_id) == 0


def test_forged_cancel_then_the_genuine_return(iums, every_till):
    attempt = every_till.begin(LOGIN, AMOUNT)
    genuine = every_till.at_bank(attempt, "pay")
    other = every_till.begin(LOGIN, AMOUNT)
    cancelled = every_till.at_bank(other, "cancel")
    swapped = {name: genuine[name] if name in NAMES and name in genuine else cancelled[name] for name in cancelled}
    payments.note_return(institution_id=iums.id, word=attempt.word, fields=swapped)
    assert every_till.look(attempt).said in ("cancelled", "failed")
    assert every_till.back(attempt, genuine).state == State.POSTED


def test_forged_success_without_a_payment(iums, every_till):
    """Somebody else's success, with the names of this order put in."""
    paid = every_till.begin(LOGIN, AMOUNT)
    genuine = every_till.at_bank(paid)
    mine = every_till.begin(OTHER, AMOUNT)
    attempt = every_till.back(mine, genuine)
    assert attempt.state == State.REDIRECTED, "a return of another order is no news of this one"
    assert every_till.back(paid, genuine).state == State.POSTED


def test_reference_that_paid_one_attempt_pays_no_other(iums, network):
    """SEP's own warning: the same RefNum verifies any number of times."""
    till = Till(iums, network, "sep")
    first = till.begin(LOGIN, AMOUNT)
    genuine = till.at_bank(first)
    assert till.back(first, genuine).state == State.POSTED
    second = till.begin(OTHER, AMOUNT)
    forged = {**genuine, "ResNum": str(second.order_no), "Token": till.look(second).token}
    attempt = till.back(second, forged)
    assert (attempt.state, attempt.left) == (State.RETURNED, "receipt_used")
    assert on("terminal", attempt.terminal_id) == AMOUNT


def test_genuine_return_after_a_forged_one(iums, network):
    """A forged reference is let go when the bank does not know it; the payer's own still counts."""
    till = Till(iums, network, "sep")
    attempt = till.begin(LOGIN, AMOUNT)
    genuine = till.at_bank(attempt)
    forged = {**genuine, "RefNum": "forged-by-somebody"}
    assert till.back(attempt, forged).state == State.FAILED
    assert till.back(attempt, genuine).state == State.POSTED


@pytest.mark.parametrize("by", [-1000, 1000])
def test_return_with_another_amount_is_not_taken(iums, network, by):
    till = Till(iums, network, "sep")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = {**till.at_bank(attempt), "Amount": str(AMOUNT + by)}
    attempt = till.back(attempt, fields)
    assert (attempt.left, payments.standing(attempt)) == ("amount", Standing.GOES_BACK)
    attempt = till.later(attempt, hours=2)
    assert (attempt.state, till.order(attempt)["state"]) == (State.REVERSED, "reversed")


@pytest.mark.parametrize(("gateway", "end"), [("sep", State.REVERSED), ("sadad", State.NEEDS_REVIEW)])
def test_bank_verifies_another_amount(iums, network, gateway, end):
    """Given back at once where the bank can; a person looks where it cannot."""
    till = Till(iums, network, gateway)
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.fault("amount", call="verify", by=-1000)
    attempt = till.back(attempt, fields)
    assert (attempt.state, on("terminal", attempt.terminal_id)) == (end, 0)
    assert Incident.objects.filter(subject_id=attempt.id).exists()


@pytest.mark.parametrize("kind", ["drop", "html", "json"])
def test_verify_whose_answer_is_lost_is_asked_again(iums, every_till, kind):
    """Applied at the bank, lost on the way: the second answer says «already», and that is a success."""
    attempt = every_till.begin(LOGIN, AMOUNT)
    fields = every_till.at_bank(attempt)
    every_till.fault(kind, call="verify", after=True)
    attempt = every_till.back(attempt, fields)
    assert attempt.state == State.VERIFYING
    attempt = every_till.later(attempt, minutes=2)
    assert attempt.state == State.POSTED
    assert Posting.objects.filter(attempt=attempt).count() == 1


def test_verify_that_never_arrived_is_asked_again(iums, every_till):
    attempt = every_till.begin(LOGIN, AMOUNT)
    fields = every_till.at_bank(attempt)
    every_till.fault("drop", call="verify", after=False)
    assert every_till.back(attempt, fields).state == State.VERIFYING
    assert every_till.later(attempt, minutes=2).state == State.POSTED


def test_settle_that_fails_is_tried_until_it_stands(iums, network):
    till = Till(iums, network, "mellat")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.fault("drop", call="settle", after=True, times=1)
    assert till.back(attempt, fields).state == State.VERIFIED
    attempt = till.later(attempt, minutes=2)
    assert (attempt.state, till.order(attempt)["state"]) == (State.POSTED, "settled")


def test_verified_and_unsettled_for_an_hour_is_an_incident(iums, network):
    till = Till(iums, network, "mellat")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.fault("html", call="settle", times=None)
    till.back(attempt, fields)
    till.later(attempt, minutes=61)
    assert Incident.objects.filter(subject_id=attempt.id, kind="payment_unsettled", state="open").exists()
    till.control("faults", clear=True)
    assert till.later(attempt, minutes=2).state == State.POSTED
    assert not Incident.objects.filter(subject_id=attempt.id, state="open").exists()


def test_late_return_finds_the_money_gone_back(iums, every_till):
    attempt = every_till.begin(LOGIN, AMOUNT)
    fields = every_till.at_bank(attempt, "late")
    attempt = every_till.back(attempt, fields)
    if every_till.gateway != "zarinpal":  # which keeps it for three days
        assert attempt.state in (State.REVERSED, State.FAILED)
        assert on("terminal", attempt.terminal_id) == 0


def test_payer_who_never_comes_back(iums, every_till):
    """Where the bank can be asked, the payment is found; elsewhere it goes back by itself and is held for unknown."""
    attempt = every_till.begin(LOGIN, AMOUNT)
    every_till.at_bank(attempt, "close")
    attempt = every_till.later(attempt, minutes=4)
    gateway = settlement.terminals.gateway_of(attempt)
    if gateway.inquires or gateway.blind:
        assert attempt.state == State.POSTED
        return
    attempt = every_till.later(attempt, hours=2)
    assert attempt.state == State.EXPIRED_UNKNOWN
    assert payments.standing(attempt) == Standing.UNKNOWN
    assert every_till.order(attempt)["state"] == "reversed"


def test_blind_verifying_leaves_a_payer_at_the_bank_in_peace(iums, network):
    """Sadad says the same of who is still choosing a card and of who gave up."""
    till = Till(iums, network, "sadad")
    attempt = till.begin(LOGIN, AMOUNT)
    attempt = till.later(attempt, minutes=4)
    assert (attempt.state, payments.standing(attempt)) == (State.REDIRECTED, Standing.AT_BANK)
    fields = till.at_bank(attempt)
    assert till.back(attempt, fields).state == State.POSTED


def test_blind_verifying_takes_nothing_that_is_no_longer_owed(iums, network):
    till = Till(iums, network, "sadad")
    due = till.due(LOGIN)
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    till.at_bank(attempt, "close")
    payments.reduce_due(actor=iums.actor("admin"), due_id=due.id, kind=EntryKind.WAIVED, reason="بخشودگی")
    attempt = till.later(attempt, minutes=4)
    assert (attempt.left, till.order(attempt)["state"]) == ("due_settled", "paid")
    attempt = till.later(attempt, hours=1)
    assert (attempt.state, till.order(attempt)["state"]) == (State.REVERSED, "reversed")


def test_forged_success_that_the_bank_never_saw_ends_by_itself(iums, network):
    till = Till(iums, network, "sadad")
    attempt = till.begin(LOGIN, AMOUNT)
    other = till.begin(OTHER, AMOUNT)
    genuine = till.at_bank(other)
    forged = {**genuine, "OrderId": str(attempt.order_no), "Token": till.look(attempt).token}
    assert till.back(attempt, forged).state == State.VERIFYING
    assert till.later(attempt, hours=1).state == State.FAILED


def test_payer_who_never_arrives(iums, every_till):
    attempt = every_till.later(every_till.begin(LOGIN, AMOUNT), hours=4)
    assert attempt.state in (State.EXPIRED_UNKNOWN, State.FAILED)


def test_due_paid_in_cash_meanwhile_is_not_taken_twice(iums, every_till):
    due = every_till.due(LOGIN)
    attempt = every_till.begin(LOGIN, AMOUNT, due=due)
    fields = every_till.at_bank(attempt)
    payments.reduce_due(
        actor=iums.actor("admin"), due_id=due.id, kind=EntryKind.EVIDENCE, reason="فیش بانکی", evidence="۱۲"
    )
    attempt = every_till.back(attempt, fields)
    assert (attempt.left, payments.standing(attempt)) == ("due_settled", Standing.GOES_BACK)
    assert on("terminal", attempt.terminal_id) == 0
    attempt = every_till.later(attempt, hours=80)
    assert (attempt.state, every_till.order(attempt)["state"]) == (State.REVERSED, "reversed")


def test_two_attempts_of_one_due_both_paid(iums, till):
    """Two tabs: the first to be verified is taken, the second goes back by itself."""
    due = till.due(LOGIN)
    first, second = (till.begin(LOGIN, AMOUNT, due=due) for _ in range(2))
    back = [till.at_bank(each) for each in (first, second)]
    assert till.back(second, back[1]).state == State.POSTED
    attempt = till.back(first, back[0])
    assert (attempt.state, attempt.left) == (State.RETURNED, "due_settled")
    assert payments.owed_of(due.id) == 0


def test_second_waits_while_the_first_is_being_asked_about(iums, till):
    due = till.due(LOGIN)
    first, second = (till.begin(LOGIN, AMOUNT, due=due) for _ in range(2))
    back = [till.at_bank(each) for each in (first, second)]
    till.fault("drop", call="verify", after=True)
    assert till.back(first, back[0]).state == State.VERIFYING
    attempt = till.back(second, back[1])
    assert (attempt.state, attempt.left) == (State.RETURNED, "")
    assert till.later(first, minutes=2).state == State.POSTED
    assert till.later(second, minutes=2).left == "due_settled"


def test_officer_cannot_waive_what_is_being_paid(iums, till):
    due = till.due(LOGIN)
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    fields = till.at_bank(attempt)
    till.fault("drop", call="verify", after=True)
    till.back(attempt, fields)
    with pytest.raises(DomainError, match="due_being_paid"):
        payments.reduce_due(actor=iums.actor("admin"), due_id=due.id, kind=EntryKind.WAIVED, reason="بخشودگی")
    with pytest.raises(DomainError, match="due_being_paid"):
        payments.begin_payment(
            actor=iums.actor(LOGIN), subject_id=till.subject().id, amount=AMOUNT, key="again", due_id=due.id
        )


def test_terminal_closed_in_the_middle_takes_nothing(iums, till):
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    payments.Terminal.objects.filter(id=attempt.terminal_id).update(is_open=False)
    attempt = till.back(attempt, fields)
    assert attempt.left == "terminal_closed"
    assert till.later(attempt, hours=1).state == State.REVERSED


def test_terminal_switched_off_at_the_bank(iums, every_till):
    attempt = every_till.begin(LOGIN, AMOUNT)
    fields = every_till.at_bank(attempt)
    number = attempt.terminal.settings.get("terminal") or attempt.terminal.settings["merchant"]
    every_till.control("terminals", bank=every_till.gateway, terminal=number, on=False)
    attempt = every_till.back(attempt, fields)
    assert (attempt.state, on("terminal", attempt.terminal_id)) == (State.VERIFYING, 0)
    if every_till.gateway != "sadad":  # whose answer does not say why
        assert Incident.objects.filter(kind="gateway_refused", subject_id=attempt.terminal_id).exists()
    every_till.control("terminals", bank=every_till.gateway, terminal=number, on=True)
    assert every_till.later(attempt, minutes=2).state == State.POSTED


def test_bank_that_cannot_be_reached_begins_nothing(iums, every_till):
    every_till.fault("drop", call="request")
    attempt = every_till.begin(LOGIN, AMOUNT)
    assert (attempt.state, payments.standing(attempt)) == (State.FAILED, Standing.NOT_STARTED)


def test_never_clear_until_the_window_is_over_wants_a_person(iums, network):
    till = Till(iums, network, "sep")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.fault("drop", call="verify", after=True, times=None)
    till.back(attempt, fields)
    attempt = till.later(attempt, hours=2)
    assert (attempt.state, attempt.reason) == (State.NEEDS_REVIEW, "never_clear")
    assert payments.standing(attempt) == Standing.REVIEWED
    assert Incident.objects.filter(kind="payment_review", subject_id=attempt.id).exists()


def test_replay_of_an_old_return_after_the_refund(iums, till):
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.back(attempt, fields)
    refund = payments.ask_refund(actor=iums.actor("admin"), attempt_id=attempt.id, amount=AMOUNT, reason="اشتباه")
    other = iums.actor("accounts")
    payments.decide_refund(actor=other, refund_id=refund.id, approve=True, reference="۱۲۳۴")
    attempt = till.back(attempt, fields)
    assert (attempt.state, on("terminal", attempt.terminal_id)) == (State.REFUNDED, 0)


def test_unknown_word_is_no_payment(iums, till):
    assert payments.note_return(institution_id=iums.id, word="nothing-of-ours", fields={"status": "paid"}) is None


def test_return_to_another_institution_is_no_payment(iums, shiraz, till):
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    assert payments.note_return(institution_id=shiraz.id, word=attempt.word, fields=fields) is None


def test_somebody_elses_due_is_not_mine_to_pay(iums, till):
    due = till.due(OTHER)
    with pytest.raises(DomainError, match="due_not_found"):
        payments.begin_payment(
            actor=iums.actor(LOGIN), subject_id=till.subject().id, amount=AMOUNT, key="theirs", due_id=due.id
        )
    with pytest.raises(DomainError, match="due_not_found"):
        payments.begin_payment(
            actor=iums.actor(OTHER), subject_id=till.subject("nutrition").id, amount=AMOUNT, key="wrong", due_id=due.id
        )


@pytest.mark.parametrize("amount", [0, -5, 10**12 + 1, 999])
def test_amounts_nobody_may_pay(iums, till, amount):
    with pytest.raises(DomainError, match="amount_wrong"):
        payments.begin_payment(actor=iums.actor(LOGIN), subject_id=till.subject().id, amount=amount, key="odd")
    assert not Attempt.objects.exists()


def test_no_secret_and_no_whole_card_is_kept(iums, every_till):
    attempt = every_till.pay(LOGIN, AMOUNT)
    kept = str(list(AttemptEvent.objects.filter(attempt=attempt).values_list("exchange", flat=True)))
    for name, value in attempt.terminal.settings.items():
        if name in ("key", "password") and value != "demo":
            assert value not in kept
    assert len(attempt.card.replace("*", "").replace("x", "").replace("X", "")) <= 10


def test_moves_the_table_does_not_have_are_refused(iums, till):
    attempt = till.pay(LOGIN, AMOUNT)
    with pytest.raises(transitions.Illegal):
        transitions.move(attempt, State.CANCELLED)


def test_every_state_has_a_way_out():
    ends = {State.REFUNDED}
    assert {state for state in State if not transitions.EDGES[state]} == ends


def test_dues_entry_of_a_payment_is_made_once(iums, till):
    due = till.due(LOGIN)
    attempt = till.pay(LOGIN, AMOUNT, due=due)
    with pytest.raises(Exception, match="due_entry_paid_once"), transaction.atomic():
        DueEntry.objects.create(due=due, kind=EntryKind.PAID, amount=-1, attempt=attempt)
    with pytest.raises(ObjectDoesNotExist):
        payments.Due.objects.get(id=attempt.id)


def test_database_that_goes_away_fails_no_job_and_the_sweep_goes_on(iums, till, monkeypatch):
    """A failed job would lie in the queue for ever, and the payment is looked after anyhow."""
    attempt = till.begin(LOGIN, AMOUNT)
    payments.note_return(institution_id=iums.id, word=attempt.word, fields=till.at_bank(attempt))
    gone = OperationalError("terminating connection due to unexpected postmaster exit")
    with monkeypatch.context() as patch:
        patch.setattr(settlement, "bring_on", lambda _: (_ for _ in ()).throw(gone))
        asyncio.run(tasks.bring_on(str(attempt.id)))
    assert attempt.id in sweeping.due_attempts()
    assert settlement.bring_on(attempt.id) == State.POSTED


def test_sweep_puts_no_job_beside_one_that_runs(iums, till):
    """A killed worker's job could not be tried again while another with its lock waits, and would block that one."""
    attempt = till.begin(LOGIN, AMOUNT)
    till.later(attempt, minutes=1)
    payments.note_return(institution_id=iums.id, word=attempt.word, fields=till.at_bank(attempt))
    jobs = ProcrastinateJob.objects.filter(lock=f"payments.{attempt.id}")
    tasks.sweep(0)
    assert [job.status for job in jobs] == ["todo"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE lock = %s", [f"payments.{attempt.id}"])
    tasks.sweep(0)
    assert [job.status for job in jobs.all()] == ["doing"]


# What may have been taken is never let go ---------------------------------------------------------


def unclear(till, due=None):
    """Taken at the bank, its answers lost until the window was over: a person is to look."""
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    fields = till.at_bank(attempt)
    till.fault("drop", call="verify", after=True, times=None)
    till.back(attempt, fields)
    Attempt.objects.filter(id=attempt.id).update(  # our clock alone: the bank took it in time
        next_at="2026-01-01T00:00:00Z", lease_at="2026-01-01T00:00:00Z", window_at="2026-01-01T00:00:00Z"
    )
    settlement.bring_on(attempt.id)
    attempt = till.look(attempt)
    assert (attempt.state, till.order(attempt)["state"]) == (State.NEEDS_REVIEW, "verified")
    till.control("faults", clear=True)
    return attempt


@pytest.mark.parametrize("meanwhile", ["closed", "waived"])
def test_what_was_taken_is_asked_about_whatever_happened_meanwhile(iums, network, meanwhile):
    till = Till(iums, network, "sep")
    due = till.due(LOGIN)
    attempt = unclear(till, due)
    if meanwhile == "closed":
        payments.Terminal.objects.filter(id=attempt.terminal_id).update(is_open=False)
    else:
        payments.reduce_due(actor=iums.actor("admin"), due_id=due.id, kind=EntryKind.WAIVED, reason="بخشودگی")
    payments.resolving.ask_again(actor=iums.actor("accounts"), attempt_id=attempt.id)
    settlement.bring_on(attempt.id)
    attempt = till.look(attempt)
    wanted = {"closed": (State.POSTED, ""), "waived": (State.NEEDS_REVIEW, "due_gone")}[meanwhile]
    assert (attempt.state, attempt.reason) == wanted


def test_too_late_after_a_lost_answer_stays_unclear_however_often_one_asks(iums, network):
    till = Till(iums, network, "sep")
    attempt = unclear(till)
    till.control("clock", token=attempt.token, seconds=3 * 3600)
    payments.resolving.ask_again(actor=iums.actor("accounts"), attempt_id=attempt.id)
    settlement.bring_on(attempt.id)
    assert till.look(attempt).state == State.NEEDS_REVIEW


def test_bank_that_forgets_after_a_lost_answer_is_not_believed(iums, network):
    """Sadad's -1 is also said of a terminal that is off."""
    till = Till(iums, network, "sadad")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.fault("drop", call="verify", after=True)
    till.back(attempt, fields)
    till.control("terminals", bank="sadad", terminal="24000615", on=False)
    attempt = till.later(attempt, hours=1)
    assert (attempt.state, attempt.reason) == (State.NEEDS_REVIEW, "never_clear")


def test_payment_that_ended_is_taken_up_by_the_banks_books(iums, till):
    attempt = till.later(till.begin(LOGIN, AMOUNT), hours=4)
    assert attempt.state not in (State.POSTED, State.NEEDS_REVIEW)
    resolving = payments.resolving
    resolving.resolve(
        actor=iums.actor("accounts"), attempt_id=attempt.id, as_=resolving.Verdict.PAID, reason="در گزارش بانک بود",
        reference="ref-77",
    )
    assert (till.look(attempt).state, on("terminal", attempt.terminal_id)) == (State.POSTED, AMOUNT)


def test_bank_that_never_settles_wants_a_person(iums, network):
    till = Till(iums, network, "mellat")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = till.at_bank(attempt)
    till.fault("html", call="settle", times=None)
    till.back(attempt, fields)
    attempt = till.later(attempt, hours=4)
    assert (attempt.state, attempt.reason) == (State.NEEDS_REVIEW, "never_settled")


def test_replayed_return_is_written_a_few_times_and_told_once(iums, network):
    till = Till(iums, network, "sep")
    attempt = till.begin(LOGIN, AMOUNT)
    fields = {**till.at_bank(attempt), "Amount": "1000"}
    for _ in range(100):
        payments.note_return(institution_id=iums.id, word=attempt.word, fields=fields)
    assert AttemptEvent.objects.filter(attempt=attempt).count() <= 90
    assert Incident.objects.get(kind="payment_left", subject_id=attempt.id).times == 1


def test_forged_claim_that_is_let_go_makes_room_for_the_payer(iums, network):
    """A forger claims the payer's reference first; the bank then knows no payment of the forger's."""
    till = Till(iums, network, "sep")
    mine, forger = till.begin(LOGIN, AMOUNT), till.begin(OTHER, AMOUNT)
    fields = till.at_bank(mine)
    Attempt.objects.filter(id=forger.id).update(receipt_ref=fields["RefNum"])
    assert till.back(mine, fields).left == "receipt_used"
    Attempt.objects.filter(id=forger.id).update(receipt_ref=None)
    till.later(mine, minutes=3)
    assert till.later(mine, minutes=1).state == State.POSTED


def test_fault_of_ours_rests_and_is_told(iums, till, monkeypatch):
    from pishkhan.payments import tasks

    attempt = till.begin(LOGIN, AMOUNT)
    payments.note_return(institution_id=iums.id, word=attempt.word, fields=till.at_bank(attempt))
    payments.Terminal.objects.filter(id=attempt.terminal_id).update(gateway="gone")
    monkeypatch.delitem(payments.GATEWAYS, "demo")
    tasks._bring_on(attempt.id)
    assert Incident.objects.filter(kind="payment_stuck", subject_id=attempt.id).exists()
    assert attempt.id not in sweeping.due_attempts()


def test_bank_that_names_another_page_gets_the_payer_there(iums, network, monkeypatch):
    """SEP sends payers of some terminals to a newer page; only to one of its own."""
    from dataclasses import replace

    till = Till(iums, network, "sep")
    gateway = payments.GATEWAYS["sep"]
    asked = gateway.request

    def request(*given):
        answer = asked(*given)
        return replace(answer, go=replace(answer.go, url=f"{network.url}/newer/page"))

    monkeypatch.setattr(gateway, "request", request)
    attempt = till.begin(LOGIN, AMOUNT)
    going = payments.set_out(actor=iums.actor(LOGIN), attempt_id=attempt.id)
    assert (going.go.url, going.go.fields["Token"]) == (f"{network.url}/newer/page", attempt.token)


def test_payer_who_comes_back_again_and_again_is_told_once(iums, till):
    due = till.due(LOGIN)
    attempt = till.begin(LOGIN, AMOUNT, due=due)
    fields = till.at_bank(attempt)
    payments.reduce_due(actor=iums.actor("admin"), due_id=due.id, kind=EntryKind.WAIVED, reason="بخشودگی")
    for _ in range(3):
        assert till.back(attempt, fields).left == "due_settled"
    assert Incident.objects.get(kind="payment_left", subject_id=attempt.id).times == 1

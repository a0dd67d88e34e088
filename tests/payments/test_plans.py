"""Instalment plans: what is agreed, kept, reminded of, broken, cancelled (F8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.payments import api as payments
from pishkhan.payments.domain import plan_days
from pishkhan.payments.events import PlanEnded
from pishkhan.payments.models import Attempt, Due, DueEntry, InstalmentPlan
from pishkhan.plumbing import events
from simulators.banks import Network
from tests.factories.jobs import run_jobs
from tests.factories.paying import Till
from tests.payments.due_lists import LEAD, A, B, subject

START, END = date(2026, 12, 22), date(2027, 2, 20)


def make(iums, *, ref="p1", total=3_000_000, count=3, student=A, **more):
    return payments.make_plan(
        actor=iums.actor(LEAD), enrolment_id=iums.enrolment(student).id, office_id=subject(iums).office_id, total=total,
        start=START, end=END, count=count, reason="توافق", source_ref=ref, subject=subject(iums), **more,
    )  # fmt: skip


def owing(iums, amount=3_000_000, student=A):
    return payments.record_due(
        actor=iums.actor(LEAD), enrolment_id=iums.enrolment(student).id, office_id=subject(iums).office_id,
        amount=amount, reason="بدهی", source_ref=f"test:{amount}{student}",
        origin=payments.Origin(subject=subject(iums)),
    )  # fmt: skip


def settle(iums, due):
    payments.reduce_due(actor=iums.actor(LEAD), due_id=due.id, kind=payments.EntryKind.EVIDENCE, reason="پرداخت شد")


@pytest.fixture
def ended(monkeypatch):
    """Every PlanEnded that was announced."""
    heard, announce = [], events.announce

    def hearing(event):
        if isinstance(event, PlanEnded):
            heard.append(event)
        announce(event)

    monkeypatch.setattr(events, "announce", hearing)
    return heard


def test_parts_are_dues_of_their_own(iums):
    plan = make(iums)
    parts = list(payments.parts_of(plan.id))
    assert [(part.due_date, part.owed) for part in parts] == [
        (date(2026, 12, 22), 1_000_000), (date(2027, 1, 21), 1_000_000), (date(2027, 2, 20), 1_000_000),
    ]  # fmt: skip
    assert {part.subject_id for part in parts} == {subject(iums).id}
    assert [due.owed for due in payments.my_dues(iums.actor(A)) if due.plan_id] == [1_000_000] * 3


def test_the_same_reference_is_the_same_plan(iums):
    due = owing(iums)
    first = make(iums, from_due_id=due.id)
    assert make(iums, from_due_id=due.id) == first
    assert Due.objects.filter(plan=first).count() == 3


def test_the_debt_it_replaces_is_less_by_an_entry(iums):
    due = owing(iums, 5_000_000)
    make(iums, from_due_id=due.id)
    entry = DueEntry.objects.filter(due=due).latest("id")
    assert (entry.kind, entry.amount, payments.owed_of(due.id)) == ("instalments", -3_000_000, 2_000_000)


@pytest.mark.parametrize("of", ["another student", "another office", "too much", "nothing"])
def test_what_cannot_be_replaced_leaves_nothing_behind(iums, of):
    due = owing(iums, 1_000_000 if of == "too much" else 3_000_000, B if of == "another student" else A)
    if of == "another office":
        Due.objects.filter(id=due.id).update(office_id=subject(iums, "dormitory").office_id)
    if of == "nothing":
        settle(iums, due)
    with pytest.raises(DomainError):
        make(iums, from_due_id=due.id)
    assert not InstalmentPlan.objects.exists()


def test_a_plan_of_another_university_cannot_be_made_or_ended(iums, shiraz):
    plan = make(iums)
    enrolled = shiraz.enrolment("97204001")
    with pytest.raises(DomainError, match="enrolment_not_found"):
        payments.make_plan(
            actor=iums.actor(LEAD), enrolment_id=enrolled.id, office_id=subject(iums).office_id, total=3_000_000,
            start=START, end=END, count=2, reason="ر", source_ref="x",
        )  # fmt: skip
    for verb in (payments.break_plan, payments.cancel_plan):
        with pytest.raises(DomainError, match="plan_not_found"):
            verb(actor=shiraz.actor("admin"), plan_id=plan.id, reason="ر")


def test_it_is_kept_when_all_is_settled_and_said_once(iums, ended):
    plan = make(iums, request_id=iums.id)
    parts = list(payments.parts_of(plan.id))
    for part in parts[:2]:
        settle(iums, part)
    run_jobs()
    plan.refresh_from_db()
    assert (plan.state, ended) == ("running", [])
    settle(iums, parts[2])
    run_jobs()
    plan.refresh_from_db()
    assert plan.state == "kept"
    assert [(event.plan_id, event.request_id) for event in ended] == [(plan.id, iums.id)]
    plan_days.look_at(plan.id)
    assert len(ended) == 1
    assert payments.plans_of_request(iums.id) == [plan]


def test_it_is_broken_by_a_person_and_what_is_unpaid_stays_owed(iums, ended):
    plan = make(iums)
    with pytest.raises(DomainError, match="reason_missing"):
        payments.break_plan(actor=iums.actor(LEAD), plan_id=plan.id, reason=" ")
    payments.break_plan(actor=iums.actor(LEAD), plan_id=plan.id, reason="پرداخت نکرد")
    run_jobs()
    assert sum(part.owed for part in payments.parts_of(plan.id)) == 3_000_000
    assert len(ended) == 1
    assert Notice.objects.get(person_id=iums.person(A).id, message="plan_broken").values["amount"] == 3_000_000
    for verb in (payments.break_plan, payments.cancel_plan):
        with pytest.raises(DomainError, match="plan_ended"):
            verb(actor=iums.actor(LEAD), plan_id=plan.id, reason="ر")


def test_cancelled_the_debt_before_it_stands_again_as_far_as_it_is_unpaid(iums, ended):
    due = owing(iums, 3_500_000)
    plan = make(iums, from_due_id=due.id)
    settle(iums, payments.parts_of(plan.id)[0])
    payments.cancel_plan(actor=iums.actor(LEAD), plan_id=plan.id, reason="اشتباه بود")
    assert sum(part.owed for part in payments.parts_of(plan.id)) == 0
    assert payments.owed_of(due.id) == 2_500_000
    assert len(ended) == 1


def told(iums):
    rows = Notice.objects.filter(person_id=iums.person(A).id, message__startswith="instalment").order_by("id")
    return [row.message for row in rows]


def test_reminders_come_once_each(iums):
    make(iums, count=1, total=1_000_000)
    mark = {-8: 0, -7: 1, -5: 1, -1: 2, 0: 2, 1: 3, 20: 3, 23: 3, 24: 4, 30: 4}
    for days, count in mark.items():
        for _ in range(2):
            plan_days.remind(END + timedelta(days=days))
        assert len(told(iums)) == count, days
    assert told(iums) == ["instalment_soon"] * 2 + ["instalment_late"] * 2


def test_what_is_paid_or_of_an_ended_plan_is_not_reminded_of(iums):
    plan = make(iums, count=1, total=1_000_000)
    settle(iums, payments.parts_of(plan.id)[0])
    other = make(iums, ref="p2", count=1, total=1_000_000)
    payments.break_plan(actor=iums.actor(LEAD), plan_id=other.id, reason="ر")
    assert plan_days.remind(END) == 0


def test_it_breaks_by_itself_after_thirty_days_late(iums, ended):
    plan = make(iums)
    late = START + timedelta(days=plan_days.PATIENCE)
    assert plan_days.break_late(late) == 0
    assert plan_days.break_late(late + timedelta(days=1)) == 1
    plan.refresh_from_db()
    assert (plan.state, len(ended)) == ("broken", 1)
    assert plan_days.break_late(late + timedelta(days=2)) == 0


def test_cancelled_every_debt_before_it_stands_again_by_what_it_gave(iums):
    """What was paid is taken off the older ones."""
    first, second = owing(iums, 1_000_000), owing(iums, 2_500_000)
    plan = make(iums)
    for due, amount in ((first, 1_000_000), (second, 2_000_000)):
        payments.reduce_due(
            actor=iums.actor(LEAD), due_id=due.id, kind=payments.EntryKind.INSTALMENTS, reason="توافق", amount=amount,
            evidence=payments.plan_mark(plan),
        )  # fmt: skip
    payments.reduce_due(
        actor=iums.actor(LEAD), due_id=payments.parts_of(plan.id)[0].id, kind=payments.EntryKind.EVIDENCE,
        reason="پرداخت شد", amount=400_000,
    )  # fmt: skip
    payments.cancel_plan(actor=iums.actor(LEAD), plan_id=plan.id, reason="اشتباه بود")
    assert [payments.owed_of(due.id) for due in (first, second)] == [600_000, 2_500_000]
    assert not Due.objects.filter(enrolment=plan.enrolment_id, source_ref__endswith=":again").exists()


def test_cancelled_without_a_debt_before_it_what_is_unpaid_is_one_debt(iums):
    plan = make(iums)
    settle(iums, payments.parts_of(plan.id)[0])
    payments.cancel_plan(actor=iums.actor(LEAD), plan_id=plan.id, reason="اشتباه بود")
    (due,) = [due for due in payments.my_dues(iums.actor(A)) if due.office_id == plan.office_id]
    assert (due.owed, due.plan_id, due.subject_id) == (2_000_000, None, subject(iums).id)


def test_ending_locks_every_due_in_order_before_anything_is_written(iums):
    due = owing(iums)
    plan = make(iums, from_due_id=due.id)
    with CaptureQueriesContext(connection) as said:
        payments.cancel_plan(actor=iums.actor(LEAD), plan_id=plan.id, reason="اشتباه بود")
    told = [each["sql"] for each in said]
    written = next(at for at, sql in enumerate(told) if 'INSERT INTO "payments_dueentry"' in sql)
    locks = [sql for sql in told[:written] if 'FROM "payments_due"' in sql and "FOR UPDATE" in sql]
    assert 'ORDER BY "payments_due"."id"' in locks[0]
    ids = [due.id, *plan.dues.values_list("id", flat=True)]
    assert all(str(each) in locks[0] or each.hex in locks[0] for each in ids)


@pytest.fixture
def till(iums, settings):
    with Network() as network:
        settings.BANKS_BASE = network.url
        yield Till(iums, network, "demo")


def returned(iums, till, plan):
    """A payment of the first instalment whose payer came back paid; nobody has asked the bank yet."""
    attempt = till.begin(A, 1_000_000, due=payments.parts_of(plan.id)[0], subject="card")
    payments.note_return(institution_id=iums.id, word=attempt.word, fields=till.at_bank(attempt))
    return attempt


@pytest.mark.parametrize("state", ["returned", "verifying", "verified", "settled", "needs_review"])
def test_it_does_not_break_while_an_instalment_is_being_paid(iums, till, state):
    plan = make(iums)
    attempt = returned(iums, till, plan)
    Attempt.objects.filter(id=attempt.id).update(state=state)
    for verb in (payments.break_plan, payments.cancel_plan):
        with pytest.raises(DomainError, match="due_being_paid"):
            verb(actor=iums.actor(LEAD), plan_id=plan.id, reason="ر")
    late = START + timedelta(days=plan_days.PATIENCE + 1)
    assert plan_days.break_late(late) == 0
    Attempt.objects.filter(id=attempt.id).update(state="failed")
    assert plan_days.break_late(late) == 1


def test_it_breaks_over_a_payment_that_goes_back_by_itself(iums, till):
    plan = make(iums)
    attempt = returned(iums, till, plan)
    Attempt.objects.filter(id=attempt.id).update(left="amount")
    assert plan_days.break_late(START + timedelta(days=plan_days.PATIENCE + 1)) == 1

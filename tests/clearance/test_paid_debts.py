"""F1: a debt of a station is paid in the case; the station clears itself and the case goes on, once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain import continuing
from pishkhan.identity import api as identity
from pishkhan.identity.models import Absence, MembershipRow
from pishkhan.intake import api as intake
from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.plumbing.models import AuditEntry
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from simulators.banks import Network
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.factories.paying import Till

LOGIN = "97204001"
AMOUNT = 7_200_000


@pytest.fixture
def till(shiraz, settings):
    with Network() as network:
        settings.BANKS_BASE = network.url
        yield Till(shiraz, network, "demo")


@pytest.fixture
def at_dormitories(shiraz):
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    walks.walk(shiraz, made, until="dormitories")
    return made


def held(shiraz, made, *, typed=None):
    task = walks.task_at(made, "dormitories")
    actor = walks.holder_of(shiraz, task)
    if typed:
        intake.save_draft(
            actor=actor, purpose=clearance.STEP_DRAFT, subject_id=task.id, version_id=task.form_version_id, raw=typed,
            rev=None, beside=(),
        )
    return clearance.hold_for_debt(actor=actor, task_id=task.id, amount=AMOUNT, reason="اجاره‌بهای خوابگاه")


def done(made, node):
    tasks = [task for task in workflow.tasks_of_case(made.case_id) if task.node == node]
    return [task.status for task in tasks]


def test_f1_paid_debt_sends_the_case_on_with_nobody_clicking(shiraz, till, at_dormitories):
    due = held(shiraz, at_dormitories, typed={"debt_status": ["none"], "room": ["بلوک ۲"]})
    run_jobs()
    attempt = till.pay(LOGIN, AMOUNT, due=due, subject="dormitories")
    assert attempt.state == State.POSTED
    run_jobs()
    (task,) = [task for task in workflow.tasks_of_case(at_dormitories.case_id) if task.node == "dormitories"]
    assert (task.status, task.form_data["debt_status"], task.form_data["room"]) == ("done", "settled", "بلوک ۲")
    assert task.done_by is None
    entry = AuditEntry.objects.get(stream=at_dormitories.case_id, action="task.done", subject_id=task.id)
    assert (entry.via, entry.on_behalf_of) == ("job", task.assignee_id)


def test_f1_what_a_deputy_held_and_typed_is_sent_on_in_the_place_of_the_absent(shiraz, till, at_dormitories):
    task = walks.task_at(at_dormitories, "dormitories")
    absent, today = walks.holder_of(shiraz, task).me, timezone.localdate()
    others = MembershipRow.objects.filter(role="expert", person__institution_id=shiraz.id).exclude(person_id=absent)
    deputy = others.order_by("id").first().person
    away = Absence.objects.create(
        institution_id=shiraz.id, person_id=absent, deputy=deputy, since=today, until=today, made_by=absent
    )
    actor = identity.actor_of(identity.person(deputy.id), institution_id=shiraz.id)
    intake.save_draft(
        actor=actor, purpose=clearance.STEP_DRAFT, subject_id=task.id, version_id=task.form_version_id,
        raw={"debt_status": ["none"], "room": ["بلوک ۲"]}, rev=None, beside=(),
    )  # fmt: skip
    due = clearance.hold_for_debt(actor=actor, task_id=task.id, amount=AMOUNT, reason="اجاره‌بهای خوابگاه")
    away.delete()
    till.pay(LOGIN, AMOUNT, due=due, subject="dormitories")
    run_jobs()
    sent = workflow.Task.objects.get(id=task.id)
    assert (sent.status, sent.assignee_id, sent.form_data["room"]) == ("done", absent, "بلوک ۲")


def test_f1_part_of_the_debt_keeps_the_station_waiting(shiraz, till, at_dormitories):
    due = held(shiraz, at_dormitories, typed={"debt_status": ["none"], "room": ["بلوک ۲"]})
    till.pay(LOGIN, 5_000_000, due=due, subject="dormitories")
    run_jobs()
    task = walks.task_at(at_dormitories, "dormitories")
    assert (task.debt_held, done(at_dormitories, "dormitories")) == (True, ["ready"])
    till.pay(LOGIN, 2_200_000, due=due, subject="dormitories")
    run_jobs()
    assert done(at_dormitories, "dormitories") == ["done"]


def test_f1_step_that_lacks_answers_waits_for_the_officer_no_longer_held(shiraz, till, at_dormitories):
    due = held(shiraz, at_dormitories)
    till.pay(LOGIN, AMOUNT, due=due, subject="dormitories")
    run_jobs()
    task = walks.task_at(at_dormitories, "dormitories")
    assert (task.status, task.debt_held, task.paused_at) == ("ready", False, None)


def test_f1_news_that_comes_twice_moves_the_case_once(shiraz, till, at_dormitories):
    due = held(shiraz, at_dormitories, typed={"debt_status": ["none"], "room": ["بلوک ۲"]})
    till.pay(LOGIN, AMOUNT, due=due, subject="dormitories")
    run_jobs()
    before = AuditEntry.objects.filter(stream=at_dormitories.case_id).count()
    continuing.after_payment(due.id)
    assert AuditEntry.objects.filter(stream=at_dormitories.case_id).count() == before


def test_f1_debt_of_a_list_belongs_to_the_clearance_that_is_filed(shiraz, till):
    due = till.due(LOGIN, subject="dormitories", amount=900_000)
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    due.refresh_from_db()
    assert due.request_id == made.id
    assert payments.owed_in_request(made.id, due.office_id) == 900_000


def test_f1_debt_recorded_while_a_clearance_is_open_belongs_to_it(shiraz, till):
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    due = till.due(LOGIN, subject="nutrition", amount=900_000)
    run_jobs()
    due.refresh_from_db()
    assert due.request_id == made.id
    assert servicedesk.Request.objects.get(id=made.id).closed_at is None


PLAN = {
    "debt_status": ["remaining"], "debt_amount": ["6000000"], "instalments": ["yes"], "instalment_count": ["3"],
    "instalment_amount": ["2000000"], "instalment_start": ["1405/10/01"], "instalment_end": ["1405/12/01"],
}  # fmt: skip


def conditional(shiraz):
    """A clearance finished with instalments at the welfare office."""
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    walks.walk(shiraz, made, welfare=PLAN)
    run_jobs()
    return made, clearance.certificate_of(made.id)


def test_f8_instalments_become_a_plan_and_the_certificate_is_conditional(shiraz):
    made, certificate = conditional(shiraz)
    (plan,) = payments.plans_of_request(made.id)
    assert (plan.total, plan.count, [payments.owed_of(due.id) for due in plan.dues.all()]) == (
        6_000_000, 3, [2_000_000] * 3
    )  # fmt: skip
    assert certificate.state == "conditional"
    assert payments.owed_in_request(made.id, None) == 0, "what is on instalments holds no station"


def test_f8_broken_plan_revokes_the_certificate_once(shiraz):
    made, certificate = conditional(shiraz)
    (plan,) = payments.plans_of_request(made.id)
    payments.break_plan(actor=shiraz.actor("admin"), plan_id=plan.id, reason="دو قسط پرداخت نشد")
    run_jobs()
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("revoked", None)
    assert certificate.revoked_reason == "اقساطی که تعهد شده بود پرداخت نشد."
    assert AuditEntry.objects.filter(stream=made.case_id, action="certificate.revoked").count() == 1


def test_f8_certificate_of_a_kept_plan_is_free_and_signed_anew(shiraz, till):
    made, certificate = conditional(shiraz)
    before = certificate.signed_at
    (plan,) = payments.plans_of_request(made.id)
    for due in plan.dues.all():
        assert till.pay(LOGIN, 2_000_000, due=due, subject="welfare").state == State.POSTED
    run_jobs()
    certificate.refresh_from_db()
    assert (certificate.state, certificate.number) == ("valid", clearance.certificate_of(made.id).number)
    assert certificate.signed_at > before


def test_f8_recorded_debt_goes_on_instalments_of_the_same_sum(shiraz):
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    walks.walk(shiraz, made, until="welfare")
    task = walks.task_at(made, "welfare")
    actor = walks.holder_of(shiraz, task)
    clearance.hold_for_debt(actor=actor, task_id=task.id, amount=5_000_000, reason="وام رفاهی")
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(shiraz, made, "welfare", **PLAN)
    assert [block.code for block in blocked.value.blocks] == ["plan_sum"]
    walks.send(shiraz, made, "welfare", **{**PLAN, "debt_amount": ["5000000"], "instalment_count": ["2"]})
    (plan,) = payments.plans_of_request(made.id)
    assert (plan.total, payments.owed_in_request(made.id, None)) == (5_000_000, 0)


def test_f8_instalments_that_cannot_be_are_said_at_their_field(shiraz):
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    walks.walk(shiraz, made, until="welfare")
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(shiraz, made, "welfare", **{**PLAN, "instalment_count": ["30"]})
    assert [(block.code, block.field) for block in blocked.value.blocks] == [("plan_months", "instalment_count")]
    assert not payments.plans_of_request(made.id)


def planned(shiraz, *amounts):
    """A clearance whose welfare office had these debts recorded and put them on three instalments; it goes on."""
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    walks.walk(shiraz, made, until="welfare")
    task = walks.task_at(made, "welfare")
    actor = walks.holder_of(shiraz, task)
    dues = [
        clearance.hold_for_debt(actor=actor, task_id=task.id, amount=amount, reason=f"وام {number}")
        for number, amount in enumerate(amounts)
    ]
    walks.send(shiraz, made, "welfare", **{**PLAN, "debt_amount": [str(sum(amounts) or 6_000_000)]})
    run_jobs()
    (plan,) = payments.plans_of_request(made.id)
    return made, plan, dues


def test_f8_cancelled_plan_has_every_debt_be_owed_again_and_takes_the_certificate(shiraz, till):
    made, plan, dues = planned(shiraz, 2_000_000, 4_000_000)
    assert [payments.owed_of(due.id) for due in dues] == [0, 0]
    walks.walk(shiraz, made)
    run_jobs()
    assert clearance.certificate_of(made.id).state == "conditional"
    till.pay(LOGIN, 2_000_000, due=plan.dues.order_by("due_date").first(), subject="welfare")
    payments.cancel_plan(actor=shiraz.actor("admin"), plan_id=plan.id, reason="اشتباه بود")
    run_jobs()
    assert [payments.owed_of(due.id) for due in dues] == [0, 4_000_000]
    certificate = clearance.certificate_of(made.id)
    assert (certificate.state, certificate.revoked_by) == ("revoked", None)


def test_f8_cancelled_plan_of_a_sum_that_was_typed_leaves_one_debt(shiraz):
    made, certificate = conditional(shiraz)
    (plan,) = payments.plans_of_request(made.id)
    payments.cancel_plan(actor=shiraz.actor("admin"), plan_id=plan.id, reason="اشتباه بود")
    run_jobs()
    assert payments.owed_in_request(made.id, plan.office_id) == 6_000_000
    certificate.refresh_from_db()
    assert certificate.state == "revoked"


def test_f8_cancelled_plan_of_a_debt_that_was_settled_frees_the_certificate(shiraz):
    made, plan, _ = planned(shiraz)
    walks.walk(shiraz, made)
    run_jobs()
    for due in plan.dues.all():
        payments.reduce_due(actor=shiraz.actor("admin"), due_id=due.id, kind="waived", reason="بخشوده شد")
    payments.cancel_plan(actor=shiraz.actor("admin"), plan_id=plan.id, reason="اشتباه بود")
    run_jobs()
    assert clearance.certificate_of(made.id).state == "valid"


def test_f8_no_certificate_over_a_plan_that_broke_until_it_is_paid(shiraz, till):
    made, plan, _ = planned(shiraz)
    walks.walk(shiraz, made, until="second-shift-accounting")
    payments.break_plan(actor=shiraz.actor("admin"), plan_id=plan.id, reason="پرداخت نشد")
    with pytest.raises(workflow.Blocked) as blocked:
        walks.walk(shiraz, made)
    assert [(block.code, block.values) for block in blocked.value.blocks] == [("plan_broken", {"amount": 6_000_000})]
    run_jobs()
    assert payments.owed_in_request(made.id, None) == 6_000_000
    for due in plan.dues.all():
        till.pay(LOGIN, 2_000_000, due=due, subject="welfare")
    walks.walk(shiraz, made)
    run_jobs()
    assert clearance.certificate_of(made.id).state == "valid"


def test_f8_plan_kept_before_the_certificate_is_no_condition_of_it(shiraz, till):
    made, plan, _ = planned(shiraz)
    for due in plan.dues.all():
        till.pay(LOGIN, 2_000_000, due=due, subject="welfare")
    run_jobs()
    walks.walk(shiraz, made)
    run_jobs()
    certificate = clearance.certificate_of(made.id)
    assert (certificate.state, certificate.conditions) == ("valid", [])


@pytest.mark.parametrize("how", ["break_plan", "cancel_plan"])
def test_f8_debt_of_a_plan_that_was_not_kept_holds_the_next_clearance(shiraz, how):
    made, _ = conditional(shiraz)
    (plan,) = payments.plans_of_request(made.id)
    getattr(payments, how)(actor=shiraz.actor("admin"), plan_id=plan.id, reason="پرداخت نشد")
    run_jobs()
    later = walks.file(shiraz, LOGIN)
    run_jobs()
    assert payments.owed_in_request(later.id, plan.office_id) == 6_000_000


def test_f8_running_plan_does_not_hold_the_next_clearance(shiraz):
    conditional(shiraz)
    later = walks.file(shiraz, LOGIN)
    run_jobs()
    assert payments.owed_in_request(later.id, None) == 0


def test_f8_payment_while_the_plan_is_made_refuses_it(shiraz, till, monkeypatch):
    made = walks.file(shiraz, LOGIN)
    run_jobs()
    walks.walk(shiraz, made, until="welfare")
    task = walks.task_at(made, "welfare")
    due = clearance.hold_for_debt(
        actor=walks.holder_of(shiraz, task), task_id=task.id, amount=6_000_000, reason="وام رفاهی"
    )
    reduce_due = payments.reduce_due

    def paid_before(**how):
        till.pay(LOGIN, 1_000_000, due=due, subject="welfare")
        return reduce_due(**how)

    monkeypatch.setattr(payments, "reduce_due", paid_before)
    payments.Subject.objects.filter(institution_id=shiraz.id).update(parts=True, least_part=1_000_000)
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(shiraz, made, "welfare", **PLAN)
    assert [(block.code, block.field) for block in blocked.value.blocks] == [("amount_wrong", "instalment_count")]
    assert not payments.plans_of_request(made.id)


@pytest.mark.parametrize("how", ["waived", "cancelled", "instalments"])
def test_f1_debt_that_goes_by_another_door_ends_the_wait(shiraz, at_dormitories, how):
    due = held(shiraz, at_dormitories, typed={"debt_status": ["none"], "room": ["بلوک ۲"]})
    run_jobs()
    assert walks.task_at(at_dormitories, "dormitories").debt_held
    payments.reduce_due(actor=shiraz.actor("admin"), due_id=due.id, kind=how, reason="به خواست کمیته", amount=5_000_000)
    run_jobs()
    assert walks.task_at(at_dormitories, "dormitories").debt_held, "a part of it is owed"
    payments.reduce_due(actor=shiraz.actor("admin"), due_id=due.id, kind=how, reason="به خواست کمیته")
    run_jobs()
    task = walks.task_at(at_dormitories, "dormitories")
    assert (task.status, task.debt_held, task.paused_at) == ("ready", False, None)
    before = AuditEntry.objects.filter(stream=at_dormitories.case_id).count()
    continuing.after_change(due.id)
    assert AuditEntry.objects.filter(stream=at_dormitories.case_id).count() == before


@pytest.mark.parametrize("first", ["after_change", "after_payment"])
def test_f1_payment_sends_on_in_whatever_order_its_news_come(shiraz, till, at_dormitories, first):
    """Two debts, one waived and the other paid before any job ran."""
    waived = held(shiraz, at_dormitories, typed={"debt_status": ["none"], "room": ["بلوک ۲"]})
    task = walks.task_at(at_dormitories, "dormitories")
    actor = walks.holder_of(shiraz, task)
    paid = clearance.hold_for_debt(actor=actor, task_id=task.id, amount=AMOUNT, reason="خسارت")
    payments.reduce_due(actor=shiraz.actor("admin"), due_id=waived.id, kind="waived", reason="بخشوده شد")
    till.pay(LOGIN, AMOUNT, due=paid, subject="dormitories")
    for due in (waived, paid):
        getattr(continuing, first)(due.id)
    run_jobs()
    assert done(at_dormitories, "dormitories") == ["done"]


def test_f1_payment_while_a_waiver_is_looked_at_still_sends_on(shiraz, till, at_dormitories, monkeypatch):
    waived = held(shiraz, at_dormitories, typed={"debt_status": ["none"], "room": ["بلوک ۲"]})
    task = walks.task_at(at_dormitories, "dormitories")
    actor = walks.holder_of(shiraz, task)
    paid = clearance.hold_for_debt(actor=actor, task_id=task.id, amount=AMOUNT, reason="خسارت")
    payments.reduce_due(actor=shiraz.actor("admin"), due_id=waived.id, kind="waived", reason="بخشوده شد")
    owed_in_request = payments.owed_in_request

    def paid_before(*which):
        monkeypatch.setattr(payments, "owed_in_request", owed_in_request)
        till.pay(LOGIN, AMOUNT, due=paid, subject="dormitories")
        return owed_in_request(*which)

    monkeypatch.setattr(payments, "owed_in_request", paid_before)
    continuing.after_change(waived.id)
    run_jobs()
    assert done(at_dormitories, "dormitories") == ["done"]

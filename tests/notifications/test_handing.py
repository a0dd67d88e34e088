"""What becomes of a message when providers do what providers do. Real HTTP to simulators, one process."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import handing, receipts, slots, sweeping
from pishkhan.notifications.enums import Channel, Reason, State, Why
from pishkhan.notifications.models import Attempt, Delivery, Notice, ProviderAccount, Spending
from pishkhan.plumbing.models import Incident
from pishkhan.servicedesk.messages import ClosedNotice
from simulators.base import code, drop_after_taking, html
from tests.factories.jobs import run_jobs
from tests.factories.messages import NUMBER, later, one_time_code, send
from tests.notifications.providers.harness import HARNESSES


def tries(row: Delivery) -> list[tuple[str, str, str]]:
    found = row.tries.select_related("account").order_by("number")
    return [(one.account.name, one.outcome, one.reason) for one in found]


def test_accepted_message_is_sent_and_counted(iums, two, kavenegar):
    row = send(iums)
    assert (row.state, row.account.name, row.provider_id) == (State.SENT, "kavenegar", str(kavenegar.taken[0].id))
    spent = Spending.objects.get()
    assert (spent.messages, spent.parts, spent.cost) == (1, 1, row.cost)


@pytest.mark.parametrize(
    ("vendor", "reason", "told"),
    [(418, Reason.CREDIT_EMPTY, True), (403, Reason.KEY_WRONG, True), (424, Reason.TEMPLATE_MISSING, True),
     (409, Reason.BUSY, False), (451, Reason.RATE, False)],
)  # fmt: skip
def test_next_provider_takes_what_the_first_refuses(iums, two, kavenegar, magfa, vendor, reason, told):
    """Both go at once; only what stays so until somebody acts is an incident."""
    kavenegar.faults.put(code(vendor))
    row = send(iums)
    assert [(name, outcome) for name, outcome, _ in tries(row)][-1] == ("magfa", "ok")
    assert (tries(row)[0][2], row.state, len(magfa.taken)) == (reason, State.SENT, 1)
    assert Incident.objects.filter(kind=notifications.PROVIDER, subject_id=two[0].id).exists() == told


def test_incident_of_a_provider_closes_when_it_works_again(iums, two, kavenegar):
    kavenegar.faults.put(code(418))
    send(iums)
    [send(iums) for _ in range(3)]
    assert Incident.objects.get(kind=notifications.PROVIDER).state == "closed"


def test_message_nobody_would_carry_fails_at_once(iums, two, kavenegar, magfa):
    kavenegar.faults.put(code(411))
    row = send(iums)
    assert (row.state, row.reason, len(magfa.taken), len(tries(row))) == (State.FAILED, Reason.NUMBER_WRONG, 0, 1)


def test_message_that_may_have_gone_is_asked_for_and_not_sent_twice(iums, two, kavenegar, magfa, monkeypatch):
    kavenegar.faults.put(drop_after_taking())
    row = send(iums)
    assert (row.state, row.unsure) == (State.WAITING, True)
    later(monkeypatch, seconds=20)
    handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, row.doubled, row.provider_id) == (State.SENT, False, str(kavenegar.taken[0].id))
    assert (len(kavenegar.taken), len(magfa.taken)) == (1, 0)


def test_message_the_provider_says_it_has_not_goes_to_the_next_and_is_marked(iums, two, kavenegar, magfa, monkeypatch):
    kavenegar.faults.put(html(status=200))
    row = send(iums)
    later(monkeypatch, seconds=20)
    handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, row.doubled, len(kavenegar.taken) + len(magfa.taken)) == (State.SENT, True, 1)


def test_code_of_unknown_outcome_is_never_sent_again(iums, account, monkeypatch):
    """SMS.ir cannot be asked. Its owner may ask for another code."""
    with HARNESSES["smsir"].simulator() as smsir:
        template = {"verification_code.sms": {"name": "123456", "values": {"CODE": "code"}}}
        account(smsir, "smsir", templates=template)
        smsir.faults.put(drop_after_taking())
        row = send(iums, message=one_time_code())
        for _ in range(3):
            later(monkeypatch, seconds=20)
            handing.hand_over(row.pk)
        row.refresh_from_db()
        assert (row.state, row.doubled, len(smsir.taken), row.secret) == (State.UNKNOWN, False, 1, None)


def test_other_message_of_unknown_outcome_is_sent_once_more_and_marked(iums, account, monkeypatch):
    with HARNESSES["smsir"].simulator() as smsir:
        account(smsir, "smsir", templates={"closed.sms": {"name": "123456", "values": {"CODE": "number"}}})
        smsir.faults.put(drop_after_taking(), drop_after_taking())
        row = send(iums)
        for _ in range(4):
            later(monkeypatch, seconds=20)
            handing.hand_over(row.pk)
        row.refresh_from_db()
        assert (row.state, row.doubled, len(smsir.taken)) == (State.UNKNOWN, True, 2)


def test_code_dies_unsent_when_its_time_is_over(iums, account, kavenegar, monkeypatch):
    account(kavenegar, "kavenegar", enabled=True)
    kavenegar.faults.standing = code(409)
    row = send(iums, message=one_time_code(minutes=1))
    assert (row.state, row.secret) == (State.WAITING, "482915")
    later(monkeypatch, minutes=2)
    kavenegar.faults.clear()
    handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason, row.secret, len(kavenegar.taken)) == (State.EXPIRED, Why.CODE_DIED, None, 0)


def test_code_nobody_takes_is_given_up_in_time_to_offer_another_way(iums, account, kavenegar, monkeypatch):
    account(kavenegar, "kavenegar")
    kavenegar.faults.standing = code(409)
    row = send(iums, message=one_time_code())
    for _ in range(8):
        later(monkeypatch, seconds=4)
        handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, Why.GAVE_UP)


def test_message_waits_hours_and_is_then_given_up_with_an_incident(iums, account, kavenegar, monkeypatch):
    account(kavenegar, "kavenegar")
    kavenegar.faults.standing = code(409)
    row = send(iums)
    later(monkeypatch, hours=4)
    handing.hand_over(row.pk)
    row.refresh_from_db()
    assert row.state == State.WAITING
    later(monkeypatch, hours=2)
    handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, Why.GAVE_UP)
    assert Incident.objects.filter(kind=notifications.STUCK, state="open").exists()


def test_code_stands_nowhere_but_sealed_and_is_wiped_after_the_hand_over(iums, two, kavenegar, caplog):
    caplog.set_level("DEBUG")
    to = notifications.Recipient(institution_id=iums.id, person_id=None, mobile=NUMBER)
    [pk] = notifications.send(recipient=to, message=one_time_code(), channels=[Channel.SMS])
    stored = str(Delivery.objects.filter(id=pk).values())
    assert "482915" in stored, "the field opens what it reads"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM notifications_delivery d WHERE id = %s", [pk])
        raw = cursor.fetchone()[0]
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = str(cursor.fetchall())
    handing.hand_over(pk)
    row = Delivery.objects.get(id=pk)
    assert ("482915" in raw, "482915" in jobs, row.secret, "482915" in caplog.text) == (False, False, None, False)
    assert (kavenegar.taken[0].template, kavenegar.taken[0].values) == ("login-code", {"token": "482915"})


@pytest.mark.parametrize(
    ("last", "state", "reason"),
    [("1", State.DELIVERED, ""), ("2", State.FAILED, Reason.NUMBER_BLOCKED), ("3", State.FAILED, Reason.NOT_DELIVERED)],
)
def test_research_number_walks_the_whole_path_without_a_call(iums, two, kavenegar, monkeypatch, last, state, reason):
    row = send(iums, f"0980000000{last}")
    later(monkeypatch, seconds=11)
    receipts.ask(row.account_id)
    row.refresh_from_db()
    assert (row.state, row.reason, len(kavenegar.taken)) == (state, reason, 0)


def test_receipts_are_asked_for_and_final_states_never_change_again(iums, two, kavenegar, monkeypatch):
    row = send(iums)
    taken = kavenegar.taken[0]
    kavenegar.fates[taken.id] = "on_way"
    later(monkeypatch, seconds=11)
    assert (receipts.due_accounts(), receipts.ask(two[0].id)) == ([two[0].id], 1)
    row.refresh_from_db()
    assert row.state == State.SENT
    kavenegar.fates[taken.id] = "delivered"
    later(monkeypatch, seconds=31)
    receipts.ask(two[0].id)
    kavenegar.fates[taken.id] = "failed"
    receipts.apply(two[0].id, receipts.Receipt(provider_id=str(taken.id), fate=receipts.Fate.FAILED))
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.DELIVERED, "")


def test_weights_move_from_an_account_with_errors_and_tend_back(iums, two, kavenegar, monkeypatch):
    kavenegar.faults.standing = code(409)
    [send(iums, f"0912345678{n}") for n in range(6)]
    sweeping.shift_weights()
    first = ProviderAccount.objects.get(id=two[0].id)
    assert first.weight == 90
    later(monkeypatch, minutes=16)
    sweeping.shift_weights()
    assert ProviderAccount.objects.get(id=two[0].id).weight == 100


def test_sweep_brings_on_what_is_due_once(iums, two, monkeypatch):
    to = notifications.Recipient(institution_id=iums.id, person_id=None, mobile=NUMBER)
    notifications.send(recipient=to, message=ClosedNotice(number="1405-000123", link=""), channels=[Channel.SMS])
    assert sweeping.sweep() == 0
    later(monkeypatch, seconds=100)
    assert (sweeping.sweep(), sweeping.sweep()) == (1, 0)


def test_failed_message_is_sent_again_by_an_administrator_a_code_is_not(iums, two, kavenegar):
    kavenegar.faults.put(code(411), code(411))
    text, secret = send(iums), send(iums, message=one_time_code())
    admin = iums.actor("admin")
    notifications.retry(actor=admin, delivery_id=text.pk)
    handing.hand_over(text.pk)
    text.refresh_from_db()
    assert text.state == State.SENT
    lead = iums.actor("edu.lead")
    for who, row, refusal in ((admin, secret, "retry_none"), (admin, text, "retry_none"), (lead, text, "not_found")):
        with pytest.raises(DomainError, match=refusal):
            notifications.retry(actor=who, delivery_id=row.pk)


def test_attempt_is_written_before_the_provider_is_called(iums, two, monkeypatch):
    seen = []
    call = handing._call

    def watched(begun):
        seen.append(Attempt.objects.get(id=begun.attempt_id))
        return call(begun)

    monkeypatch.setattr(handing, "_call", watched)
    send(iums)
    assert [(one.ended_at, one.outcome) for one in seen] == [(None, "")]


def test_administrators_hear_once_that_a_provider_fails_and_not_by_text(iums, two, kavenegar):
    kavenegar.faults.standing = code(418)
    send(iums)
    send(iums)
    run_jobs()
    bell = Notice.objects.filter(message="alarm")
    admins = set(bell.values_list("person_id", flat=True))
    assert (admins, bell.count()) == ({iums.person("admin").id}, 1)
    assert not Delivery.objects.filter(message="alarm", channel="sms").exists()


def test_code_is_called_out_digit_by_digit_twice(iums, account, kavenegar):
    """E13: the same code by voice."""
    account(kavenegar, "kavenegar")
    ProviderAccount.objects.update(channels=["voice"])
    caches["local"].clear()
    to = notifications.Recipient(institution_id=iums.id, person_id=None, mobile=NUMBER)
    [pk] = notifications.send(recipient=to, message=one_time_code(), channels=[Channel.VOICE])
    handing.hand_over(pk)
    spelt = "۴، ۸، ۲، ۹، ۱، ۵"
    assert (Delivery.objects.get(id=pk).state, kavenegar.taken[0].text.count(spelt)) == (State.SENT, 2)


def test_institution_without_an_account_for_a_channel_sends_nothing_there(iums, two):
    to = notifications.Recipient(institution_id=iums.id, person_id=None, mobile=NUMBER, email="a@iums.example")
    notifications.send(recipient=to, message=ClosedNotice(number="1405-000123", link=""))
    assert [row.channel for row in Delivery.objects.all()] == ["sms"]


def test_code_by_a_line_of_ones_own_carries_the_webotp_line(iums, account, magfa):
    account(magfa, "magfa")
    send(iums, message=one_time_code())
    assert magfa.taken[0].text == (
        "کد تایید: 482915\n۵ دقیقه اعتبار دارد. آن را به کسی ندهید.\n\n@iums.localhost #482915"
    )


def test_code_the_provider_says_it_has_not_is_left_alone(iums, account, magfa, kavenegar, monkeypatch):
    """It may still be at it: the answer that it has none is no leave to send the code by another one."""
    account(magfa, "magfa", resting=100, weight=100)
    account(kavenegar, "kavenegar", resting=0, weight=0)
    magfa.faults.put(html(status=200))
    row = send(iums, message=one_time_code())
    for _ in range(2):
        later(monkeypatch, seconds=5)
        handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, len(magfa.taken) + len(kavenegar.taken)) == (State.UNKNOWN, 0)


def test_slot_is_given_back_when_the_attempt_cannot_be_written(iums, two, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("the database went away")

    with monkeypatch.context() as here:
        here.setattr(handing, "_written", broken)
        for place in range(slots.CALLS_AT_ONCE + 1):
            with pytest.raises(RuntimeError):
                send(iums, f"0912345670{place}")
    assert send(iums).state == State.SENT


def test_answer_that_comes_after_its_worker_was_thought_lost_counts(iums, two, kavenegar):
    from pishkhan.notifications.domain import outcomes
    from pishkhan.notifications.providers.protocol import Answer, Outcome

    row = send(iums, message=one_time_code())
    attempt = row.tries.get()
    Delivery.objects.filter(id=row.pk).update(state=State.UNKNOWN, provider_id="")
    outcomes.finish(attempt.pk, Answer(outcome=Outcome.OK, provider_id="77"), asked=False)
    row.refresh_from_db()
    assert (row.state, row.provider_id) == (State.SENT, "77")


def test_trouble_of_one_template_is_told_once_and_closed_by_that_message_only(iums, two, kavenegar):
    kavenegar.faults.put(code(424))
    send(iums, message=one_time_code())
    for _ in range(3):
        send(iums, f"0912345679{_}")
    assert Incident.objects.get(kind=notifications.PROVIDER).state == "open"
    send(iums, "09123456799", message=one_time_code())
    assert Incident.objects.get(kind=notifications.PROVIDER).state == "closed"
    kavenegar.faults.put(code(424))
    send(iums, "09123456798", message=one_time_code())
    run_jobs()
    assert Notice.objects.filter(message="alarm").count() == 1


def test_codes_are_swept_before_everything_else(iums, two, monkeypatch):
    to = [notifications.Recipient(institution_id=iums.id, person_id=None, mobile=f"0912{n:07d}") for n in range(4)]
    for one in to[:3]:
        notifications.send(recipient=one, message=ClosedNotice(number="1", link=""), channels=[Channel.SMS])
    notifications.send(recipient=to[3], message=one_time_code(minutes=30), channels=[Channel.SMS])
    monkeypatch.setattr(sweeping, "QUEUE", 1)
    later(monkeypatch, seconds=100)
    assert sweeping.sweep() == 1

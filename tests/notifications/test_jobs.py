"""What the periodic jobs do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.notifications import tasks
from pishkhan.notifications.domain import handing, sweeping
from pishkhan.notifications.enums import Channel, State
from pishkhan.notifications.models import Delivery, ProviderAccount, Tally
from pishkhan.plumbing.models import Incident
from simulators.base import code
from tests.factories.messages import later, one_time_code, send


@pytest.mark.parametrize(
    "job", [tasks.sweep, tasks.balance, tasks.check_accounts, tasks.send_gathered, tasks.forget_old]
)
def test_every_job_runs_over_rows_in_every_state(iums, two, job):
    for state in State:
        Delivery.objects.create(
            institution_id=iums.id, message="closed", category="progress", channel=Channel.SMS, urgency="by_day",
            language="fa", state=state, account=two[0], body="متن", secret="1", expires_at=timezone.now(),
            next_at=timezone.now(), created_at=timezone.now(),
        )  # fmt: skip
    job(timestamp=0)
    assert Delivery.objects.count() >= len(State)


def test_dead_code_is_wiped_although_its_message_still_waits(iums, two, kavenegar, magfa, monkeypatch):
    kavenegar.faults.standing = magfa.faults.standing = code(409)
    row = send(iums, message=one_time_code(minutes=1))
    assert (row.state, row.secret) == (State.WAITING, "482915")
    later(monkeypatch, minutes=2)
    sweeping.wipe_dead_codes()
    row.refresh_from_db()
    assert row.secret is None


def test_old_words_go_and_then_the_rows(iums, two, monkeypatch):
    row = send(iums)
    Tally.objects.create(institution_id=iums.id, kind="x", subject="x", day=timezone.localdate())
    Delivery.objects.filter(id=row.pk).update(created_at=timezone.now())
    later(monkeypatch, days=91)
    sweeping.forget_old()
    row.refresh_from_db()
    assert (row.body, row.values, row.state, Tally.objects.filter(kind="x").count()) == (None, {}, State.SENT, 0)
    later(monkeypatch, days=310)
    sweeping.forget_old()
    assert not Delivery.objects.filter(id=row.pk).exists()


def test_check_tells_health_and_balance_and_closes_what_was_open(iums, two, kavenegar):
    kavenegar.credit = 0
    tasks.check_accounts(timestamp=0)
    row = ProviderAccount.objects.get(id=two[0].id)
    incident = Incident.objects.get(subject_id=row.id)
    assert (row.healthy, row.trouble, row.balance, incident.state) == (False, "credit_empty", 0, "open")
    kavenegar.credit = 5000
    tasks.check_accounts(timestamp=0)
    row.refresh_from_db()
    incident.refresh_from_db()
    assert (row.healthy, row.trouble, row.balance, incident.state) == (True, "", 5000, "closed")


def test_incident_of_stuck_messages_closes_when_none_waits(iums, account, kavenegar, monkeypatch):
    account(kavenegar, "kavenegar")
    kavenegar.faults.standing = code(409)
    row = send(iums)
    later(monkeypatch, hours=6)
    handing.hand_over(row.pk)
    sweeping.close_mended()
    assert Incident.objects.get(kind="messages_stuck").state == "open"
    later(monkeypatch, minutes=20)
    sweeping.close_mended()
    assert Incident.objects.get(kind="messages_stuck").state == "closed"


def test_night_message_is_handed_over_in_the_morning(iums, two, kavenegar, monkeypatch):
    later(monkeypatch, hours=14)
    row = send(iums)
    assert (row.state, len(kavenegar.taken)) == (State.WAITING, 0)
    later(monkeypatch, seconds=(row.not_before - timezone.now()).total_seconds() + 1)
    assert sweeping.sweep() == 1
    handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, len(kavenegar.taken), timezone.localtime().hour) == (State.SENT, 1, 7)
    assert timezone.now() - row.created_at < timedelta(days=2)

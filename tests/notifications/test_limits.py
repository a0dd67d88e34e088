"""How much may be sent, and what happens beyond it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import handing, limits
from pishkhan.notifications.enums import State, Why
from pishkhan.notifications.models import Delivery, SendingRules, Spending, Tally
from pishkhan.plumbing.models import Incident
from simulators.base import code
from tests.factories.messages import later, one_time_code, send


def _forget_remembered() -> None:
    caches["local"].clear()


@pytest.mark.parametrize("times", [100, pytest.param(10_000, marks=pytest.mark.long)])
def test_codes_without_end_for_one_number_are_counted_and_refused_with_a_reason(iums, two, kavenegar, times):
    """The refused ones leave no row and call nobody; another number is served as ever."""
    SendingRules.objects.create(institution_id=iums.id, per_number=10)
    refused = []
    for _ in range(times):
        try:
            send(iums, message=one_time_code())
        except DomainError as error:
            refused.append((error.code, error.params))
    assert refused == [(Why.NUMBER_LIMIT, {"most": 10})] * (times - 10)
    assert (Delivery.objects.count(), len(kavenegar.taken), Tally.objects.get(kind="code").count) == (10, 10, times)
    assert send(iums, "09123456781", message=one_time_code()).state == State.SENT


def test_codes_asked_for_from_one_network_are_limited(iums, two):
    SendingRules.objects.create(institution_id=iums.id, per_network=2)
    [send(iums, f"0912345678{n}", message=one_time_code(), network="192.0.2.7") for n in range(2)]
    with pytest.raises(DomainError, match=Why.NETWORK_LIMIT):
        send(iums, "09123456789", message=one_time_code(), network="192.0.2.7")
    send(iums, "09123456789", message=one_time_code(), network="192.0.2.8")


def test_messages_beyond_the_cap_of_a_number_are_stopped_with_the_reason(iums, two):
    SendingRules.objects.create(institution_id=iums.id, per_number=2)
    rows = [send(iums) for _ in range(3)]
    assert [(row.state, row.reason) for row in rows] == [
        (State.SENT, ""), (State.SENT, ""), (State.STOPPED, Why.NUMBER_LIMIT),
    ]  # fmt: skip


def test_spent_budget_stops_texts_but_not_codes_until_it_is_overspent_by_half(iums, two, monkeypatch):
    SendingRules.objects.create(institution_id=iums.id, budget=10_000)
    spending = Spending.objects.create(
        institution_id=iums.id, account=two[0], channel="sms", day=timezone.localdate(), cost=10_000
    )
    _forget_remembered()
    assert (send(iums).reason, send(iums, message=one_time_code()).state) == (Why.BUDGET, State.SENT)
    Spending.objects.filter(id=spending.id).update(cost=15_000)
    _forget_remembered()
    assert send(iums, message=one_time_code()).reason == Why.BUDGET
    limits.watch_budgets()
    assert Incident.objects.get(kind=notifications.BUDGET).detail == {"percent": 150}


def test_message_that_waits_is_counted_once(iums, two, kavenegar, magfa, monkeypatch):
    SendingRules.objects.create(institution_id=iums.id, per_number=3, quiet_from="00:00", quiet_until="00:00")
    kavenegar.faults.standing, magfa.faults.standing = code(409), code(15)
    row = send(iums)
    for _ in range(20):
        later(monkeypatch, minutes=5)
        handing.hand_over(row.pk)
    row.refresh_from_db()
    assert (row.state, Tally.objects.get(kind="number").count) == (State.WAITING, 1)


def test_full_day_puts_texts_off_to_tomorrow_and_lets_codes_pass(iums, two, kavenegar):
    SendingRules.objects.create(institution_id=iums.id, per_day=2)
    Spending.objects.create(
        institution_id=iums.id, account=two[0], channel="sms", day=timezone.localdate(), messages=2
    )
    row, secret = send(iums), send(iums, message=one_time_code())
    assert (row.state, row.reason, secret.state) == (State.WAITING, Why.DAY_LIMIT, State.SENT)
    assert timezone.localtime(row.not_before).date() == timezone.localdate() + timedelta(days=1)
    assert Incident.objects.filter(kind=notifications.DAY_FULL, state="open").count() == 1

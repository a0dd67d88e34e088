"""Limits and cost."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import ProviderAccount, SendingRules
from pishkhan.notifications.domain.limits import month_start, watch_budgets
from pishkhan.notifications.models import Spending
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted

LIMITS = "/console/messages/limits/"
GIVEN = {
    "rev": "0", "quiet_from": "۲۱:۳۰", "quiet_until": "8", "per_number": "۱۰", "per_address": "50", "per_person": "30",
    "per_network": "200", "per_day": "۵٬۰۰۰", "budget": "۱۰٬۰۰۰٬۰۰۰",
}  # fmt: skip


def _spend(university, cost, *, day=None):
    account = ProviderAccount.objects.filter(institution_id=university.id).first()
    Spending.objects.create(
        institution_id=university.id, account=account, channel="sms", day=day or timezone.localdate(), messages=3,
        parts=4, cost=cost,
    )  # fmt: skip


def test_limits_are_kept_as_typed_in_any_digits(iums):
    desk = Desk(iums, "admin")
    assert desk.post(LIMITS, **GIVEN) == 200
    assert "The limits are kept." in desk.text
    row = SendingRules.objects.get(institution_id=iums.id)
    assert (row.quiet_from, row.quiet_until, row.per_number) == (time(21, 30), time(8), 10)
    assert (row.per_day, row.budget, row.rev) == (5000, 10_000_000, 1)
    assert desk.value("budget") == "10,000,000"
    assert "one million toman" in desk.text
    assert desk.value("quiet_from") == "21:30"


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("quiet_from", "25:00", "Write an hour like 22:00."), ("per_number", "0", "Write a whole number from 1 up."),
        ("per_day", "بسیار", "Write a whole number from 1 up."), ("budget", "4,50", "Write the amount in rials"),
    ],
)  # fmt: skip
def test_bad_limit_is_told_at_its_field_and_all_values_stay(iums, name, typed, words):
    desk = Desk(iums, "admin")
    assert desk.post(LIMITS, **{**GIVEN, name: typed}) == 422
    assert f'<a href="#f-{name}">' in desk.html
    assert desk.text.count(words) == 2, "in the summary and at the field"
    assert desk.value(name) == typed
    assert desk.value("per_person") == "30"
    assert not SendingRules.objects.filter(institution_id=iums.id).exists()


def test_two_administrators_do_not_overwrite_each_other(iums):
    desk = Desk(iums, "admin")
    desk.post(LIMITS, **GIVEN)
    assert desk.post(LIMITS, **{**GIVEN, "per_day": "7"}) == 422
    assert "Somebody changed the limits meanwhile" in desk.text
    assert desk.value("rev") == "0", "pressing once more must not overwrite either"
    assert SendingRules.objects.get(institution_id=iums.id).per_day == 5000


def test_budget_used_is_shown_and_becomes_an_incident(demo):
    desk = Desk(demo, "admin")
    desk.post(LIMITS, **GIVEN)
    _spend(demo, 8_500_000)
    desk.get(LIMITS)
    assert 'max="100" value="85"' in desk.html
    assert "85 percent are used." in desk.text
    watch_budgets()
    desk.get("/console/incidents/")
    assert "The money for messages of this month runs out" in desk.text
    assert "85 percent are used." in desk.text
    assert f'href="{LIMITS}"' in desk.html


def test_costs_are_summed_by_month_account_and_channel(demo, shiraz):
    notifications.put_demo(shiraz.id)
    _spend(shiraz, 999)
    start = month_start(timezone.localdate())
    _spend(demo, 1000, day=start)
    _spend(demo, 500, day=start - timedelta(days=1))
    desk = Desk(demo, "admin")
    desk.get(LIMITS)
    assert desk.html.count('<td class="who" colspan="4">') == 2
    assert [words in desk.text for words in ("1,000", "500", "999")] == [True, True, False]


def test_page_asks_the_same_however_much_was_spent(demo):
    desk, found = Desk(demo, "admin"), []
    for days in ((0,), (1, 2)):
        for ago in days:
            _spend(demo, 100, day=timezone.localdate() - timedelta(days=ago))
        desk.get(LIMITS)
        found.append(counted(lambda: desk.get(LIMITS)))
    assert found[0] == found[1], found

"""Accounts at providers: who brings them in, and what happens to their secrets."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import accounts, checking, troubles
from pishkhan.notifications.enums import Channel, Outcome, Reason
from pishkhan.notifications.models import ProviderAccount, Spending
from pishkhan.notifications.providers.demo import Demo
from pishkhan.notifications.providers.kavenegar import Kavenegar
from pishkhan.notifications.providers.protocol import Answer, Health, Outgoing
from pishkhan.plumbing import audit
from pishkhan.plumbing.models import Incident

KEY = "very-secret-key-1405"
WANTED = notifications.Wanted(
    provider="kavenegar", name="خط اصلی", settings={"api_key": KEY, "sender": "3000"},
    channels=frozenset({Channel.SMS}), templates={}, enabled=True, resting=50, per_second=20,
)  # fmt: skip


@pytest.fixture
def admin(iums):
    return iums.actor("admin")


def put(admin, wanted=WANTED, row=None):
    return notifications.put_account(
        actor=admin, wanted=wanted, account_id=row.id if row else None, rev=row.rev if row else 0
    )


def with_settings(**changes):
    return replace(WANTED, settings={"sender": "3000", **changes})


def test_secret_left_empty_stays(admin):
    row = put(admin)
    assert put(admin, with_settings(api_key="", sender="4000"), row).settings == {
        "api_key": KEY, "sender": "4000", "address": "",
    }  # fmt: skip


@pytest.mark.parametrize("address", ["https://elsewhere.example", "http://127.0.0.1:9"])
def test_secret_is_not_sent_to_a_new_address_unless_typed_again(admin, address):
    """An administrator cannot read the key, nor have it sent to an address of their own."""
    row = put(admin)
    with pytest.raises(DomainError, match="secret_again") as caught:
        put(admin, with_settings(address=address), row)
    assert caught.value.params == {"field": "api_key"}
    assert put(admin, with_settings(address=address, api_key="another"), row).settings["address"] == address


@pytest.mark.parametrize(
    "address",
    ["http://192.0.2.1", "ftp://x.example", "elsewhere", "https://", "https://u:p@x.example", "https://x.example/?a=b"],
)
def test_address_that_is_none_is_refused(admin, address):
    with pytest.raises(DomainError, match="address_wrong"):
        put(admin, with_settings(api_key=KEY, address=address))


INSIDE = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:10.0.0.1]", "10.0.0.7", "192.168.1.1",
    "169.254.169.254", "[fe80::1]", "0.0.0.0", "localhost", "LOCALHOST.", "db", "db.internal", "printer.local",
)  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_service_inside_the_house_is_no_address_outside_the_demo(admin, settings, host):
    """Who may write accounts must not have the server speak to what listens beside it."""
    settings.DEMO = False
    with pytest.raises(DomainError, match="address_wrong"):
        put(admin, with_settings(api_key=KEY, address=f"https://{host}/"))


@pytest.mark.parametrize("host", ["api.kavenegar.com", "1.1.1.1", "[2606:4700:4700::1111]:8443", "x9.example.ir"])
def test_service_out_in_the_world_is_an_address(admin, settings, host):
    settings.DEMO = False
    assert put(admin, with_settings(api_key=KEY, address=f"https://{host}")).settings["address"] == f"https://{host}"


def test_demo_provider_is_refused_and_carries_nothing_outside_the_demo(admin, settings):
    wanted = replace(WANTED, provider="demo", settings={})
    row = put(admin, wanted)
    message = Outgoing(reference=1, channel=Channel.SMS, to="+989121110001", text="x")
    assert [one[0].id for one in accounts.carriers(row.institution_id, message, "closed")] == [row.id]
    settings.DEMO = False
    assert accounts.carriers(row.institution_id, message, "closed") == []
    assert accounts.provider_or_none(row) is None
    assert "demo" not in notifications.kinds()
    for changed in (None, row):
        with pytest.raises(DomainError, match="demo_only"):
            put(admin, wanted, changed)
    assert not put(admin, replace(wanted, enabled=False), row).enabled


@pytest.mark.parametrize(
    ("told", "per_part", "price"), [(None, 1200, 3600), (None, 0, None), (500, 1200, 500), (0, 1200, 0)]
)
def test_price_is_the_accounts_where_the_provider_tells_none(told, per_part, price):
    answer = Answer(outcome=Outcome.OK, cost=told)
    assert accounts.price(ProviderAccount(rials_per_part=per_part), answer, 3) == price


@pytest.mark.parametrize("price", [-1, 1_000_001])
def test_price_beyond_reason_is_refused(admin, price):
    with pytest.raises(DomainError, match="price_wrong"):
        put(admin, replace(WANTED, rials_per_part=price))


def test_price_is_kept_and_stands_in_the_history(admin):
    row = put(admin, replace(WANTED, rials_per_part=1200))
    assert (row.rials_per_part, audit.history(row.id)[0].after["rials_per_part"]) == (1200, 1200)


@pytest.mark.parametrize(
    ("templates", "fa", "en"),
    [
        ({"code.sms": {"name": "old"}}, "old", ""),
        ({"code.sms": {"name": "old"}, "code.sms.fa": {"name": "new"}}, "new", ""),
        ({"code.sms.fa": {"name": "new"}, "code.sms.en": {"name": "english"}}, "new", "english"),
        ({"code.sms.en": {"name": "english"}}, "", "english"),
    ],
)
def test_template_is_of_the_readers_language(templates, fa, en):
    message = Outgoing(reference=1, channel=Channel.SMS, to="+989121110001", text="x")
    account = ProviderAccount(templates=templates)
    assert [accounts.dressed(message, account, "code", each).template for each in ("fa", "en")] == [fa, en]


def test_no_repr_holds_a_code_or_a_key():
    words = dict.fromkeys(("text", "code", "subject", "html", "unsubscribe"), f"482915 {KEY}")
    message = Outgoing(reference=1, channel=Channel.SMS, to="+989121110001", values={"code": "482915"}, **words)
    said = repr(message) + repr(WANTED)
    assert ("482915" in said, KEY in said) == (False, False)


def broken(self):
    raise RuntimeError(KEY)


def test_account_that_cannot_be_checked_stops_no_other(admin, monkeypatch, caplog):
    gone, breaks, fine = (put(admin, replace(WANTED, name=name)) for name in ("gone", "breaks", "fine"))
    for row, provider in ((gone, "nobody"), (breaks, "kavenegar"), (fine, "demo")):
        ProviderAccount.objects.filter(id=row.id).update(provider=provider)
    monkeypatch.setattr(Kavenegar, "check_config", broken)
    checking.check_all()
    found = {row.name: (row.healthy, row.trouble) for row in ProviderAccount.objects.all()}
    assert found == {"gone": (False, "trouble"), "breaks": (False, "trouble"), "fine": (True, "")}
    assert ("KeyError" in caplog.text, "RuntimeError" in caplog.text, KEY in caplog.text) == (True, True, False)


def test_trouble_noted_while_the_provider_was_asked_is_over_when_it_works(admin, monkeypatch):
    row = put(admin, replace(WANTED, provider="demo", settings={}))

    def meanwhile(self):
        refused = Answer(outcome=Outcome.FAIL_OVER, reason=Reason.CREDIT_EMPTY, vendor_code="418")
        troubles.note(ProviderAccount.objects.get(id=row.id), refused, resting=False)
        return Health(ok=True)

    monkeypatch.setattr(Demo, "check_config", meanwhile)
    checking.check(row.id)
    row.refresh_from_db()
    assert (row.healthy, row.trouble) == (True, "")
    assert not Incident.objects.filter(subject_id=row.id, closed_at=None).exists()
    assert Incident.objects.filter(subject_id=row.id).exists()


def test_template_refused_is_not_mended_by_an_account_that_stands(admin):
    """Asking for the credit proves nothing about templates: account and incident stay as they are, together."""
    row = put(admin, replace(WANTED, provider="demo", settings={}))
    refused = Answer(outcome=Outcome.FAIL_OVER, reason=Reason.TEMPLATE_MISSING, vendor_code="424")
    troubles.note(row, refused, "verification_code", resting=False)
    checking.check(row.id)
    row.refresh_from_db()
    assert (row.healthy, row.trouble, row.vendor_code) == (False, "template_missing", "424")
    assert row.checked_at
    assert Incident.objects.filter(subject_id=row.id, closed_at=None).exists()


def test_account_deleted_meanwhile_is_no_error(admin):
    checking.check(uuid4())


def test_costs_of_two_accounts_of_one_name_stay_apart(admin):
    rows = [put(admin), put(admin, replace(WANTED, name="دیگری"))]
    notifications.ProviderAccount.objects.update(name=WANTED.name)
    for number, row in enumerate(rows, 1):
        Spending.objects.create(
            institution_id=row.institution_id, account=row, channel="sms", day=timezone.localdate(), messages=number,
            parts=number, cost=number * 100,
        )  # fmt: skip
    assert {each.account for each in notifications.costs(admin)} == {"خط اصلی"}
    assert sorted(each.cost for each in notifications.costs(admin)) == [100, 200]


def test_secret_stands_neither_in_the_row_as_it_lies_nor_in_the_history(admin):
    from django.db import connection

    row = put(admin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM notifications_provideraccount a")
        lying = cursor.fetchone()[0]
    history = [(line.before, line.after) for line in audit.history(row.id)]
    assert (KEY in lying, KEY in str(history), KEY in repr(row), len(history)) == (False, False, False, 1)


def test_two_administrators_do_not_overwrite_each_other(admin):
    row = put(admin)
    put(admin, replace(WANTED, name="یک"), row)
    with pytest.raises(DomainError, match="account_changed"):
        put(admin, replace(WANTED, name="دو"), row)


@pytest.mark.parametrize("login", ["edu.lead", "981020304"])
def test_nobody_but_administrators_sees_or_changes_accounts(iums, admin, login):
    row, somebody = put(admin), iums.actor(login)
    assert list(notifications.accounts_visible_to(somebody)) == []
    with pytest.raises(DomainError, match="not_found"):
        put(somebody, WANTED, row)
    with pytest.raises(DomainError, match="not_found"):
        notifications.check_one(actor=somebody, account_id=row.id)


def test_accounts_of_another_university_are_unknown(admin, shiraz):
    row = put(admin)
    with pytest.raises(DomainError, match="not_found"):
        notifications.account(shiraz.actor("admin"), row.id)


def test_two_accounts_have_two_names(admin):
    put(admin)
    with pytest.raises(DomainError, match="name_taken"):
        put(admin)


def test_account_that_is_off_can_be_removed_with_its_key(iums, admin):
    row = put(admin)
    with pytest.raises(DomainError, match="account_in_use"):
        notifications.remove_account(actor=admin, account_id=row.id, rev=row.rev)
    row = put(admin, replace(WANTED, enabled=False, settings={"sender": "3000"}), row)
    for who, rev, refusal in ((iums.actor("edu.lead"), row.rev, "not_found"), (admin, row.rev + 1, "account_changed")):
        with pytest.raises(DomainError, match=refusal):
            notifications.remove_account(actor=who, account_id=row.id, rev=rev)
    notifications.remove_account(actor=admin, account_id=row.id, rev=row.rev)
    row.refresh_from_db()
    assert (row.settings, list(notifications.accounts_visible_to(admin))) == ({}, [])
    assert [line.action for line in audit.history(row.id)] == ["account.added", "account.changed", "account.removed"]
    put(admin)


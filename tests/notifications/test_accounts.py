"""Accounts at providers: who brings them in, and what happens to their secrets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.enums import Channel
from pishkhan.plumbing import audit

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

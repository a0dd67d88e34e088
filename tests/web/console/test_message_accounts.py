"""Accounts at providers: brought in, changed, checked, tried out."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from pishkhan.notifications import api as notifications
from pishkhan.notifications import tasks
from pishkhan.notifications.api import Health, ProviderAccount, Reason, SendingRules
from pishkhan.notifications.providers.demo import Demo
from tests.factories.jobs import run_jobs
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted

ACCOUNTS = "/console/messages/providers/"
KEY = "a-key-that-must-stay-here"
GIVEN = {
    "provider": "kavenegar", "name": "Main line", "channels": ["sms", "voice"], "resting": "۶۰", "per_second": "20",
    "enabled": "true", "s-api_key": KEY, "s-sender": "10004346", "s-address": "https://api.kavenegar.com",
    "t-verification_code.sms.fa": "code-fa", "t-verification_code.sms.fa-code": "token",
    "t-verification_code.sms.fa-minutes": "token2", "rials_per_part": "۱۲۵۰",
}  # fmt: skip


def _changed(row, **changes):
    return {**{name: value for name, value in GIVEN.items() if name != "s-api_key"}, "rev": row.rev, **changes}


@pytest.fixture
def made(iums):
    desk = Desk(iums, "admin")
    assert desk.post(f"{ACCOUNTS}new/", **GIVEN) == 200, desk.text
    return ProviderAccount.objects.get(institution_id=iums.id)


def test_account_is_brought_in_with_what_its_provider_asks_for(iums, made):
    assert (made.provider, made.name, made.channels, made.resting) == ("kavenegar", "Main line", ["sms", "voice"], 60)
    assert made.settings["api_key"] == KEY
    assert made.templates == {
        "verification_code.sms.fa": {"name": "code-fa", "values": {"token": "code", "token2": "minutes"}}
    }
    desk = Desk(iums, "admin")
    desk.get(ACCOUNTS)
    for words in ("Main line", "Kavenegar", "Never checked", "Text message, Phone call", "Price of a part 1,250 rials"):
        assert words in desk.text


def test_secret_is_never_shown_and_stays_when_left_empty(iums, made):
    desk = Desk(iums, "admin")
    page = f"{ACCOUNTS}{made.id}/"
    desk.get(page)
    assert KEY not in desk.html
    assert "Leave it empty to keep it." in desk.text
    assert desk.value("s-sender") == "10004346"
    assert desk.value("t-verification_code.sms.fa-code") == "token"
    assert "/hooks/messages/" in desk.html
    desk.post(page, **_changed(made, **{"name": "Other line", "s-api_key": "", "t-verification_code.sms.fa": ""}))
    made.refresh_from_db()
    assert (made.name, made.settings["api_key"], made.templates) == ("Other line", KEY, {})


def test_bad_input_is_told_by_field_and_values_stay_except_secrets(iums):
    desk = Desk(iums, "admin")
    given = {**GIVEN, "name": " ", "resting": "ده", "per_second": "0", "channels": [], "rials_per_part": "-5"}
    assert desk.post(f"{ACCOUNTS}new/", **given) == 422
    for words in ("Write a name for the account.", "Choose at least one channel", "from 0 to 100", "from 1 to 1000",
                  "Write a price in whole rials"):
        assert words in desk.text
    assert 'href="#f-resting"' in desk.html
    assert 'id="f-resting"' in desk.html
    assert desk.value("resting") == "ده"
    assert desk.value("s-sender") == "10004346"
    assert KEY not in desk.html
    assert not ProviderAccount.objects.filter(institution_id=iums.id).exists()


def test_one_missing_setting_is_told_at_its_field(iums):
    desk = Desk(iums, "admin")
    assert desk.post(f"{ACCOUNTS}new/", **{**GIVEN, "s-api_key": " "}) == 422
    assert '<a href="#f-s-api_key">API key: The account cannot be used without this.' in desk.html


def test_every_provider_has_its_form(iums):
    desk = Desk(iums, "admin")
    desk.get(f"{ACCOUNTS}new/")
    for key, kind in notifications.PROVIDERS.items():
        assert f"?provider={key}" in desk.html
        form = Desk(iums, "admin")
        assert form.get(f"{ACCOUNTS}new/?provider={key}") == 200
        for each in kind.settings:
            assert f'name="s-{each.name}"' in form.html, each
    assert desk.get(f"{ACCOUNTS}new/?provider=nobody") == 200
    assert "At which provider" in desk.text


def test_two_administrators_do_not_overwrite_each_other(iums, made):
    desk, page = Desk(iums, "admin"), f"{ACCOUNTS}{made.id}/"
    desk.post(page, **_changed(made, name="First"))
    assert desk.post(page, **_changed(made, name="Second")) == 422
    assert "Somebody changed this account meanwhile" in desk.text
    assert desk.value("rev") == str(made.rev), "pressing once more must not overwrite either"
    assert desk.value("name") == "Second"
    made.refresh_from_db()
    assert made.name == "First"


def test_template_of_before_languages_is_shown_as_the_persian_one_and_kept_as_it(iums, made):
    old = {"name": "old-name", "values": {"token": "code"}}
    ProviderAccount.objects.update(templates={"verification_code.sms": old, "gone.sms": old})
    desk, page = Desk(iums, "admin"), f"{ACCOUNTS}{made.id}/"
    desk.get(page)
    assert desk.value("t-verification_code.sms.fa") == "old-name"
    assert desk.value("t-verification_code.sms.en") == ""
    fields = {"t-verification_code.sms.fa": "old-name", "t-verification_code.sms.fa-minutes": "",
              "t-verification_code.sms.en": "code-en", "t-verification_code.sms.en-code": "token"}  # fmt: skip
    desk.post(page, **_changed(made, **fields))
    made.refresh_from_db()
    english = {"name": "code-en", "values": {"token": "code"}}
    assert made.templates == {"verification_code.sms.fa": old, "verification_code.sms.en": english, "gone.sms": old}


def test_demo_provider_is_not_offered_outside_the_demo(demo, settings):
    settings.DEMO = False
    row = ProviderAccount.objects.get(institution_id=demo.id)
    desk = Desk(demo, "admin")
    desk.get(f"{ACCOUNTS}new/")
    assert "?provider=kavenegar" in desk.html
    assert "?provider=demo" not in desk.html
    desk.post(f"{ACCOUNTS}new/", **{**GIVEN, "provider": "demo"})
    assert ProviderAccount.objects.count() == 1
    desk.post(f"{ACCOUNTS}{row.id}/switch/", rev=row.rev, on="0")
    row.refresh_from_db()
    assert not row.enabled
    desk.post(f"{ACCOUNTS}{row.id}/switch/", rev=row.rev, on="1")
    assert "The demo inbox sends nothing to anybody." in desk.text
    row.refresh_from_db()
    assert not row.enabled


def test_account_is_switched_off_and_on(iums, made):
    desk = Desk(iums, "admin")
    for on, state in (("0", False), ("1", True)):
        made.refresh_from_db()
        desk.post(f"{ACCOUNTS}{made.id}/switch/", rev=made.rev, on=on)
        made.refresh_from_db()
        assert (made.enabled, made.settings["api_key"], made.settings["sender"]) == (state, KEY, "10004346")
    desk.post(f"{ACCOUNTS}{made.id}/switch/", rev=made.rev - 1, on="0")
    assert "Somebody changed this account meanwhile" in desk.text
    made.refresh_from_db()
    assert made.enabled


def _check(desk, row, **stay) -> None:
    """Press, and let a worker do it."""
    desk.post(f"{ACCOUNTS}{row.id}/check/", **stay)
    assert "is being checked. Load this page again in a few seconds." in desk.text
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'notifications.check_account' RETURNING args")
        [[args]] = cursor.fetchall()
    tasks.check_account(**(json.loads(args) if isinstance(args, str) else args))


def test_check_says_what_is_wrong_and_what_to_do(demo, monkeypatch):
    row = ProviderAccount.objects.get(institution_id=demo.id)
    health = Health(ok=False, reason=Reason.CREDIT_EMPTY, vendor_code="418", balance=0)
    monkeypatch.setattr(Demo, "check_config", lambda self: health)
    desk = Desk(demo, "admin")
    _check(desk, row)
    desk.get(ACCOUNTS)
    for words in ("The credit at the provider is used up. Top up", "In trouble", "418"):
        assert words in desk.text
    rail = desk.html.split('class="pk-side"')[1]
    assert 'class="q"' in rail.split(f'href="{ACCOUNTS}"')[1].split("</a>")[0]
    desk.get("/console/incidents/")
    for words in ("A provider of messages does not work", "Demo inbox · The credit at the provider", "Top up"):
        assert words in desk.text
    assert f'href="{ACCOUNTS}{row.id}/"' in desk.html
    monkeypatch.setattr(Demo, "check_config", lambda self: Health(ok=True, balance=5_000_000))
    _check(desk, row, stay="1")
    assert desk.path == f"{ACCOUNTS}{row.id}/"
    desk.get(desk.path)
    for words in ("Works", "5,000,000", "Checked"):
        assert words in desk.text


def test_pressing_check_calls_nobody_from_the_page(demo, monkeypatch):
    """A provider that hangs must not hold up the console."""
    called = []
    monkeypatch.setattr(Demo, "check_config", lambda self: called.append(1))
    Desk(demo, "admin").post(f"{ACCOUNTS}{ProviderAccount.objects.get(institution_id=demo.id).id}/check/")
    assert called == []


def test_account_of_another_university_is_not_there(made, shiraz):
    desk = Desk(shiraz, "admin")
    for path in ("", "check/", "switch/"):
        assert desk.post(f"{ACCOUNTS}{made.id}/{path}", **_changed(made, on="0")) == 404
    assert desk.get(f"{ACCOUNTS}{made.id}/") == 404
    made.refresh_from_db()
    assert made.enabled


def test_pages_ask_the_same_however_many_accounts(iums, made):
    desk, found = Desk(iums, "admin"), []
    for more in (0, 2):
        for _ in range(more):
            ProviderAccount.objects.create(
                institution_id=iums.id, provider="demo", name="x", hook="0" * 32, channels=["sms"], settings={}
            )
        for path in (ACCOUNTS, f"{ACCOUNTS}{made.id}/"):
            desk.get(path)
            found.append(counted(lambda path=path: desk.get(path)))
    assert found[:2] == found[2:], found


@pytest.mark.parametrize(("channel", "to"), [("sms", "۰۹۱۲۱۱۱۰۰۰۱"), ("voice", "+989121110001"), ("email", "a@b.ir")])
def test_test_goes_the_whole_way_and_leads_to_its_page(demo, channel, to):
    desk = Desk(demo, "admin")
    desk.post(f"{ACCOUNTS}try/", channel=channel, to=to)
    run_jobs()
    row = notifications.Delivery.objects.get()
    assert (row.channel, row.state, row.person_id) == (channel, notifications.State.SENT, None)
    assert desk.path == f"/console/messages/{row.id}/"
    assert len(notifications.kept(demo.id, address=row.address)) == 1


@pytest.mark.parametrize(
    ("channel", "to", "words"),
    [
        ("sms", "02147701234", "This is a landline"), ("email", "nobody", "Write an e-mail address"),
        ("pigeon", "09121110001", "Choose how to send it."),
    ],
)  # fmt: skip
def test_bad_test_is_told_and_kept(demo, channel, to, words):
    desk = Desk(demo, "admin")
    assert desk.post(f"{ACCOUNTS}try/", channel=channel, to=to) == 422
    assert words in desk.text
    assert desk.value("to") == to
    assert not notifications.Delivery.objects.exists()


def test_test_without_an_account_and_beyond_the_limit_is_refused_in_words(iums):
    desk = Desk(iums, "admin")
    assert desk.post(f"{ACCOUNTS}try/", channel="sms", to="09121110001") == 422
    assert "No account has this channel." in desk.text


def test_limit_of_a_number_holds_for_tests_too(demo):
    SendingRules.objects.update_or_create(institution_id=demo.id, defaults={"per_number": 1})
    desk = Desk(demo, "admin")
    assert desk.post(f"{ACCOUNTS}try/", channel="sms", to="09121110001") == 200
    assert desk.post(f"{ACCOUNTS}try/", channel="sms", to="09121110001") == 422
    assert "This number has had its 1 messages for today." in desk.text
    assert notifications.Delivery.objects.count() == 1

"""What a stranger's conversation keeps from the next one at the same computer, and from a second tab."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.identity.domain.queries.lookup import fold_any, people_by_identifier
from pishkhan.notifications import api as notifications
from tests.factories import codes
from tests.factories.messages import later
from tests.factories.packs import load
from tests.identity.test_registering import FORM, SAID

KNOWN, OTHER = "981020304", "991020305"


@pytest.fixture
def browser(iums) -> Client:
    notifications.put_demo(iums.id)
    return Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True)


def hidden(page) -> dict[str, str]:
    """What the last form of a page had hidden in it."""
    import re

    return dict(re.findall(r'name="(csrfmiddlewaretoken|page_of|conversation)" value="([^"]*)"', page.content.decode()))


def begin(browser, iums, number):
    form = hidden(browser.get("/activate/"))
    browser.post("/activate/", {**form, "number": number, **codes.solved(iums.id)})
    return hidden(browser.get("/activate/mobile/"))


def test_a_tab_of_another_student_is_refused(browser, iums):
    first = begin(browser, iums, KNOWN)
    second = begin(browser, iums, OTHER)
    assert first["conversation"] != second["conversation"]
    page = browser.post("/activate/mobile/", {**second, "conversation": first["conversation"], "channel": "sms"})
    assert page.status_code == 409
    assert "این صفحه برای کس دیگری باز شده بود" in page.content.decode()
    assert codes.send_codes() == 0
    assert browser.post("/activate/mobile/", {**second, "channel": "sms"}).status_code == 302


def test_a_conversation_that_was_left_is_over(browser, iums, monkeypatch):
    begin(browser, iums, KNOWN)
    later(monkeypatch, minutes=31)
    assert browser.get("/activate/mobile/").headers["Location"] == "/activate/"


def test_on_a_shared_computer_it_is_over_sooner(browser, iums, monkeypatch):
    from pishkhan.organisation.models import CampusNetwork

    CampusNetwork.objects.create(institution_id=iums.id, cidr="127.0.0.0/8", kiosk=True)
    begin(browser, iums, KNOWN)
    assert "شما در همین مرورگر آغاز کرده‌اید." not in browser.get("/activate/").content.decode()
    later(monkeypatch, minutes=6)
    assert browser.get("/activate/mobile/").headers["Location"] == "/activate/"


def test_a_registration_can_be_cleared(db):
    saorg = load("saorg")
    browser = Client(SERVER_NAME="saorg.localhost")
    browser.post(FORM, {"accept": "yes"})
    browser.post(FORM, {**SAID, "first_name": "پنهان", **codes.solved(saorg.id)})
    assert "پنهان" in browser.get(FORM).content.decode()
    browser.post(FORM, {"forget": "yes"})
    assert "پنهان" not in browser.get(FORM).content.decode()


@pytest.mark.parametrize(
    "spellings",
    [
        ("09121230000", "+989121230000", "989121230000", "00989121230000", "۰۹۱۲ ۱۲۳ ۰۰۰۰", "0912-123-0000"),
        ("0012345679", "001-234567-9", "۰۰۱۲۳۴۵۶۷۹"), ("Demo@Example.org", "demo@example.org "),
        ("98 1020304", "981020304"),
    ],
)
def test_every_spelling_of_a_name_nobody_has_is_one(spellings):
    assert len({fold_any(each) for each in spellings}) == 1


def test_ten_digits_are_no_mobile(iums):
    """X1: a student's number that looks like a mobile without its zero is nobody's mobile."""
    person = iums.person(KNOWN)
    mobile = "9120000067"
    assert people_by_identifier(institution_id=iums.id, typed=f"0{mobile}") == [person]
    assert people_by_identifier(institution_id=iums.id, typed=mobile) == []


def test_a_mobile_shows_its_own_mask_whoever_has_it(browser, iums):
    for number, mask in (("09120000067", "۰۹۱۲***۰۰۶۷"), ("09129990068", "۰۹۱۲***۰۰۶۸")):
        begin(browser, iums, number)
        assert mask in browser.get("/activate/mobile/").content.decode()


def test_a_riddle_of_brackets_is_no_answer(browser, iums):
    import base64

    form = hidden(browser.get("/activate/"))
    deep = base64.b64encode(b"[" * 2990).decode()
    assert browser.post("/activate/", {**form, "number": KNOWN, "altcha": deep}).status_code == 422

"""Second factors, with a browser's own passkeys: set up, asked for, lost."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import look
from tests.e2e.registrar import PASSWORD
from tests.e2e.test_login import enter
from tests.e2e.words import said
from tests.identity import otp


def confirm(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Confirm that it is you"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=said("Confirm"), exact=True).click()


def set_up_app(page: Page) -> str:
    """From the list of factors to the recovery codes; the key of the app."""
    page.goto("/account/factors/")
    page.get_by_role("link", name=said("Set up an app")).click()
    confirm(page)
    look(page, "factor-app")
    secret = page.locator("code bdi").inner_text()
    page.get_by_label(said("The code the app shows now")).fill("۰۰۰۰۰۰")
    page.get_by_role("button", name=said("Switch it on")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("code bdi").inner_text() == secret, "a wrong code changes nothing"
    page.get_by_label(said("The code the app shows now")).fill(otp.code(secret))
    page.get_by_role("button", name=said("Switch it on")).click()
    expect(page.locator(".pk-codes li")).to_have_count(10)
    look(page, "factor-codes")
    return secret


def begin(page: Page, login: str) -> None:
    """As far as the second step."""
    page.goto("/login/")
    enter(page, login, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Second step of the login"))


def next_code(secret: str) -> str:
    """One that was not used yet: half a minute ahead, which clocks may differ by."""
    return otp.code(secret, 1)


def test_app_is_set_up_and_asked_for(visitors):
    student = visitors.student("iums", "981020304")
    secret = set_up_app(visitors.page("iums", student["login"], fresh=True))
    page = visitors.page("iums")
    begin(page, student["login"])
    look(page, "factor-step")
    page.get_by_label(said("The six digits your app shows now")).fill("123")
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    typed = next_code(secret).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    page.get_by_label(said("The six digits your app shows now")).fill(typed)
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page.locator(".pk-who")).to_contain_text(student["name"])
    page.goto("/account/activity/")
    expect(page.get_by_text(said("A wrong code of the second factor was typed"))).to_be_visible()


def test_recovery_code_lets_in_once(visitors):
    student = visitors.student("iums", "981020304")
    owner = visitors.page("iums", student["login"], fresh=True)
    set_up_app(owner)
    code = owner.locator(".pk-codes li").first.inner_text()
    page = visitors.page("iums")
    begin(page, student["login"])
    page.get_by_label(said("The six digits your app shows now")).fill(code)
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page.locator(".pk-who")).to_contain_text(student["name"])
    page.goto("/account/factors/")
    expect(page.get_by_text(re.compile("^۹ "))).to_be_visible()


def test_login_can_be_given_up_at_the_second_step(visitors):
    student = visitors.student("iums", "981020304")
    set_up_app(visitors.page("iums", student["login"], fresh=True))
    page = visitors.page("iums")
    begin(page, student["login"])
    page.goto("/requests/")
    expect(page.get_by_role("button", name=said("Log out"), exact=True)).to_have_count(0)
    page.goto("/login/")
    page.get_by_role("button", name=said("Cancel the login")).click()
    expect(page.locator("input[name=password]")).to_be_visible()


def authenticator(page: Page) -> None:
    """A fingerprint reader of the browser's own, which always says yes."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_is_added_and_opens_the_account(visitors):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    authenticator(page)
    page.goto("/account/factors/")
    page.get_by_role("link", name=said("Add a passkey")).click()
    confirm(page)
    look(page, "factor-passkey")
    page.get_by_label(said("Name, by which you know the device")).fill("لپ‌تاپ من")
    page.get_by_role("button", name=said("Add a passkey")).click()
    expect(page.locator(".pk-codes li")).to_have_count(10)
    page.goto("/account/factors/")
    expect(page.get_by_text("لپ‌تاپ من")).to_be_visible()
    page.get_by_role("button", name=said("Log out"), exact=True).click()
    begin(page, student["login"])
    look(page, "factor-step-passkey")
    page.get_by_role("button", name=said("Use the passkey")).click()
    expect(page.locator(".pk-who")).to_contain_text(student["name"])
    page.goto("/account/factors/")
    page.get_by_role("link", name=said("Remove"), exact=True).click()
    confirm(page)
    look(page, "factor-remove")
    page.get_by_role("button", name=said("Remove it")).click()
    expect(page.get_by_text("لپ‌تاپ من")).to_have_count(0)


def test_passkey_of_nobody_is_said_to_have_failed(visitors):
    """An empty reader: the page says so and leaves another way."""
    student = visitors.student("iums", "981020304")
    owner = visitors.page("iums", student["login"], fresh=True)
    authenticator(owner)
    owner.goto("/account/factors/passkey/")
    confirm(owner)
    owner.get_by_role("button", name=said("Add a passkey")).click()
    expect(owner.locator(".pk-codes li")).to_have_count(10)
    page = visitors.page("iums")
    authenticator(page)
    begin(page, student["login"])
    page.get_by_role("button", name=said("Use the passkey")).click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    expect(page.get_by_label(said("One of your recovery codes"))).to_be_visible()


@pytest.fixture
def required(house):
    house.registrar.ask("second_factor", university="shiraz", word="required")
    time.sleep(6)  # every process remembers the rules for five seconds
    yield
    house.registrar.ask("second_factor", university="shiraz", word="offered")
    time.sleep(6)


def test_officer_sets_one_up_before_the_desk_where_it_is_required_and_an_administrator_removes_it(
    visitors, house, required
):
    clerk = house.registrar.ask("clerk", university="shiraz", like="library.khwarizmi")
    page = visitors.page("shiraz")
    page.goto("/login/staff/")
    enter(page, clerk["login"], PASSWORD)
    expect(page).to_have_url(re.compile("/account/factors/"))
    words = "The university asks everybody who works here for a second factor. Set one up, then go on to your desk."
    expect(page.get_by_text(said(words))).to_be_visible()
    look(page, "factors-needed")
    page.goto("/desk/search/")
    expect(page).to_have_url(re.compile("/account/factors/"))
    set_up_app(page)
    page.goto("/account/factors/")
    page.get_by_role("link", name=said("Go on to your desk")).click()
    expect(page).to_have_url(re.compile("/desk/$"))
    house.registrar.ask("second_factor", university="shiraz", word="offered")
    time.sleep(6)
    admin = visitors.page("shiraz", "admin", fresh=True)
    admin.goto(f"/console/people/?q={clerk['login']}")
    admin.get_by_role("link", name=clerk["name"]).first.click()
    admin.get_by_role("link", name=said("Second factor"), exact=True).click()
    look(admin, "console-factors-of-somebody")
    admin.get_by_label(said("How you checked who they are")).fill("کارت شناسایی دیده شد")
    admin.get_by_role("button", name=said("Remove the second factors")).click()
    expect(admin.get_by_text(said("The second factors are gone, the sessions have ended, and the person was told."))
           ).to_be_visible()  # fmt: skip
    page.goto("/desk/")
    expect(page).to_have_url(re.compile("/login/"))

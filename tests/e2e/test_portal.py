"""The public pages: chooser, home, services, guides, login, logout, certificate check."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visitors import log_in
from tests.e2e.words import said


def test_bare_address_lets_choose_the_university(visitors, house):
    page = visitors.page("iums")
    page.goto(f"http://localhost:{house.port}/")
    page.get_by_role("link", name=re.compile("دانشگاه نمونهٔ شیراز")).click()
    expect(page).to_have_url(house.url("shiraz"))
    expect(page).to_have_title(re.compile(said("Home")))


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr")])
def test_language_turns_the_page_and_stays(visitors, language, direction):
    page = visitors.page("iums", language="en" if language == "fa" else "fa")
    page.goto("/services/")
    page.get_by_role("button", name="فارسی" if language == "fa" else "English").first.click()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    page.goto("/help/")
    expect(page.locator("html")).to_have_attribute("lang", language)


SHOWN = """one => {
    const style = getComputedStyle(one), brush = document.createElement("canvas").getContext("2d");
    brush.font = style.font;
    const words = one.matches("select") ? one.selectedOptions[0].text : one.placeholder;
    const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return brush.measureText(words).width <= room + 1;
}"""


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    ("login", "path", "inputs"),
    [("", "/", "#q"), ("", "/services/", "#q"), ("edu.lead", "/desk/", "#by-type, #by-faculty, #by-order")],
)
def test_phone_cuts_no_words_of_a_list_or_of_a_search(visitors, login, path, inputs, language):
    page = visitors.page("iums", login, language=language, width=360)
    page.goto(path)
    for found in page.locator(inputs).all():
        assert found.evaluate(SHOWN), found.get_attribute("id")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_b1_both_guides_are_in_the_product(visitors):
    page = visitors.page("iums")
    page.goto("/help/")
    for title in ("راهنمای ثبت تیکت", "راهنمای فرآیند"):
        expect(page.get_by_role("heading", name=title).first).to_be_visible()


def test_b5_two_level_choice_leads_to_a_service(visitors):
    page = visitors.page("iums")
    page.goto("/services/")
    group = page.get_by_role("region", name="درخواست شارژ مبلغ پنل پیامکی")
    services = group.get_by_role("listitem")
    expect(services.get_by_role("link", name=re.compile("درخواست شارژ مبلغ پنل پیامکی"))).to_have_count(1)
    page.get_by_role("region", name="درخواست های دانشجویان").get_by_role("link", name=re.compile("تسویه حساب")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("درخواست تسویه حساب")


def test_x1_every_identifier_opens_the_same_account(visitors):
    student = visitors.student("iums", "981020304")
    for identifier in (student["login"], student["national_id"], student["mobile"]):
        page = visitors.page("iums", identifier, fresh=True)
        expect(page.locator(".pk-who")).to_contain_text(student["name"])


def test_x2_login_takes_persian_digits(visitors):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    log_in(page, student["login"].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    expect(page.locator(".pk-who")).to_contain_text(student["name"])


def test_wrong_password_says_so_and_keeps_the_name(visitors):
    page = visitors.page("iums")
    page.goto("/login/")
    page.locator("input[name=login]").fill("981020304")
    page.locator("input[name=password]").fill("نادرست")
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value("981020304")


def test_login_returns_to_the_page_that_was_asked_for(visitors, house):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto("/notifications/")
    page.locator("input[name=login]").fill(student["login"])
    page.locator("input[name=password]").fill("namoone-pishkhan-1405")
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page).to_have_url(house.url("iums", "/notifications/"))


def test_back_after_logout_shows_nothing(visitors):
    """A15, A16: logout at the top right, one press, then the login page; Back brings no page of the student."""
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    page.goto("/requests/")
    button = page.get_by_role("button", name=said("Log out"))
    box = button.bounding_box()
    assert box is not None
    assert box["x"] > 640
    assert box["y"] < 120
    button.click()
    expect(page.get_by_role("heading", name=said("Log in"), exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=said("Log in"), exact=True)).to_be_visible()
    expect(page.get_by_text(student["name"])).to_have_count(0)


def test_foreign_address_is_not_found_and_says_what_to_do(visitors):
    page = visitors.page("iums", "981020304")
    answer = page.goto("/requests/1405-999999/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_unknown_certificate_code_is_said_to_be_unknown(visitors):
    page = visitors.page("iums")
    page.goto("/check/")
    page.get_by_role("main").get_by_role("textbox").fill("۱۲۳۴-۵۶۷۸-۹۰۱۲")
    page.get_by_role("main").get_by_role("textbox").press("Enter")
    expect(page).to_have_url(re.compile("/check/.+/$"))
    expect(page.get_by_role("main")).to_contain_text("گواهی‌ای با این کد نیست")

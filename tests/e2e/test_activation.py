"""From a number to a password, as a student on a telephone walks it (A2 to A8, A11, A14, B2 to B4)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import phone
from tests.e2e.looks import look
from tests.e2e.visitors import PASSWORD
from tests.e2e.words import said

NEW = "four-green-doors-open"
TITLE = "فعال‌سازی حساب و ساختن رمز"


@pytest.fixture
def student(visitors) -> dict[str, str]:
    return visitors.student("iums", "981020304")


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def to_mobile(page: Page, number: str) -> None:
    page.goto("/activate/")
    page.get_by_label("شماره دانشجویی").fill(number)
    press(page, "دریافت اطلاعات")
    page.wait_for_url("**/activate/mobile/")


def to_code(page: Page, number: str) -> None:
    to_mobile(page, number)
    press(page, "تایید")
    page.wait_for_url("**/activate/code/")


def enter(page: Page, code: str) -> None:
    page.get_by_label("کد تایید", exact=True).fill(code)
    press(page, "تایید و ادامه")


def test_a2_to_a6_number_mobile_code_password_desk(visitors, student):
    """A2, A3, A4, A5, A6: four pages, one field each, and straight into the desk."""
    page = visitors.page("iums", width=360)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name=said("First time, or forgot the password")).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.get_by_label("شماره دانشجویی").fill(student["login"])
    press(page, "دریافت اطلاعات")
    last = student["mobile"][-4:]
    expect(page.locator(".pk-mask")).to_contain_text(re.compile(rf"{last}|{_persian(last)}"))
    expect(page.get_by_text("تا «تایید» را نزنید، هیچ پیامکی فرستاده نمی‌شود.")).to_be_visible()
    press(page, "تایید")
    expect(page.locator("[data-clock-time]")).to_have_text(re.compile("^۴:[۰-۹]{2}$|^۵:۰۰$"))
    expect(page.get_by_text("اگر کدی نرسید، شماره دانشجویی را دوباره ببینید.")).to_be_visible()
    enter(page, phone.code(visitors, "iums", student["mobile"]))
    rules = page.locator("[data-rules] li")
    expect(rules).to_have_count(3)
    field = page.get_by_label("رمز عبور", exact=True)
    field.fill("short")
    expect(page.locator('[data-rule="length"]')).not_to_have_class(re.compile("is-kept"))
    field.fill(NEW)
    expect(page.locator('[data-rule="length"]')).to_have_class(re.compile("is-kept"))
    expect(page.locator('[data-rule="own"]')).to_have_class(re.compile("is-kept"))
    expect(page.locator('[data-rule="common"]')).to_have_class(re.compile("is-kept"))
    press(page, "ساختن رمز")
    page.get_by_role("main").get_by_role("link", name="ورود به پیشخوان").click()
    expect(page.get_by_role("heading", name=said("My requests"))).to_be_visible()


def _persian(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_a4_a_code_can_be_read_by_telephone(visitors, student):
    page = visitors.page("iums")
    to_mobile(page, student["login"])
    press(page, "تماس بگیرید و کد را بخوانید")
    expect(page.get_by_text("تماس می‌گیرد و کد شش‌رقمی را می‌خواند")).to_be_visible()
    enter(page, phone.code(visitors, "iums", student["mobile"]))
    expect(page.get_by_role("heading", name="رمز خود را بسازید")).to_be_visible()


def test_a4_wrong_codes_are_counted_and_the_buttons_come_back(visitors, student):
    page = visitors.page("iums")
    to_code(page, student["login"])
    right = phone.code(visitors, "iums", student["mobile"])
    for left in ("۴", "۳", "۲", "۱"):
        enter(page, "000000" if right != "000000" else "111111")
        expect(page.get_by_text(f"کد درست نیست. {left} بار دیگر می‌توانید امتحان کنید.").first).to_be_visible()
    enter(page, "222222" if right != "222222" else "333333")
    expired = "کد پنج بار نادرست وارد شد یا پیش‌تر به کار رفته است؛ کد تازه بگیرید"
    expect(page.get_by_text(expired).first).to_be_visible()
    expect(page.get_by_role("button", name="پیامک", exact=True)).to_be_visible()


def test_a3_a_number_nobody_has_looks_like_any_other(visitors):
    page = visitors.page("iums")
    to_mobile(page, "98999999")
    mask = page.locator(".pk-mask").inner_text()
    press(page, "تایید")
    page.wait_for_url("**/activate/code/")
    to_mobile(page, "98999999")
    expect(page.locator(".pk-mask")).to_have_text(mask)


def test_a7_the_telephone_and_the_way_out_stand_by_the_mobile(visitors, student):
    page = visitors.page("iums")
    to_mobile(page, student["login"])
    help_card = page.get_by_role("complementary", name=said("Help by telephone"))
    expect(help_card.get_by_role("link")).to_have_attribute("href", "tel:+982147701000")
    expect(help_card).to_contain_text("۲۱۰ تا ۲۱۷")
    page.get_by_role("link", name="این شماره مال من نیست یا خاموش است").click()
    page.wait_for_url("**/activate/rescue/**")


def test_a8_a_reset_ends_every_other_session(visitors, student):
    """A8, B3: the same pages make a new password; who was logged in elsewhere is not any more."""
    elsewhere = visitors.page("iums", student["login"], fresh=True)
    page = visitors.page("iums")
    to_code(page, student["login"])
    enter(page, phone.code(visitors, "iums", student["mobile"]))
    page.get_by_label("رمز عبور", exact=True).fill(NEW)
    press(page, "ساختن رمز")
    expect(page.get_by_role("heading", name="رمز شما ساخته شد")).to_be_visible()
    elsewhere.goto("/requests/")
    expect(elsewhere.get_by_role("heading", name=said("Log in"), exact=True)).to_be_visible()
    elsewhere.locator("input[name=login]").fill(student["login"])
    elsewhere.locator("input[name=password]").fill(PASSWORD)
    elsewhere.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(elsewhere.get_by_role("alert")).to_be_visible()
    phone.heard(visitors, "iums", student["mobile"], "رمز تازه ساخته شد")


def test_b2_b4_forgotten_passwords_lead_here_and_nowhere_else(visitors):
    """A10, A11, B2, B4: the login page's ways for who has no password all lead to the wizard."""
    page = visitors.page("iums")
    for path in ("/password/reset/", "/register/"):
        page.goto(path)
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def test_a14_from_the_password_to_the_clearance_form(visitors, student):
    """A14: after login, «درخواست های دانشجویان», then «درخواست تسویه حساب»."""
    page = visitors.page("iums", student["login"])
    page.goto("/services/")
    group = page.get_by_role("region", name="درخواست های دانشجویان")
    group.get_by_role("link", name=re.compile("درخواست تسویه حساب")).click()
    page.get_by_role("main").get_by_role("link", name=said("Begin"), exact=False).first.click()
    expect(page.get_by_text(said("Fill in carefully; every item is about yourself."))).to_be_visible()


def test_the_picture_stands_in_for_who_has_no_scripts(visitors, student):
    """A2 without JavaScript: the digits of the picture, which a wrong answer changes."""
    page = visitors.page("iums", java_script_enabled=False)
    page.goto("/activate/")
    picture = page.get_by_role("img", name="پنج رقم برای خواندن")
    expect(picture).to_be_visible()
    first = picture.get_attribute("src")
    page.get_by_label("شماره دانشجویی").fill(student["login"])
    page.get_by_label("تصویر امنیتی را وارد کنید:").fill("۰۰۰۰۰")
    press(page, "دریافت اطلاعات")
    expect(page.get_by_text("تصویر امنیتی نادرست است").first).to_be_visible()
    expect(page.get_by_label("شماره دانشجویی")).to_have_value(student["login"])
    assert page.get_by_role("img", name="پنج رقم برای خواندن").get_attribute("src") != first


@pytest.mark.parametrize(("language", "width", "theme"), [("fa", 360, "light"), ("en", 1280, "dark")])
def test_a2_to_a6_every_step_is_examined(visitors, student, language, width, theme):
    """A2 to A6: the later steps have no address of their own to be opened at; they are examined on the way."""
    page = visitors.page("iums", language=language, width=width, theme=theme)
    way = f"{language}-{width}-{theme}"
    page.goto("/activate/")
    page.locator("#number").fill(student["login"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/activate/mobile/")
    look(page, f"activate-mobile-{way}")
    page.locator("button[value=sms]").click()
    page.wait_for_url("**/activate/code/")
    look(page, f"activate-code-{way}")
    right = phone.code(visitors, "iums", student["mobile"])
    for _ in range(5):
        page.locator("#code").fill("000000" if right != "000000" else "111111")
        with page.expect_navigation():
            page.locator("[data-code-form] button").click()
    look(page, f"activate-code-guessed-{way}")
    visitors.house.registrar.ask("new_code_at_once", typed=student["login"])
    page.goto("/activate/code/")
    page.locator("button[value=sms]").click()
    page.locator("#code").fill(phone.code(visitors, "iums", student["mobile"], before=right))
    page.locator("[data-code-form] button").click()
    page.wait_for_url("**/activate/password/")
    page.locator("#password").fill("short")
    page.locator("main form button[type=submit]").click()
    page.locator("[data-summary]").wait_for()
    look(page, f"activate-password-{way}")
    page.locator("#password").fill(NEW)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/activate/done/")
    look(page, f"activate-done-{way}")

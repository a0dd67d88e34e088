"""Registering by oneself at the national portal and the short way, up to an approved profile (D2 to D4, E1 to E21)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import phone
from tests.e2e.looks import look
from tests.e2e.words import said

PASSWORD = "four1green-doors"
EXPIRED = "کد فعال سازی قبلی منقضی شده است، لطفا مجددا اقدام به دریافت کد نمایید"


@pytest.fixture
def person(visitors) -> dict[str, str]:
    """Somebody nobody knows yet."""
    serial = visitors.house.registrar.ask("stranger")
    return {**serial, "email": f"applicant{serial['mobile'][-6:]}@example.org"}


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def accept(page: Page) -> None:
    page.goto("/register/")
    page.get_by_label("با قوانین گفته شده موافق هستم").click()
    expect(page.get_by_label("کد ملی *")).to_be_visible()


def fill(page: Page, person: dict[str, str], **changes: str) -> None:
    given = {
        "نام *": "متقاضی", "نام خانوادگی *": "نمونه", "کد ملی *": person["national_id"], "تاریخ تولد *": "1380/02/03",
        "شماره موبایل *": person["mobile"], "پست الکترونیک *": person["email"], "رمز عبور *": PASSWORD,
        "تکرار رمز عبور *": PASSWORD, **changes,
    }  # fmt: skip
    for label, value in given.items():
        page.get_by_label(label, exact=True).fill(value)


def register(visitors, page: Page, person: dict[str, str]) -> None:
    accept(page)
    fill(page, person)
    press(page, "پیامک")
    expect(page.locator("[data-clock-time]")).to_be_visible()
    page.get_by_label("کد فعال سازی را وارد نمایید").fill(phone.code(visitors, "saorg", person["mobile"]))
    press(page, "ارسال")
    page.wait_for_url("**/email/")
    page.get_by_label("کد تایید", exact=True).fill(phone.code(visitors, "saorg", person["email"]))
    press(page, "تأیید و ادامه!")
    page.wait_for_url("**/done/")


def test_e1_both_ways_lead_to_the_same_page_and_staff_have_their_own(visitors):
    """E1: «ثبت نام» above and in the middle; «ورود»; «ورود کاربران دانشگاه به سیستم»."""
    page = visitors.page("saorg")
    page.goto("/")
    above = page.get_by_role("banner").get_by_role("link", name="ثبت نام", exact=True).get_attribute("href")
    middle = page.get_by_role("main").get_by_role("link", name="ثبت نام", exact=True).get_attribute("href")
    assert above == middle == "/register/"
    page.get_by_role("banner").get_by_role("link", name="ورود کاربران دانشگاه به سیستم").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "staff" in page.url


def test_e5_e6_the_terms_come_first(visitors):
    """E5, E6: the form is hidden until the terms are accepted, and goes on on the same page."""
    page = visitors.page("saorg")
    page.goto("/register/")
    expect(page.get_by_text("این مرحله، به منزله پیش ثبت نام می‌باشد", exact=False)).to_be_visible()
    expect(page.get_by_label("کد ملی *")).to_have_count(0)
    address = page.url
    page.get_by_label("با قوانین گفته شده موافق هستم").click()
    expect(page.get_by_label("کد ملی *")).to_be_visible()
    assert page.url == address


def test_e7_to_e18_two_codes_make_an_account(visitors, person):
    """E7 to E15, E18, E19: the whole way, with the welcome by e-mail and the profile now or later."""
    page = visitors.page("saorg", width=360)
    accept(page)
    fill(page, person)
    press(page, "پیامک")
    expect(page.locator("[data-clock-time]")).to_be_visible()
    look(page, "register-form-fa-360-light")
    expect(page.locator("[data-clock-time]")).to_have_text(re.compile("^۴:[۰-۹]{2}$|^۵:۰۰$"))
    assert page.get_by_label("رمز عبور *", exact=True).input_value() == PASSWORD
    page.get_by_label("کد فعال سازی را وارد نمایید").fill(phone.code(visitors, "saorg", person["mobile"]))
    press(page, "ارسال")
    page.wait_for_url("**/email/")
    look(page, "register-email-fa-360-light")
    page.get_by_label("کد تایید", exact=True).fill(phone.code(visitors, "saorg", person["email"]))
    press(page, "تأیید و ادامه!")
    expect(page.get_by_role("heading", name="ثبت نام شما انجام شد")).to_be_visible()
    look(page, "register-done-fa-360-light")
    expect(page.get_by_role("link", name="تکمیل مشخصات، همین حالا")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="بعداً")).to_be_visible()
    phone.heard(visitors, "saorg", person["email"], "متقاضی گرامی شما با نام کاربری و کلمه عبور")


def test_e12_e13_a_call_reads_the_code(visitors, person):
    """E12, E13: «تماس» says that the system calls, and its code is as good."""
    page = visitors.page("saorg")
    accept(page)
    fill(page, person)
    press(page, "تماس")
    expect(page.get_by_text("از طرف سیستم با شما تماس گرفته می شود")).to_be_visible()
    page.get_by_label("کد فعال سازی را وارد نمایید").fill(phone.code(visitors, "saorg", person["mobile"]))
    press(page, "ارسال")
    page.wait_for_url("**/email/")


def test_e14_at_zero_the_message_stands_there_and_everything_is_kept(visitors, person):
    """E14: five minutes from the click; the clock is the server's, which the test moves."""
    page = visitors.page("saorg")
    page.clock.install()
    accept(page)
    fill(page, person)
    press(page, "پیامک")
    expect(page.locator("[data-clock-time]")).to_be_visible()
    page.clock.fast_forward("05:01")
    expect(page.get_by_text(EXPIRED)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button", name="پیامک", exact=True)).to_be_enabled()
    expect(page.get_by_role("main").get_by_role("button", name="تماس", exact=True)).to_be_enabled()
    assert page.get_by_label("رمز عبور *", exact=True).input_value() == PASSWORD


def test_e16_all_that_is_wrong_stands_at_the_top(visitors):
    """E8, E9, E10, E11, E16: the exact words in their order."""
    page = visitors.page("saorg")
    accept(page)
    page.get_by_label("رمز عبور *", exact=True).fill("")
    press(page, "ارسال")
    expect(page.locator("#errors li")).to_have_text([
        "لطفاً نام را وارد نمایید", "لطفاً نام خانوادگی را وارد نمایید", "کد ملی معتبر نیست",
        "لطفاً تاریخ تولد را وارد نمایید", "لطفاً شماره موبایل را وارد نمایید", "لطفاً پست الکترونیک را وارد نمایید",
        "لطفاً رمز عبور را وارد نمایید", "کد فعال سازی پیامک شما منقضی شده و یا صحیح نمی باشد",
    ])  # fmt: skip


def test_e17_a_taken_national_code_leads_to_the_password(visitors, person):
    """E17: told with the way to recover, after the mobile was proved."""
    register(visitors, visitors.page("saorg"), person)
    other = visitors.house.registrar.ask("stranger")
    page = visitors.page("saorg")
    accept(page)
    fill(page, {**person, "mobile": other["mobile"], "email": "another@example.org"})
    press(page, "پیامک")
    page.get_by_label("کد فعال سازی را وارد نمایید").fill(phone.code(visitors, "saorg", other["mobile"]))
    press(page, "ارسال")
    alert = page.get_by_role("alert").filter(has_text="این کد ملی پیش‌تر ثبت شده است")
    alert.get_by_role("link").click()
    page.wait_for_url("**/activate/")


def test_e19_to_e21_the_profile_the_office_and_the_gate(visitors, person):
    """E19, E20, E21: closed until complete and approved; then open."""
    page = visitors.page("saorg")
    register(visitors, page, person)
    page.goto("/services/military-exemption/form/")
    expect(page.get_by_text("تا مشخصات خود را کامل نکنید و تایید نشود، همهٔ خدمات بسته است.")).to_be_visible()
    look(page, "gate-fa-1280-light")
    page.get_by_role("main").get_by_role("link", name="مشخصات من").click()
    page.get_by_role("heading", name="مشخصات من").wait_for()
    look(page, "profile-fa-1280-light")
    page.get_by_label(re.compile("نام پدر")).fill("پدر نمونه")
    visitors.house.registrar.ask("complete_profile", university="saorg", typed=person["national_id"])
    page.goto("/profile/")
    expect(page.get_by_text("مشخصات شما در انتظار تایید است", exact=False)).to_be_visible()
    officer = visitors.page("saorg", "registrar")
    officer.goto("/desk/registrations/")
    officer.get_by_role("link", name="متقاضی نمونه").last.click()
    officer.get_by_role("button", name="تایید", exact=True).wait_for()
    look(officer, "registration-fa-1280-light")
    officer.get_by_role("button", name="تایید", exact=True).click()
    expect(officer.get_by_text("تصمیم ثبت شد و به متقاضی گفته می‌شود.")).to_be_visible()
    phone.heard(visitors, "saorg", person["mobile"], "همهٔ خدمات به روی شما باز است")
    page.goto("/services/military-exemption/form/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("صدور معافیت تحصیلی")


def test_e20_an_account_nobody_completes_is_reminded_and_ends(visitors, person):
    """E20: told before, deleted after a month; the same numbers can register again."""
    page = visitors.page("saorg")
    register(visitors, page, person)
    done = visitors.house.registrar.ask("month_over", university="saorg", typed=person["national_id"])
    assert [each > 0 for each in done] == [True] * 4
    phone.heard(visitors, "saorg", person["mobile"], "ثبت نام خود را تا")
    page.goto("/profile/")
    expect(page.get_by_role("button", name=said("Log in"), exact=True)).to_be_visible()
    accept(page)
    fill(page, person)


def test_d2_to_d4_the_short_way(visitors):
    """D2, D3, D4: name, mobile, e-mail, password and the terms; the mobile's code on the next page."""
    person = visitors.house.registrar.ask("stranger")
    page = visitors.page("uok")
    page.goto("/login/")
    expect(page.get_by_text("حساب کاربری ندارید؟")).to_be_visible()
    page.get_by_role("link", name="ایجاد حساب کاربری").click()
    expect(page.get_by_role("heading", name="ایجاد حساب کاربری")).to_be_visible()
    expect(page.get_by_role("link", name="بازگشت به صفحه ورود")).to_be_visible()
    for label, value in {
        "نام و نام خانوادگی *": "پرداخت‌کنندهٔ نمونه", "تلفن همراه *": person["mobile"],
        "ایمیل *": f"payer{person['mobile'][-6:]}@example.org", "رمز ورود *": "four-green-doors-open",
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    press(page, "ثبت نام!")
    expect(page.get_by_text(said("Accept the terms first.")).first).to_be_visible()
    page.get_by_label("با قوانین سایت موافقم.").check()
    page.get_by_label("رمز ورود *", exact=True).fill("four-green-doors-open")
    press(page, "ثبت نام!")
    expect(page.get_by_role("heading", name="تأیید تلفن همراه")).to_be_visible()
    expect(page.get_by_text("لطفاً کد ارسال شده به تلفن همراه را وارد کنید:")).to_be_visible()
    page.get_by_label("کد تایید", exact=True).fill(phone.code(visitors, "uok", person["mobile"]))
    press(page, "تأیید و ادامه!")
    expect(page.get_by_role("heading", name="ثبت نام شما انجام شد")).to_be_visible()

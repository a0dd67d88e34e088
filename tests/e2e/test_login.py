"""The login page: what stands on it, what it warns of, where it leads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import labelled
from tests.e2e.registrar import PASSWORD
from tests.e2e.words import said

FORGOT = "رمز عبور را فراموش کرده‌اید؟"


def enter(page: Page, login: str, password: str) -> None:
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()


def test_a9_a10_a11_a12_everything_stands_on_the_login_page(visitors):
    """The reset is our own wizard, sign-up leads there too, and nobody is kept logged in."""
    page = visitors.page("iums")
    page.goto("/login/")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("ورود")
    expect(main.get_by_text("ورود با شماره دانشجویی و رمزی که خودتان ساخته‌اید")).to_be_visible()
    expect(main.get_by_role("textbox", name=labelled("شماره دانشجویی"))).to_be_focused()
    expect(main.locator("input[name=password]")).to_be_visible()
    expect(main.get_by_role("button", name="ورود", exact=True)).to_be_visible()
    expect(main.get_by_text(said("Don't have a login?"))).to_be_visible()
    expect(main.get_by_text(said("Sign up for an account to raise and comment on requests."))).to_be_visible()
    expect(main.get_by_role("link", name="ایجاد حساب کاربری")).to_have_attribute("href", "/activate/")
    expect(main.get_by_role("checkbox")).to_have_count(0)
    main.get_by_role("link", name=FORGOT).click()
    expect(page).to_have_url(re.compile("/activate/$"))
    page.goto("/password/reset/")
    expect(page).to_have_url(re.compile("/activate/$"))


def test_a11_who_registers_by_themselves_is_led_to_registering(visitors):
    page = visitors.page("saorg")
    page.goto("/login/")
    link = page.get_by_role("main").get_by_role("link", name=said("Sign up for an account"))
    expect(link).to_have_attribute("href", "/register/")


def test_a13_caps_lock_and_the_keyboards_language_are_warned_of(visitors):
    page = visitors.page("iums")
    page.goto("/login/")
    field = page.locator("input[name=password]")
    caps, layout = page.get_by_text(said("Caps Lock is on.")), page.locator("[data-layout]")
    expect(caps).to_be_hidden()
    field.evaluate("one => one.dispatchEvent(new KeyboardEvent('keydown', {key: 'A', modifierCapsLock: true}))")
    expect(caps).to_be_visible()
    field.fill("رمز")
    expect(layout).to_be_visible()
    field.fill("ramz")
    expect(layout).to_be_hidden()
    page.get_by_role("button", name=said("Show password")).click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name=said("Hide password")).click()
    expect(field).to_have_attribute("type", "password")


def test_a13_passwords_are_case_sensitive(visitors):
    page = visitors.page("iums")
    page.goto("/login/")
    enter(page, visitors.student("iums", "981020304")["login"], PASSWORD.upper())
    expect(page.get_by_role("alert")).to_be_visible()
    words = said("Passwords are case-sensitive. On a shared computer, log out when you are done.")
    expect(page.get_by_text(words)).to_be_visible()


def test_a14_from_the_login_to_the_form(visitors):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto("/login/")
    enter(page, student["login"], PASSWORD)
    page.get_by_role("navigation", name=said("Main navigation")).get_by_role("link", name=said("Services")).click()
    group = page.get_by_role("region", name="درخواست های دانشجویان")
    group.get_by_role("link", name=re.compile("تسویه حساب")).click()
    page.get_by_role("link", name=re.compile(said("Begin the form"))).click()
    expect(page.get_by_text("اطلاعات خود را به دقت وارد کنید").first).to_be_visible()


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_a17_nobody_is_led_to_another_site(visitors, house, asked):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto(f"/login/?destination={asked}")
    enter(page, student["login"], PASSWORD)
    page.get_by_role("button", name=said("Log out")).wait_for()
    assert page.url.startswith(house.url("iums"))


def test_a17_login_brings_back_to_the_page_with_its_question(visitors, house):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto("/account/activity/?before=9")
    enter(page, student["login"], PASSWORD)
    expect(page).to_have_url(house.url("iums", "/account/activity/?before=9"))


def test_d2_login_in_the_words_of_another_portal(visitors):
    page = visitors.page("uok")
    page.goto("/login/")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("سامانه درآمدهای اختصاصی دانشگاه کردستان")
    expect(main.get_by_label("نام کاربری")).to_have_attribute("aria-describedby", re.compile("-h$"))
    expect(main.get_by_text("تلفن همراه یا ایمیل را وارد کنید")).to_be_visible()
    expect(main.get_by_label("رمز ورود")).to_be_visible()
    expect(main.get_by_role("button", name="ورود", exact=True)).to_be_visible()
    expect(main.get_by_role("heading", name="حساب کاربری ندارید؟")).to_be_visible()
    expect(main.get_by_role("link", name="ایجاد حساب کاربری")).to_have_attribute("href", "/register/")
    expect(main.get_by_text("طراحی و توسعه")).to_be_visible()
    main.get_by_role("link", name="فراموشی رمز عبور؟").click()
    expect(page).to_have_url(re.compile("/activate/$"))


def test_e1_two_ways_to_register_and_an_entrance_of_the_staff(visitors):
    page = visitors.page("saorg")
    page.goto("/")
    entries = page.get_by_role("link", name="ثبت نام", exact=True)
    assert [link.get_attribute("href") for link in entries.all()] == ["/register/", "/register/"]
    expect(page.get_by_text("کاربر گرامی، به منظور ورود به سامانه امور دانشجویان")).to_be_visible()
    expect(page.get_by_role("link", name="ورود", exact=True).first).to_have_attribute("href", "/login/")
    page.get_by_role("link", name="ورود کاربران دانشگاه به سیستم").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ورود کاربران دانشگاه به سیستم")
    expect(page).to_have_title(re.compile("ورود کاربران دانشگاه به سیستم"))
    expect(page.get_by_role("main").get_by_role("link", name=said("Sign up for an account"))).to_have_count(0)
    enter(page, "registrar", PASSWORD)
    expect(page).to_have_url(re.compile("/desk/$"))


def test_guessing_is_stopped_and_the_page_says_until_when(visitors):
    """A9: what was typed stays, and there is a way on."""
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto("/login/")
    for _ in range(6):
        enter(page, student["login"], "nadorost")
        page.get_by_role("alert").wait_for()
    expect(page.get_by_role("alert")).to_contain_text("دقیقه")
    expect(page.locator("input[name=login]")).to_have_value(student["login"])
    expect(page.get_by_role("link", name=FORGOT)).to_be_visible()


def test_this_wasnt_me_ends_every_session_and_says_that_an_officer_looks_first(visitors, house):
    student = visitors.student("iums", "981020304")
    thief = visitors.page("iums", student["login"], fresh=True)
    owner = visitors.page("iums")
    owner.goto(house.registrar.ask("alarm", university="iums", typed=student["login"]))
    owner.get_by_role("button", name=said("This wasn't me: close the account")).click()
    expect(owner).to_have_url(re.compile("/account/closed/$"))
    expect(owner.get_by_role("main")).to_contain_text("تا کارشناس بررسی نکند")
    expect(owner.get_by_role("link", name=said("Make or renew the password"))).to_have_count(0)
    thief.goto("/requests/")
    expect(thief).to_have_url(re.compile("/login/"))


def test_own_account_shows_sessions_and_activity_and_changes_the_password(visitors):
    student = visitors.student("iums", "981020304")
    page, other = (visitors.page("iums", student["login"], fresh=True) for _ in range(2))
    page.locator("a.pk-who").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("My account"))
    page.get_by_role("link", name=said("Where you are logged in")).click()
    expect(page.locator(".pk-log li")).to_have_count(2)
    page.get_by_role("button", name=said("End all others")).click()
    expect(page.locator(".pk-log li")).to_have_count(1)
    other.goto("/requests/")
    expect(other).to_have_url(re.compile("/login/"))
    page.goto("/account/password/")
    page.get_by_label(said("Present password")).fill(PASSWORD)
    page.get_by_label(said("New password"), exact=True).fill("hashtad-o-se derakht dar bagh")
    page.get_by_role("button", name=said("Change the password")).click()
    expect(page.get_by_text(said("The password is changed. Everywhere else you were logged out."))).to_be_visible()
    page.goto("/account/activity/")
    expect(page.get_by_text(said("The password was changed"))).to_be_visible()
    expect(page.locator(".pk-log li").first).to_contain_text("Chrome")

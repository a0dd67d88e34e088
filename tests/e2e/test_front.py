"""The public front: what visitors read, search and ask, and how administrators write it."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import expect

from pishkhan.kernel import jalali
from tests.e2e.pages import labelled
from tests.e2e.words import said


def test_e1_visitors_register_log_in_and_staff_have_their_own_door(visitors):
    """E1: «ثبت نام» above and in the middle, with what registering is for; «ورود»; a door of the staff."""
    page = visitors.page("saorg")
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("می‌بایست در سیستم عضو شده باشید")
    for name, address in (("ورود", "/login/"), ("ورود کاربران دانشگاه به سیستم", "/login/staff/")):
        link = page.get_by_role("banner").get_by_role("link", name=name, exact=True)
        expect(link).to_have_attribute("href", address)
    page.get_by_role("main").get_by_role("link", name="ثبت نام", exact=True).click()
    expect(page).to_have_url(re.compile("/register/"))


def test_e2_home_of_the_national_portal(visitors):
    """E2: banner, today's Jalali date, news with hour and day, the side menu, four directorates; each leads on."""
    page = visitors.page("saorg")
    page.goto("/")
    main = page.get_by_role("main")
    for words in ("جمهوری اسلامی ایران", "وزارت علوم، تحقیقات و فناوری", "سازمان امور دانشجویان"):
        expect(main).to_contain_text(words)
    today = jalali.long(timezone.localdate(), "fa")
    expect(page.locator(".pk-top time")).to_have_text(today)
    for directorate in ("بورس و اعزام", "امور داخلی", "دانشجویان داخلی", "دانشجویان غیر"):
        expect(main.get_by_role("region", name=re.compile(f"اداره کل.*{directorate}")).first).to_be_visible()
    news = page.locator("section[aria-labelledby=h-news]")
    item = news.get_by_role("listitem").filter(has_text="فراموشی نام کاربری و رمز عبور")
    expect(item).to_contain_text("ساعت ۱۰:۰۵")
    item.get_by_role("link").click()
    expect(page.get_by_role("article")).to_contain_text("نام کاربری شما کد ملی شماست")
    for name, heading in (
        ("تقویم آزمون زبان", "تقویم آزمون زبان"), ("سوالات متداول", "سوالات متداول"), ("خدمات", said("Service desk")),
        ("اطلاع‌رسانی فرایندها", "اطلاع‌رسانی فرایندها"),
    ):  # fmt: skip
        page.goto("/")
        menu = page.get_by_role("navigation", name=said("What is here"))
        menu.get_by_role("link", name=re.compile(f"^{name}")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_e3_visitors_see_services_and_use_them_after_logging_in(visitors):
    """E3: every service of the portal is listed for visitors; beginning one asks for the login."""
    page = visitors.page("saorg")
    page.goto("/services/")
    main = page.get_by_role("main")
    for name in (
        "اخذ بورس داخلی", "فرصت تحقیقاتی دانشجویان دکتری", "تسویه فرصت تحقیقاتی دانشجویان دکتری", "بورس سال آخر",
        "بورس غریبان", "صدور معافیت تحصیلی",
    ):  # fmt: skip
        expect(main.get_by_text(name, exact=True)).to_have_count(1)
    main.get_by_role("link", name=re.compile("صدور معافیت تحصیلی")).click()
    page.get_by_role("link", name=said("Log in and begin")).click()
    expect(page).to_have_url(re.compile("/login/"))


def test_e4_support_is_asked_without_an_account_and_answers(visitors):
    """E4: telephone, hours and e-mail of the support; a visitor's question; the administrator's answer by e-mail."""
    page = visitors.page("saorg")
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name=said("Contact and support")).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("support@saorg.example")
    page.get_by_label(labelled(said("Your name"))).fill("متقاضی نمونه")
    page.get_by_label(labelled(said("E-mail address for the answer"))).fill("someone@uni.example")
    page.get_by_label(labelled(said("Your question"))).fill("تلفن همراهم عوض شده است.")
    page.get_by_role("button", name=said("Send the question")).click()
    page.wait_for_url("**/contact/sent/")
    desk = visitors.page("saorg", "admin")
    desk.goto("/console/enquiries/")
    desk.get_by_role("link", name="متقاضی نمونه").first.click()
    expect(desk.get_by_role("main")).to_contain_text("تلفن همراهم عوض شده است.")
    desk.get_by_label(labelled(said("The answer"))).fill("با کارت ملی به دانشگاه بروید.")
    desk.get_by_role("button", name=said("Send the answer")).click()
    expect(desk.get_by_role("main")).to_contain_text(said("The answer is on its way by e-mail."))
    page.goto("/demo/inbox/?to=someone@uni.example")
    expect(page.get_by_role("main")).to_contain_text("با کارت ملی به دانشگاه بروید.")


def test_e4_support_stands_among_the_services_after_logging_in(visitors):
    """E4: «پشتیبانی سامانه» in «خدمات»; name and address are known."""
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    page.goto("/services/")
    page.get_by_role("link", name=re.compile("^پشتیبانی سامانه")).click()
    expect(page.get_by_label(labelled(said("Your name")))).to_have_value(student["name"])


def test_b1_both_guides_stand_with_the_service_and_in_the_help(visitors):
    """B1: «راهنمای ثبت تیکت» and «راهنمای فرآیند» on the page of the service and among the guides."""
    page = visitors.page("iums")
    for path in ("/services/clearance/", "/help/"):
        page.goto(path)
        for title in ("راهنمای ثبت تیکت", "راهنمای فرآیند"):
            expect(page.get_by_role("heading", name=title).first).to_be_visible()
    page.goto("/")
    page.get_by_role("navigation", name=said("What is here")).get_by_role("link", name=re.compile("راهنماها")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Help"))


def test_search_of_a_phone_finds_services_and_articles(visitors):
    page = visitors.page("iums", width=360)
    page.goto("/")
    page.locator("#q").fill("گواهی")
    page.locator("#q").press("Enter")
    main = page.get_by_role("main")
    hint = "Write whole words; parts of words are not searched. An article must have all of them."
    expect(main).to_contain_text(said(hint))
    expect(main.locator("mark").first).to_have_text(re.compile("گواهی"))
    main.get_by_role("link", name="گواهی را از کجا بررسی کنند؟").click()
    expect(page).to_have_url(re.compile("/questions/#"))


def test_administrator_writes_news_that_visitors_read_in_both_languages(visitors):
    """Draft, preview in two languages, publishing, and an earlier wording taken up again; without scripts."""
    desk = visitors.page("shiraz", "admin", fresh=True, java_script_enabled=False)
    desk.goto("/console/front/")
    desk.get_by_role("link", name=said("Write news")).click()
    persian, english = (desk.get_by_role("region", name=said(name)) for name in ("Persian", "English"))
    persian.get_by_label(labelled("عنوان")).fill("خبر مرورگر")
    persian.get_by_label(labelled("متن")).fill("بند نخست\nبند دوم")
    english.get_by_label(labelled("عنوان")).fill("News of a browser")
    english.get_by_label(labelled("متن")).fill("First")
    desk.get_by_role("button", name=said("Keep and preview")).click()
    expect(desk.get_by_role("article").get_by_role("paragraph").nth(1)).to_have_text("بند نخست")
    reader = visitors.page("shiraz")
    reader.goto("/")
    expect(reader.get_by_role("link", name="خبر مرورگر")).to_have_count(0)
    desk.get_by_role("link", name=said("Back to editing")).click()
    desk.get_by_role("button", name=said("Publish"), exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text(said("Published. Visitors read it from now on."))
    reader.goto("/")
    reader.get_by_role("link", name="خبر مرورگر").click()
    expect(reader.get_by_role("article")).to_contain_text("بند دوم")
    reader.get_by_role("button", name="English").first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("News of a browser")
    desk.get_by_role("region", name=said("Persian")).get_by_label(labelled("عنوان")).fill("خبر دیگر")
    desk.get_by_role("button", name=said("Publish"), exact=True).click()
    desk.get_by_role("button", name=said("Take up again: version %(n)s", n="۱")).click()
    desk.get_by_role("button", name=said("Publish"), exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("خبر مرورگر")

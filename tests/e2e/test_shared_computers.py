"""Two students on one browser of the library: the second sees nothing of the first, and nothing is filed under another
name (A1, A12, A15 to A18). What the tests' browser sends comes from 127.0.0.1, which is made a kiosk or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.visitors import log_in
from tests.e2e.words import said

LIBRARY = {"127.0.0.0/8": True, "::1/128": True}
FACULTY = {"127.0.0.0/8": False, "::1/128": False}
ELSEWHERE = {"203.0.113.0/24": False}
QUESTION = "این شمایید؟"
SOMEBODY_ELSE = "این صفحه برای کس دیگری باز شده بود؛ چیزی ثبت نشد."
FORGOTTEN = 6_000
"""Milliseconds after which no process of the servers remembers older networks (REMEMBERED in organisation)."""
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""As if the window had come to the front: the page asks the server how long it has."""


@pytest.fixture
def campus(house) -> Iterator:
    """`campus(networks, **sections)`; afterwards there is none. Servers remember it for some seconds."""

    def named(networks: dict[str, bool], **sections: str) -> None:
        house.registrar.ask("campus", university="iums", networks=networks, sections=sections)

    yield named
    named({})


def until(page: Page, path: str, words: str, *, there: bool = True) -> None:
    """Open an address until every process of the servers has these words on its page, or has not."""
    for _ in range(40):
        page.goto(path)
        if (page.get_by_text(words).count() > 0) is there:
            page.wait_for_timeout(FORGOTTEN)
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{path} {'never says' if there else 'still says'} {words}")


@pytest.fixture
def library(campus, visitors):
    """The computers are a kiosk's by the time the test begins, and no longer afterwards."""
    campus(LIBRARY)
    probe = visitors.page("iums", visitors.student("iums", "981020304")["login"], fresh=True)
    until(probe, "/help/", QUESTION)
    yield
    campus({})
    until(probe, "/help/", QUESTION, there=False)


def shows_nothing_of(page: Page, student: dict[str, str]) -> None:
    text = page.locator("body").inner_text().translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert student["login"] not in text


def shown(student: dict[str, str]) -> str:
    return student["login"].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_a15_second_student_finds_the_first_one_logged_in(visitors, library):
    """The first leaves without logging out; the second types the address, is asked, logs them out and logs in; Back
    shows nothing of the first."""
    first, second = (visitors.student("iums", "981020304") for _ in range(2))
    page = visitors.page("iums", first["login"], fresh=True)
    page.get_by_role("link", name=re.compile(said("My requests"))).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("My requests"))

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    expect(page.get_by_role("main")).to_contain_text(shown(first))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    page.get_by_role("button", name=said("No, log out")).click()
    expect(page.get_by_role("heading", name=said("Log in"), exact=True)).to_be_visible()

    log_in(page, second["login"])
    expect(page.locator(".pk-id")).to_contain_text(shown(second))
    for _ in range(6):
        page.go_back()
        shows_nothing_of(page, first)


def test_a15_the_same_student_goes_on_after_the_question(visitors, library):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    page.goto("/notifications/?x=1")
    expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    page.get_by_role("button", name=said("Yes, continue")).click()
    expect(page).to_have_url(re.compile(r"/notifications/\?x=1$"))
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(QUESTION)
    page.get_by_role("link", name=re.compile(said("Services"))).first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(QUESTION)


def test_a18_old_tab_files_nothing_under_the_second_student(visitors):
    """Without scripts, so that the first one's tab still stands there when the second presses its button."""
    first, second = (visitors.student("iums", "981020304") for _ in range(2))
    page = visitors.page("iums", first["login"], fresh=True, java_script_enabled=False)
    page.goto("/services/clearance/form/")
    expect(page.locator("form[data-autosave-url]")).to_have_count(1)
    other = page.context.new_page()
    other.goto("/requests/")
    other.get_by_role("button", name=said("Log out")).click()
    log_in(other, second["login"])

    page.locator("form[data-autosave-url] button[type=submit]").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SOMEBODY_ELSE)
    shows_nothing_of(page, first)
    other.goto("/requests/")
    expect(other.locator("tbody tr")).to_have_count(0)
    expect(other.get_by_role("link", name=re.compile(said("Continue the draft")))).to_have_count(0)


def test_a16_logout_in_one_tab_empties_the_other(visitors):
    """With scripts the first one's tab does not wait to be used."""
    first = visitors.student("iums", "981020304")
    page = visitors.page("iums", first["login"], fresh=True)
    page.goto("/requests/")
    other = page.context.new_page()
    other.goto("/requests/")
    other.get_by_role("button", name=said("Log out")).click()
    expect(page).to_have_url(re.compile("/login/"))
    shows_nothing_of(page, first)


def test_a18_old_tab_turns_to_the_one_who_is_there_now(visitors):
    """The session changed hands while the tab stood behind: when it comes to the front it shows the other's pages."""
    first, second = (visitors.student("iums", "981020304") for _ in range(2))
    page = visitors.page("iums", first["login"], fresh=True)
    page.goto("/requests/")
    with visitors.visit("iums", second["login"], fresh=True) as elsewhere:
        theirs = [cookie for cookie in elsewhere.context.cookies() if cookie.get("name") in {"sessionid", "csrftoken"}]
    page.context.add_cookies(theirs)
    page.evaluate(LOOK)
    expect(page.locator(".pk-id")).to_contain_text(shown(second))
    shows_nothing_of(page, first)


def test_a12_end_is_spoken_of_and_staying_is_one_press(visitors, house):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    page.goto("/requests/")
    notice = page.get_by_role("group", name=said("You will be logged out soon"))
    expect(notice).to_be_hidden()
    house.registrar.ask("ends_in", university="iums", login=student["login"], seconds=100)
    page.evaluate(LOOK)
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(re.compile("۱:[۰-۹]{2}"))
    notice.get_by_role("button", name=said("Stay logged in")).click()
    expect(notice).to_be_hidden()
    page.goto("/notifications/")
    expect(page.locator(".pk-id")).to_contain_text(shown(student))


def test_a15_idle_page_leaves_by_itself_says_why_and_comes_back(visitors, house):
    """What was written is there again after the next login."""
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    page.goto("/services/clearance/form/")
    address = page.get_by_role("main").get_by_role("textbox").last
    name = address.get_attribute("name")
    address.fill("خیابان نمونه، پلاک ۷")
    expect(page.locator("[data-autosave-status]").first).to_contain_text("ذخیره شد")
    house.registrar.ask("ends_in", university="iums", login=student["login"], seconds=4)
    page.evaluate(LOOK)
    expect(page).to_have_url(re.compile(r"/login/\?destination="))
    expect(page.get_by_text("چون مدتی از صفحه استفاده نشد، از حساب خارج شدید.")).to_be_visible()
    shows_nothing_of(page, student)
    page.go_back()
    shows_nothing_of(page, student)
    page.goto("/login/?destination=/services/clearance/form/")
    page.locator("input[name=login]").fill(student["login"])
    page.locator("input[name=password]").fill("namoone-pishkhan-1405")
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page.locator(f"[name={name}]").last).to_have_value("خیابان نمونه، پلاک ۷")


def test_a12_page_without_scripts_leaves_too(visitors, house):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True, java_script_enabled=False)
    house.registrar.ask("ends_in", university="iums", login=student["login"], seconds=6, absolute=True)
    page.goto("/requests/")
    expect(page.locator(".pk-id")).to_contain_text(shown(student))
    expect(page).to_have_url(re.compile(r"/login/\?destination=/requests/"))
    expect(page.get_by_text(re.compile("هر ورود پس از چند ساعت پایان می‌یابد"))).to_be_visible()


def test_a16_logout_is_one_press_on_every_page_and_closes_the_other_tab(visitors):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    for path in ("/", "/services/", "/help/", "/notifications/", "/requests/"):
        page.goto(path)
        expect(page.get_by_role("button", name=said("Log out"))).to_have_count(1)
    page.get_by_role("button", name=said("Log out")).click()
    expect(page).to_have_url(re.compile("/login/$"))


@pytest.mark.parametrize("told", ["https://example.com/", "//example.com/", "/\\example.com"])
def test_a17_destination_never_leads_to_another_site(visitors, house, told):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto(f"/login/?destination={told}")
    page.locator("input[name=login]").fill(student["login"])
    page.locator("input[name=password]").fill("namoone-pishkhan-1405")
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page.locator(".pk-id")).to_contain_text(shown(student))
    assert page.url.startswith(house.url("iums", ""))


def test_a1_outsider_is_told_where_to_go(visitors, campus):
    """A page in Persian, not a timeout; inside the university it opens."""
    page = visitors.page("iums")
    campus(ELSEWHERE, account="enforce")
    until(page, "/login/", "کامپیوترهای موجود در کتابخانه دانشکده")
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile("127.0.0.1|۱۲۷.۰.۰.۱|::1"))
    expect(main.locator("a[href^='tel:']")).to_have_count(1)
    expect(main).to_contain_text("داخلی")
    page.goto("/help/")
    expect(page.get_by_role("heading", name="راهنمای ثبت تیکت").first).to_be_visible()
    campus(FACULTY, account="enforce")
    until(page, "/login/", "کامپیوترهای موجود در کتابخانه دانشکده", there=False)
    expect(page.locator("input[name=login]")).to_be_visible()


def test_a1_administrator_is_not_locked_out_by_his_own_rule(visitors, campus):
    page = visitors.page("iums", "admin")
    page.goto("/console/networks/")
    group = page.get_by_role("radiogroup", name=said("Console of administrators"))
    group.get_by_label(said("Only from the networks of the university")).check()
    page.get_by_role("button", name=said("Keep these rules")).click()
    expect(page.get_by_role("alert").filter(has_text="راه خود شما را می‌بندد")).to_be_visible()
    page.goto("/console/networks/")
    group = page.get_by_role("radiogroup", name=said("Console of administrators"))
    expect(group.get_by_label(said("Open from everywhere"))).to_be_checked()

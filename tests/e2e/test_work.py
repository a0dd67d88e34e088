"""The clerk's work in a browser (G): saved views, many rows at once, standing in, who else is here, keys, paper."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from pishkhan.kernel import jalali
from tests.e2e import answers, walks
from tests.e2e.pages import Clerk, answer, to_persian
from tests.e2e.words import said

LOGINS = ("981020304", "991020305", "4001020306")


@pytest.fixture
def filed(visitors):
    """Three requests with the lead of education: the students' logins."""
    logins = [visitors.student("iums", login)["login"] for login in LOGINS]
    for login in logins:
        walks.file(visitors, "iums", login)
    return logins


def test_saved_view_with_columns_and_count(visitors, filed):
    page = visitors.page("iums", "edu.lead")
    page.goto("/desk/?tab=free&order=created")
    page.locator("summary").filter(has_text=said("Columns")).click()
    page.get_by_label(said("Faculty"), exact=True).and_(page.locator("[type=checkbox]")).check()
    page.get_by_role("button", name=said("Apply")).click()
    expect(page.get_by_role("columnheader", name=said("Faculty"))).to_be_visible()
    page.locator("summary").filter(has_text=said("Save this view")).click()
    page.get_by_label(said("Name of the view")).fill("بی‌متولی‌ها")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    link = page.get_by_role("navigation", name=said("Saved views")).get_by_role("link", name=re.compile("بی‌متولی‌ها"))
    expect(link).to_have_attribute("aria-current", "true")
    page.goto("/desk/views/")
    page.get_by_role("button", name=said("Open the inbox with it")).first.click()
    page.goto("/desk/")
    expect(page.get_by_role("columnheader", name=said("Faculty"))).to_be_visible()
    page.goto("/desk/views/")
    for _ in range(page.get_by_role("button", name=said("Delete")).count()):
        page.get_by_role("button", name=said("Delete")).first.click()


def test_many_rows_at_once_with_a_report_row_by_row(visitors, filed):
    page = visitors.page("iums", "edu.lead")
    page.goto("/desk/")
    for login in filed:
        page.get_by_role("row").filter(has_text=to_persian(login)).get_by_role("checkbox").check()
    page.get_by_label(re.compile(said("With the selected rows"))).select_option("note")
    page.get_by_role("button", name=said("Go on")).click()
    page.get_by_label(said("Internal note")).fill("بررسی گروهی")
    page.get_by_role("button", name=said("Internal note")).click()
    expect(page.get_by_role("row").filter(has_text=said("Done"))).to_have_count(3)
    page.reload()
    expect(page.get_by_role("row").filter(has_text=said("Done"))).to_have_count(3)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_text("بررسی گروهی")).to_have_count(1)


def test_absence_chain_says_in_whose_place(visitors, filed):
    """A is away and names B, B is away and names C: C works at A's desk, and the next office reads in whose place."""
    login = filed[0]
    for who, deputy in (("edu.expert", "تغذیه"), ("nutrition", "خوابگاه")):
        page = visitors.page("iums", who)
        page.goto("/account/absence/")
        for day in ("since", "until"):
            page.locator(f"input[name={day}]").fill(jalali.show(datetime.now(jalali.TEHRAN).date()))
        page.get_by_role("heading", level=1).click()  # an open calendar takes the first click outside it
        page.locator("select[name=deputy]").evaluate(
            "(list, words) => { list.value = [...list.options].find((o) => o.text.includes(words)).value; }", deputy
        )
        page.get_by_role("button", name=said("Enter the absence")).click()
        expect(page.get_by_text(said("The absence is entered."))).to_be_visible()
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", login)
    page = visitors.page("iums", "dormitory")
    page.goto("/desk/")
    row = page.get_by_role("row").filter(has_text=to_persian(login))
    expect(row).to_contain_text("به جای کارشناس نمونهٔ آموزش")
    row.get_by_role("link").first.click()
    expect(page.get_by_text("شما به جای کارشناس نمونهٔ آموزش کار می‌کنید")).to_be_visible()
    answer(page, answers.EDUCATION)
    Clerk(page).send()
    expect(page.get_by_text(re.compile("خوابگاه به جای کارشناس نمونهٔ آموزش")).first).to_be_visible()
    for who in ("edu.expert", "nutrition"):
        page = visitors.page("iums", who)
        page.goto("/account/absence/")
        page.get_by_role("button", name=re.compile(said("End it"))).first.click()
        expect(page.get_by_text(said("No absence is entered."))).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_lead_can_read_whom_a_task_is_given_to(visitors, filed, width, language):
    page = visitors.page("iums", "edu.lead", width=width, language=language)
    page.goto("/desk/?tab=all&order=created")
    page.goto(page.locator("td.who a").first.get_attribute("href"))
    box = page.locator("#assign-to").bounding_box()
    assert box["width"] >= 240


def test_who_else_has_the_task_open(visitors, filed):
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", filed[0])
    first, second = visitors.page("iums", "edu.lead"), visitors.page("iums", "edu.expert")
    link = Clerk(first).row(filed[0]).get_by_role("link").first
    address = link.get_attribute("href")
    first.goto(address)
    with first.expect_response(re.compile("/here/")):
        first.get_by_label(said("Internal note")).fill("دارم نگاه می‌کنم")
    with second.expect_response(re.compile("/here/")):
        second.goto(address)
    expect(second.locator("[data-here]")).to_contain_text("آموزش")
    expect(second.locator("[data-here]")).to_contain_text("می‌نویسد")


def test_keys_choose_rows_and_lead_about(visitors, filed):
    """Keys are matched by their place; each has a button; `?` lists them, and they can be switched off."""
    page = visitors.page("iums", "edu.lead")
    page.goto("/desk/?tab=all")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("tr.is-cursor .pick input")).to_be_checked()
    expect(page.locator("[data-pick-count]")).to_contain_text("۱")
    page.keyboard.press("a")
    expect(page.locator("tr.is-cursor select")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/desk/task/"))
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile("/desk/$"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label(said("Switch the shortcuts off in this browser")).check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("tr.is-cursor")).to_have_count(0)


def test_inbox_and_task_on_paper(visitors, filed):
    """Chrome, buttons and forms vanish; status words stay."""
    page = visitors.page("iums", "edu.lead")
    page.goto("/desk/?tab=all")
    page.emulate_media(media="print")
    for gone in (".pk-side", ".pk-nav", "#bulk", "td.pick >> nth=0", "h1 ~ div .btn >> nth=0"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator("td.st .pk-st").first).to_be_visible()
    page.goto(page.locator("td.who a").first.get_attribute("href"))
    expect(page.locator(".pk-act form").first).to_be_hidden()
    expect(page.locator(".pk-facts").first).to_be_visible()

"""D8 in a browser: an office brings its list of debts in, and each student sees their own."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.looks import look
from tests.e2e.pages import labelled, to_persian
from tests.e2e.test_people import settled
from tests.e2e.words import said
from tests.identity.bringing.lists import csv

HEADER = ["شماره دانشجویی", "مبلغ", "بابت", "سررسید"]
LIKE = "981020304"


def bring(page: Page, path: Path, rows: list[list[str]], *, name: str, badge: str = "turn") -> None:
    """A list, looked at."""
    path.write_bytes(csv([HEADER, *rows]))
    page.goto("/finance/lists/")
    page.get_by_label(labelled(said("Name of the list"))).fill(name)
    page.set_input_files("#list", path)
    page.get_by_role("button", name=said("Look at the list")).click()
    page.wait_for_url(re.compile(r"/lists/[0-9a-f-]{36}/"))
    settled(page, badge)


def write(page: Page, count: str) -> None:
    page.get_by_role("button", name=said("Write %(shown)s change", shown=count)).click()
    settled(page, "done")


def owes(page: Page) -> str:
    page.goto("/payments/")
    return page.get_by_role("main").inner_text()


def test_d8_a_list_is_mended_written_and_replaced_and_each_student_sees_their_own_debt(visitors, tmp_path):
    """D8: wrong rows by line, a changed amount corrected, one waived; nobody sees another's debt."""
    one, two = visitors.student("iums", LIKE), visitors.student("iums", LIKE)
    page, path, name = visitors.page("iums", "affairs.lead"), tmp_path / "list.csv", f"کارت {one['login']}"
    first = [one["login"], "۱٬۵۰۰٬۰۰۰", "كارت گمشده", "۱۴۰۵/۰۹/۳۰"]
    bring(page, path, [first, [two["login"], "نمی‌دانم", "کارت شکسته", ""]], name=name)
    rows = page.locator("section[aria-labelledby=h-rows]")
    expect(rows).to_contain_text("کارت گمشده")
    expect(rows.get_by_role("row").nth(2)).to_contain_text(said("Wrong"))
    expect(rows).to_contain_text(said("Write whole rials with digits only, like 4500000 or 4,500,000."))
    look(page, "due-list-wrong-fa-1280-light")
    bring(page, path, [first, [two["login"], "2,000,000", "کارت شکسته", ""]], name=name)
    write(page, "2")

    mine = visitors.page("iums", one["login"], fresh=True)
    other = visitors.page("iums", two["login"], fresh=True)
    assert "۱٬۵۰۰٬۰۰۰" in owes(mine)
    assert "کارت شکسته" not in owes(mine)
    assert "۲٬۰۰۰٬۰۰۰" in owes(other)
    assert "کارت گمشده" not in owes(other)

    bring(page, path, [[one["login"], "1700000", *first[2:]], [two["login"], "2000000", "کارت شکسته", ""]], name=name)
    changed = rows.get_by_role("row").nth(1)
    expect(changed).to_contain_text("۱٬۵۰۰٬۰۰۰")
    expect(changed).to_contain_text("۱٬۷۰۰٬۰۰۰")
    write(page, "1")
    assert "۱٬۷۰۰٬۰۰۰" in owes(mine)

    page.goto(f"/finance/dues/?q={to_persian(two['login'])}")
    page.get_by_role("main").get_by_role("heading", level=2).get_by_role("link").click()
    page.get_by_text(said("Waive, settle by evidence or cancel")).click()
    form = page.locator("form[action$='/less/']")
    form.get_by_label(labelled(said("Reason"))).fill("به نظر رئیس دانشکده")
    form.get_by_role("button", name=said("Record it")).click()
    expect(page.get_by_role("main")).to_contain_text(said("Nothing is owed"))
    expect(page.get_by_role("main")).to_contain_text("به نظر رئیس دانشکده")
    assert "کارت شکسته" not in owes(other)


def test_a_debt_by_hand_goes_on_instalments(visitors):
    """F8: recorded by hand, agreed on, printed; the student sees each instalment."""
    someone = visitors.student("iums", LIKE)
    page = visitors.page("iums", "affairs.lead")
    page.goto(f"/finance/dues/?q={someone['login']}")
    form = page.locator("form").filter(has=page.get_by_role("button", name=said("Record the debt")))
    form.get_by_label(labelled(said("Amount, in rials"))).fill("۳۰۰۰۰۰۰")
    form.get_by_label(labelled(said("Reason"))).fill("کارت المثنی")
    look(page, "due-student-fa-1280-light")
    form.get_by_role("button", name=said("Record the debt")).click()
    page.wait_for_url(re.compile("/dues/one/"))
    page.get_by_text(said("Agree on instalments"), exact=True).click()
    plan = page.locator("form[action$='/plan/']")
    plan.get_by_label(labelled(said("How many instalments"))).fill("۳")
    plan.get_by_label(labelled(said("First instalment"))).fill("۱۴۰۶/۰۱/۳۱")
    plan.get_by_label(labelled(said("Last instalment"))).fill("۱۴۰۶/۰۳/۳۱")
    plan.get_by_label(labelled(said("Reason"))).fill("به درخواست دانشجو")
    plan.get_by_role("button", name=said("Agree on them")).click()
    page.wait_for_url(re.compile("/finance/plans/"))
    parts = page.locator("section[aria-labelledby=h-parts]")
    expect(parts.get_by_role("row")).to_have_count(4)
    expect(parts).to_contain_text("۱۴۰۶/۰۲/۳۱")
    look(page, "plan-fa-1280-light")
    booklet = page.get_by_role("link", name=said("Booklet to print")).get_attribute("href")
    assert page.evaluate("async (url) => (await (await fetch(url)).text()).slice(0, 5)", booklet) == "%PDF-"
    mine = visitors.page("iums", someone["login"], fresh=True)
    assert owes(mine).count("۱٬۰۰۰٬۰۰۰") >= 3

"""People in a browser: a list with mistakes is tried and brought in; a dead number is mended by two officers."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.pages import labelled, to_persian
from tests.e2e.phone import heard
from tests.e2e.visitors import log_in
from tests.e2e.words import said
from tests.identity.bringing.lists import HEADER, csv, national_id, student, xlsx

CHANGED = (
    "Pishkhan: the number of your account is now %(mask)s. "
    "If this was not you, call the university at once."
)


def upload(page: Page, path: Path, source: str = "آموزش") -> None:
    page.goto("/console/people/imports/")
    page.get_by_label(labelled(said("Source of the data"))).fill(source)
    page.set_input_files("#list", path)
    page.get_by_role("button", name=said("Try the list")).click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    settled(page, "turn")


def settled(page: Page, tone: str) -> None:
    """The job has done its part; the page is loaded again until then."""
    badge = page.locator(f".pk-casehead aside .t-{tone}")
    for _ in range(60):
        if badge.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(badge).to_be_visible()


def test_list_with_mistakes_is_tried_then_brought_in(visitors, tmp_path):
    """X1, X2, X5: Persian digits and Arabic letters, two enrolments of one person, every mistake by line and column."""
    page = visitors.page("iums", "admin")
    first = student(501, first="عليرضا", number="۷۰۰۰۰۰۵۰۱")
    second = student(501, first="عليرضا", number="799000501", degree="کارشناسی ارشد")
    path = tmp_path / "list.csv"
    path.write_bytes(csv([HEADER, first, second, student(502, national_id="1234567890", mobile="0218877")]))
    upload(page, path)
    main = page.get_by_role("main")
    expect(main).to_contain_text(said("What would happen"))
    wrong = main.locator("section[aria-labelledby=h-wrong]")
    expect(wrong.get_by_role("row")).to_have_count(3)
    expect(wrong).to_contain_text("کد ملی")
    expect(wrong).to_contain_text(said("Write a mobile number like 09121234567."))
    with page.expect_download() as download:
        wrong.get_by_role("link", name=said("As a file")).click()
    assert said("What is wrong, and what to do") in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name=said("Bring %(shown)s line in", shown="2")).click()
    settled(page, "done")
    page.goto("/console/people/?q=۷۹۹۰۰۰۵۰۱")
    page.get_by_role("link", name="علیرضا").click()
    studies = page.locator("section[aria-labelledby=h-studies]")
    expect(studies).to_contain_text(to_persian("700000501"))
    expect(studies).to_contain_text("کارشناسی ارشد")
    expect(page.get_by_role("main")).not_to_contain_text(to_persian(national_id(310_000_501)))


def test_workbook_with_unknown_columns_is_refused_by_name(visitors, tmp_path):
    page = visitors.page("iums", "admin")
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx([[*HEADER[1:], "رنگ"], student(601)]))
    page.goto("/console/people/imports/")
    page.set_input_files("#list", path)
    page.get_by_role("button", name=said("Try the list")).click()
    settled(page, "debt")
    wrong = page.locator("section[aria-labelledby=h-wrong]")
    expect(wrong).to_contain_text("رنگ")
    expect(wrong).to_contain_text("شماره دانشجویی")


def test_f9_a7_dead_number_is_mended_by_two_officers(visitors):
    """F9, A7: asked for on the public page, proposed by one, confirmed by another; old and new number hear of it."""
    student = visitors.student("iums", "981020304")
    old, new = student["mobile"], f"0936{student['mobile'][4:]}"
    page = visitors.page("iums")
    page.goto("/activate/rescue/")
    page.locator("#number").fill(to_persian(student["login"]))
    page.locator("#contact").fill("۰۲۱-۸۸۷۷۶۶۵۵")
    page.locator("#words").fill("سیم‌کارت گم شده است.")
    solve(page)
    page.get_by_role("button", name=said("Ask for the change")).click()
    expect(page.get_by_role("heading", name=said("We have it"))).to_be_visible()
    expect(page.get_by_role("main").locator("a[href^='tel:']").first).to_be_visible()

    inside = visitors.page("iums", student["login"], fresh=True)
    one = visitors.page("iums", "edu.lead")
    one.goto("/console/rescues/")
    one.get_by_role("row").filter(has_text=to_persian(student["login"])).get_by_role("link").click()
    address = one.url
    one.get_by_label(labelled(said("New mobile number"))).fill(to_persian(new))
    one.get_by_label(labelled(said("How you saw who it is"))).fill("کارت ملی و کارت دانشجویی دیده شد.")
    one.get_by_role("button", name=said("Propose the number")).click()
    expect(one.get_by_role("main")).to_contain_text(said("You proposed this number; another officer must confirm it."))
    expect(one.get_by_role("button", name=said("Confirm the new number"))).to_have_count(0)

    two = visitors.page("iums", "affairs.lead")
    two.goto(address)
    two.get_by_role("button", name=said("Confirm the new number")).click()
    expect(two.locator(".pk-casehead aside")).to_contain_text(said("Number changed"))
    masked = f"{new[:4]}***{new[-4:]}"
    told = said(CHANGED, mask="…").partition("…")[0]
    heard(visitors, "iums", old, told)
    heard(visitors, "iums", old, masked)
    words = "Pishkhan: this number is now the one of your account. Make a password at the university's login page."
    heard(visitors, "iums", new, said(words))
    inside.goto("/requests/")
    expect(inside).to_have_url(re.compile("/login/"))
    log_in(inside, new)


def solve(page: Page) -> None:
    """Wait until the browser has shown by itself that one is no machine."""
    expect(page.locator("[data-captcha]")).to_contain_text(said("The check is done"))

"""Search, exports and the dashboard as people see them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e import walks
from tests.e2e.pages import to_persian
from tests.e2e.words import said

TRIES = 40


@pytest.fixture
def filed(visitors):
    """A request just filed at iums: its student's page, its number, the student number."""
    someone = visitors.student("iums", "981020304")
    student, number = walks.file(visitors, "iums", someone["login"])
    return student, number, someone["login"]


def _until(page, address: str, found) -> None:
    """Open a page again until a job has done its work."""
    for _try in range(TRIES):
        page.goto(address)
        if found.count():
            return
        page.wait_for_timeout(500)


def test_b16_search_finds_words_marks_them_and_says_what_it_does_not_find(visitors, filed):
    _, number, _ = filed
    page = visitors.page("iums", "edu.lead")
    page.goto("/desk/search/")
    expect(page.get_by_text("بخشی از کلمه پیدا نمی‌شود")).to_be_visible()
    row = page.get_by_role("row").filter(has_text=to_persian(number))
    _until(page, f"/desk/search/?q=تسویه {number[5:]}", row)
    expect(row.locator("mark").first).to_be_visible()
    page.goto("/desk/search/?q=تسو")
    expect(page.get_by_text(said("Nothing found"))).to_be_visible()
    page.get_by_role("main").get_by_role("searchbox").fill(to_persian(number))
    page.get_by_role("main").get_by_role("button", name=said("Search")).click()
    expect(row).to_be_visible()


def test_b16_a_student_searches_their_own_requests(visitors, filed):
    _, number, login = filed
    page = visitors.page("iums", login)
    page.goto("/requests/")
    page.get_by_label(said("Number or words")).fill(number)
    page.get_by_role("main").get_by_role("button", name=said("Search")).click()
    expect(page.get_by_role("row").filter(has_text=to_persian(number))).to_be_visible()
    other = visitors.student("iums", "991020305")["login"]
    with visitors.visit("iums", other) as theirs:
        theirs.goto(f"/requests/search/?q={number}")
        expect(theirs.get_by_text(said("Nothing found"))).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_export_is_written_while_the_page_looks_on(visitors, filed, tmp_path: Path, scripts):
    _, number, _ = filed
    page = visitors.page("iums", "edu.lead", java_script_enabled=scripts)
    page.goto("/desk/exports/?kind=requests")
    page.get_by_label(said("Kind of file")).select_option("csv")
    page.get_by_role("button", name=said("Write the file")).click()
    fetch = page.get_by_role("link", name=said("Fetch the file"))
    for _try in range(0 if scripts else TRIES):
        if fetch.count():
            break
        page.get_by_role("link", name=said("Look again")).click()
        page.wait_for_timeout(500)
    expect(fetch).to_be_visible()
    with page.expect_download() as download:
        fetch.click()
    path = tmp_path / "list.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        numbers = [row[0] for row in csv.reader(file)]
    assert number in numbers
    assert numbers[0] == "شماره"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_dashboard_reads_from_the_side_its_language_begins_at(visitors, language):
    visitors.house.registrar.ask("figures")
    page = visitors.page("iums", "admin", language=language)
    page.goto("/desk/figures/")
    first = page.locator("figure").first
    path = first.locator("svg path[fill=none]").first.get_attribute("d") or ""
    points = [float(x) for x in re.findall(r"([\d.]+) [\d.]+", path)]
    assert points == sorted(points, reverse=language == "fa")
    bar = page.locator("figure").nth(1).locator("svg rect").first
    label = page.locator("figure").nth(1).locator("svg text").first
    edge = float(bar.get_attribute("x")) + (float(bar.get_attribute("width")) if language == "fa" else 0)
    beside = float(label.get_attribute("x"))
    assert beside > edge if language == "fa" else beside < edge
    summary = first.locator("summary")
    summary.click()
    expect(first.get_by_role("table")).to_be_visible()
    assert first.get_by_role("row").count() > 20


LETTERS = """svgs => svgs.filter(svg => svg.checkVisibility()).map(svg => Math.min(
    ...[...svg.querySelectorAll("text")].map(text => parseFloat(getComputedStyle(text).fontSize))
) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_letters_of_charts_can_be_read_on_every_width(visitors, width):
    visitors.house.registrar.ask("figures")
    page = visitors.page("iums", "admin", width=width)
    page.goto("/desk/figures/")
    sizes = page.locator("figure svg.pk-chart").evaluate_all(LETTERS)
    assert len(sizes) >= 3
    assert min(sizes) >= 10.9

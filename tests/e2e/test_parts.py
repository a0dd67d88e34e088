"""Parts that many pages share: file boxes, boxes to tick, the strip that says who one is, addresses in a text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.shots import TALKED
from tests.e2e.words import said

UPLOAD = "/console/people/imports/"
LIST = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"a,b"}
SPOT = """one => {
    const words = one.firstChild, at = (from) => {
        const range = document.createRange();
        range.setStart(words, from), range.setEnd(words, from + 1);
        return range.getBoundingClientRect().left;
    };
    return at(0) < at(words.length - 1);
}"""


def test_file_box_speaks_the_language_of_the_page_and_takes_keys(visitors):
    page = visitors.page("iums", "admin", width=360)
    page.goto(UPLOAD)
    box = page.locator(".pk-file")
    expect(box).to_contain_text(said("Choose a file"))
    expect(box).to_contain_text(said("No file is chosen"))
    page.locator("#list").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#list")).to_be_focused()
    assert box.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.locator("#list").set_input_files(LIST)
    expect(box).to_contain_text("people.csv")
    with page.expect_file_chooser():
        box.click()


def test_file_box_without_scripts_is_the_browsers_own(visitors):
    page = visitors.page("iums", "admin")
    bare = visitors.page("iums", java_script_enabled=False)
    bare.context.add_cookies(page.context.cookies())
    bare.goto(UPLOAD)
    expect(bare.locator(".pk-file > .btn")).to_be_hidden()
    assert bare.locator("#list").evaluate("one => getComputedStyle(one).opacity") == "1"


def test_boxes_to_tick_are_drawn_of_the_palette_in_the_dark(visitors):
    page = visitors.page("iums", "admin", theme="dark")
    page.goto("/console/webhooks/new/")
    tick = page.locator("input[type=checkbox]").first
    colour = "one => getComputedStyle(one).backgroundColor"
    assert tick.evaluate(colour) == "rgb(111, 205, 200)"
    tick.uncheck()
    assert tick.evaluate(colour) == "rgb(23, 39, 42)"
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_be_checked()


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("login", [TALKED, "it", "admin"])
def test_telephone_cuts_nobodys_name(visitors, login, language):
    page = visitors.page("iums", login, language=language, width=360)
    page.goto("/account/")
    who = page.locator(".pk-who strong")
    assert who.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    strip, name = page.locator(".pk-id").bounding_box(), who.bounding_box()
    assert name["y"] >= strip["y"] + 2, "the name stands inside its strip"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_address_in_persian_news_runs_from_its_left(visitors):
    page = visitors.page("iums", "admin")
    page.goto("/console/front/new/?kind=page")
    page.locator("#title_fa").fill("نشانی‌ها")
    page.locator("#body_fa").fill("https://example.com/a/")
    page.get_by_role("button", name=said("Publish"), exact=True).click()
    page.get_by_role("link", name=said("See it on the front")).click()
    assert page.locator(".pk-prose a").evaluate(SPOT)

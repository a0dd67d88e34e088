"""What administrators do with messages in a browser: a test through the whole path, own words."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages import labelled
from tests.e2e.words import said

TEXT = "/console/messages/texts/closed/?language=fa"


def test_test_message_goes_out_and_its_page_says_so(visitors):
    page = visitors.page("iums", "admin")
    page.goto("/console/messages/providers/try/")
    page.get_by_label(labelled(said("Mobile number or e-mail address"))).fill("۰۹۱۲۱۱۱۰۰۰۹")
    page.get_by_role("button", name=said("Send the test")).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(said("The test is on its way. What becomes of it appears here."))
    expect(main).to_contain_text("••••••")


def test_text_is_previewed_and_counted_while_it_is_typed(visitors):
    page = visitors.page("iums", "admin")
    page.goto(TEXT)
    box, preview = page.locator("#t-sms"), page.locator("#p-sms")
    parts = page.locator("form:has(#t-sms) [data-parts]")
    box.fill("{number}")
    expect(parts).to_have_text("۱")
    box.fill("{number} " + "الف" * 30)
    expect(parts).to_have_text("۲")
    expect(preview).not_to_contain_text("{number}")
    box.fill("الف")
    page.locator("form:has(#t-sms) button").first.click()
    expect(page.locator("#t-sms-e")).to_contain_text("{number}")
    expect(box).to_have_value("الف")

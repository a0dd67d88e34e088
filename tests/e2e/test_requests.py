"""What people do around a request: take it back, have others take part, send files, answer in time, say how it was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import walks
from tests.e2e.pages import Clerk, Student, to_persian
from tests.e2e.words import said

PDF = {"name": "card.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


@pytest.fixture
def someone(visitors):
    return visitors.student("iums", "981020304")


@pytest.fixture
def filed(visitors, someone):
    return walks.file(visitors, "iums", someone["login"])


def press(page, words, **values):
    page.get_by_role("button", name=said(words, **values), exact=True).click()


def test_b12_a_request_is_withdrawn_with_a_reason_and_another_may_be_filed(filed, someone, visitors):
    student, number = filed
    page = student.page
    student.open(number)
    page.get_by_role("link", name=said("Withdraw the request")).click()
    press(page, "Withdraw the request")
    expect(page.get_by_text(said("Write the reason."))).to_be_visible()
    page.get_by_label(said("Why do you withdraw it?")).fill("منصرف شدم.")
    press(page, "Withdraw the request")
    expect(student.status).to_contain_text("پس گرفته شد")
    expect(page.locator("#talk")).to_contain_text("منصرف شدم.")
    expect(page.locator(".pk-time")).to_contain_text(said("The request was withdrawn"))
    page.goto("/requests/")
    time = page.locator(".pk-tbl time").first
    assert time.evaluate("one => getComputedStyle(one).fontVariantNumeric") == "normal", "۲ ۰:۲ ۱"
    with visitors.visit("iums", "edu.lead") as desk:
        expect(Clerk(desk).row(someone["login"])).to_have_count(0)
    student.begin()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_others_take_part_when_they_agree_and_nobody_else_reads(filed, visitors):
    student, number = filed
    friend, stranger = (visitors.student("iums", "991020305") for _ in range(2))
    student.open(number)
    page = student.page
    page.locator("summary", has_text=said("Ask somebody to take part")).click()
    page.get_by_label(said("Student number, mobile, e-mail or staff code")).fill(friend["login"])
    press(page, "Ask")
    words = said("If this person has an account here, they were asked. You see their name once they accept.")
    expect(page.get_by_text(words)).to_be_visible()

    guest = Student(visitors.page("iums", friend["login"]))
    assert guest.page.goto(f"/requests/{number}/").status == 404
    guest.page.goto("/requests/")
    expect(guest.page.locator("section[aria-labelledby=h-invitations]")).to_contain_text(to_persian(number))
    press(guest.page, "Accept")
    expect(guest.page.get_by_text(said("You take part in this request now."))).to_be_visible()
    expect(guest.page.locator("section[aria-labelledby=answers]")).not_to_contain_text("کد ملی")
    guest.page.get_by_label(said("Your message")).fill("من هم منتظرم.")
    press(guest.page, "Send the message")
    student.open(number)
    expect(page.locator("#talk")).to_contain_text("من هم منتظرم.")
    press(page, "Remove %(name)s", name=friend["name"])
    assert guest.page.goto(f"/requests/{number}/").status == 404
    with visitors.visit("iums", stranger["login"]) as other:
        assert other.goto(f"/requests/{number}/").status == 404


def test_b13_b14_b16_a_deadline_to_answer_a_file_and_what_is_new(filed, someone, visitors):
    """B14: the day to answer by is shown; B16: the list under the icon tells of unread words; B13: files too."""
    student, number = filed
    student.open(number)
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", someone["login"])
    with visitors.visit("iums", "edu.expert") as desk:
        Clerk(desk).open(someone["login"])
        desk.get_by_label(said("Message to the student")).fill("کارت را بفرستید.")
        desk.locator("#reply-days").select_option("3")
        press(desk, "Send to the student")
        desk.get_by_label(said("Internal note")).fill("تنها برای همکاران.")
        press(desk, "Keep the note")
    page = student.page
    page.goto("/")
    page.locator(".pk-id").get_by_role("link", name=re.compile(said("My requests"))).click()
    expect(page.get_by_role("row").filter(has_text=to_persian(number))).to_contain_text(said("New message"))
    student.open(number)
    expect(page.locator("#talk")).to_contain_text(said("New"))
    expect(page.locator("#talk")).not_to_contain_text("تنها برای همکاران.")
    expect(page.locator("section[aria-labelledby=h-now]")).to_contain_text(said("Answer"))
    page.get_by_label(said("Your message")).fill("فرستادم.")
    page.locator("#files").set_input_files(PDF)
    press(page, "Send the message")
    expect(page.locator("#talk").get_by_role("link", name="card.pdf")).to_be_visible()
    student.open(number)
    expect(page.locator("#talk").get_by_text(said("New"), exact=True)).to_have_count(0)
    with visitors.visit("iums", "edu.expert") as desk:
        Clerk(desk).open(someone["login"])
        with desk.expect_download() as kept:
            desk.locator("#talk").get_by_role("link", name="card.pdf").click()
        assert kept.value.suggested_filename == "card.pdf"


def test_how_it_was_is_said_without_a_login(visitors, someone, house):
    link = house.registrar.ask("closed_letter", university="iums", login=someone["login"])
    page = visitors.page("iums")
    page.goto(link["rate"])
    press(page, "Send")
    expect(page.get_by_text(said("Choose one of the five."))).to_be_visible()
    page.get_by_label("بسیار خوب", exact=True).check()
    page.get_by_label(re.compile(said("Anything else?"))).fill("زود پاسخ دادند.")
    press(page, "Send")
    expect(page.get_by_role("heading", name=said("Thank you"))).to_be_visible()
    with visitors.visit("iums", link["lead"]) as desk:
        desk.goto(f"/desk/task/{link['task']}/")
        expect(desk.locator("section[aria-labelledby=h-survey]")).to_contain_text("زود پاسخ دادند.")


def test_a_closed_request_is_opened_again_within_its_days(visitors, someone, house):
    link = house.registrar.ask("closed_letter", university="iums", login=someone["login"])
    student = Student(visitors.page("iums", someone["login"]))
    student.open(link["number"])
    student.page.get_by_role("link", name=said("Open the request again")).click()
    student.page.get_by_label(said("What is still not solved?")).fill("نامه نرسید.")
    press(student.page, "Open the request again")
    expect(student.status).to_contain_text("در حال بررسی")
    expect(student.page.locator("#talk")).to_contain_text("نامه نرسید.")


def test_a_canned_reply_is_written_and_put_into_the_message(filed, someone, visitors):
    with visitors.visit("iums", "edu.lead") as desk:
        desk.goto("/desk/replies/new/")
        title = f"رسید {someone['login']}"
        desk.get_by_label(said("Title")).fill(title)
        desk.get_by_label(said("Text")).fill("{name} گرامی {nobody}")
        press(desk, "Keep the reply")
        expect(desk.locator("#body-e")).to_contain_text("{nobody}")
        desk.get_by_label(said("Text")).fill("درخواست {number} رسید.")
        press(desk, "Keep the reply")
        expect(desk.get_by_text(said("The reply is kept."))).to_be_visible()
        Clerk(desk).open(someone["login"])
        desk.locator("#reply").select_option(label=title)
        press(desk, "Into the message")
        expect(desk.locator("#pub")).to_have_value(f"درخواست {to_persian(filed[1])} رسید.")
        expect(desk.locator("#int")).to_have_value("")


def test_a_draft_is_said_to_be_none_yet_and_thrown_away(visitors, someone):
    student = Student(visitors.page("iums", someone["login"]))
    student.begin()
    press(student.page, "Save and go on later")
    drafts = student.page.locator("section[aria-labelledby=h-drafts]")
    expect(drafts).to_contain_text("هنوز ثبت نشده")
    drafts.get_by_role("link", name=said("Discard")).click()
    press(student.page, "Discard the draft")
    expect(student.page.get_by_text(said("The draft was thrown away."))).to_be_visible()
    expect(drafts).to_have_count(0)

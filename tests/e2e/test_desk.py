"""The desk and the student's page of a request: who holds it, what is said, how many presses it takes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import answers, walks
from tests.e2e.pages import CREATE, Clerk, Student, answer, to_persian
from tests.e2e.words import said

COUNT = "document.addEventListener('click', e => e.isTrusted && (window.name = +window.name + 1), true)"
"""Presses counted across pages: a window keeps its name."""


@pytest.fixture
def filed(visitors):
    """A request just filed at iums: the student's page, the number, the student number."""
    someone = visitors.student("iums", "981020304")
    student, number = walks.file(visitors, "iums", someone["login"])
    return student, number, someone["login"]


@pytest.fixture
def at_expert(visitors, filed):
    """The same, given to the expert of education."""
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", filed[2])
    return filed


def _counting(visitors, login):
    page = visitors.page("iums", login)
    page.add_init_script(COUNT)
    page.goto("/desk/")
    page.evaluate("window.name = '0'")
    return page


def _presses(page):
    return int(page.evaluate("window.name"))


def test_b17_lands_with_the_lead_who_assigns_in_two_presses(visitors, filed):
    """B17: no expert may take it before the lead has given it; then it is that expert's alone."""
    _, _, login = filed
    with visitors.visit("iums", "edu.expert") as page:
        expect(Clerk(page).row(login).get_by_role("button")).to_have_count(0)
    page = _counting(visitors, "edu.lead")
    row = page.get_by_role("row").filter(has_text=to_persian(login))
    row.get_by_role("combobox").select_option(index=1)
    row.get_by_role("button", name=said("Assign"), exact=True).click()
    expect(page.get_by_text(said("The task was assigned."))).to_be_visible()
    assert 1 + _presses(page) <= 2  # choosing from the list is a press the browser does not tell of


def test_answer_from_the_inbox_in_two_presses(visitors, at_expert):
    _, _, login = at_expert
    page = _counting(visitors, "edu.expert")
    page.get_by_role("row").filter(has_text=to_persian(login)).get_by_role("link").first.click()
    page.get_by_label(said("Message to the student")).fill("کار شما در حال بررسی است.")
    page.get_by_role("button", name=said("Send to the student")).click()
    expect(page.get_by_text(said("Your message was sent to the student."))).to_be_visible()
    assert _presses(page) == 2


def test_b18_return_with_fields_from_the_inbox_in_four_presses(visitors, at_expert):
    _, _, login = at_expert
    page = _counting(visitors, "edu.expert")
    page.get_by_role("row").filter(has_text=to_persian(login)).get_by_role("link").first.click()
    fold = Clerk(page).unfold("Return for correction")
    fold.get_by_label(re.compile("تلفن ثابت")).check()
    fold.get_by_label(said("What is wrong, and what to do")).fill("شماره پاسخ نمی‌دهد.")
    fold.get_by_role("button", name=said("Return to the student")).click()
    expect(page.get_by_text(said("Returned to the student for correction."))).to_be_visible()
    assert _presses(page) <= 4


def test_b13_b14_conversation_reaches_the_current_holder_and_rings(visitors, at_expert):
    """B13 after a hand-over too; B14 in-app: the unread count beside the bell."""
    student, number, login = at_expert
    student.open(number)
    student.page.get_by_label(said("Your message")).fill("آیا مدرک دیگری لازم است؟")
    student.page.get_by_role("button", name=said("Send the message")).click()
    expect(student.page.get_by_text(said("Your message was sent to the officer."))).to_be_visible()
    with visitors.visit("iums", "edu.expert") as page:
        clerk = Clerk(page)
        expect(clerk.row(login)).to_contain_text(said("new message"))
        clerk.open(login)
        expect(page.locator("#talk")).to_contain_text("آیا مدرک دیگری لازم است؟")
        page.get_by_label(said("Message to the student")).fill("نه، کامل است.")
        page.get_by_role("button", name=said("Send to the student")).click()
        clerk.fill(answers.EDUCATION)
        clerk.send()
    walks.assigned(visitors, "affairs.lead", "کارشناس نمونهٔ امور دانشجویی", login)
    bell = student.page.get_by_role("link", name=re.compile(f"^{said('Messages')}"))
    student.page.goto("/requests/")
    expect(bell.locator(".pk-count")).to_have_text(re.compile("^[۱-۹]"))
    student.open(number)
    expect(student.page.locator("#talk")).to_contain_text("نه، کامل است.")
    student.page.get_by_label(said("Your message")).fill("سپاسگزارم.")
    student.page.get_by_role("button", name=said("Send the message")).click()
    with visitors.visit("iums", "affairs.expert") as page:
        Clerk(page).open(login)
        expect(page.locator("#talk")).to_contain_text("سپاسگزارم.")


def test_b12_b15_status_stands_at_the_far_top_corner_and_follows(visitors, filed):
    student, number, login = filed
    student.open(number)
    box = student.status.bounding_box()
    assert box is not None
    assert (box["x"] < 320, box["y"] < 320) == (True, True)
    before = student.status.inner_text()
    walks.through_education(visitors, login)
    student.open(number)
    assert student.status.inner_text() != before

    english = Student(visitors.page("iums", login, language="en"))
    english.open(number)
    box = english.status.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] > 960


def test_b16_my_requests_by_type_and_status(visitors, filed):
    student, number, _ = filed
    page, shown = student.page, student.page.locator("table.pk-tbl tbody tr")
    page.goto("/")
    corner = page.locator(".pk-id").get_by_role("link", name=re.compile(said("My requests")))
    box = corner.bounding_box()
    assert box is not None
    assert box["x"] > 640
    corner.click()
    expect(shown).to_contain_text([to_persian(number)])
    page.get_by_label(said("Type of request")).select_option(label="درخواست تسویه حساب")
    page.get_by_label(said("Status"), exact=True).select_option(value="new")
    page.get_by_role("button", name=said("Show"), exact=True).click()
    expect(shown).to_have_count(1)
    page.get_by_label(said("Status"), exact=True).select_option(value="closed")
    page.get_by_role("button", name=said("Show"), exact=True).click()
    expect(shown).to_have_count(0)
    expect(page.get_by_text(said("No request fits this choice."))).to_be_visible()


def test_station_is_filed_with_the_keyboard_alone(visitors):
    """S-C's department: from the inbox with J, Enter, Tab, Space, Ctrl+Enter."""
    someone = visitors.student("shiraz", "97204001")
    walks.file(visitors, "shiraz", someone["login"])
    page = visitors.page("shiraz", "department")
    Clerk(page).row(someone["login"]).get_by_role("link").first.wait_for()
    here = to_persian(someone["login"])
    for _ in range(30):
        page.keyboard.press("j")
        if here in page.locator("tr.is-cursor").inner_text():
            break
    page.keyboard.press("Enter")
    page.locator("form#step").wait_for()
    _tab_to(page, "آزمایشگاه")
    page.keyboard.press("Space")
    _tab_to(page, "کارت دانشجویی تحویل گرفته شد")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(said("Sent to the next stage."))).to_be_visible()


def _tab_to(page, label):
    """Press Tab until the box with this label has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText.trim() ?? ''") == label:
            return
    raise AssertionError(f"Tab never reaches «{label}»")


def test_stale_page_is_told_who_did_it_and_keeps_the_text(visitors, at_expert):
    """The same station in two tabs: the second is told; nothing is done twice, nothing written is lost."""
    _, _, login = at_expert
    page = visitors.page("iums", "edu.expert")
    clerk = Clerk(page)
    clerk.open(login)
    second = Clerk(page.context.new_page())
    second.open(login)
    clerk.fill(answers.EDUCATION)
    clerk.send()
    second.fill({**answers.EDUCATION, "توضیح کارشناس": "سخن برگه دوم"})
    with second.page.expect_response("**/send/") as refused:
        second.step.get_by_role("button", name=re.compile(said("Confirm and send on"))).click()
    assert refused.value.status == 409
    expect(second.page.get_by_role("alert").first).to_be_visible()
    kept = second.page.get_by_role("alert").first
    expect(kept.get_by_role("definition").filter(has_text="سخن برگه دوم")).to_be_visible()
    expect(kept.get_by_role("definition").filter(has_text="کامل است")).to_be_visible()
    assert "complete" not in kept.inner_text()


def test_b20_another_office_sees_nothing_and_a_foreign_task_is_not_found(visitors, at_expert):
    """B20: an office that does not hold it has neither line nor page."""
    _, _, login = at_expert
    with visitors.visit("iums", "edu.expert") as page:
        Clerk(page).open(login)
        address = page.url
    with visitors.visit("iums", "deputy.medicine") as page:
        expect(Clerk(page).row(login)).to_have_count(0)
        reply = page.goto(address)
        assert reply is not None
        assert reply.status == 404


def test_page_of_another_student_files_nothing(visitors):
    """A18: the form was opened for one student, then the session became another's in the same browser. A tab that
    hears of it leaves by itself (test_shared_computers); here it has not heard."""
    first, second = (visitors.student("iums", "981020304") for _ in range(2))
    student = Student(visitors.page("iums", first["login"], fresh=True))
    page = student.page
    student.begin()
    answer(page.get_by_role("main"), answers.NURSING)
    student.check_answers()
    other = visitors.page("iums", second["login"], fresh=True)
    theirs = [cookie for cookie in other.context.cookies() if cookie.get("name") in {"sessionid", "csrftoken"}]
    page.context.add_cookies(theirs)
    with page.expect_response("**/check/") as refused:
        page.get_by_role("button", name=CREATE, exact=True).click()
    assert refused.value.status in (403, 409)
    other.goto("/requests/")
    expect(other.locator("table.pk-tbl tbody tr")).to_have_count(0)


def test_b10_card_said_to_be_lost_and_then_received_is_flagged(visitors):
    """B10: the student claims; the office that takes the card is warned before and after it says otherwise."""
    someone = visitors.student("iums", "981020304")
    student = Student(visitors.page("iums", someone["login"]))
    student.file({**answers.NURSING, "تحویل کارت دانشجویی": "گم کرده‌ام"})
    walks.through_education(visitors, someone["login"])
    walks.assigned(visitors, "affairs.lead", "کارشناس نمونهٔ امور دانشجویی", someone["login"])
    clerk = Clerk(visitors.page("iums", "affairs.expert"))
    clerk.open(someone["login"])
    before = said("At filing the student said that the card is lost. Record it as received only if you hold it.")
    expect(clerk.page.get_by_text(before)).to_be_visible()
    clerk.fill(answers.AFFAIRS)
    clerk.send()
    after = said("At filing the student said that the card is lost; here it was recorded as received.")
    expect(clerk.page.get_by_text(after)).to_be_visible()

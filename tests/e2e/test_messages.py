"""Messages on their way: what reaches phones and mailboxes, what people choose, what a clerk gets."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import answers, phone, walks
from tests.e2e.pages import Clerk, answer, labelled
from tests.e2e.words import said


@pytest.fixture
def someone(visitors):
    return visitors.student("iums", "981020304")


@pytest.fixture
def at_expert(visitors, someone):
    """A request with the expert of education: the student's page and the number."""
    student, number = walks.file(visitors, "iums", someone["login"])
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", someone["login"])
    return student, number


def write(page, label: str, words: str, button: str) -> None:
    page.get_by_label(said(label)).fill(words)
    page.get_by_role("button", name=said(button)).click()


def test_b14_officer_s_words_reach_the_student_s_phone(visitors, someone, at_expert):
    """B14: a public comment brings a text message besides the unread badge."""
    _, number = at_expert
    with visitors.visit("iums", "edu.expert") as page:
        Clerk(page).open(someone["login"])
        write(page, "Message to the student", "نه، کامل است.", "Send to the student")
        expect(page.locator("#talk")).to_contain_text("نه، کامل است.")
    phone.heard(
        visitors, "iums", someone["mobile"], phone.filed(number), phone.commented(number, "کارشناس نمونهٔ آموزش")
    )  # fmt: skip


def test_student_s_words_and_corrections_reach_who_holds_the_request(visitors, someone, at_expert):
    """The clerk chose to get e-mails at once instead of once a day."""
    student, number = at_expert
    with visitors.visit("iums", "edu.expert") as page:
        page.goto("/notifications/wishes/")
        office = page.get_by_role("group", name=said("Work that comes back to your desk"))
        office.get_by_label(said("E-mail")).select_option(label=said("At once"))
        page.get_by_role("button", name=said("Keep this")).click()
        expect(page.get_by_text(said("What you chose is kept."))).to_be_visible()
        clerk = Clerk(page)
        clerk.open(someone["login"])
        clerk.return_for_correction(["تلفن ثابت"], "تلفن ثابت پاسخ نمی‌دهد.")
    student.open(number)
    student.page.get_by_role("link", name=said("Correct now")).first.click()
    answer(student.page.get_by_role("main"), {"تلفن ثابت": "٠٢١٤٧٧٠٥٦٧٨"})
    student.page.get_by_role("button", name=said("Send the correction")).click()
    student.open(number)
    write(student.page, "Your message", "اصلاح شد.", "Send the message")
    expect(student.page.get_by_text(said("Your message was sent to the officer."))).to_be_visible()
    back = said("It is back on your desk.")
    from_student = said("From %(author)s. Read it and answer on the page of the request.", author=someone["name"])
    phone.heard(visitors, "iums", "edu.expert@iums.example", back, from_student)


def test_f1_debt_and_its_settlement_reach_the_phone(visitors, someone, at_expert):
    _, number = at_expert
    walks.station(visitors, "iums", "edu.expert", someone["login"], answers.EDUCATION)
    walks.assigned(visitors, "affairs.lead", "کارشناس نمونهٔ امور دانشجویی", someone["login"])
    for login, given in (
        ("affairs.expert", answers.AFFAIRS), ("deputy.nursing", answers.DEPUTY),
        ("secretariat.nursing", answers.secretariat(f"۱۴۰۵/م/{someone['login']}")), ("council", answers.COUNCIL),
    ):  # fmt: skip
        walks.station(visitors, "iums", login, someone["login"], given)
    with visitors.visit("iums", "nutrition") as page:
        clerk = Clerk(page)
        clerk.open(someone["login"])
        fold = clerk.unfold("Hold for debt")
        fold.get_by_label(labelled(said("Amount, in rials"))).fill("۱۲۰۰۰۰")
        fold.get_by_label(labelled(said("What the debt is for"))).fill("ماندهٔ حساب تغذیه")
        fold.get_by_role("button", name=said("Record the debt and hold")).click()
        phone.heard(visitors, "iums", someone["mobile"], phone.debt(number, "اداره تغذیه"))
        clerk.open(someone["login"])
        settle = clerk.unfold("Settle, waive or cancel this debt")
        settle.get_by_label(said("Settled, by evidence"), exact=False).first.check()
        settle.get_by_label(labelled(said("Receipt or letter"))).fill("فیش ۱۲۳")
        settle.get_by_label(labelled(said("Reason"))).fill("پرداخت شد.")
        settle.get_by_role("button", name=said("Record it")).click()
        phone.heard(visitors, "iums", someone["mobile"], phone.settled(number, "اداره تغذیه"))


def test_muted_messages_stay_in_the_bell(visitors, someone):
    """On a phone. What must be known offers no choice."""
    with visitors.visit("iums", someone["login"], width=360) as page:
        page.goto("/notifications/")
        page.get_by_role("link", name=said("What you want to hear")).click()
        progress = page.get_by_role("group", name=said("Progress of your requests and certificates"))
        progress.get_by_label(said("Text message")).select_option(label=said("Never"))
        moves = page.get_by_role("group", name=said("Your move: corrections, visits, debts"))
        expect(moves.get_by_role("combobox")).to_have_count(0)
        page.get_by_role("button", name=said("Keep this")).click()
        expect(progress.get_by_label(said("Text message"))).to_have_value("never")
    student, number = walks.file(visitors, "iums", someone["login"])
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", someone["login"])
    with visitors.visit("iums", "edu.expert") as page:
        Clerk(page).open(someone["login"])
        write(page, "Message to the student", "سلام", "Send to the student")
        expect(page.locator("#talk")).to_contain_text("سلام")
    phone.heard(visitors, "iums", someone["mobile"], phone.commented(number, "کارشناس نمونهٔ آموزش"))
    student.page.goto(f"/demo/inbox/?to={someone['mobile']}")
    expect(student.page.get_by_text(phone.filed(number))).to_have_count(0)
    student.page.goto("/notifications/")
    expect(student.page.get_by_role("main")).to_contain_text(said("New message on request %(number)s", number=number))

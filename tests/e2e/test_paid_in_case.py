"""F1 and F8 in a browser: a debt of a station is paid in the case, which goes on with nobody clicking; instalments make
the certificate conditional, and what is not kept takes it away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import answers, proof, walks
from tests.e2e.looks import look
from tests.e2e.pages import Clerk, Student, answer
from tests.e2e.words import said

DORMITORY = {"وضعیت بدهی": "بدهی ندارد", "بلوک و اتاق": "بلوک ۲، اتاق ۱۱"}
REASON = "اجاره‌بهای خوابگاه، نیم‌سال دوم"
PLAN = {
    "وضعیت بدهی": "ماندهٔ بدهی دارد", "مبلغ بدهی": "6000000", "اقساط دارد؟": "بله", "تعداد اقساط": "3",
    "مبلغ هر قسط": "2000000", "تاریخ شروع اقساط": "۱۴۰۵/۱۰/۰۱", "تاریخ پایان اقساط": "۱۴۰۵/۱۲/۰۱",
}  # fmt: skip


def hold(page: Page, student: str, given: answers.Answers, amount: str) -> None:
    """The office fills in its form, leaves it unsent and holds for the debt."""
    clerk = Clerk(page)
    clerk.open(student)
    with page.expect_response("**/draft/"):
        clerk.fill(given)
        page.keyboard.press("Escape")
    page.locator("#hold summary").click()
    answer(page.locator("#hold"), {said("Amount, in rials"): amount, said("What the debt is for"): REASON})
    page.get_by_role("button", name=said("Record the debt and hold")).click()
    expect(page.get_by_text(said("The debt is recorded and the student was told."))).to_be_visible()


def pay(page: Page) -> None:
    """From the request's page through the bank to the receipt, and back."""
    page.get_by_role("main").get_by_role("link", name=said("Pay"), exact=True).first.click()
    page.get_by_role("button", name="پرداخت مبلغ نهایی").click()
    page.get_by_role("button", name="بله، انجام شود").click()
    page.get_by_role("button", name="پرداخت", exact=True).click()
    page.get_by_role("button", name="بازگشت به پذیرنده").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("عملیات موفق")


def cleared(student: Student, number: str, station: str) -> None:
    """The station is done on the student's page, a moment after the payment."""
    for _ in range(30):
        student.open(number)
        told = student.station(station).text_content() or ""  # what is done is folded away
        if "انجام شد" in told:
            return
        student.page.wait_for_timeout(500)
    raise AssertionError(told)


def test_f1_elearning_debt_is_paid_in_the_case(visitors):
    """F1, S-C: the student pays at the dormitories' station; the next one opens with nobody clicking."""
    someone = visitors.student("shiraz", "97204001")
    student, number = walks.file(visitors, "shiraz", someone["login"])
    walks.station(visitors, "shiraz", "department", someone["login"], answers.DEPARTMENT)
    for login in answers.OFFICES:
        if login == "dormitories":
            break
        walks.station(visitors, "shiraz", login, someone["login"], answers.OFFICES[login])
    with visitors.visit("shiraz", "dormitories") as office:
        hold(office, someone["login"], DORMITORY, "7200000")
    student.open(number)
    expect(student.page.get_by_role("main")).to_contain_text(REASON)
    look(student.page, "case-with-debt-fa-1280-light")
    pay(student.page)
    cleared(student, number, "اداره خوابگاهها")
    with visitors.visit("shiraz", "welfare") as office:
        expect(Clerk(office).row(someone["login"])).to_have_count(1)
    with visitors.visit("shiraz", "dormitories") as office:
        expect(Clerk(office).row(someone["login"])).to_have_count(0)


def test_f1_nursing_debt_is_paid_in_the_case_on_a_phone(visitors):
    """F1, S-B: the same at the dormitory of the nursing faculty, through a bank that settles in a second step."""
    someone = visitors.student("iums", "981020304")
    with visitors.visit("iums", someone["login"]) as page:
        number = Student(page).file(answers.NURSING)
    walks.through_education(visitors, someone["login"])
    walks.assigned(visitors, "affairs.lead", "کارشناس نمونهٔ امور دانشجویی", someone["login"])
    for login, given in (
        ("affairs.expert", answers.AFFAIRS), ("deputy.nursing", answers.DEPUTY),
        ("secretariat.nursing", answers.secretariat(f"۱۴۰۵/د/{someone['login']}")), ("council", answers.COUNCIL),
        ("nutrition", answers.NUTRITION),
    ):  # fmt: skip
        walks.station(visitors, "iums", login, someone["login"], given)
    with visitors.visit("iums", "dormitory") as office:
        hold(office, someone["login"], answers.WITHOUT_DORMITORY, "4500000")
    student = Student(visitors.page("iums", someone["login"], width=360))
    student.open(number)
    look(student.page, "case-with-debt-fa-360-light")
    pay(student.page)
    look(student.page, "receipt-in-case-fa-360-light")
    cleared(student, number, "اداره خوابگاه")
    with visitors.visit("iums", "loan") as office:
        expect(Clerk(office).row(someone["login"])).to_have_count(1)


@pytest.mark.parametrize("kept", [True, False])
def test_f8_instalments_make_the_certificate_conditional(visitors, house, kept):
    """F8: conditional on the public page; valid when all is paid, revoked when the plan is broken."""
    someone = visitors.student("shiraz", "97204001")
    student, number = walks.file(visitors, "shiraz", someone["login"])
    walks.station(visitors, "shiraz", "department", someone["login"], answers.DEPARTMENT)
    for login, given in answers.OFFICES.items():
        walks.station(visitors, "shiraz", login, someone["login"], PLAN if login == "welfare" else given)
    walks.station(visitors, "shiraz", "accounting.second", someone["login"], answers.SECOND_SHIFT)
    walks.station(visitors, "shiraz", "registrar", someone["login"], answers.HANDOVER, walks.HANDED_OVER)
    address = proof.printed_address(proof.download(student.page, number))
    stranger = visitors.page("shiraz")
    stranger.goto(address)
    conditional = said("This certificate is conditional: it holds while its conditions are kept.")
    expect(stranger.get_by_role("main")).to_contain_text(conditional)
    if kept:
        for _ in range(3):
            student.page.goto("/payments/")
            student.page.get_by_role("button", name="پرداخت مبلغ نهایی").click()
            student.page.get_by_role("button", name="بله، انجام شود").click()
            student.page.get_by_role("button", name="پرداخت", exact=True).click()
            student.page.get_by_role("button", name="بازگشت به پذیرنده").click()
            expect(student.page.get_by_role("heading", level=1)).to_have_text("عملیات موفق")
        wanted = said("This certificate is valid.")
    else:
        house.registrar.ask("break_plan", university="shiraz", login=someone["login"])
        wanted = said("This certificate is revoked. Do not accept it.")
    for _ in range(30):
        stranger.goto(address)
        if wanted in stranger.get_by_role("main").inner_text():
            return
        stranger.wait_for_timeout(500)
    raise AssertionError(stranger.get_by_role("main").inner_text())

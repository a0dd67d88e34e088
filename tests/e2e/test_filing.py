"""The form of a request: drafts, devices, errors, conditions, confirmation."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import answers, walks
from tests.e2e.pages import CREATE, Clerk, Student, answer, labelled, to_persian
from tests.e2e.words import said

SEVENTEEN = [
    "نام و نام خانوادگی", "شماره دانشجویی", "کد ملی", "نام پدر", "تحویل کارت دانشجویی", "شماره شناسنامه", "تاریخ تولد",
    "محل صدور", "وضعیت تأهل", "جنسیت", "وضعیت تحصیل", "دانشکده", "تلفن ثابت", "تلفن همراه", "رشته تحصیلی", "مقطع",
    "نشانی دائم محل سکونت",
]  # fmt: skip


@pytest.fixture
def someone(visitors):
    return visitors.student("iums", "981020304")


@pytest.fixture
def student(visitors, someone):
    return Student(visitors.page("iums", someone["login"]))


def test_b6_b7_b8_b11_from_form_to_confirmation(student, someone, house):
    student.begin()
    page, main = student.page, student.page.get_by_role("main")
    asked = page.locator("form .n").evaluate_all("found => found.map(one => one.parentElement.innerText)")
    assert [re.sub(r"^[۰-۹]+\.\s*|\s*\([^)]*\)$", "", text.strip()) for text in asked] == SEVENTEEN
    expect(main.get_by_role("textbox", name=labelled("کد ملی"))).not_to_be_editable()
    expect(main.get_by_role("textbox", name=labelled("کد ملی"))).to_have_value(to_persian(someone["national_id"]))
    expect(main.get_by_role("link", name=said("Report an error"))).to_have_count(5)
    answer(main, answers.NURSING)
    student.check_answers()
    expect(main).to_contain_text("۰۲۱۴۷۷۰۱۲۳۴")
    number = student.create()
    expect(page.get_by_role("heading", level=1)).to_contain_text(to_persian(number))

    student.open(number)
    for label in SEVENTEEN:
        expect(page.locator("dt", has_text=label).first).to_be_visible()
    expect(page.locator("section[aria-labelledby=answers]")).to_contain_text("تهران، خیابان نمونه، پلاک ۱۲")


def test_draft_is_kept_while_typing_and_resumed_elsewhere(student, someone, visitors):
    student.begin()
    notice = student.page.locator("[data-autosave-status]")
    expect(notice).to_contain_text(said("What you write is saved as a draft. Not yet submitted."))
    with student.page.expect_response("**/draft/") as kept:
        answer(student.page.get_by_role("main"), {"تلفن ثابت": "۰۲۱۴۷۷۰۹۹۹۹"})
    assert kept.value.status == 200
    expect(notice).to_contain_text(re.compile("[۰-۹]+:[۰-۹]{2}.*هنوز ثبت نشده"))

    other = visitors.page("iums", someone["login"], fresh=True, width=360)
    other.goto("/requests/")
    expect(other.get_by_role("main")).to_contain_text("هنوز ثبت نشده")
    other.get_by_role("link", name=said("Go on with the draft")).click()
    phone = other.get_by_role("textbox", name=labelled("تلفن ثابت"))
    expect(phone).to_have_value(re.compile("^[0۰]2?۲?1?۱?.*"))
    assert phone.input_value().translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")) == "02147709999"


def test_draft_changed_elsewhere_does_not_say_that_the_page_may_be_closed(student, someone, visitors):
    student.begin()
    there = visitors.page("iums", someone["login"], fresh=True)
    there.goto(student.page.url)
    free = said(
        "You can close this page and go on with any device. The request is filed only with the button of the last step."
    )
    for page, status in ((there, 200), (student.page, 409)):
        with page.expect_response("**/draft/") as kept:
            answer(page.get_by_role("main"), {"تلفن ثابت": "۰۲۱۴۷۷۰۹۹۹۹"})
        assert kept.value.status == status
        expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile("ثبت نشده|دستگاه دیگری"))
        expect(page.get_by_text(free)).to_be_visible(visible=status == 200)


def test_errors_stand_at_the_top_linked_and_inline(student):
    student.begin()
    main = student.page.get_by_role("main")
    answer(main, {"تلفن همراه": "۱۲۳", "نشانی دائم محل سکونت": "تهران، خیابان نمونه، پلاک ۱۴"})
    student.page.get_by_role("button", name=said("Check the answers")).click()
    summary = student.page.locator("#errors")
    expect(summary).to_be_focused()
    link = summary.get_by_role("link", name=re.compile("تلفن همراه"))
    link.click()
    field = main.get_by_role("textbox", name=labelled("تلفن همراه"))
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("۱۲۳")
    expect(main.get_by_role("textbox", name=labelled("نشانی دائم محل سکونت"))).to_have_value(re.compile("پلاک ۱۴"))
    expect(main.get_by_role("radiogroup", name=labelled("تحویل کارت دانشجویی"))).to_have_attribute(
        "aria-invalid", "true"
    )


@pytest.mark.parametrize("typed", ["۰۹۱۲۰۰۰۰۰۹۹", "٠٩١٢٠٠٠٠٠٩٩", "09120000099", "+98 912 000 0099"])
def test_x2_digits_of_every_script_are_taken(student, typed):
    student.begin()
    answer(student.page.get_by_role("main"), {**answers.NURSING, "تلفن همراه": typed})
    student.check_answers()
    expect(student.page.get_by_role("main")).to_contain_text("۰۹۱۲۰۰۰۰۰۹۹")


def test_b9_fields_of_study_follow_faculty_and_degree(student):
    student.begin()
    main = student.page.get_by_role("main")
    answer(main, {"دانشکده": "پزشکی", "مقطع": "کارشناسی ارشد"})
    listed = main.locator("select[name=field] option").all_inner_texts()
    assert ("علوم تشریحی" in listed, "مامایی" in listed) == (True, False)


def test_b9_place_of_issue_takes_another_place(student):
    student.begin()
    main = student.page.get_by_role("main")
    box = main.get_by_label(said("If it is not in the list, write it here")).first
    expect(box).to_be_hidden()
    field = main.get_by_role("combobox", name=labelled("محل صدور"))
    field.fill("دیگر")
    main.get_by_role("option").first.click()
    box.fill("نجف")
    answer(main, answers.NURSING)
    student.check_answers()
    expect(main).to_contain_text("نجف")


def test_double_click_on_create_files_once(student):
    student.begin()
    answer(student.page.get_by_role("main"), answers.NURSING)
    student.check_answers()
    student.page.get_by_role("button", name=CREATE, exact=True).dblclick()
    student.page.wait_for_url("**/filed/")
    student.page.goto("/requests/")
    expect(student.page.locator("table.pk-tbl tbody tr")).to_have_count(1)


def test_two_tabs_lose_nothing(student):
    """The older tab is told about the newer draft; what it holds stays on its page."""
    student.begin()
    second = student.page.context.new_page()
    second.goto(student.page.url)
    with second.expect_response("**/draft/"):
        answer(second.get_by_role("main"), {"نشانی دائم محل سکونت": "تهران، خیابان دوم نمونه، پلاک ۲"})
    with student.page.expect_response("**/draft/") as kept:
        answer(student.page.get_by_role("main"), {"نشانی دائم محل سکونت": "تهران، خیابان سوم نمونه، پلاک ۳"})
    assert kept.value.status == 409
    student.page.get_by_role("button", name=said("Check the answers")).click()
    expect(student.page.get_by_role("alert").first).to_be_visible()
    address = student.page.get_by_role("textbox", name=labelled("نشانی دائم محل سکونت"))
    expect(address).to_have_value(re.compile("خیابان سوم"))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_phone_says_where_one_types_that_the_draft_is_not_saved(visitors, someone, language):
    page = visitors.page("iums", someone["login"], language=language, width=360)
    page.goto("/services/clearance/form/")
    second = page.context.new_page()
    second.goto(page.url)
    with second.expect_response("**/draft/"):
        second.locator("[name=address]").fill("تهران، خیابان دوم نمونه، پلاک ۲")
    with page.expect_response("**/draft/") as kept:
        page.locator("[name=address]").fill("تهران، خیابان سوم نمونه، پلاک ۳")
    assert kept.value.status == 409
    warning = page.locator("[role=alert][data-unsaved]")
    expect(page.locator("[data-autosave-status]")).not_to_be_in_viewport()
    expect(warning).to_be_in_viewport(ratio=1)
    said_above = page.locator("[data-autosave-status] [data-words]").inner_text()
    expect(warning.locator("[data-words]")).to_have_text(said_above)
    warning.get_by_role("link").click()
    expect(page.locator("[data-autosave-status]")).to_be_in_viewport()
    expect(warning).to_be_in_viewport(ratio=1)
    warning.get_by_role("button").click()
    expect(warning).to_be_hidden()
    expect(page.locator("[name=address]")).to_have_value(re.compile("خیابان سوم"))


def test_c3_second_request_leads_to_the_open_one(student):
    student.begin()
    answer(student.page.get_by_role("main"), answers.NURSING)
    student.check_answers()
    number = student.create()
    student.page.goto("/services/clearance/form/")
    expect(student.page).to_have_url(re.compile(f"/requests/{number}/$"))
    words = said("You already have an open request of this kind. Continue there.")
    expect(student.page.get_by_text(words)).to_be_visible()


def test_whole_way_without_scripts(visitors, house):
    """Service, form with an error, correction, check, confirmation: all without JavaScript."""
    someone = visitors.student("iums", "981020304")
    student = Student(visitors.page("iums", someone["login"], java_script_enabled=False))
    student.begin()
    main = student.page.get_by_role("main")
    answer(main, {**answers.NURSING, "تلفن ثابت": "۱۲"})
    student.page.get_by_role("button", name=said("Check the answers")).press("Enter")
    expect(student.page.locator("#errors")).to_contain_text("تلفن ثابت")
    answer(main, {"تلفن ثابت": "۰۲۱۴۷۷۰۱۲۳۴"})
    student.check_answers()
    number = student.create()
    student.open(number)
    expect(student.status).to_contain_text("تازه")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_phone_shows_the_form_s_two_buttons_in_one_row_and_the_institution_in_one_line(visitors, someone, language):
    page = visitors.page("iums", someone["login"], language=language, width=360)
    page.goto("/services/clearance/form/")
    buttons = page.locator(".pk-bar button:visible")
    expect(buttons).to_have_count(2)
    assert len(set(buttons.evaluate_all("found => found.map(one => one.getBoundingClientRect().top)"))) == 1
    assert page.locator(".pk-brand span span").evaluate("one => one.getClientRects().length") == 1
    edges = page.locator(".pk-id .pk-wrap").evaluate(
        "one => [getComputedStyle(one).paddingLeft, getComputedStyle(one).paddingRight]"
    )
    assert edges == ["8px", "16px"]  # the name keeps the physical right in both languages


def test_b18_correction_is_kept_as_one_types_and_resumed(visitors, someone):
    """A closed browser in the middle of a correction."""
    student = Student(visitors.page("iums", someone["login"]))
    number = student.file(answers.NURSING)
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", someone["login"])
    clerk = Clerk(visitors.page("iums", "edu.expert"))
    clerk.open(someone["login"])
    clerk.return_for_correction(["نشانی دائم"], "پلاک نیست.")
    student.open(number)
    student.page.get_by_role("link", name=said("Correct now")).first.click()
    field = student.page.get_by_role("textbox", name=labelled("نشانی دائم محل سکونت"))
    with student.page.expect_response("**/draft/"):
        field.fill("تهران، خیابان نمونه، پلاک ۲۰")
    other = Student(visitors.page("iums", someone["login"], fresh=True))
    other.open(number)
    other.page.get_by_role("link", name=said("Correct now")).first.click()
    kept = other.page.get_by_role("textbox", name=labelled("نشانی دائم محل سکونت"))
    expect(kept).to_have_value("تهران، خیابان نمونه، پلاک ۲۰")
    other.page.get_by_role("button", name=said("Send the correction")).click()
    sent = said("Your correction is sent. The number of your request stays the same.")
    expect(other.page.get_by_text(sent)).to_be_visible()

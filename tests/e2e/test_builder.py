"""An administrator makes a service from nothing in the browser; a student files it; its offices answer (issue 6)."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import phone
from tests.e2e.pages import Clerk, Student, answer, labelled
from tests.e2e.words import said

NAME, KEY = "گواهی گذراندن کارگاه", "workshop-certificate"
QUESTIONS = [
    ("نام کارگاه", "Name of the workshop", "Short text"), ("تاریخ پایان", "Finished on", "Date"),
    ("نحوهٔ دریافت", "Way of delivery", "Choice of a few"), ("نشانی گیرنده", "Receiver's address", "Address"),
    ("شمار نسخه‌ها", "Copies", "Number"),
]  # fmt: skip
ANSWERS = {"نام کارگاه": "نگارش علمی", "تاریخ پایان": "۱۴۰۵/۰۲/۰۱", "نحوهٔ دریافت": "پستی"}
POSTED = {"نشانی گیرنده": "تهران، خیابان نمونه، پلاک ۱۲", "شمار نسخه‌ها": "۲"}


def pair(label: str, language: str) -> str:
    word = said("in Persian") if language == "fa" else said("in English")
    return said("%(label)s, %(language)s") % {"label": said(label), "language": word}


def write(page: Page, label: str, fa: str, en: str) -> None:
    """Both languages of a text."""
    page.get_by_label(labelled(pair(label, "fa")), exact=False).first.fill(fa)
    page.get_by_label(labelled(pair(label, "en")), exact=False).first.fill(en)


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=said(words)).first.click()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=labelled(said(label))).first.select_option(label=option)


def tab(page: Page, words: str) -> None:
    tabs = page.get_by_role("navigation", name=said("Pages of the draft"))
    tabs.get_by_role("link", name=said(words), exact=True).click()


def begin(page: Page, fa: str, en: str) -> None:
    page.goto("/console/services/")
    write(page, "Name of the service", fa, en)
    press(page, "Begin the draft")


def describe(page: Page) -> None:
    write(page, "What it is for", "گواهی کارگاهی که گذرانده‌اید.", "A certificate of a workshop you took.")
    choose(page, "Group", said("A new group"))
    write(page, "Name of the new group", "گواهی‌های کارگاه", "Workshop certificates")
    press(page, "Keep, and on to the form")


def ask(page: Page, fa: str, en: str, kind: str) -> None:
    tab(page, "Form")
    write(page, "Question", fa, en)
    choose(page, "Kind of answer", said(kind))
    press(page, "Add the question")


def give_options(page: Page) -> None:
    """The two options of the way of delivery in place of yes and no."""
    tab(page, "Form")
    page.get_by_role("link", name="نحوهٔ دریافت", exact=True).click()
    page.get_by_label(labelled(said("An answer is required"))).check()
    for number, fa, en in (("1", "پستی", "By post"), ("2", "حضوری", "In person")):
        page.get_by_label(said("Option %(n)s in Persian", n=number), exact=True).fill(fa)
        page.get_by_label(said("Option %(n)s in English", n=number), exact=True).fill(en)
    press(page, "Keep, and back to the form")


def condition(page: Page) -> None:
    """The address shows beside delivery by post alone."""
    tab(page, "Conditions")
    page.get_by_role("listitem").filter(has_text="نشانی گیرنده").get_by_role("link").click()
    choose(page, "Question it looks at", "نحوهٔ دریافت")
    press(page, "Go on")
    page.get_by_label("پستی", exact=True).check()
    press(page, "Add the line")
    expect(page.get_by_role("main")).to_contain_text("«نحوهٔ دریافت» برابر باشد با «پستی»")


def documents(page: Page) -> None:
    tab(page, "Documents and guides")
    write(page, "What happens after filing", "نخست فناوری و سپس تغذیه پاسخ می‌دهد.", "Two offices answer.")
    write(page, "Document", "کارت دانشجویی", "Student card")
    press(page, "Keep, and on to the route")


def step(page: Page, fa: str, en: str, office: str) -> None:
    tab(page, "Route")
    write(page, "Name of the step", fa, en)
    choose(page, "Office", office)
    page.get_by_role("textbox", name=labelled(said("Deadline in working hours"))).fill("۱۶")
    press(page, "Add the step")
    expect(page.get_by_role("heading", name=re.compile(fa))).to_be_visible()


def step_form(page: Page) -> None:
    """The first office writes down a number."""
    page.get_by_role("link", name="بررسی کارگاه", exact=True).click()
    press(page, "Keep, and give it a form")
    write(page, "Question", "شماره ثبت کارگاه", "Number of the workshop")
    press(page, "Add the question")
    press(page, "Keep, and back to the form")


def test_service_from_nothing_to_the_answers_of_two_offices_and_the_managers_figures(visitors):
    """Built without code, previewed, published, filed, answered by both offices, closed, counted: a manager of one of
    the offices sees it."""
    page = visitors.page("iums", "admin")
    begin(page, NAME, "Workshop certificate")
    describe(page)
    for fa, en, kind in QUESTIONS:
        ask(page, fa, en, kind)
    give_options(page)
    condition(page)
    documents(page)
    step(page, "بررسی کارگاه", "Review of the workshop", "اداره فناوری اطلاعات")
    step(page, "تایید و صدور", "Approval", "اداره تغذیه")
    step_form(page)

    tab(page, "Preview")
    main = page.get_by_role("main")
    address = main.get_by_role("textbox", name=labelled("نشانی گیرنده"))
    expect(address).to_be_hidden()
    answer(main, {"نحوهٔ دریافت": "پستی"})
    expect(address).to_be_visible()
    press(page, "Check the answers")
    expect(main).to_contain_text(said("These answers would be accepted"))
    page.get_by_role("link", name=said("Back to the draft")).click()
    press(page, "Publish")
    expect(main).to_contain_text(said("“%(name)s” is published. New requests begin with it.", name=NAME))

    someone = visitors.student("iums", "981020304")
    student = Student(visitors.page("iums", someone["login"]))
    student.begin(KEY)
    expect(student.page.get_by_role("complementary", name=said("About this form"))).to_contain_text("کارت دانشجویی")
    answer(student.page.get_by_role("main"), ANSWERS)
    answer(student.page.get_by_role("main"), POSTED)
    student.check_answers()
    number = student.create()
    with visitors.visit("iums", "it") as desk:
        Clerk(desk).send_on(someone["login"], {"شماره ثبت کارگاه": "۱۲۳"})
    with visitors.visit("iums", "nutrition") as desk:
        Clerk(desk).send_on(someone["login"], {})
    student.open(number)
    expect(student.status).to_contain_text("پایان یافت")

    visitors.house.registrar.ask("count_figures")
    page = visitors.page("iums", "manager")
    page.goto("/desk/figures/")
    choose(page, "Service", NAME)
    press(page, "Show")
    expect(page.locator(".pk-kpi").filter(has_text=said("Tasks done")).locator("b")).to_have_text("۱")
    expect(page.get_by_role("main")).to_contain_text(re.compile("شمارش این روزها از ساعت [۰-۹]+:[۰-۹]+ است"))
    figure = page.get_by_role("figure").filter(has=page.get_by_role("heading", name=said("Where it takes long")))
    figure.locator("summary").click()
    done = figure.get_by_role("row").filter(has_text="اداره تغذیه").get_by_role("cell").nth(1)
    expect(done).to_have_text("۱")


@pytest.fixture
def published(visitors):
    """A published service with one choice; its key and the administrator's page."""
    page = visitors.page("iums", "admin")
    begin(page, "درخواست اتاق مطالعه", "Study room")
    describe(page)
    ask(page, "ساعت دلخواه", "Hour you wish", "Choice of a few")
    ask(page, "توضیح", "Remark", "Long text")
    documents(page)
    step(page, "بررسی", "Review", "اداره تغذیه")
    tab(page, "Check and publish")
    press(page, "Publish")
    return page


def test_draft_outlives_a_new_version_and_says_what_went(visitors, published):
    """An option is removed while a student's draft uses it: said in words, nothing else is lost."""
    someone = visitors.student("iums", "981020304")
    student = Student(visitors.page("iums", someone["login"]))
    student.begin("study-room")
    answer(student.page.get_by_role("main"), {"ساعت دلخواه": said("No"), "توضیح": "کنار پنجره"})
    student.page.get_by_role("button", name=said("Save and go on later")).press("Enter")

    page = published
    page.get_by_role("row").filter(has_text="درخواست اتاق مطالعه").get_by_role("button").first.click()
    tab(page, "Form")
    page.get_by_role("link", name="ساعت دلخواه", exact=True).click()
    for language in ("Persian", "English"):
        page.get_by_label(said(f"Option %(n)s in {language}", n="2"), exact=True).fill("")
    press(page, "Keep, and back to the form")
    tab(page, "Check and publish")
    press(page, "Publish")

    main, until = student.page.get_by_role("main"), time.monotonic() + phone.PATIENCE
    student.page.goto("/services/study-room/form/")
    begun = "The form was changed since you began. Your answers are kept where the question is the same; "
    changed = said(begun + "look through all of them.")
    while changed not in main.inner_text() and time.monotonic() < until:
        time.sleep(0.5)  # other processes hear of a new version within seconds
        student.page.goto("/services/study-room/form/")
    expect(main).to_contain_text(changed)
    names = f"«{said('No')}»"
    gone = said("Before you had chosen %(names)s, which is not offered any more. Choose again.", names=names)
    expect(main).to_contain_text(gone)
    expect(main.get_by_role("textbox", name=labelled("توضیح"))).to_have_value("کنار پنجره")

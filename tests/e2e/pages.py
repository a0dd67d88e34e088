"""What people do on the pages, through the words they read there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from pishkhan.kernel.text import clean_display
from tests.e2e.words import said

Answers = Mapping[str, str | list[str] | bool]
"""Label of a field → what is typed or chosen; several for a checklist, True or False for one box."""

CREATE = "ایجاد"
VISIT_BOX = "مراجعه حضوری دانشجو الزامی است"
PRELIMINARY = "تایید اولیه فرم"
NUMBER = re.compile(r"/requests/(\d{4}-\d+)/")


def labelled(label: str) -> re.Pattern[str]:
    """An accessible name: a number of the list before, «(اختیاری)» behind."""
    return re.compile(rf"^\s*([۰-۹0-9]+\.)?\s*{re.escape(label)}\s*(\([^)]*\))?\s*$")


def answer(scope: Page | Locator, answers: Answers) -> None:
    """Fill in the fields with these labels. What is hidden has no role, so it cannot be filled in by mistake."""
    for label, value in answers.items():
        name = labelled(label)
        if isinstance(value, bool):
            scope.get_by_role("checkbox", name=name).set_checked(value)
        elif isinstance(value, list):
            group = scope.get_by_role("group", name=name)
            for each in value:
                group.get_by_label(each, exact=True).check()
        elif (tiles := scope.get_by_role("radiogroup", name=name)).count():
            tiles.get_by_label(value, exact=True).check()
        else:
            _type(scope, name, value)


def _type(scope: Page | Locator, name: re.Pattern[str], value: str) -> None:
    lists = scope.get_by_role("combobox", name=name)
    if not lists.count():
        scope.get_by_role("textbox", name=name).fill(value)
    elif lists.evaluate("found => found.tagName") == "SELECT":
        lists.select_option(label=value)
    else:
        lists.fill(value)
        scope.get_by_role("option", name=value, exact=True).click()


@dataclass
class Student:
    """Somebody with a browser at the student's pages."""

    page: Page

    def begin(self, service: str = "clearance") -> None:
        self.page.goto(f"/services/{service}/")
        self.page.get_by_role("link", name=re.compile(said("Begin the form"))).click()
        # What kind a field is, is looked at once: the page must be there.
        self.page.wait_for_url(re.compile(f"/services/{service}/form/"))

    def file(self, answers: Answers, service: str = "clearance") -> str:
        """Service, form, check of the answers, «ایجاد»; the number given."""
        self.begin(service)
        answer(self.page.get_by_role("main"), answers)
        self.check_answers()
        return self.create()

    def check_answers(self) -> None:
        # By key: what the page says of the kept draft may move the button away under a mouse.
        self.page.get_by_role("button", name=said("Check the answers")).press("Enter")
        self.page.get_by_role("button", name=CREATE, exact=True).wait_for()

    def create(self) -> str:
        self.page.get_by_role("button", name=CREATE, exact=True).click()
        self.page.wait_for_url("**/filed/")
        found = NUMBER.search(self.page.url)
        assert found is not None
        return found[1]

    def open(self, number: str) -> None:
        self.page.goto(f"/requests/{number}/")

    @property
    def status(self) -> Locator:
        """The status at the far top corner of the request's page (B12)."""
        return self.page.locator(".pk-casehead aside")

    def station(self, title: str) -> Locator:
        """The row of a station in the list of the request."""
        return self.page.locator("section[aria-labelledby=h-stations] li").filter(has_text=title)


@dataclass
class Clerk:
    """Somebody of an office, at the desk."""

    page: Page

    def row(self, student: str) -> Locator:
        """The line of a student's request in the inbox, by student number, on whichever of its pages it is."""
        self.page.goto("/desk/")
        row = self.page.get_by_role("row").filter(has_text=to_persian(student))
        further = self.page.get_by_role("main").get_by_role("link", name=said("Next"), exact=True)
        while not row.count() and further.count():
            further.click()
            self.page.wait_for_load_state()
        return row

    def open(self, student: str) -> None:
        self.row(student).get_by_role("link").first.click()
        self.page.get_by_role("heading", name=said("Step form"), exact=True).wait_for()

    def assign(self, student: str, expert: str) -> None:
        """From the inbox (B17, B19)."""
        row = self.row(student)
        row.get_by_role("combobox").select_option(label=clean_display(expert))
        row.get_by_role("button", name=said("Assign"), exact=True).click()
        expect(self.page.get_by_text(said("The task was assigned."))).to_be_visible()

    def fill(self, answers: Answers) -> None:
        answer(self.step, answers)

    @property
    def step(self) -> Locator:
        return self.page.locator("form#step")

    def send(self, words: str = "Confirm and send on") -> None:
        # An open calendar takes the first click outside it; the heading is as good a place as any.
        self.page.get_by_role("heading", name=said("Step form"), exact=True).click()
        self.step.get_by_role("button", name=re.compile(said(words))).click()
        sent = (said("Sent to the next stage."), said("Sent. This was the last station; the request is completed."))
        expect(self.page.get_by_text(re.compile("|".join(map(re.escape, sent))))).to_be_visible()

    def send_on(self, student: str, answers: Answers, words: str = "Confirm and send on") -> None:
        """Inbox, task, step form, on."""
        self.open(student)
        self.fill(answers)
        self.send(words)

    def unfold(self, words: str) -> Locator:
        """The fold with these words, opened."""
        fold = self.page.locator("details").filter(has=self.page.locator("summary", has_text=said(words))).first
        fold.locator("summary").click()
        return fold

    def return_for_correction(self, fields: list[str], reason: str) -> None:
        fold = self.unfold("Return for correction")
        for label in fields:
            fold.get_by_label(re.compile(re.escape(label))).check()
        fold.get_by_label(labelled(said("What is wrong, and what to do"))).fill(reason)
        fold.get_by_role("button", name=said("Return to the student")).click()
        expect(self.page.get_by_text(said("Returned to the student for correction."))).to_be_visible()

    def ask_visit(self, reason: str, bring: str) -> None:
        """«مراجعه حضوری دانشجو الزامی است» and «تایید اولیه فرم»: two actions (C7)."""
        self.step.get_by_label(VISIT_BOX).check()
        self.step.get_by_label(labelled(said("Why the student must come"))).fill(reason)
        self.step.get_by_label(labelled(said("What to bring"))).fill(bring)
        self.step.get_by_role("button", name=re.compile(PRELIMINARY)).click()
        expect(self.page.get_by_text(said("The student was told to come. The work stays with you."))).to_be_visible()


def to_persian(number: str) -> str:
    return number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

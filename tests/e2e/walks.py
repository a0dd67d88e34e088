"""A case through its offices, each at its own browser."""

from __future__ import annotations

from tests.e2e import answers
from tests.e2e.pages import Answers, Clerk, Student
from tests.e2e.visitors import Visitors

TAKEN_NOTE = "I have taken note"
HANDED_OVER = "Record the hand-over"


def station(
    visitors: Visitors, university: str, login: str, student: str, given: Answers, words: str = "Confirm and send on"
) -> None:
    """One office clears the student and sends on."""
    with visitors.visit(university, login) as page:
        Clerk(page).send_on(student, given, words)


def assigned(visitors: Visitors, lead: str, expert: str, student: str) -> None:
    """A lead of iums gives the student's request to an expert, by name (B17, B19)."""
    with visitors.visit("iums", lead) as page:
        Clerk(page).assign(student, expert)


def file(visitors: Visitors, university: str, student: str) -> tuple[Student, str]:
    """A student files a clearance with the usual answers; the open page, and the number."""
    at_home = Student(visitors.page(university, student))
    return at_home, at_home.file(answers.NURSING if university == "iums" else answers.ELEARNING)


def through_education(visitors: Visitors, student: str) -> None:
    assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", student)
    station(visitors, "iums", "edu.expert", student, answers.EDUCATION)


def after_education(visitors: Visitors, student: str, *, dormitory: bool) -> None:
    """B19 to B27 in the source's order."""
    assigned(visitors, "affairs.lead", "کارشناس نمونهٔ امور دانشجویی", student)
    way: list[tuple[str, Answers]] = [
        ("affairs.expert", answers.AFFAIRS),
        ("deputy.nursing", answers.DEPUTY),
        ("secretariat.nursing", answers.secretariat(f"۱۴۰۵/د/{student}")),
        ("council", answers.COUNCIL),
        ("nutrition", answers.NUTRITION),
        ("dormitory", answers.WITH_DORMITORY if dormitory else answers.WITHOUT_DORMITORY),
        *([("it", answers.IT)] if dormitory else []),
        ("loan", answers.LOAN),
        ("welfare", answers.WELFARE),
    ]
    for login, given in way:
        station(visitors, "iums", login, student, given)
    station(visitors, "iums", "registrar.nursing", student, {}, TAKEN_NOTE)

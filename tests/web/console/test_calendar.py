"""The calendar in the console: closed days, sudden closures, hours from a day on."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.core.cache import caches
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.organisation.models import Holiday, WorkHours
from pishkhan.workflow.models import Task
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.web.student.conftest import STUDENT, Browser, text

PAGE = "/console/calendar/"


@pytest.fixture
def admin(iums, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 9, tzinfo=organisation.TEHRAN))
    caches["local"].clear()
    return Browser(iums, "admin")


def there(day: date) -> Holiday | None:
    return Holiday.objects.filter(day=day).first()


def test_sudden_closure_moves_a_shown_deadline(iums, admin):
    request = walks.file(iums, STUDENT)
    before = walks.task_at(request, "education").due_at
    sent = admin.post(PAGE + "close/", {"day": "۱۴۰۵/۰۹/۰۷", "name": "برف", "name_en": "Snow", "closes": ""})
    assert sent.status_code == 302
    run_jobs()
    assert Task.objects.get(case_id=request.case_id, node="education").due_at > before
    assert "Snow" in text(Browser(iums, STUDENT).get(f"/requests/{request.number}/"))
    assert "Snow" in text(admin.get(PAGE))


def test_day_before_and_the_day_itself_stand_on_the_home_page(iums, admin, monkeypatch):
    admin.post(PAGE + "keep/", {"day": "1405/09/07", "name": "برف", "name_en": "Snow", "closes": "11:30"})
    told = {
        24: "", 25: "close on Saturday 7 Azar 1405 at 11:30: Snow",
    27: "close tomorrow at 11:30: Snow", 28: "close today at 11:30: Snow", 29: "",
    }  # fmt: skip
    for at, said in told.items():
        now = datetime(2026, 11, at, 9, tzinfo=organisation.TEHRAN)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        caches["local"].clear()
        words = text(Browser(iums).get("/"))
        assert (said in words) if said else ("Snow" not in words)


def test_sudden_closure_is_told_where_everybody_begins(iums, admin, django_capture_on_commit_callbacks):
    pages = {"/": "", "/contact/": "", "/calendar/": "", "/desk/": "edu.lead"}
    for path, login in pages.items():
        assert "Snow" not in text(Browser(iums, login).get(path)), path
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(PAGE + "close/", {"day": "1405/09/07", "name": "برف", "name_en": "Snow", "closes": ""})
    for path, login in pages.items():
        words = text(Browser(iums, login).get(path))
        assert "Saturday 7 Azar" in words, path
        assert "Snow" in words, path


def test_names_of_days_have_the_digits_of_the_page(iums, admin):
    admin.post(PAGE + "close/", {"day": "1405/09/07", "name": "سوگ 15 آذر", "closes": ""})
    caches["local"].clear()
    for path, login in ((PAGE, "admin"), ("/", ""), ("/calendar/", "")):
        page = text(Browser(iums, login, lang="fa").get(path))
        assert ("سوگ ۱۵ آذر" in page, "سوگ 15" in page) == (True, False), path


def test_closing_a_day_that_is_not_worked_says_that_nothing_changes(admin):
    for day, words in (("1405/09/07", "told to everybody"), ("1405/09/06", "so nothing changes")):
        sent = admin.post(PAGE + "close/", {"day": day, "name": "برف", "closes": ""})
        assert words in text(admin.get(sent.headers["Location"])), day


def test_estimated_days_are_filled_confirmed_and_removed(admin):
    assert admin.post(PAGE + "fill/", {"year": "1406"}).headers["Location"] == PAGE + "?year=1406"
    page = admin.get(PAGE, year="1406")
    assert "Estimated" in text(page)
    row = Holiday.objects.filter(confirmed=False).order_by("day").first()
    admin.post(f"{PAGE}{row.id}/confirm/", {"year": "1406"})
    assert Holiday.objects.get(id=row.id).confirmed
    admin.post(f"{PAGE}{row.id}/remove/", {"year": "1406"})
    assert there(row.day) is None
    assert admin.post(f"{PAGE}{row.id}/remove/").status_code == 404


def test_half_day_is_typed_in_persian_digits(admin):
    admin.post(PAGE + "keep/", {"day": "۱۴۰۵/۱۰/۰۲", "name": "پیش از نوروز", "closes": "۱۱:۳۰", "estimated": "true"})
    row = there(date(2026, 12, 23))
    assert (row.closes, row.confirmed, row.name["en"]) == (time(11, 30), False, "پیش از نوروز")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "", "name": "برف"}, "Write a day, like"),
        ({"day": "1405/09/07", "name": ""}, "Write why it is closed"),
        ({"day": "1405/09/07", "name": "برف", "closes": "25:00"}, "Write a time like"),
        ({"day": "1499/01/01", "name": "برف"}, "Write a day from last year"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_the_form_keeps_what_was_typed(admin, given, words):
    answer = admin.post(PAGE + "keep/", given)
    assert answer.status_code == 422
    assert words in text(answer)
    if given["name"]:
        assert given["name"] in answer.content.decode()


def test_hours_from_a_day_on(admin):
    typed = {"since": "1405/09/21"}
    for number in (6, 0, 1, 2, 3):
        typed |= {f"opens{number}": "7", f"closes{number}": "13:00"}
    assert admin.post(PAGE + "hours/", typed).status_code == 302
    assert WorkHours.objects.filter(since=date(2026, 12, 12), opens=time(7)).count() == 5
    words = text(admin.get(PAGE))
    assert "Sunday, Monday, Tuesday, Wednesday, Thursday · 7:00 to 13:00" in words
    wrong = admin.post(PAGE + "hours/", {**typed, "closes3": ""})
    assert (wrong.status_code, "Write a time like" in text(wrong)) == (422, True)


def test_it_exists_for_administrators_only(iums, admin):
    for login in ("manager", "edu.lead", STUDENT):
        other = Browser(iums, login)
        assert other.get(PAGE).status_code == 404
        assert other.post(PAGE + "close/", {"day": "1405/09/07", "name": "برف"}).status_code == 404
    assert there(date(2026, 11, 28)) is None

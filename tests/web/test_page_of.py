"""Forms are bound to the person their page was made for (A18): two students, two tabs, one browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pishkhan.servicedesk.api import Request
from pishkhan.web.page_of import FIELD, mark
from tests.factories import students, walks

FIRST, SECOND = "981020304", "991020305"
WORDS = "این صفحه برای کس دیگری باز شده بود؛ چیزی ثبت نشد."
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|page_of)" value="([^"]*)"')


@pytest.fixture
def browser(iums):
    """One browser that refuses as the real thing does."""
    client = Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True)
    client.force_login(iums.person(FIRST))
    return client


def hidden(client, path: str) -> dict[str, str]:
    """What the first form of a page carries."""
    return dict(HIDDEN.findall(client.get(path).content.decode()))


def change_over(client, person) -> str:
    """Somebody else logs in; the token of the new page."""
    client.post("/logout/", hidden(client, "/requests/"))
    client.force_login(person)
    return hidden(client, "/requests/")["csrfmiddlewaretoken"]


def test_a18_every_form_says_for_whom_it_was_drawn(iums, browser):
    page = browser.get("/requests/").content.decode()
    assert page.count('name="csrfmiddlewaretoken"') == page.count(f'name="{FIELD}"') > 0
    assert dict(HIDDEN.findall(page))[FIELD] == mark(iums.person(FIRST).id)
    assert str(iums.person(FIRST).id) not in page


def test_a18_clearance_is_never_filed_under_another_student(iums, browser):
    """The second student's tab sent what the first one had filled in."""
    enrolment = students.enrolments(iums, FIRST, 1)[0]
    check = f"/services/clearance/check/?enrolment={enrolment.id}"
    old = hidden(browser, f"/services/clearance/form/?enrolment={enrolment.id}")
    token = change_over(browser, iums.person(SECOND))
    for path in (check, "/services/clearance/check/", f"/services/clearance/draft/?enrolment={enrolment.id}"):
        sent = {**old, "csrfmiddlewaretoken": token, "enrolment": str(enrolment.id), "key": "1" * 32}
        answer = browser.post(path, sent)
        assert answer.status_code == 409, path
        assert WORDS in answer.content.decode()
    assert not Request.objects.exists()


def test_a18_page_of_the_first_is_refused_before_anything_else(iums, browser):
    """Also with its own old token, which the new login made void."""
    old = hidden(browser, "/requests/")
    change_over(browser, iums.person(SECOND))
    answer = browser.post("/notifications/read/", old)
    assert (answer.status_code, WORDS in answer.content.decode()) == (409, True)
    assert iums.person(SECOND).full_name in answer.content.decode()
    assert "۹۸۱۰۲۰۳۰۴" not in answer.content.decode()


def test_what_runs_inside_a_page_hears_it_in_words(iums, browser):
    old = hidden(browser, "/requests/")
    token = change_over(browser, iums.person(SECOND))
    sent = {**old, "csrfmiddlewaretoken": token}
    answer = browser.post("/notifications/read/", sent, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["message"]) == (409, WORDS)


def test_form_without_a_mark_is_refused(browser):
    token = hidden(browser, "/requests/")["csrfmiddlewaretoken"]
    assert browser.post("/notifications/read/", {"csrfmiddlewaretoken": token}).status_code == 409


@pytest.mark.parametrize("told", ["", "A" * 16, "x", "\u202e"])
def test_made_up_mark_is_refused(browser, told):
    token = hidden(browser, "/requests/")["csrfmiddlewaretoken"]
    answer = browser.post("/notifications/read/", {"csrfmiddlewaretoken": token, FIELD: told})
    assert answer.status_code == 409


def test_ones_own_form_is_taken(browser):
    assert browser.post("/notifications/read/", hidden(browser, "/requests/")).status_code == 302


def test_login_form_of_nobody_is_refused_once_somebody_is_logged_in(iums, browser):
    """Two login pages in two tabs: who comes second is told, and does not act as the first."""
    visitor = Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True)
    old = hidden(visitor, "/login/")
    assert old[FIELD] == ""
    visitor.force_login(iums.person(FIRST))
    token = hidden(visitor, "/requests/")["csrfmiddlewaretoken"]
    answer = visitor.post("/login/", {**old, "csrfmiddlewaretoken": token, "login": SECOND, "password": "x"})
    assert (answer.status_code, WORDS in answer.content.decode()) == (409, True)


def test_who_was_logged_out_meanwhile_gets_the_words_back(iums, browser):
    """A page of somebody, sent by nobody: nothing is done, and the words are not lost."""
    request = walks.file(iums, FIRST)
    old = hidden(browser, f"/requests/{request.number}/")
    browser.post("/logout/", hidden(browser, "/requests/"))
    answer = browser.post(f"/requests/{request.number}/comment/", {**old, "body": "نوشته‌ای با چند واژه"})
    assert answer.status_code == 401
    assert "نوشته‌ای با چند واژه" in answer.content.decode()
    assert old[FIELD] not in answer.content.decode()

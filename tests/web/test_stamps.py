"""A form that lost its key or its revision on the way is not acted on: the page stays, with everything typed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.intake import api as intake
from pishkhan.payments import api as payments
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.web.desk.conftest import Desk
from tests.web.student.conftest import STUDENT, Browser, hidden, text

SAID = "Part of the page did not arrive; nothing was done."


@pytest.fixture
def student(iums):
    return Browser(iums, STUDENT)


@pytest.fixture
def nutrition(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    return request, walks.task_at(request, "nutrition"), Desk(iums, "nutrition")


@pytest.mark.parametrize(
    ("verb", "data", "kept"),
    [
        ("send", {"rev": True, "note": "متن من", **walks.ANSWERS["nutrition"]}, "متن من"),
        ("send", {"key": True, "note": "متن من", **walks.ANSWERS["nutrition"]}, "متن من"),
        ("send", {"key": True, "rev": "x", "note": "متن من", **walks.ANSWERS["nutrition"]}, "متن من"),
        ("message", {"body": "سلام به دانشجو"}, "سلام به دانشجو"),
        ("note", {"body": "برای همکار"}, "برای همکار"),
        ("return", {"fields": ["landline"], "reason": "تلفن اشتباه است", "days": "5"}, "تلفن اشتباه است"),
        ("not-applicable", {"reason": "مجازی است"}, "مجازی است"),
        ("debts", {"amount": "1000000", "reason": "کارت غذا"}, "کارت غذا"),
    ],
)
def test_desk_form_without_its_stamps_is_refused_and_kept(iums, nutrition, verb, data, kept):
    request, task, desk = nutrition
    stamps = {"key": uuid4().hex, "rev": task.rev}
    posted = {name: stamps[name] if value is True else value for name, value in data.items()}
    assert desk.act(task, verb, **posted) == 422
    assert SAID in desk.text
    assert kept in desk.html
    assert walks.open_nodes(request) == ["nutrition"]
    assert servicedesk.comments(request, iums.actor("nutrition")) == []
    assert servicedesk.open_returns(request) == []
    assert payments.dues_of_request(request.id) == []


def test_visit_without_its_key_tells_nobody(shiraz):
    request = walks.file(shiraz, "97204001")
    walks.walk(shiraz, request, until="counselling")
    task, desk = walks.task_at(request, "counselling"), Desk(shiraz, "counselling")
    assert desk.act(task, "visit", visit_required="true", visit_reason="گفت‌وگو") == 422
    assert SAID in desk.text
    assert "گفت‌وگو" in desk.html
    task.refresh_from_db()
    assert task.visit_open is False


def test_step_draft_without_its_version_is_not_kept(nutrition):
    _, task, desk = nutrition
    refused = desk.client.post(f"/desk/task/{task.id}/draft/", {"note": "x"})
    assert (refused.status_code, SAID in refused.json()["message"]) == (422, True)


def test_message_to_the_officer_without_its_key_stays_in_the_box(student, nutrition):
    request, _, _ = nutrition
    refused = student.post(f"/requests/{request.number}/comment/", {"body": "سلام کارشناس"})
    assert refused.status_code == 422
    assert SAID in text(refused)
    assert ">سلام کارشناس</textarea>" in refused.content.decode()
    assert servicedesk.comments(request, student.university.actor(STUDENT)) == []


def test_form_without_its_version_is_not_kept_and_stays(student):
    answers = student.answers(address=["نشانی تازه"])
    del answers["version"]
    for path in ("form", "draft"):
        refused = student.post(f"/services/clearance/{path}/", answers)
        assert refused.status_code == 422
    assert intake.drafts_of(student.university.actor(STUDENT)) == []
    refused = student.post("/services/clearance/form/", answers)
    assert SAID in text(refused)
    assert ">نشانی تازه</textarea>" in refused.content.decode()


@pytest.mark.parametrize("lost", ["key", "version"])
def test_create_without_its_stamps_files_nothing(student, lost):
    checked = student.get(student.fill().headers["Location"])
    posted = {name: value for name, value in hidden(checked).items() if name != lost}
    again = student.post("/services/clearance/check/", posted, follow=True)
    assert SAID in text(again)
    assert "Check your answers" in text(again)
    assert servicedesk.my_requests(student.university.actor(STUDENT)).rows == []

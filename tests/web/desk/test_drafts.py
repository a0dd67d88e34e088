"""What is typed into a step form outlives every other action on the task."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.plumbing.actor import Role
from pishkhan.workflow import api as workflow
from tests.factories import walks

TYPED = {"food_balance": "125000", "food_account": "closed", "status": "clear"}


def _nutrition(iums):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    return request, walks.task_at(request, "nutrition")


def _draft(university, login, task):
    return intake.draft_of(university.actor(login), purpose=clearance.STEP_DRAFT, subject_id=task.id)


def _save(desk, task, **data):
    return desk.client.post(f"/desk/task/{task.id}/draft/", data)


def test_initial_confirmation_keeps_the_answers(shiraz, at):
    request = walks.file(shiraz, "97204001")
    walks.walk(shiraz, request, until="counselling")
    task, desk = walks.task_at(request, "counselling"), at(shiraz, "counselling")
    asked = {"visit_required": "true", "visit_reason": "گفت‌وگو", "status": "clear", "key": uuid4().hex}
    assert desk.act(task, "visit", **asked) == 200
    assert 'value="clear" checked' in desk.html
    assert "Not sent yet." in desk.text


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("claim", {}), ("message", {"body": "سلام"}), ("note", {"body": "یادداشت"}),
        ("debts", {"amount": "1000000", "reason": "کارت غذا"}),
        ("return", {"fields": ["landline"], "reason": "اشتباه است", "days": "5"}),
    ],
)  # fmt: skip
def test_other_actions_bring_the_kept_answers_back(iums, at, verb, data):
    _, task = _nutrition(iums)
    desk = at(iums, "nutrition")
    assert _save(desk, task, version="0", **TYPED).status_code == 200
    assert desk.act(task, verb, key=uuid4().hex, **data) == 200
    assert 'name="food_balance" value="125,000"' in desk.html


def test_draft_answers_with_its_revision_and_refuses_an_older_page(iums, at):
    _, task = _nutrition(iums)
    desk = at(iums, "nutrition")
    first = _save(desk, task, version="0", **TYPED)
    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert _save(desk, task, version="0", food_balance="7").status_code == 409
    assert intake.raw_of(_draft(iums, "nutrition", task))["food_balance"] == ["125000"]


def test_sending_on_and_skipping_discard_the_draft(iums, at):
    request, task = _nutrition(iums)
    desk = at(iums, "nutrition")
    _save(desk, task, version="0", **TYPED)
    desk.act(task, "send", key=uuid4().hex, rev=task.rev, **walks.ANSWERS["nutrition"])
    assert walks.open_nodes(request) == ["dormitory"]
    assert _draft(iums, "nutrition", task) is None


def test_not_applicable_discards_the_draft(iums, at):
    _, task = _nutrition(iums)
    desk = at(iums, "nutrition")
    _save(desk, task, version="0", **TYPED)
    assert desk.act(task, "not-applicable", reason="مجازی است", key=uuid4().hex) == 200
    assert _draft(iums, "nutrition", task) is None


def test_only_who_may_work_on_the_task_keeps_a_draft(iums, shiraz, at):
    _, task = _nutrition(iums)
    for university, login in ((iums, "dormitory"), (iums, "981020304"), (shiraz, "counselling")):
        assert _save(at(university, login), task, version="0", **TYPED).status_code == 404, login
    stranger = Client(SERVER_NAME="iums.localhost")
    assert stranger.post(f"/desk/task/{task.id}/draft/", TYPED).status_code == 401
    assert not intake.Draft.objects.filter(subject_id=task.id).exists()


def test_a_done_task_takes_no_draft(iums, at):
    _, task = _nutrition(iums)
    actor = walks.holder_of(iums, task)
    clearance.mark_not_applicable(actor=actor, task_id=task.id, reason="مجازی است")
    assert workflow.open_tasks_of_case(task.case_id)[0].node == "dormitory"
    assert _save(at(iums, "nutrition"), task, version="0", **TYPED).status_code == 409
    assert _draft(iums, "nutrition", task) is None


def test_a_word_to_the_student_outlives_the_initial_confirmation(shiraz, at):
    request = walks.file(shiraz, "97204001")
    walks.walk(shiraz, request, until="counselling")
    task, desk = walks.task_at(request, "counselling"), at(shiraz, "counselling")
    asked = {"visit_required": "true", "visit_reason": "گفت‌وگو", "to_student": "پس از دیدار می‌فرستم"}
    assert desk.act(task, "visit", key=uuid4().hex, **asked) == 200
    assert ">پس از دیدار می‌فرستم</textarea>" in desk.html
    refused = {"visit_reason": "", "to_student": "سخن دیگر"}
    assert desk.act(task, "visit", key=uuid4().hex, **refused) == 422
    assert ">سخن دیگر</textarea>" in desk.html


def test_a_visit_half_written_is_kept_with_the_answers(shiraz, at):
    request = walks.file(shiraz, "97204001")
    walks.walk(shiraz, request, until="counselling")
    task, desk = walks.task_at(request, "counselling"), at(shiraz, "counselling")
    _save(desk, task, version="0", visit_required="true", visit_place="طبقهٔ دوم", to_student="سلام")
    desk.task(task)
    assert desk.value("visit_place") == "طبقهٔ دوم"
    assert 'name="visit_required" value="true" checked' in desk.html
    assert ">سلام</textarea>" in desk.html


def test_without_scripts_a_button_keeps_the_answers(iums, at):
    _, task = _nutrition(iums)
    desk = at(iums, "nutrition")
    desk.task(task)
    without = re.findall("<noscript>(.*?)</noscript>", desk.html, re.DOTALL)
    assert any(f'form="step" formaction="/desk/task/{task.id}/keep/"' in each for each in without)
    assert desk.act(task, "keep", version="0", **TYPED) == 200
    assert "Your answers were kept. Not sent yet." in desk.text
    assert 'name="food_balance" value="125,000"' in desk.html


@pytest.mark.parametrize("verb", ["send", "not-applicable"])
def test_completion_discards_the_drafts_of_colleagues_too(iums, at, verb):
    _, task = _nutrition(iums)
    office = next(m.unit_id for m in iums.actor("nutrition").memberships)
    colleague = iums.person("it")
    identity.put_membership(person=colleague, unit_id=office, role=Role.EXPERT, since=colleague.created_at.date())
    assert _save(at(iums, "it"), task, version="0", **TYPED).status_code == 200
    data = {"rev": task.rev, "reason": "مجازی است", **walks.ANSWERS["nutrition"]}
    assert at(iums, "nutrition").act(task, verb, key=uuid4().hex, **data) == 200
    assert not intake.Draft.objects.filter(subject_id=task.id).exists()

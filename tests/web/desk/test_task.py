"""The task page: everything on one screen, and sending on."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.workflow import api as workflow
from tests.factories import letters, walks


def _sent(task, **more):
    usual = walks.ANSWERS.get(task.node, {})
    return {"key": uuid4().hex, "rev": task.rev, **usual, **more}


def _until(university, login, node, **changes):
    request = walks.file(university, login, **changes)
    walks.walk(university, request, until=node)
    return request, walks.task_at(request, node)


def test_c12_station_shows_number_title_user_and_form(iums, at):
    _, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    assert desk.task(task) == 200
    assert "Nutrition office review: Demo Student" in desk.text
    assert "Nutrition Office" in desk.text
    assert "Nutrition expert" in desk.text
    assert 'name="food_balance"' in desk.html


def test_b8_answer_that_the_record_contradicts_is_flagged(iums, at):
    _, task = _until(iums, "981020304", "nutrition", place_of_issue=["shiraz"])
    desk = at(iums, "nutrition")
    desk.task(task)
    assert "Shiraz (record: Tehran)" in desk.text


def test_b19_documents_of_the_service_are_listed(iums, at):
    request, _ = _until(iums, "981020304", "student-affairs")
    desk = at(iums, "affairs.lead")
    desk.task(walks.task_at(request, "student-affairs"))
    assert "Student card, or a declaration of loss" in desk.text


def test_sending_on_moves_the_case_and_shows_the_message(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    assert desk.act(task, "send", **_sent(task, to_student="تمام شد")) == 200
    assert walks.open_nodes(request) == ["dormitory"]
    assert "Sent to the next stage." in desk.text
    assert "تمام شد" in desk.text


def test_after_the_last_station_no_next_one_is_promised(iums, at):
    request = letters.file(iums)
    desk, task = at(iums, "it"), walks.task_at(request, letters.NODE)
    assert desk.act(task, "send", **_sent(task)) == 200
    assert "Sent. This was the last station; the request is completed." in desk.text
    assert "Sent to the next stage." not in desk.text


def test_reason_why_sending_is_refused_stands_above_the_form(iums, at):
    """The button sticks to the screen's edge: what stands beside it in the form may be out of sight."""
    _, task = _until(iums, "981020304", "secretariat")
    lead = at(iums, "secretariat.nursing")
    assert lead.act(task, "visit", key=uuid4().hex, visit_reason="") == 422
    assert 0 < lead.html.index('id="why"') < lead.html.index('<form id="step"')


def test_c4_without_the_card_sending_is_blocked_and_answers_stay(iums, at):
    request, _ = _until(iums, "981020304", "student-affairs")
    task = walks.task_at(request, "student-affairs")
    workflow.assign(
        actor=iums.actor("affairs.lead"), task_id=task.id, person_id=iums.person("affairs.expert").id
    )
    task.refresh_from_db()
    desk = at(iums, "affairs.expert")
    typed = {"documents_checked": ["order"], "note": "کارت را نیاورد"}
    assert desk.act(task, "send", key=uuid4().hex, rev=task.rev, **typed) == 422
    assert "Sending is blocked until the student card is received, or its loss is declared." in desk.text
    assert "کارت را نیاورد" in desk.text
    assert 'value="order" checked' in desk.html
    assert walks.open_nodes(request) == ["student-affairs"]


def test_b21_without_a_number_the_request_stays(iums, at):
    request, task = _until(iums, "981020304", "secretariat")
    desk = at(iums, "secretariat.nursing")
    assert desk.act(task, "send", key=uuid4().hex, rev=task.rev) == 422
    assert walks.open_nodes(request) == ["secretariat"]


def test_b21_a_number_of_this_year_is_not_given_twice(iums, at):
    first = walks.file(iums, "981020304")
    walks.walk(iums, first, until="disciplinary")
    second, task = _until(iums, "991020305", "secretariat")
    desk = at(iums, "secretariat.nursing")
    assert desk.act(task, "send", **_sent(task)) == 422
    assert "The letter number \u20681405/د/123\u2069 is already used in this secretariat this year." in desk.text
    assert walks.open_nodes(second) == ["secretariat"]
    again = _sent(task, letter_number="1405/د/124")
    assert desk.act(task, "send", **again) == 200
    assert walks.open_nodes(second) == ["disciplinary"]


def test_b24_b25_b26_the_dormitory_office_decides_and_may_change_its_mind(iums, at):
    request, task = _until(iums, "981020304", "dormitory")
    desk = at(iums, "dormitory")
    desk.act(task, "send", **_sent(task))
    assert walks.open_nodes(request) == ["loan-fund"]
    desk.act(task, "reopen", reason="اتاق داشته است")
    again = walks.task_at(request, "dormitory")
    assert desk.path == f"/desk/task/{again.id}/"
    assert walks.open_nodes(request) == ["dormitory"]
    left = {"room": "بلوک ۳", "left_on": "1405/06/31", "room_items": ["key"]}
    desk.act(again, "send", **_sent(again, has_dormitory="yes", **left))
    assert walks.open_nodes(request) == ["it"]


def test_b26_reopening_without_a_reason_changes_nothing(iums, at):
    request, task = _until(iums, "981020304", "dormitory")
    desk = at(iums, "dormitory")
    desk.act(task, "send", **_sent(task))
    assert desk.act(task, "reopen", reason=" ") == 422
    assert "Write the reason." in desk.text
    assert walks.open_nodes(request) == ["loan-fund"]


def test_b27_the_faculty_takes_note(iums, at):
    request, task = _until(iums, "981020304", "faculty")
    desk = at(iums, "registrar.nursing")
    desk.task(task)
    assert "I have taken note" in desk.text
    assert "Confirm and send on" not in desk.text.replace("Ctrl Enter Confirm and send on", "")
    desk.act(task, "send", **_sent(task))
    assert walks.open_nodes(request) == []
    assert workflow.tasks_of_case(request.case_id)[-1].outcome == "acknowledged"


def test_c1_previous_documents_are_handed_over(shiraz, at):
    request, task = _until(shiraz, "97204001", "handover")
    desk = at(shiraz, "registrar")
    desk.task(task)
    assert "Record the hand-over" in desk.text
    desk.act(task, "send", **_sent(task))
    assert workflow.tasks_of_case(request.case_id)[-1].outcome == "handed_over"


def test_c9_the_dormitories_step_has_no_visit(shiraz, at):
    _, task = _until(shiraz, "97204001", "dormitories")
    desk = at(shiraz, "dormitories")
    desk.task(task)
    assert 'name="visit_required"' not in desk.html
    assert desk.act(task, "visit", visit_required="true", visit_reason="بیاید", key=uuid4().hex) == 422
    assert "This station has no visit in person." in desk.text


def test_c10_instalments_cannot_end_before_they_start(shiraz, at):
    request, task = _until(shiraz, "97204001", "welfare")
    desk = at(shiraz, "welfare")
    form = {
        "debt_status": "remaining", "debt_amount": "4500000", "instalments": "yes", "instalment_count": "3",
        "instalment_amount": "1500000", "instalment_start": "1405/12/01", "instalment_end": "1405/10/01",
        "form_filed": "on",
    }  # fmt: skip
    assert desk.act(task, "send", **_sent(task, **form)) == 422
    assert desk.value("instalment_start") == "1405/12/01"
    assert walks.open_nodes(request) == ["welfare"]


def test_c11_second_shift_sees_the_forms_of_steps_nine_and_ten(shiraz, at):
    _, task = _until(shiraz, "97204001", "second-shift-accounting")
    desk = at(shiraz, "accounting.second")
    desk.task(task)
    assert desk.html.count("Its step form") == 2


def test_c11_other_steps_see_results_only(shiraz, at):
    _, task = _until(shiraz, "97204001", "welfare")
    desk = at(shiraz, "welfare")
    desk.task(task)
    assert "8 of 8 done" in desk.text
    assert desk.html.count("Its step form") == 0


@pytest.mark.parametrize(
    ("said", "recorded", "before", "after"),
    [
        ("lost", {"card_received": "on"}, True, "the card is lost; here it was recorded as received."),
        ("delivered", {"card_lost": "on", "card_loss_reference": "۱۲"}, False, "here it was recorded as lost."),
        ("lost", {"card_lost": "on", "card_loss_reference": "۱۲"}, True, ""),
        ("delivered", {"card_received": "on"}, False, ""),
    ],
)
def test_b10_card_said_otherwise_than_recorded_is_flagged(iums, at, said, recorded, before, after):
    _, task = _until(iums, "981020304", "student-affairs", card_delivery=[said])
    expert = iums.person("affairs.expert")
    workflow.assign(actor=iums.actor("affairs.lead"), task_id=task.id, person_id=expert.id)
    desk = at(iums, "affairs.expert")
    desk.task(task)
    assert ("At filing the student said that the card is lost. Record it" in desk.text) is before
    task.refresh_from_db()
    usual = {key: value for key, value in walks.ANSWERS["student-affairs"].items() if not key.startswith("card")}
    assert desk.act(task, "send", key=uuid4().hex, rev=task.rev, **usual, **recorded) == 200
    assert "Sent to the next stage." in desk.text
    assert ("At filing the student said" in desk.text, after in desk.text) == (bool(after), True)

"""Who sees what: other offices, other faculties, students, other universities."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from pishkhan.plumbing import incidents
from tests.factories import walks

NOTE = "یادداشت محرمانه شورا"
SECRET = {"council_result": "decided", "council_reference": "ر-۱۷", "council_note": "متن مهرشده"}


def test_b22_notes_and_form_of_the_council_stay_with_it(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="disciplinary")
    task = walks.task_at(request, "disciplinary")
    council = at(iums, "council")
    council.act(task, "note", body=NOTE, key=uuid4().hex)
    council.act(task, "send", key=uuid4().hex, rev=task.rev, **SECRET)
    council.task(task)
    assert NOTE in council.text
    assert "متن مهرشده" in council.text
    nutrition = at(iums, "nutrition")
    nutrition.task(walks.task_at(request, "nutrition"))
    assert "Reviewed; its notes stay with that office." in nutrition.text
    assert NOTE not in nutrition.text
    assert "متن مهرشده" not in nutrition.text
    student = at(iums, "981020304")
    student.get(f"/requests/{request.number}/")
    assert student.status == 200
    assert NOTE not in student.text
    assert "متن مهرشده" not in student.text


def test_b20_another_facultys_deputy_sees_nothing(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="culture-deputy")
    task = walks.task_at(request, "culture-deputy")
    assert at(iums, "deputy.nursing").task(task) == 200
    other = at(iums, "deputy.medicine")
    assert other.task(task) == 404
    assert other.act(task, "send", key=uuid4().hex, rev=task.rev, opinion="approved") == 404
    other.get("/desk/")
    assert request.number not in other.text
    assert walks.open_nodes(request) == ["culture-deputy"]


def test_b20_missing_deputy_is_an_incident_of_the_console(iums, at):
    enrolment = iums.enrolment("981020304")
    from pishkhan.organisation import api as organisation

    enrolment.faculty = organisation.units_by_key(iums.id)["rehabilitation"]
    enrolment.save(update_fields=["faculty"])
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="culture-deputy")
    assert incidents.visible_to(iums.actor("admin")).filter(kind="office_missing").count() == 1
    console = at(iums, "admin")
    console.get("/console/incidents/")
    assert "Nobody is at the desk a case came to" in console.text
    assert request.number in console.text


def test_students_and_strangers_have_no_desk(iums, at):
    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    student = at(iums, "981020304")
    assert student.task(task) == 404
    assert student.act(task, "send", key=uuid4().hex) == 404
    assert student.get("/desk/") == 200
    assert student.path == "/requests/"
    stranger = Client(SERVER_NAME="iums.localhost")
    assert stranger.get(f"/desk/task/{task.id}/")["Location"] == f"/login/?destination=/desk/task/{task.id}/"


def test_other_universities_find_nothing(iums, shiraz, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    other = at(shiraz, "nutrition")
    assert other.task(task) == 404
    verbs = ["send", "message", "note", "return", "not-applicable", "reopen", "visit", "visit/end", "debts", "claim"]
    for verb in verbs:
        assert other.act(task, verb, key=uuid4().hex, reason="دلیل", body="متن") == 404, verb
    other.get(f"/desk/search/?q={request.number}")
    assert request.number not in other.text.replace(f'value="{request.number}"', "")


def test_a_task_given_to_somebody_else_shows_only_what_was_written(iums, at):
    """Nothing lost: a lead took the task away while its expert was writing."""
    from pishkhan.workflow import api as workflow

    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    lead = iums.actor("edu.lead")
    workflow.assign(actor=lead, task_id=task.id, person_id=iums.person("edu.expert").id)
    workflow.assign(actor=lead, task_id=task.id, person_id=iums.person("edu.expert2").id)
    desk = at(iums, "edu.expert")
    assert desk.act(task, "send", key=uuid4().hex, rev=1, note="نوشته‌ای دراز") == 404
    assert "نوشته‌ای دراز" in desk.text
    assert "Demo Student" not in desk.text

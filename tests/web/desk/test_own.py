"""Staff who study too: their own request on the desk's pages."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from pishkhan.identity.domain import people
from pishkhan.intake import api as intake
from pishkhan.kernel.digits import to_latin
from pishkhan.plumbing import files
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.servicedesk.models import Attachment
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.identity.test_absence import away
from tests.servicedesk.test_attaching import PDF
from tests.web.rest.callers import Caller

STUDENT = "981020304"
OWN = "This is your own request. A colleague must answer it."


def at_nutrition(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    people.put_membership(
        person=iums.person(STUDENT), unit_id=task.office_id, role=Role.EXPERT, since=date(2020, 1, 1)
    )
    return task


def test_claim_says_that_it_is_ones_own(iums, at):
    task = at_nutrition(iums)
    desk = at(iums, STUDENT)
    desk.act(task, "claim")
    assert OWN in desk.text


def test_next_task_passes_ones_own_over(iums, at):
    at_nutrition(iums)
    desk = at(iums, STUDENT)
    desk.post("/desk/next/")
    assert "Nothing left" in desk.text


SAID, NOTE, OFFICE = "زردآلوی عمومی", "خرمالوی همکاران", "گلابی دفتر"


@pytest.fixture
def of_the_absent(iums):
    """A request of `nutrition`, who is away and lent `it` the seat its task waits at; colleagues wrote about it."""
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    for body, visibility in ((SAID, "public"), (NOTE, "internal"), (OFFICE, "office")):
        servicedesk.comment(
            actor=iums.actor("nutrition"), request_id=request.id, task_id=task.id, body=body,
            visibility=Visibility(visibility), key=uuid4().hex,
        )  # fmt: skip
    run_jobs()
    servicedesk.Request.objects.filter(id=request.id).update(applicant_id=iums.person("nutrition").id)
    away(iums, "nutrition", "it")
    return servicedesk.Request.objects.get(id=request.id)


def seen_by(iums, at, login, task):
    """What of the three somebody reads: on the page, over the API and in search."""
    desk, caller = at(iums, login), Caller(iums, login)
    desk.task(task)
    page = {body for body in (SAID, NOTE, OFFICE) if body in desk.text}
    told = {each["body"] for each in caller.get(f"/desk/tasks/{task.id}/").json()["messages"]}
    hits = {body for body in (SAID, NOTE, OFFICE) if servicedesk.search(iums.actor(login), body).rows}
    return page, told, hits


def test_in_a_lent_seat_only_what_is_said_in_the_open_of_the_lenders_request(iums, at, of_the_absent):
    """Decision 19: what is lent never reaches the lender's own request."""
    task = walks.task_at(of_the_absent, "nutrition")
    assert seen_by(iums, at, "it", task) == ({SAID}, {SAID}, {SAID})


def test_own_seat_reads_the_notes_of_a_colleague_one_stands_in_for_but_not_from_their_office(iums, at, of_the_absent):
    task = walks.task_at(of_the_absent, "nutrition")
    unit = workflow.tasks_of_case(of_the_absent.case_id)[0].office_id
    people.put_membership(person=iums.person("it"), unit_id=unit, role=Role.LEAD, since=date(2020, 1, 1))
    assert seen_by(iums, at, "it", task) == ({SAID, NOTE}, {SAID, NOTE}, {SAID, NOTE})


def test_nobody_writes_in_a_lent_seat_about_the_lenders_request(iums, at, of_the_absent):
    """Neither to the student nor to colleagues, one by one, many at once, or over the API."""
    task = walks.task_at(of_the_absent, "nutrition")
    desk, caller = at(iums, "it"), Caller(iums, "it")
    for verb in ("message", "note"):
        desk.act(task, verb, body="نوشتهٔ جانشین", key=uuid4().hex)
        assert OWN in desk.text
        refused = caller.post(f"/desk/tasks/{task.id}/{verb}s/", {"body": "نوشتهٔ جانشین"})
        assert (refused.status_code, refused.json()["code"]) == (409, "blocked")
    assert not of_the_absent.comments.filter(body="نوشتهٔ جانشین").exists()


def test_files_of_the_lenders_request_are_those_of_open_messages(iums, at, of_the_absent):
    task = walks.task_at(of_the_absent, "nutrition")
    names = {"open.pdf": SAID, "note.pdf": NOTE, "form.pdf": ""}
    rows = {}
    for name, body in names.items():
        stored = files.take_in(institution_id=iums.id, owner_id=None, name=name, content=PDF)
        said = of_the_absent.comments.get(body=body) if body else None
        rows[name] = Attachment.objects.create(
            request=of_the_absent, file=stored, field=f"comment:{said.id}" if said else "file", public=body != NOTE
        )
    desk, caller = at(iums, "it"), Caller(iums, "it")
    tried = {
        name: (
            desk.client.get(f"/desk/task/{task.id}/files/{row.id}/").status_code,
            caller.get(f"/desk/tasks/{task.id}/files/{row.id}/").status_code,
        )
        for name, row in rows.items()
    }
    assert tried == {"open.pdf": (200, 200), "note.pdf": (404, 404), "form.pdf": (404, 404)}
    desk.task(task)
    assert ["open.pdf" in desk.html, "note.pdf" in desk.html, "form.pdf" in desk.html] == [True, False, False]
    assert caller.get(f"/desk/tasks/{task.id}/").json()["attachments"] == []


HANDED = {"register_number": "1405/12", "handed": "posted", "tracking": "RR123456785IR", "note": "تنها همکاران"}
SEALED = {"council_result": "decided", "council_reference": "ر-۱۷", "council_note": "متن مهرشده"}


def test_staff_read_of_their_own_request_what_its_page_shows_the_student(iums, at):
    """Of other stations how far they are and what their forms tell; no remarks, no answers, no name of a council."""
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="disciplinary")
    walks.send(iums, request, "disciplinary", **{key: [words] for key, words in SEALED.items()})
    task = walks.task_at(request, "nutrition")
    done = {each.node: each for each in workflow.tasks_of_case(request.case_id) if each.id != task.id}
    version = intake.newest_version_id(institution_id=iums.id, key="step-transcript-secretariat")
    rows = workflow.Task.objects.filter(id=done["student-affairs"].id)
    rows.update(form_version_id=version, form_data=HANDED)
    rows = workflow.Task.objects.filter(id=done["education"].id)
    rows.update(form_version_id=None, form_data={"note": "تذکر آموزش"})
    walked = [task, *done.values()]
    for office, role in {(each.office_id, Role(each.wants_role)) for each in walked}:
        people.put_membership(person=iums.person(STUDENT), unit_id=office, role=role, since=date(2020, 1, 1))
    colleague, desk = at(iums, "nutrition"), at(iums, STUDENT)
    colleague.task(task)
    assert "تذکر آموزش" in colleague.text
    council = iums.person("council").full_name_en
    hidden = ("تذکر آموزش", "تنها همکاران", "1405/12", "متن مهرشده", council)
    caller = Caller(iums, STUDENT)
    for each in walked:
        desk.task(each)
        told = caller.get(f"/desk/tasks/{each.id}/").content.decode()
        assert (desk.status, [words for words in hidden if words in desk.text or words in told]) == (200, []), each.node
    desk.task(task)
    told = caller.get(f"/desk/tasks/{task.id}/").json()["passed"]
    assert "RR123456785IR" in desk.text
    assert [to_latin(row["text"]) for each in told for row in each["answers"]][1:] == ["RR123456785IR"]
    assert {each["remark"] for each in told} == {""}
    assert "The result is not shown here." in desk.text


def test_answers_of_colleagues_at_a_station_taken_up_again_are_not_in_its_form(iums, at):
    task = at_nutrition(iums)
    workflow.Task.objects.filter(id=task.id).update(form_data={"food_balance": 7310})
    read = {}
    for login in ("nutrition", STUDENT):
        desk = at(iums, login)
        desk.task(task)
        page = "7310" in to_latin(desk.html).replace(",", "").replace("٬", "")
        read[login] = page, Caller(iums, login).get(f"/desk/tasks/{task.id}/").json()["answers"]
    assert read == {"nutrition": (True, {"food_balance": ["7310"]}), STUDENT: (False, {})}


def test_in_a_lent_seat_the_lenders_request_shows_no_answers_and_nothing_of_the_record(iums, at, of_the_absent):
    task = walks.task_at(of_the_absent, "nutrition")
    workflow.Task.objects.filter(id=task.id).update(form_data={"food_balance": 7310})
    desk, caller = at(iums, "it"), Caller(iums, "it")
    desk.task(task)
    told = caller.get(f"/desk/tasks/{task.id}/")
    for words in ("7310", "0499370899", "خیابان نمونه"):
        assert words not in desk.html
        assert words not in told.content.decode()
    assert told.json()["given"]
    assert all(not each["answers"] and not each["remark"] for each in told.json()["passed"])

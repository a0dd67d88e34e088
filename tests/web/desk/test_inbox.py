"""The inbox: tabs, filters, claim, assign, next, search, export."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from uuid import uuid4

from pishkhan.plumbing import files
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs


def _at_nutrition(iums, login, letter):
    request = walks.file(iums, login)
    walks.walk(iums, request, until="nutrition", secretariat={"letter_number": [letter]})
    return request


def test_b17_a_new_request_lands_with_the_lead_who_assigns(iums, at):
    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    expert = at(iums, "edu.expert")
    expert.get("/desk/")
    assert request.number not in expert.text
    assert expert.task(task) == 404
    lead = at(iums, "edu.lead")
    lead.get("/desk/")
    assert request.number in lead.text
    lead.act(task, "assign", person=str(iums.person("edu.expert").id), next="/desk/")
    assert lead.path == "/desk/"
    assert "The task was assigned." in lead.text
    expert.get("/desk/")
    assert request.number in expert.text


def test_b17_unassigned_work_of_a_lead_is_not_sent_on(iums, at):
    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    lead = at(iums, "edu.lead")
    answers = walks.ANSWERS["education"]
    assert lead.act(task, "send", key=uuid4().hex, rev=task.rev, **answers) == 422
    assert "The lead of the office must assign this first." in lead.text
    lead.act(task, "claim")
    task.refresh_from_db()
    assert lead.act(task, "send", key=uuid4().hex, rev=task.rev, **answers) == 200
    assert walks.open_nodes(request) == ["student-affairs"]


def test_b19_student_affairs_is_a_second_assignment(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="student-affairs")
    task = walks.task_at(request, "student-affairs")
    lead = at(iums, "affairs.lead")
    lead.act(task, "assign", person=str(iums.person("affairs.expert").id))
    task.refresh_from_db()
    assert task.assignee_id == iums.person("affairs.expert").id
    lead.act(task, "assign", person=str(iums.person("nutrition").id))
    assert "That person does not work in this office." in lead.text
    lead.act(task, "assign", person="")
    task.refresh_from_db()
    assert task.assignee_id is None


def test_tabs_count_and_filter(iums, at):
    first = _at_nutrition(iums, "981020304", "1")
    second = _at_nutrition(iums, "991020305", "2")
    workflow.claim(actor=iums.actor("nutrition"), task_id=walks.task_at(first, "nutrition").id)
    desk = at(iums, "nutrition")
    desk.get("/desk/")
    assert "All open 2 With me 1 Unassigned 1 Awaiting a visit 0" in desk.text
    desk.get("/desk/?tab=mine")
    assert (first.number in desk.text, second.number in desk.text) == (True, False)
    desk.get(f"/desk/?faculty={uuid4()}")
    assert "Nothing matches this filter" in desk.text


def test_bad_filters_are_left_out(iums, at):
    request = _at_nutrition(iums, "981020304", "1")
    desk = at(iums, "nutrition")
    assert desk.get("/desk/?tab=x&office=1&faculty=y&order=z&after=~~&type=") == 200
    assert request.number in desk.text


def test_empty_inbox_says_so(iums, at):
    desk = at(iums, "nutrition")
    desk.get("/desk/")
    assert "Nothing left New work appears here." in desk.text


def test_claiming_what_somebody_else_took_says_who(iums, at):
    """Two clerks: the second is told who was quicker, and the task stays where it is."""
    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    workflow.claim(actor=iums.actor("edu.lead"), task_id=task.id)
    task.refresh_from_db()
    iums_second = iums.person("edu.expert2")
    from pishkhan.identity import api as identity
    from pishkhan.plumbing.actor import Role

    identity.put_membership(person=iums_second, unit_id=task.office_id, role=Role.LEAD, since=task.created_at.date())
    desk = at(iums, "edu.expert2")
    desk.act(task, "claim", next="/desk/")
    assert "Education has taken this task." in desk.text


def test_next_takes_the_free_task_with_the_nearest_deadline(iums, at):
    first = _at_nutrition(iums, "981020304", "1")
    _at_nutrition(iums, "991020305", "2")
    desk = at(iums, "nutrition")
    desk.post("/desk/next/")
    task = walks.task_at(first, "nutrition")
    assert desk.path == f"/desk/task/{task.id}/"
    assert task.assignee_id == iums.person("nutrition").id


def test_keyset_pages_do_not_repeat_and_do_not_miss(iums, at, monkeypatch):
    from pishkhan.servicedesk.domain.queries import inbox

    monkeypatch.setattr(inbox, "PAGE", 1)
    monkeypatch.setitem(inbox.inbox.__kwdefaults__, "size", 1)
    first = _at_nutrition(iums, "981020304", "1")
    second = _at_nutrition(iums, "991020305", "2")
    for order in ("due", "created"):
        one = servicedesk.inbox(iums.actor("nutrition"), servicedesk.Filter(order=order))
        two = servicedesk.inbox(iums.actor("nutrition"), servicedesk.Filter(order=order, after=one.next))
        assert [row.request.number for row in one.rows + two.rows] == [first.number, second.number]
        assert two.next == ""


def test_unread_words_of_the_student_are_marked_until_read(iums, at):
    request = _at_nutrition(iums, "981020304", "1")
    servicedesk.comment(actor=iums.actor("981020304"), request_id=request.id, body="سلام")
    desk = at(iums, "nutrition")
    desk.get("/desk/")
    assert "(new message)" in desk.text
    desk.task(walks.task_at(request, "nutrition"))
    assert "سلام" in desk.text
    desk.get("/desk/")
    assert "(new message)" not in desk.text


def test_b13_words_of_the_student_reach_the_next_holder(iums, at):
    """B13: the box reaches whoever holds the request now, also after a hand-over."""
    request = _at_nutrition(iums, "981020304", "1")
    servicedesk.comment(actor=iums.actor("981020304"), request_id=request.id, body="پیام من")
    walks.send(iums, request, "nutrition")
    desk = at(iums, "dormitory")
    desk.get("/desk/")
    assert "(new message)" in desk.text
    desk.task(walks.task_at(request, "dormitory"))
    assert "پیام من" in desk.text


def test_b13_a_message_is_for_the_student_and_a_note_is_not(iums, at):
    request = _at_nutrition(iums, "981020304", "1")
    task = walks.task_at(request, "nutrition")
    desk = at(iums, "nutrition")
    desk.act(task, "message", body="برای دانشجو", key=uuid4().hex)
    desk.act(task, "note", body="برای همکار", key=uuid4().hex)
    student = at(iums, "981020304")
    student.get(f"/requests/{request.number}/")
    assert ("برای دانشجو" in student.text, "برای همکار" in student.text) == (True, False)
    assert desk.act(task, "message", body=" ", key=uuid4().hex) == 422
    assert "Write something first." in desk.text


def test_search_finds_by_number_identifier_and_name_words(iums, at):
    request = _at_nutrition(iums, "981020304", "1")
    walks.send(iums, request, "nutrition")
    other = _at_nutrition(iums, "991020305", "2")
    desk = at(iums, "nutrition")
    for sought in (request.number, "0499370899", "۹۸۱۰۲۰۳۰۴"):
        desk.get(f"/desk/search/?q={sought}")
        assert desk.html.count('class="who"') == 1, sought
        assert "Demo Student" in desk.text
    run_jobs()
    desk.get("/desk/search/?q=نمونه خوابگاهي")
    assert (other.number in desk.text, request.number in desk.text) == (True, False)
    desk.get("/desk/search/?q=هیچ‌کس")
    assert "Nothing found" in desk.text


def test_search_finds_nothing_that_was_never_at_the_desk(iums, at):
    request = walks.file(iums, "981020304")
    desk = at(iums, "welfare")
    desk.get("/desk/search/?q=0499370899")
    assert request.number not in desk.text


def test_export_takes_the_filter_along(iums, at):
    """The button leads to the one way out: the list is written in the background."""
    request = _at_nutrition(iums, "981020304", "1")
    desk = at(iums, "nutrition")
    desk.get("/desk/?tab=free&order=created")
    address = unescape(re.search(r'href="(/desk/exports/[^"]+)"', desk.html)[1])
    assert address == "/desk/exports/?tab=free&order=created&kind=inbox"
    desk.get(address)
    sent = {name: desk.value(name) for name in ("kind", "tab", "order", "key")}
    desk.post("/desk/exports/", **sent, format="csv")
    run_jobs()
    (row,) = servicedesk.exports.mine(iums.actor("nutrition"))
    assert row.query["tab"] == "free"
    table = list(csv.reader(io.StringIO(files.read(row.file).decode("utf-8-sig"))))
    assert [line[0] for line in table] == ["Number", request.number]
    assert desk.get("/desk/export.csv") == 404

"""Bulk actions with a per-row result (G): each row for itself, nothing twice, nothing lost."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.cache import cache

from pishkhan.identity.api import put_membership
from pishkhan.kernel.digits import to_persian
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.workflow import api as workflow
from tests.factories import walks

STUDENTS = ("981020304", "991020305", "4001020306")


@pytest.fixture
def tasks(iums):
    """The first stations of three requests, with the lead of education."""
    return [walks.task_at(walks.file(iums, login), "education") for login in STUDENTS]


@pytest.fixture
def at_nutrition(iums):
    found = []
    for login in STUDENTS:
        request = walks.file(iums, login)
        walks.walk(iums, request, until="nutrition", secretariat={"letter_number": [f"۱۴۰۵/د/{login}"]})
        found.append(walks.task_at(request, "nutrition"))
    return found


def press(desk, verb, tasks, **more):
    ids = [str(task.id) for task in tasks]
    assert desk.post("/desk/bulk/", verb=verb, task=ids) == 200
    key = desk.value("key")
    desk.post("/desk/bulk/do/", verb=verb, task=ids, key=key, press=desk.value("press"), **more)
    return key


def test_lead_assigns_three_at_once(iums, at, tasks):
    desk, who = at(iums, "edu.lead"), iums.person("edu.expert").id
    press(desk, "assign", tasks, person=str(who))
    assert "3 rows were done." in desk.text
    held = workflow.Task.objects.filter(id__in=[task.id for task in tasks])
    assert set(held.values_list("assignee_id", flat=True)) == {who}


def test_least_loaded_spreads_them(iums, at, tasks):
    desk = at(iums, "edu.lead")
    press(desk, "least", tasks)
    for who in ("edu.expert", "edu.expert2"):  # the report says to whom
        assert f"Done with {iums.person(who).full_name_en}" in desk.text
    held = workflow.Task.objects.filter(id__in=[t.id for t in tasks]).values_list("assignee_id", flat=True)
    assert sorted(list(held).count(who) for who in set(held)) == [1, 2]


def test_page_before_the_press_has_an_address_to_come_back_to(iums, at, tasks):
    """«Back» from the report asks for it anew: the same rows, under a stamp of its own."""
    desk = at(iums, "edu.lead")
    response = desk.client.post("/desk/bulk/", {"verb": "least", "task": [str(task.id) for task in tasks]})
    assert response.status_code == 302
    address = response.headers["Location"]
    assert desk.get(address) == 200
    key, press = desk.value("key"), desk.value("press")
    desk.post("/desk/bulk/do/", verb="least", task=[str(task.id) for task in tasks], key=key, press=press)
    assert desk.get(address) == 200
    assert desk.value("press") == press
    assert desk.value("key") != key
    assert desk.html.count('name="task"') == 3
    assert at(iums, "edu.expert").get(address) == 200  # of others it shows nothing but their own inbox
    for strange in ("/desk/bulk/", "/desk/bulk/?press=x"):
        assert desk.get(strange) == 200
        assert desk.path == "/desk/"


def test_rows_somebody_took_since_they_were_chosen_are_not_given_away(iums, at, tasks):
    desk = at(iums, "edu.lead")
    ids, who = [str(task.id) for task in tasks], iums.person("edu.expert").id
    desk.post("/desk/bulk/", verb="least", task=ids)
    key, press = desk.value("key"), desk.value("press")
    workflow.assign(actor=iums.actor("edu.lead"), task_id=tasks[0].id, person_id=who)
    desk.post("/desk/bulk/do/", verb="least", task=ids, key=key, press=press)
    assert "2 rows were done." in desk.text
    assert f"{iums.person('edu.expert').full_name_en} has taken this task." in desk.text
    assert workflow.Task.objects.get(id=tasks[0].id).assignee_id == who


def test_what_was_chosen_too_long_ago_is_looked_at_again(iums, at, tasks):
    desk, who = at(iums, "edu.lead"), iums.person("edu.expert").id
    ids = [str(task.id) for task in tasks]
    desk.post("/desk/bulk/", verb="assign", task=ids)
    key, press = desk.value("key"), desk.value("press")
    cache.clear()
    desk.post("/desk/bulk/do/", verb="assign", task=ids, key=key, press=press, person=str(who))
    assert "nothing was done" in desk.text
    assert desk.path == "/desk/bulk/"
    assert desk.value("press") != press
    assert not workflow.Task.objects.filter(id__in=ids, assignee_id=who).exists()


def test_row_that_is_refused_holds_up_no_other(iums, at, at_nutrition):
    """Taken by somebody else, no task of this desk, and one that works: the report says which and why."""
    manager = iums.person("manager")
    put_membership(person=manager, unit_id=at_nutrition[0].office_id, role=Role.MANAGER, since=date(2020, 1, 1))
    workflow.Task.objects.filter(id=at_nutrition[0].id).update(assignee_id=manager.id)
    foreign = walks.task_at(walks.file(iums, "941020307"), "education")
    desk = at(iums, "nutrition")
    press(desk, "claim", [at_nutrition[0], foreign, at_nutrition[1]])
    assert "1 row was done." in desk.text
    assert "2 rows were refused; nothing of them changed." in desk.text
    assert "Manager" in desk.text
    assert "A task that is not at your desk any more" in desk.text
    assert workflow.Task.objects.get(id=at_nutrition[1].id).assignee_id == iums.person("nutrition").id


def test_fault_in_one_row_loses_nothing_of_the_others(iums, at, at_nutrition, monkeypatch):
    claim, broken = workflow.claim, at_nutrition[1].id

    def breaks(*, actor, task_id):
        claim(actor=actor, task_id=task_id)
        if task_id == broken:
            raise ValueError
    monkeypatch.setattr(workflow, "claim", breaks)
    desk = at(iums, "nutrition")
    press(desk, "claim", at_nutrition)
    assert "2 rows were done." in desk.text
    assert "Something went wrong with this row" in desk.text


def test_message_is_written_once_however_often_it_is_pressed(iums, at, at_nutrition):
    desk = at(iums, "nutrition")
    key = press(desk, "message", at_nutrition, body="کارت را بیاورید")
    here = desk.path
    again = {"verb": "message", "task": [str(task.id) for task in at_nutrition], "key": key, "body": "کارت را بیاورید"}
    desk.post("/desk/bulk/do/", **again)
    assert desk.path == here
    assert "3 rows were done." in desk.text
    cache.clear()  # the report is forgotten, and the press comes once more
    desk.post("/desk/bulk/do/", **again)
    said = servicedesk.Comment.objects.filter(body="کارت را بیاورید")
    assert [row.visibility for row in said] == [Visibility.PUBLIC] * 3


def test_other_words_on_the_same_page_are_sent_too(iums, at, at_nutrition):
    """Back from the report, a correction: the browser shows the page as it was, with the stamp it had."""
    desk = at(iums, "nutrition")
    key = press(desk, "message", at_nutrition, body="کارت را بیاورید")
    ids = [str(task.id) for task in at_nutrition]
    desk.post("/desk/bulk/do/", verb="message", task=ids, key=key, body="شناسنامه را هم بیاورید")
    assert "3 rows were done." in desk.text
    assert servicedesk.Comment.objects.filter(body="شناسنامه را هم بیاورید").count() == 3


def test_canned_reply_is_filled_for_each_row(iums, at, at_nutrition):
    office = at_nutrition[0].office_id
    reply = servicedesk.canned.put_reply(
        actor=iums.actor("admin"), title="کارت", body="{name} درخواست {number}", office_id=office
    )
    desk = at(iums, "nutrition")
    press(desk, "message", at_nutrition, reply=str(reply.id), body="سپاس")
    said = servicedesk.Comment.objects.filter(body__endswith="سپاس").select_related("request__applicant")
    assert len(said) == 3
    for row in said:
        number = to_persian(row.request.number)  # the language of the reply, not of the page
        assert row.body == f"{row.request.applicant.full_name} درخواست {number}\n\nسپاس"


def test_only_stations_without_a_form_to_fill_are_sent_on(iums, at, at_nutrition):
    """B29: never silently close: a form that asks is filled in on its page."""
    desk = at(iums, "nutrition")
    press(desk, "send", at_nutrition)
    assert "This station has a form to fill in; open the task." in desk.text
    assert workflow.Task.objects.filter(id__in=[t.id for t in at_nutrition], status="ready").count() == 3
    workflow.Task.objects.filter(id__in=[t.id for t in at_nutrition]).update(form_version_id=None)
    press(desk, "send", at_nutrition)
    assert "3 rows were done." in desk.text
    assert workflow.Task.objects.filter(id__in=[t.id for t in at_nutrition], status="done").count() == 3


def test_reason_and_words_are_asked_for_before_anything_is_done(iums, at, at_nutrition):
    desk = at(iums, "nutrition")
    ids = [str(task.id) for task in at_nutrition]
    for verb in ("skip", "message", "note"):
        assert desk.post("/desk/bulk/do/", verb=verb, task=ids, key=uuid4().hex) == 422
        assert ids[0] in desk.html


def test_report_is_the_readers_own(iums, at, at_nutrition):
    desk = at(iums, "nutrition")
    press(desk, "claim", at_nutrition)
    assert desk.get(desk.path) == 200
    assert at(iums, "it").get(desk.path) == 404
    assert at(iums, "nutrition").get("/desk/bulk/nothing/") == 404


def test_who_may_do_what(iums, at, tasks):
    ids = [str(task.id) for task in tasks]
    assert at(iums, "edu.expert").post("/desk/bulk/", verb="assign", task=ids) == 404
    assert at(iums, "981020304").post("/desk/bulk/", verb="claim", task=ids) == 404
    desk = at(iums, "edu.expert")
    assert desk.post("/desk/bulk/", verb="claim") == 200
    assert "Choose at least one row first." in desk.text
    with pytest.raises(DomainError):
        servicedesk.bulk.chosen([uuid4() for _ in range(101)])

"""Giving a task to somebody, and what a page that is old may not do (B17, B19)."""

from __future__ import annotations

import pytest

from pishkhan.notifications.models import Notice
from pishkhan.workflow import api as workflow
from tests.factories import walks


@pytest.fixture
def task(iums):
    return walks.task_at(walks.file(iums, "981020304"), "education")


def give(iums, task, login) -> None:
    person = iums.person(login).id if login else None
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=person)


def told(iums, login) -> list[str]:
    return list(Notice.objects.filter(person_id=iums.person(login).id).values_list("message", flat=True))


@pytest.mark.parametrize(
    ("verb", "chosen"), [("assign", ""), ("assign", "edu.lead"), ("assign", "edu.expert2"), ("least-loaded", "")]
)
@pytest.mark.parametrize("back", ["", "/desk/"])
def test_b17_page_from_before_somebody_had_it_takes_nothing_away(iums, at, task, verb, chosen, back):
    lead = at(iums, "edu.lead")
    lead.task(task)
    give(iums, task, "edu.expert")
    person = str(iums.person(chosen).id) if chosen else ""
    assert lead.act(task, verb, person=person, holder=lead.value("holder"), next=back) == 409
    assert f"{iums.person('edu.expert').full_name_en} has taken this task" in lead.text
    assert "Nothing was changed." in lead.text
    task.refresh_from_db()
    assert task.assignee_id == iums.person("edu.expert").id
    assert told(iums, "edu.expert") == []


def test_b17_page_from_before_it_was_given_back_is_told_of_it(iums, at, task):
    give(iums, task, "edu.expert")
    lead = at(iums, "edu.lead")
    lead.task(task)
    give(iums, task, None)
    seen = lead.value("holder")
    assert lead.act(task, "assign", person=str(iums.person("edu.expert2").id), holder=seen) == 409
    assert "This task was changed meanwhile" in lead.text


def test_b17_pressed_twice_gives_once(iums, at, task):
    lead, person = at(iums, "edu.lead"), str(iums.person("edu.expert").id)
    assert [lead.act(task, "assign", person=person, holder="") for _ in range(2)] == [200, 200]
    assert "The task was assigned." in lead.text


def test_b17_from_whom_it_is_taken_hears_of_it_and_nobody_else(iums, at, task):
    give(iums, task, "edu.expert")
    lead = at(iums, "edu.lead")
    lead.task(task)
    assert lead.act(task, "assign", person="", holder=lead.value("holder")) == 200
    assert "The task is unassigned again." in lead.text
    assert told(iums, "edu.expert") == ["task_moved"]
    give(iums, task, "edu.lead")
    give(iums, task, "edu.expert2")
    assert told(iums, "edu.lead") == told(iums, "edu.expert2") == []
    expert = at(iums, "edu.expert")
    expert.get("/notifications/")
    assert "is not with you any more" in expert.text


def test_b17_lists_say_whom_they_showed(iums, at, task):
    give(iums, task, "edu.expert")
    lead = at(iums, "edu.lead")
    lead.get("/desk/")
    assert lead.value("holder") == str(iums.person("edu.expert").id)

"""Collision notice and optimistic lock (G): who else has the task open, and nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.web.desk import here
from tests.factories import walks


@pytest.fixture
def task(iums):
    return walks.task_at(walks.file(iums, "981020304"), "education")


def test_second_reader_is_told_of_the_first_and_nobody_of_themselves(iums, at, task):
    lead, expert = at(iums, "edu.lead"), iums.actor("edu.expert")
    here.sign(expert, "همکار نمونه", task.id)
    for _ in range(2):
        lead.act(task, "here", writes="0")
        assert lead.html.count("has this task open since") == 1
    assert len(here.sign(expert, "همکار نمونه", task.id)) == 1


def test_page_of_an_open_task_has_the_place_for_it(iums, at, task):
    lead = at(iums, "edu.lead")
    lead.task(task)
    assert f'data-here="/desk/task/{task.id}/here/" hidden' in lead.html


def test_sign_answers_in_sentences_and_says_who_writes(iums, at, task):
    lead = at(iums, "edu.lead")
    here.sign(iums.actor("edu.expert"), "همکار نمونه", task.id, writes=True)
    assert lead.act(task, "here", writes="0") == 200
    assert "is writing here since" in lead.html


def test_sign_is_forgotten_after_half_a_minute(iums, task, monkeypatch):
    here.sign(iums.actor("edu.expert"), "همکار", task.id)
    now = here.time.time()
    monkeypatch.setattr(here.time, "time", lambda: now + here.LIVES + 1)
    assert here.sign(iums.actor("edu.lead"), "من", task.id) == []


def test_sign_is_for_whose_desk_it_is(iums, at, task):
    assert at(iums, "it").act(task, "here") == 404
    assert at(iums, "981020304").act(task, "here") == 404


def test_text_is_kept_when_somebody_else_did_it(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    mine = at(iums, "nutrition")
    mine.task(task)
    typed = {"key": uuid4().hex, "rev": mine.value("rev"), **walks.ANSWERS["nutrition"], "to_student": "نوشتهٔ من"}
    walks.send(iums, request, "nutrition")
    mine.act(task, "send", **typed)
    assert mine.status == 409
    assert "نوشتهٔ من" in mine.text

"""The task page: everything on one screen, and sending on."""

from __future__ import annotations

from uuid import uuid4

from pishkhan.workflow import api as workflow
from tests.factories import walks


def test_inbox_shows_the_task_at_its_desk(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    desk = at(iums, "nutrition")
    desk.get("/desk/")
    assert desk.status == 200
    assert request.number in desk.html.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))


def test_c12_task_page_has_number_title_user_and_form(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    desk = at(iums, "nutrition")
    desk.task(walks.task_at(request, "nutrition"))
    assert desk.status == 200
    assert "بررسی اداره تغذیه" in desk.text
    assert "کارشناس اداره تغذیه" in desk.text
    assert 'name="food_balance"' in desk.html


def test_sending_on_moves_the_case(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    desk = at(iums, "nutrition")
    desk.act(task, "send", key=uuid4().hex, rev=task.rev, **walks.ANSWERS["nutrition"])
    assert desk.status == 200
    assert desk.path == f"/desk/task/{task.id}/"
    assert walks.open_nodes(request) == ["dormitory"]
    assert workflow.tasks_of_case(request.case_id)[-2].outcome == "cleared"

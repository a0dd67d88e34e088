"""One step at several offices: any of them, or all."""

from __future__ import annotations

import pytest

from pishkhan.workflow import api as workflow
from tests.factories.diagrams import serial, station

OFFICES = "nutrition loan-fund welfare"


def shared(approvers: str) -> str:
    attrs = {"approvers": approvers} if approvers else {}
    return serial("shared", station("a", OFFICES, **attrs), station("b", "it", number=2), order="a b")


@pytest.mark.parametrize("approvers", ["", "any"])
def test_any_office_is_enough_and_the_others_are_let_off(desk, approvers):
    case = desk.start(shared(approvers))
    assert desk.nodes(case) == ["a", "a", "a"]
    late = desk.task(case, "a", "welfare")
    desk.done(case, "a", "loan-fund")
    assert desk.nodes(case) == ["b"]
    with pytest.raises(workflow.AlreadyDone) as told:
        workflow.complete_task(actor=desk.actor(late), task_id=late.id)
    assert told.value.by == desk.university.person("loan").id


def test_all_offices_must_agree(desk):
    case = desk.start(shared("all"))
    rev = desk.case(case).rev
    desk.done(case, "a", "loan-fund")
    desk.done(case, "a", "welfare")
    assert (desk.nodes(case), desk.case(case).rev) == (["a"], rev + 2)
    desk.done(case, "a", "nutrition")
    assert desk.nodes(case) == ["b"]
    assert [t.status for t in workflow.tasks_of_case(case.id) if t.node == "a"] == ["done", "done", "done"]


def test_office_that_agreed_is_told_so(desk):
    case = desk.start(shared("all"))
    task = desk.task(case, "a", "loan-fund")
    desk.done(case, "a", "loan-fund")
    with pytest.raises(workflow.AlreadyDone) as told:
        workflow.complete_task(actor=desk.actor(task), task_id=task.id)
    assert told.value.same


def test_going_back_asks_every_office_again(desk):
    case = desk.start(shared("all"))
    for office in OFFICES.split():
        desk.done(case, "a", office)
    (mine,) = [t for t in workflow.tasks_of_case(case.id) if t.office_id == desk.office("welfare")]
    workflow.reopen_step(actor=desk.actor(mine), task_id=mine.id, reason="اشتباه بود")
    assert desk.nodes(case) == ["a", "a", "a"]
    holders = {task.office_id: task.assignee_id for task in workflow.open_tasks_of_case(case.id)}
    assert holders == {desk.office(o): desk.university.person(desk.LOGINS[o]).id for o in OFFICES.split()}

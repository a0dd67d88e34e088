"""Ways in which a clearance could have said more than is true."""

from __future__ import annotations

from datetime import date

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Role
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Blocked, NotYours
from tests.factories import walks


def test_b26_reopened_dormitory_leaves_no_trace_of_it(iums):
    """B25, B26: answered «خیر» the second time, information technology is no station of the case any more."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="loan-fund", dormitory=walks.WITH_DORMITORY)
    done = {task.node: task for task in workflow.tasks_of_case(request.case_id) if task.status == "done"}
    dormitory = done["dormitory"]
    clerk = identity.actor_of(identity.person(dormitory.done_by), institution_id=iums.id)
    workflow.reopen_step(actor=clerk, task_id=dormitory.id, reason="دانشجو ساکن نبوده است")
    walks.send(iums, request, "dormitory")
    assert walks.open_nodes(request) == ["loan-fund"]
    assert "it" not in [row.node for row in clearance.progress(request)]


def test_station_that_holds_for_a_debt_is_not_taken_away(iums):
    """F1: the dormitory cannot be reopened while information technology, which follows from it, holds a debt."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="it", dormitory=walks.WITH_DORMITORY)
    task = walks.task_at(request, "it")
    clearance.hold_for_debt(actor=walks.holder_of(iums, task), task_id=task.id, amount=500_000, reason="مودم امانی")
    done = [each for each in workflow.tasks_of_case(request.case_id) if each.node == "dormitory"][-1]
    clerk = identity.actor_of(identity.person(done.done_by), institution_id=iums.id)
    with pytest.raises(Blocked) as refused:
        workflow.reopen_step(actor=clerk, task_id=done.id, reason="اشتباه")
    assert [block.code for block in refused.value.blocks] == ["debt_held_beside"]


def test_certified_station_is_not_reopened(shiraz):
    """C1: between certificate and hand-over nothing behind the certificate changes."""
    request = walks.file(shiraz, "97204001")
    walks.walk(shiraz, request, until="handover")
    done = next(task for task in workflow.tasks_of_case(request.case_id) if task.node == "welfare")
    clerk = identity.actor_of(identity.person(done.done_by), institution_id=shiraz.id)
    with pytest.raises(Blocked) as refused:
        workflow.reopen_step(actor=clerk, task_id=done.id, reason="اشتباه")
    assert [block.code for block in refused.value.blocks] == ["certificate_issued"]


def test_b22_given_task_is_lost_with_the_office(iums):
    """B22: an expert who left the council no longer sees what a lead once gave them there."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="disciplinary")
    task = walks.task_at(request, "disciplinary")
    clerk = walks.holder_of(iums, task)
    workflow.claim(actor=clerk, task_id=task.id)
    nutrition = next(unit for unit in iums.loaded.pack.units if unit.key == "nutrition")
    person = identity.person(clerk.me)
    person.memberships.all().delete()
    from pishkhan.organisation import api as organisation

    unit = organisation.units_by_key(iums.id)[nutrition.key]
    identity.put_membership(person=person, unit_id=unit.id, role=Role.EXPERT, since=date(2020, 1, 1))
    moved = identity.actor_of(identity.person(clerk.me), institution_id=iums.id)
    assert list(workflow.visible_to(moved).filter(id=task.id)) == []
    with pytest.raises(NotYours):
        clearance.send_on(actor=moved, task_id=task.id, raw=walks.ANSWERS["disciplinary"])


def test_staff_do_not_clear_themselves(iums):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    student = iums.person("981020304")
    identity.put_membership(person=student, unit_id=task.office_id, role=Role.EXPERT, since=date(2020, 1, 1))
    with pytest.raises(Blocked) as refused:
        clearance.send_on(actor=iums.actor("981020304"), task_id=task.id, raw=walks.ANSWERS["nutrition"])
    assert "own_request" in [block.code for block in refused.value.blocks]


def test_staff_neither_hold_nor_waive_their_own_debts_nor_visits(iums):
    """What a colleague recorded or asked for is not undone by the student who works there."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    colleague = walks.holder_of(iums, task)
    due = clearance.hold_for_debt(actor=colleague, task_id=task.id, amount=1000, reason="کارت")
    clearance.require_visit(actor=colleague, task_id=task.id, reason="اصل مدارک")
    identity.put_membership(
        person=iums.person("981020304"), unit_id=task.office_id, role=Role.EXPERT, since=date(2020, 1, 1)
    )
    student = iums.actor("981020304")
    attempts = [
        lambda: clearance.reduce_debt(
            actor=student, task_id=task.id, due_id=due.id, kind=payments.EntryKind.WAIVED, reason="هیچ"
        ),
        lambda: clearance.hold_for_debt(actor=student, task_id=task.id, amount=1, reason="هیچ"),
        lambda: clearance.require_visit(actor=student, task_id=task.id, reason="هیچ"),
        lambda: clearance.close_visit(actor=student, task_id=task.id, outcome="came"),
    ]
    for attempt in attempts:
        with pytest.raises(Blocked) as refused:
            attempt()
        assert [block.code for block in refused.value.blocks] == ["own_request"]
    assert payments.owed_in_request(request.id, task.office_id) == 1000

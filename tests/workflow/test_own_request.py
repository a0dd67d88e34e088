"""Nobody works on their own request: not in any act of a desk, and in a lent seat not on that of the absent either."""

from __future__ import annotations

from datetime import date

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.identity.domain import people
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.identity.test_absence import away

STUDENT = "981020304"


@pytest.fixture
def at_nutrition(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    return request


def seat(iums, login, office_id, role=Role.EXPERT):
    people.put_membership(person=iums.person(login), unit_id=office_id, role=role, since=date(2020, 1, 1))


def acts(actor, request, task, friend):
    """Every act of a desk on an open task."""
    return {
        "claim": lambda: workflow.claim(actor=actor, task_id=task.id),
        "assign": lambda: workflow.assign(actor=actor, task_id=task.id, person_id=friend),
        "least loaded": lambda: workflow.give_to_least_loaded(actor=actor, task_id=task.id),
        "return": lambda: servicedesk.return_for_correction(
            actor=actor, task_id=task.id, fields=["address"], reason="نشانی"
        ),
        "wait": lambda: workflow.begin_waiting(actor=actor, task_id=task.id, what=workflow.Waiting.STUDENT),
        "visit": lambda: clearance.require_visit(actor=actor, task_id=task.id, reason="مدارک"),
        "hold": lambda: clearance.hold_for_debt(actor=actor, task_id=task.id, amount=1_000, reason="بدهی"),
        "complete": lambda: workflow.complete_task(actor=actor, task_id=task.id),
    }


def refused(act):
    with pytest.raises(workflow.Blocked) as found:
        act()
    return [block.code for block in found.value.blocks] == ["own_request"]


def test_own_request_is_for_a_colleague_in_every_act(iums, at_nutrition):
    task = walks.task_at(at_nutrition, "nutrition")
    seat(iums, STUDENT, task.office_id, Role.LEAD)
    friend = iums.person("nutrition").id
    tried = acts(iums.actor(STUDENT), at_nutrition, task, friend)
    assert {name: refused(act) for name, act in tried.items()} == dict.fromkeys(tried, True)
    after = walks.task_at(at_nutrition, "nutrition")
    assert (after.assignee_id, after.rev, after.returned) == (None, task.rev, False)


def test_own_finished_station_is_not_taken_up_again(iums, at_nutrition):
    walks.send(iums, at_nutrition, "nutrition")
    done = next(task for task in workflow.tasks_of_case(at_nutrition.case_id) if task.node == "nutrition")
    seat(iums, STUDENT, done.office_id)
    assert refused(lambda: workflow.reopen_step(actor=iums.actor(STUDENT), task_id=done.id, reason="دلیل"))


@pytest.mark.parametrize("applicant", ["nutrition", "it"])
def test_in_a_lent_seat_neither_ones_own_nor_that_of_the_absent(iums, at_nutrition, applicant):
    task = walks.task_at(at_nutrition, "nutrition")
    people.put_membership(
        person=iums.person("nutrition"), unit_id=task.office_id, role=Role.LEAD, since=date(2020, 1, 1)
    )
    away(iums, "nutrition", "it")
    servicedesk.Request.objects.filter(id=at_nutrition.id).update(applicant_id=iums.person(applicant).id)
    tried = acts(iums.actor("it"), at_nutrition, task, iums.person("nutrition").id)
    assert {name: refused(act) for name, act in tried.items()} == dict.fromkeys(tried, True)


def test_lead_in_a_lent_seat_does_not_hand_out_what_the_absent_lead_filed(iums, at_nutrition):
    """A seat of one's own at the desk does not help: what hands out is the lead's seat, and that is lent."""
    task = walks.task_at(at_nutrition, "nutrition")
    seat(iums, "loan", task.office_id, Role.LEAD)
    seat(iums, "it", task.office_id)
    away(iums, "loan", "it", unit="nutrition")
    servicedesk.Request.objects.filter(id=at_nutrition.id).update(applicant_id=iums.person("loan").id)
    actor = iums.actor("it")
    assert refused(lambda: workflow.assign(actor=actor, task_id=task.id, person_id=iums.person("nutrition").id))
    assert refused(lambda: workflow.give_to_least_loaded(actor=actor, task_id=task.id))


def test_nobody_is_handed_their_own_request(iums, at_nutrition):
    task = walks.task_at(at_nutrition, "nutrition")
    seat(iums, "loan", task.office_id, Role.LEAD)
    seat(iums, STUDENT, task.office_id)
    student = iums.person(STUDENT).id
    with pytest.raises(DomainError, match="own_of_assignee"):
        workflow.assign(actor=iums.actor("loan"), task_id=task.id, person_id=student)

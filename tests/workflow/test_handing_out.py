"""Least-loaded (G): new work goes to the present expert with the fewest open tasks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pishkhan.identity.domain import people
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.identity.test_absence import away

STUDENTS = ("981020304", "991020305", "4001020306", "941020307")


@pytest.fixture
def education(iums):
    office = organisation.unit_ids(iums.id)["education"]
    workflow.handing_out.set_rule(actor=iums.actor("edu.lead"), office_id=office, assigns="least_loaded")
    return office


def given(iums, login):
    """Who got the first station of a new request."""
    task = walks.task_at(walks.file(iums, login), "education")
    names = {iums.person(name).id: name for name in ("edu.expert", "edu.expert2")}
    return names.get(task.assignee_id, "")


def test_b17_lead_hands_out_unless_the_office_has_a_rule(iums):
    assert given(iums, STUDENTS[0]) == ""


def test_who_has_fewest_gets_the_next_and_the_history_says_so(iums, education):
    got = [given(iums, login) for login in STUDENTS]
    assert sorted(got) == ["edu.expert", "edu.expert", "edu.expert2", "edu.expert2"]
    assert got[0] != got[1]
    request = servicedesk.Request.objects.filter(institution_id=iums.id).first()
    [line] = audit.history(request.case_id).filter(action="task.assigned")
    assert line.after["rule"] == "least_loaded"


def test_of_two_without_work_who_waited_longer_gets_it(iums, education):
    first = given(iums, STUDENTS[0])
    request = servicedesk.Request.objects.get(institution_id=iums.id)
    walks.send(iums, request, "education")
    assert given(iums, STUDENTS[1]) != first


def test_absent_experts_are_left_out(iums, education):
    away(iums, "edu.expert", "it")
    assert [given(iums, login) for login in STUDENTS[:2]] == ["edu.expert2", "edu.expert2"]
    away(iums, "edu.expert2", "it", unit="education")
    assert given(iums, STUDENTS[2]) == ""


def test_nobody_is_given_their_own_request(iums, education):
    """An expert who studies too has no open task, and still does not get what they file."""
    for login in STUDENTS[:2]:
        given(iums, login)
    people.put_membership(
        person=iums.person(STUDENTS[2]), unit_id=education, role=Role.EXPERT, since=timezone.localdate()
    )
    assert given(iums, STUDENTS[2]) in {"edu.expert", "edu.expert2"}
    task = walks.task_at(walks.file(iums, STUDENTS[3]), "education")
    assert task.assignee_id == iums.person(STUDENTS[2]).id


def test_lead_gives_to_the_least_loaded_and_nobody_else_does(iums):
    task = walks.task_at(walks.file(iums, STUDENTS[0]), "education")
    with pytest.raises(DomainError):
        workflow.give_to_least_loaded(actor=iums.actor("it"), task_id=task.id)
    got = workflow.give_to_least_loaded(actor=iums.actor("edu.lead"), task_id=task.id)
    assert got.assignee_id in {iums.person("edu.expert").id, iums.person("edu.expert2").id}
    away(iums, "edu.expert", "it")
    away(iums, "edu.expert2", "it")
    other = walks.task_at(walks.file(iums, STUDENTS[1]), "education")
    with pytest.raises(DomainError) as refused:
        workflow.give_to_least_loaded(actor=iums.actor("edu.lead"), task_id=other.id)
    assert refused.value.code == "nobody_present"


def test_station_taken_up_again_is_in_the_hands_the_history_names(iums, education):
    """Not first given out by the rule: the history says who really has it."""
    task = walks.task_at(walks.file(iums, STUDENTS[0]), "education")
    request = servicedesk.Request.objects.get(institution_id=iums.id)
    had = task.assignee_id
    walks.send(iums, request, "education")
    for login in STUDENTS[1:3]:
        walks.file(iums, login)
    # Whoever had it has more open work than the colleague now.
    open_ones = workflow.Task.objects.filter(status="ready", office_id=education)
    open_ones.update(assignee_id=had)
    workflow.reopen_step(actor=iums.actor("edu.lead"), task_id=task.id, reason="دلیل")
    again = walks.task_at(request, "education")
    lines = audit.history(request.case_id).filter(action="task.assigned", subject_id=again.id)
    assert again.assignee_id == had
    assert [row.after for row in lines] == [{"assignee": str(had), "node": again.node}]


def test_who_waited_longest_is_known_however_much_others_did_since(iums, education):
    """Work of other offices done since does not push an office's own out of sight."""
    first = given(iums, STUDENTS[0])
    request = servicedesk.Request.objects.get(institution_id=iums.id)
    task = walks.task_at(request, "education")
    walks.send(iums, request, "education")
    elsewhere = [
        workflow.Task(
            case_id=task.case_id, node="other", wants_role="expert", status="done", done_at=timezone.now(),
            assignee_id=iums.person("it").id,
        )
        for _ in range(2001)
    ]  # fmt: skip
    workflow.Task.objects.bulk_create(elsewhere)
    people_ = {iums.person(name).id: name for name in ("edu.expert", "edu.expert2")}
    other = next(who for who, name in people_.items() if name != first)
    found = workflow.handing_out.least_loaded(education)
    assert found == other
    workflow.Task.objects.filter(id=task.id).update(assignee_id=other)
    assert workflow.handing_out.least_loaded(education) != other


def test_rule_is_set_by_the_lead_alone(iums):
    office = organisation.unit_ids(iums.id)["education"]
    with pytest.raises(workflow.NotYours):
        workflow.handing_out.set_rule(actor=iums.actor("edu.expert"), office_id=office, assigns="pool")
    with pytest.raises(DomainError):
        workflow.handing_out.set_rule(actor=iums.actor("edu.lead"), office_id=office, assigns="lottery")

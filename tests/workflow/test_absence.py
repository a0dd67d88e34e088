"""Whoever stands in works at the desks of the absent, and the history says on whose behalf (G)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.identity.domain import people
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.identity.test_absence import away
from tests.web.desk.conftest import Desk


@pytest.fixture
def at_nutrition(iums):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    return request


def told(iums, request):
    """(action, who, on whose behalf) of every line that was written by or for somebody standing in."""
    login = {iums.person(name).id: name for name in ("nutrition", "it", "loan", "welfare", "edu.lead", "edu.expert")}
    lines = audit.history(request.case_id).filter(on_behalf_of__isnull=False)
    return [(row.action, login[row.actor_id], login[row.on_behalf_of]) for row in lines]


def test_chain_c_sits_at_the_desks_of_a_and_b(iums, at_nutrition):
    away(iums, "nutrition", "it")
    away(iums, "it", "loan")
    task = walks.task_at(at_nutrition, "nutrition")
    actor = iums.actor("loan")
    workflow.claim(actor=actor, task_id=task.id)
    servicedesk.comment(actor=actor, request_id=at_nutrition.id, body="سلام", task_id=task.id)
    walks_send(iums, at_nutrition, "loan")
    assert told(iums, at_nutrition)[:3] == [
        ("task.claimed", "loan", "nutrition"), ("comment.written", "loan", "nutrition"),
        ("task.done", "loan", "nutrition"),
    ]  # fmt: skip
    done = workflow.Task.objects.get(id=task.id)
    assert done.done_by == iums.person("loan").id
    [walked] = [each for each in workflow.walked(at_nutrition.case_id) if each.id == task.id]
    assert workflow.instead_of(walked) == iums.person("nutrition").full_name


def test_own_seat_wins(iums, at_nutrition):
    people.put_membership(
        person=iums.person("it"), unit_id=organisation.unit_ids(iums.id)["nutrition"], role=Role.EXPERT,
        since=timezone.localdate(),
    )  # fmt: skip
    away(iums, "it", "nutrition")
    assert iums.actor("nutrition").stands_in_for
    walks.send(iums, at_nutrition, "nutrition")
    assert told(iums, at_nutrition) == []


def test_what_a_lead_gave_the_absent_is_the_deputys_while_they_are_away(iums):
    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("edu.expert").id)
    row = away(iums, "edu.expert", "it")
    mine = servicedesk.inbox(iums.actor("it"), servicedesk.Filter(tab="mine"))
    assert [each.task.id for each in mine.rows] == [task.id]
    assert servicedesk.counters(iums.actor("it"))["mine"] == 1
    assert servicedesk.request_of_task(iums.actor("it"), task.id) == request
    clearance.send_on(actor=iums.actor("it"), task_id=task.id, raw=walks.ANSWERS["education"])
    assert told(iums, request)[0] == ("task.done", "it", "edu.expert")
    row.delete()
    assert servicedesk.request_of_task(iums.actor("it"), task.id) is None


def test_deputy_of_the_same_office_works_on_what_the_absent_has_in_their_place(iums):
    """An own seat at the desk does not hide whose work it is; what nobody has is worked on from it."""
    request, other = walks.file(iums, "981020304"), walks.file(iums, "991020305")
    task, free = walks.task_at(request, "education"), walks.task_at(other, "education")
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("edu.expert").id)
    away(iums, "edu.expert", "edu.expert2")
    name = iums.person("edu.expert").full_name_en
    desk = Desk(iums, "edu.expert2")
    desk.get("/desk/")
    assert desk.text.count(f"in the place of {name}") == 1
    desk.task(task)
    assert f"You work in the place of {name}" in desk.text
    actor = iums.actor("edu.expert2")
    clearance.send_on(actor=actor, task_id=task.id, raw=walks.ANSWERS["education"])
    workflow.assign(actor=iums.actor("edu.lead"), task_id=free.id, person_id=actor.person_id)
    clearance.send_on(actor=actor, task_id=free.id, raw=walks.ANSWERS["education"])
    done = [audit.history(each.case_id).get(action="task.done").on_behalf_of for each in (request, other)]
    assert done == [iums.person("edu.expert").id, None]


def test_lead_who_is_away_has_somebody_hand_out(iums):
    request = walks.file(iums, "981020304")
    away(iums, "edu.lead", "edu.expert2")
    task = walks.task_at(request, "education")
    workflow.assign(actor=iums.actor("edu.expert2"), task_id=task.id, person_id=iums.person("edu.expert").id)
    [line] = audit.history(request.case_id).filter(action="task.assigned")
    assert (line.actor_id, line.on_behalf_of) == (iums.person("edu.expert2").id, iums.person("edu.lead").id)


def test_nobody_decides_about_the_request_of_whom_they_stand_in_for(iums, at_nutrition):
    """Not about their own by a delegated seat, and not about the absent person's own either."""
    for absent, deputy, applicant in (("nutrition", "it", "nutrition"), ("nutrition", "it", "it")):
        servicedesk.Request.objects.filter(id=at_nutrition.id).update(applicant_id=iums.person(applicant).id)
        row = away(iums, absent, deputy)
        with pytest.raises(workflow.Blocked) as refused:
            walks_send(iums, at_nutrition, deputy)
        assert [block.code for block in refused.value.blocks] == ["own_request"]
        task = walks.task_at(at_nutrition, "nutrition")
        with pytest.raises(workflow.Blocked):
            clearance.hold_for_debt(actor=iums.actor(deputy), task_id=task.id, amount=1_000, reason="بدهی")
        row.delete()


def walks_send(iums, request, who):
    task = walks.task_at(request, "nutrition")
    return clearance.send_on(actor=iums.actor(who), task_id=task.id, raw=walks.ANSWERS["nutrition"])


def test_notes_of_an_office_are_read_by_who_stands_in(iums, at_nutrition):
    task = walks.task_at(at_nutrition, "nutrition")
    servicedesk.comment(
        actor=iums.actor("nutrition"), request_id=at_nutrition.id, body="یادداشت", task_id=task.id,
        visibility=Visibility.INTERNAL,
    )  # fmt: skip
    away(iums, "nutrition", "it")
    assert [row.body for row in servicedesk.comments(at_nutrition, iums.actor("it"))] == ["یادداشت"]


def test_words_of_the_student_reach_who_stands_in(iums, at_nutrition):
    """B13: the current holder hears of it, also where that is the deputy of the deputy."""
    task = walks.task_at(at_nutrition, "nutrition")
    workflow.claim(actor=iums.actor("nutrition"), task_id=task.id)
    away(iums, "nutrition", "it")
    away(iums, "it", "loan")
    told = set(servicedesk.holders(at_nutrition))
    assert told == {iums.person(login).id for login in ("nutrition", "it", "loan")}


def test_what_was_taken_in_a_lent_seat_stays_with_the_absent(iums, at_nutrition):
    """B19: once they are back they go on with it; the deputy's hand is in the history."""
    row = away(iums, "nutrition", "it")
    task = walks.task_at(at_nutrition, "nutrition")
    deputy = iums.actor("it")
    workflow.claim(actor=deputy, task_id=task.id)
    assert workflow.claim(actor=deputy, task_id=task.id).assignee_id == iums.person("nutrition").id
    assert told(iums, at_nutrition) == [("task.claimed", "it", "nutrition")]
    row.delete()
    assert set(servicedesk.holders(at_nutrition)) == {iums.person("nutrition").id}
    mine = servicedesk.inbox(iums.actor("nutrition"), servicedesk.Filter(tab="mine"))
    assert [each.task.id for each in mine.rows] == [task.id]
    walks.send(iums, at_nutrition, "nutrition")


def test_what_a_deputy_held_for_a_debt_stays_with_the_absent(iums, at_nutrition):
    away(iums, "nutrition", "it")
    task = walks.task_at(at_nutrition, "nutrition")
    clearance.hold_for_debt(actor=iums.actor("it"), task_id=task.id, amount=1_000, reason="بدهی")
    assert walks.task_at(at_nutrition, "nutrition").assignee_id == iums.person("nutrition").id


def test_what_a_deputy_did_opens_again_with_the_absent(iums, at_nutrition):
    row = away(iums, "nutrition", "it")
    task = walks.task_at(at_nutrition, "nutrition")
    clearance.send_on(actor=iums.actor("it"), task_id=task.id, raw=walks.ANSWERS["nutrition"])
    row.delete()
    workflow.reopen_step(actor=iums.actor("nutrition"), task_id=task.id, reason="دلیل")
    assert walks.task_at(at_nutrition, "nutrition").assignee_id == iums.person("nutrition").id


def test_who_left_the_office_holds_nothing_there(iums, at_nutrition):
    """Words of the student go to the desk, and a colleague may take the task over."""
    task = walks.task_at(at_nutrition, "nutrition")
    workflow.claim(actor=iums.actor("nutrition"), task_id=task.id)
    iums.person("nutrition").memberships.all().delete()
    people.put_membership(
        person=iums.person("loan"), unit_id=task.office_id, role=Role.EXPERT, since=timezone.localdate()
    )
    assert set(servicedesk.holders(at_nutrition)) == {iums.person("loan").id}
    colleague = iums.actor("loan")
    assert workflow.claim(actor=colleague, task_id=task.id).assignee_id == iums.person("loan").id


def test_what_somebody_did_who_left_opens_again_at_the_desk(iums, at_nutrition):
    task = walks.task_at(at_nutrition, "nutrition")
    walks.send(iums, at_nutrition, "nutrition")
    iums.person("nutrition").memberships.all().delete()
    people.put_membership(
        person=iums.person("loan"), unit_id=task.office_id, role=Role.EXPERT, since=timezone.localdate()
    )
    workflow.reopen_step(actor=iums.actor("loan"), task_id=task.id, reason="دلیل")
    again = walks.task_at(at_nutrition, "nutrition")
    assert (again.assignee_id, again.form_data) == (None, workflow.Task.objects.get(id=task.id).form_data)

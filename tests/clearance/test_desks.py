"""Who gets a case and who does not: leads (B17, B19), deputies (B20), the disciplinary council (B22)."""

from __future__ import annotations

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.identity.models import MembershipRow
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation.models import Unit
from pishkhan.plumbing import incidents
from pishkhan.plumbing.models import Incident
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.workflow import api as workflow
from tests.factories import walks

NURSE, DOCTOR = "981020304", "941020307"
MEDICAL = {"faculty": ["medicine"], "field": ["medicine"], "degree": ["professional"]}


# B17, B19: the lead hands out --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "lead", "expert"),
    [("education", "edu.lead", "edu.expert"), ("student-affairs", "affairs.lead", "affairs.expert")],
)
def test_b17_b19_lands_with_the_lead_who_assigns(iums, node, lead, expert):
    request = walks.file(iums, NURSE)
    walks.walk(iums, request, until=node)
    task = walks.task_at(request, node)
    assert list(workflow.ready_in(iums.actor(expert))) == []
    assert list(workflow.ready_in(iums.actor(lead))) == [task]
    workflow.assign(actor=iums.actor(lead), task_id=task.id, person_id=iums.person(expert).id)
    assert list(workflow.ready_in(iums.actor(expert))) == [task]


def test_b17_expert_cannot_take_it_from_the_lead(iums):
    task = walks.task_at(walks.file(iums, NURSE), "education")
    with pytest.raises(workflow.NotYours):
        workflow.claim(actor=iums.actor("edu.expert"), task_id=task.id)
    with pytest.raises(DomainError, match="lead_assigns"):
        clearance.send_on(actor=iums.actor("edu.lead"), task_id=task.id, raw=walks.ANSWERS["education"])


def test_b17_only_people_of_the_office_are_assigned_and_only_by_its_lead(iums):
    task = walks.task_at(walks.file(iums, NURSE), "education")
    with pytest.raises(DomainError, match="not_of_office"):
        workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("affairs.expert").id)
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("edu.expert").id)
    with pytest.raises(DomainError, match="not_lead"):
        workflow.assign(actor=iums.actor("edu.expert"), task_id=task.id, person_id=iums.person("edu.expert2").id)


def test_reassigned_task_is_no_longer_the_first_experts(iums):
    task = walks.task_at(walks.file(iums, NURSE), "education")
    for login in ["edu.expert", "edu.expert2"]:
        workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person(login).id)
    with pytest.raises(workflow.NotYours):
        clearance.send_on(actor=iums.actor("edu.expert"), task_id=task.id, raw=walks.ANSWERS["education"])
    assert clearance.send_on(
        actor=iums.actor("edu.expert2"), task_id=task.id, raw=walks.ANSWERS["education"]
    ).repeated is False  # fmt: skip


# B20: the deputy of the case's faculty -----------------------------------------------------------


def test_b20_deputy_is_the_one_of_the_cases_faculty(iums):
    nurse, doctor = walks.file(iums, NURSE), walks.file(iums, DOCTOR, **MEDICAL)
    for request in (nurse, doctor):
        walks.walk(iums, request, until="culture-deputy")
    seen = {login: [task.case_id for task in workflow.ready_in(iums.actor(login))] for login in
            ["deputy.nursing", "deputy.medicine", "deputy.paramedical"]}  # fmt: skip
    assert seen == {
        "deputy.nursing": [nurse.case_id], "deputy.medicine": [doctor.case_id], "deputy.paramedical": [],
    }  # fmt: skip


def test_b20_deputy_of_another_faculty_neither_sees_nor_approves(iums):
    request = walks.file(iums, NURSE)
    walks.walk(iums, request, until="culture-deputy")
    task, other = walks.task_at(request, "culture-deputy"), iums.actor("deputy.medicine")
    with pytest.raises(workflow.NotYours):
        clearance.send_on(actor=other, task_id=task.id, raw=walks.ANSWERS["culture-deputy"])
    assert not servicedesk.visible_to(other).exists()


def test_b20_missing_deputy_is_an_incident(iums):
    MembershipRow.objects.filter(person=iums.person("deputy.nursing")).delete()
    request = walks.file(iums, NURSE)
    walks.walk(iums, request, until="culture-deputy")
    (incident,) = incidents.visible_to(iums.actor("admin"))
    task = walks.task_at(request, "culture-deputy")
    assert (incident.kind, incident.subject_id, incident.detail["role"]) == ("office_missing", task.id, "deputy")


def test_b20_faculty_without_the_unit_is_an_incident_and_the_case_waits(iums):
    Unit.objects.filter(institution_id=iums.id, key="rehabilitation-culture-deputy").update(kind="office")
    request = walks.file(iums, "991020310", faculty=["rehabilitation"], field=["physiotherapy"])
    walks.walk(iums, request, until="culture-deputy")
    task = walks.task_at(request, "culture-deputy")
    assert (task.office_id, Incident.objects.get(kind="office_missing").subject_id) == (None, task.id)


# B22: the disciplinary council -------------------------------------------------------------------


@pytest.fixture
def at_council(iums):
    made = walks.file(iums, NURSE)
    walks.walk(iums, made, until="disciplinary")
    return made


def read_by(iums, request, login: str) -> list[str]:
    return [row.body for row in servicedesk.comments(request, iums.actor(login))]


def test_b22_notes_stay_in_the_office(iums, at_council):
    task = walks.task_at(at_council, "disciplinary")
    for visibility, body in [(Visibility.INTERNAL, "یادداشت شورا"), (Visibility.PUBLIC, "پیام به دانشجو")]:
        servicedesk.comment(
            actor=iums.actor("council"), request_id=at_council.id, body=body, visibility=visibility, task_id=task.id
        )
    walks.walk(iums, at_council, until="nutrition")
    assert read_by(iums, at_council, "council") == ["یادداشت شورا", "پیام به دانشجو"]
    for login in ["nutrition", "edu.expert", NURSE]:
        assert read_by(iums, at_council, login) == ["پیام به دانشجو"]


def test_internal_note_elsewhere_is_read_by_offices_not_by_the_student(iums):
    request = walks.file(iums, NURSE)
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    servicedesk.comment(
        actor=iums.actor("nutrition"), request_id=request.id, body="یادداشت", visibility=Visibility.INTERNAL,
        task_id=task.id,
    )  # fmt: skip
    assert (read_by(iums, request, "council"), read_by(iums, request, NURSE)) == (["یادداشت"], [])


def test_b22_student_sees_a_neutral_station(iums, at_council):
    walks.send(iums, at_council, "disciplinary")
    (shown,) = [row for row in clearance.progress(at_council) if row.node == "disciplinary"]
    assert (shown.status, shown.holder) == ("done", "")


def test_student_writes_in_public_only_and_staff_from_their_task_only(iums, at_council):
    student = iums.actor(NURSE)
    with pytest.raises(workflow.NotYours):
        servicedesk.comment(
            actor=student, request_id=at_council.id, body="سلام", visibility=Visibility.INTERNAL
        )
    with pytest.raises(workflow.NotYours):
        servicedesk.comment(actor=iums.actor("council"), request_id=at_council.id, body="سلام")

"""The lead's page of an office, and days away on the three pages that enter them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel import jalali
from pishkhan.organisation import api as organisation
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.identity.test_absence import away, seats


def today():
    return jalali.show(timezone.localdate())


def test_lead_sees_loads_and_absences_and_sets_the_rule(iums, at):
    office = organisation.unit_ids(iums.id)["education"]
    task = walks.task_at(walks.file(iums, "981020304"), "education")
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("edu.expert").id)
    away(iums, "edu.expert2", "it")
    desk = at(iums, "edu.lead")
    assert desk.get("/desk/office/") == 200
    assert "Demo Expert Education 1 Present" in desk.text
    assert "Away now" in desk.text
    assert desk.post("/desk/office/rule/", office=office, assigns="least_loaded") == 200
    assert workflow.handing_out.rule_of(iums.id, office) == "least_loaded"
    assert desk.post("/desk/office/rule/", office=office, assigns="lottery") == 422


def test_office_page_is_the_leads(iums, at):
    office = organisation.unit_ids(iums.id)["education"]
    assert at(iums, "edu.expert").get("/desk/office/") == 404
    assert at(iums, "affairs.lead").get(f"/desk/office/?office={office}") == 404
    assert at(iums, "affairs.lead").post("/desk/office/rule/", office=office, assigns="pool") == 404
    assert at(iums, "981020304").get("/desk/office/") == 404


def test_button_of_the_lead_gives_to_the_least_loaded(iums, at):
    task = walks.task_at(walks.file(iums, "981020304"), "education")
    desk = at(iums, "edu.lead")
    desk.act(task, "least-loaded")
    assert "fewest open" in desk.text
    assert workflow.Task.objects.get(id=task.id).assignee_id in {
        iums.person("edu.expert").id, iums.person("edu.expert2").id,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "path"),
    [("edu.expert", "/account/absence/"), ("edu.lead", "/desk/office/people/{id}/"),
     ("admin", "/console/people/{id}/absence/")],
)  # fmt: skip
def test_absence_is_entered_and_ended(iums, at, who, path):
    desk, path = at(iums, who), path.format(id=iums.person("edu.expert").id)
    given = {"since": today(), "until": today(), "deputy": iums.person("it").id}
    assert desk.post(path, **{**given, "deputy": iums.person("edu.expert").id}) == 422
    assert "Choose a colleague who works here today." in desk.text
    assert desk.post(path, **{**given, "since": "1405/13/40"}) == 422
    desk.get(path)
    untouched = {name: desk.value(name) for name in ("since", "until")}
    assert desk.post(path, **untouched, deputy="") == 422, "one press on the untouched form makes nobody absent"
    assert not identity.Absence.objects.filter(institution_id=iums.id).exists()
    assert desk.post(path, **given) == 200
    assert "stands in" in desk.text
    assert seats(iums, "it")
    [row] = identity.Absence.objects.filter(institution_id=iums.id)
    assert desk.post(f"{path}{row.id}/end/") == 200
    assert not seats(iums, "it")


@pytest.mark.parametrize(
    ("who", "path"),
    [("981020304", "/account/absence/"), ("affairs.lead", "/desk/office/people/{id}/"),
     ("edu.expert2", "/desk/office/people/{id}/"), ("edu.lead", "/console/people/{id}/absence/")],
)  # fmt: skip
def test_nobody_else_enters_it(iums, at, who, path):
    given = {"since": today(), "until": today(), "deputy": iums.person("it").id}
    path = path.format(id=iums.person("edu.expert").id)
    assert at(iums, who).post(path, **given) == 404
    row = away(iums, "edu.expert", "it")
    assert at(iums, who).post(f"{path}{row.id}/end/") == 404
    assert identity.Absence.objects.get(id=row.id).ended_at is None


def test_deputy_is_told_in_whose_place_they_work(iums, at):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    away(iums, "nutrition", "it")
    away(iums, "it", "loan")
    desk = at(iums, "loan")
    desk.get("/desk/")
    assert "in the place of Demo" in desk.text
    task = walks.task_at(request, "nutrition")
    desk.task(task)
    assert "You work in the place of Demo" in desk.text
    walks.send(iums, request, "nutrition")
    walks.walk(iums, request, until="welfare")
    later = at(iums, "nutrition")
    later.task(task)
    assert later.status == 200

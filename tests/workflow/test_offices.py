"""B20: an office that was missing is found again, by hand and by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.identity.models import MembershipRow
from pishkhan.organisation.models import Unit
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.models import Incident
from pishkhan.workflow import api as workflow
from pishkhan.workflow.domain import offices
from tests.factories import walks
from tests.web.desk.conftest import Desk

NODE = "culture-deputy"


def state() -> str:
    return Incident.objects.get(kind=workflow.NOBODY_THERE).state


def seat(university, login: str, *, since=None) -> None:
    person = university.person(login)
    unit = Unit.objects.get(institution_id=university.id, key="nursing-culture-deputy")
    since = since or timezone.localdate()
    MembershipRow.objects.create(person=person, unit_id=unit.id, role=Role.DEPUTY, since=since)


@pytest.fixture
def unstaffed(iums):
    """The deputy of the student's faculty is gone before the case comes to them."""
    MembershipRow.objects.filter(person=iums.person("deputy.nursing")).delete()
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until=NODE)
    return walks.task_at(request, NODE)


@pytest.fixture
def officeless(iums):
    """The student's faculty has no such unit."""
    Unit.objects.filter(institution_id=iums.id, key="nursing-culture-deputy").update(kind="office")
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until=NODE)
    return walks.task_at(request, NODE)


def give_unit(iums) -> None:
    Unit.objects.filter(institution_id=iums.id, key="nursing-culture-deputy").update(kind="culture-deputy")


def resolve(iums, task, login="admin") -> workflow.Resolved:
    return workflow.resolve_office(actor=iums.actor(login), task_id=task.id)


def test_nobody_yet_says_so_and_changes_nothing(iums, unstaffed):
    assert resolve(iums, unstaffed) == workflow.Resolved(workflow.Found.NOBODY, unstaffed.office_id, Role.DEPUTY)
    assert (state(), workflow.tasks_of_case(unstaffed.case_id)[-1].rev) == ("open", unstaffed.rev)


def test_new_deputy_closes_it_with_a_line_in_the_case(iums, unstaffed):
    seat(iums, "edu.expert")
    assert resolve(iums, unstaffed).found == workflow.Found.STAFFED
    last = audit.history(unstaffed.case_id, newest_first=True)[0]
    assert (state(), last.action, last.actor_id) == ("closed", "task.office_found", iums.person("admin").id)
    resolve(iums, unstaffed)
    assert audit.history(unstaffed.case_id).filter(action="task.office_found").count() == 1
    assert audit.broken_at(audit.history(unstaffed.case_id)) is None


def test_office_that_was_made_gets_the_task_and_can_send_it_on(iums, officeless):
    assert resolve(iums, officeless) == workflow.Resolved(workflow.Found.NO_OFFICE, None, Role.DEPUTY)
    give_unit(iums)
    found = resolve(iums, officeless)
    assert (found.found, state()) == (workflow.Found.STAFFED, "closed")
    deputy = iums.actor("deputy.nursing")
    assert [task.id for task in workflow.ready_in(deputy)] == [officeless.id]
    line = audit.history(officeless.case_id, newest_first=True)[0]
    assert (line.before, line.after["office"]) == ({"office": None}, str(found.office_id))


def test_office_without_people_gets_the_task_and_the_incident_stays(iums, officeless):
    give_unit(iums)
    MembershipRow.objects.filter(person=iums.person("deputy.nursing")).delete()
    found = resolve(iums, officeless)
    assert (found.found, found.office_id is None, state()) == (workflow.Found.NOBODY, False, "open")


def test_task_that_is_over_needs_no_office(iums, unstaffed):
    workflow.Task.objects.filter(id=unstaffed.id).update(status="cancelled")
    assert (resolve(iums, unstaffed).found, state()) == (workflow.Found.OVER, "closed")


@pytest.mark.parametrize("login", ["manager", "edu.lead", "981020304"])
def test_only_administrators_look_again(iums, unstaffed, login):
    with pytest.raises(workflow.NotYours):
        resolve(iums, unstaffed, login)


def test_administrator_elsewhere_does_not_find_the_task(iums, shiraz, unstaffed):
    with pytest.raises(workflow.NotYours):
        resolve(shiraz, unstaffed)


def test_job_resolves_what_a_new_day_brought(iums, unstaffed, monkeypatch):
    """A role given for tomorrow closes the incident tomorrow; no verb runs then."""
    tomorrow = timezone.now() + timedelta(days=1)
    seat(iums, "edu.expert", since=timezone.localdate(tomorrow))
    assert (offices.resolve_all(), state()) == (0, "open")
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert (offices.resolve_all(), state()) == (1, "closed")


def test_job_goes_through_all_of_them_a_few_at_a_time(iums, unstaffed):
    """An incident whose task cannot be found does not hold up the others."""
    incidents.open_incident(
        institution_id=iums.id, kind=workflow.NOBODY_THERE, subject_kind="task", subject_id=iums.id
    )
    seat(iums, "edu.expert")
    assert offices.resolve_all(most=1) == 1
    assert Incident.objects.get(subject_id=unstaffed.id).state == "closed"
    assert Incident.objects.get(subject_id=iums.id).state == "open"


def test_console_answers_what_to_do_next_and_then_that_it_is_done(iums, unstaffed):
    row, desk = Incident.objects.get(), Desk(iums, "admin")
    desk.get("/console/incidents/")
    assert f"/console/incidents/{row.id}/recheck/" in desk.html
    desk.post(f"/console/incidents/{row.id}/recheck/")
    assert "has no deputy. Give somebody this role" in desk.text
    seat(iums, "edu.expert")
    desk.post(f"/console/incidents/{row.id}/recheck/")
    assert "Somebody is at the desk now." in desk.text
    assert state() == "closed"
    desk.post(f"/console/incidents/{row.id}/recheck/")
    assert "This incident is already closed." in desk.text


def test_console_says_that_the_unit_is_missing(iums, officeless):
    desk = Desk(iums, "admin")
    desk.post(f"/console/incidents/{Incident.objects.get().id}/recheck/")
    assert "Still no office" in desk.text


def test_other_incidents_are_not_looked_at_again(iums):
    incidents.open_incident(institution_id=iums.id, kind="event.x.y", subject_kind="event", subject_id=iums.id)
    row, desk = Incident.objects.get(), Desk(iums, "admin")
    desk.post(f"/console/incidents/{row.id}/recheck/")
    assert "nothing here that can be tried again" in desk.text
    assert Desk(iums, "manager").post(f"/console/incidents/{row.id}/recheck/") == 404

"""Overdue work and lists to take away, over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.identity.models import MembershipRow
from pishkhan.servicedesk.models import Export
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.web.rest.callers import CLERK, STUDENT, Caller, code


@pytest.fixture
def late(iums):
    """A task of an hour ago at the clerk's desk."""
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until=CLERK)
    workflow.Task.objects.filter(case_id=request.case_id).update(due_at=None)
    task = walks.task_at(request, CLERK)
    workflow.Task.objects.filter(id=task.id).update(due_at=timezone.now() - timedelta(hours=1))
    return task


def test_overdue_is_told_to_who_answers_for_the_office(iums, late):
    admin = Caller(iums, "admin")
    [office] = admin.get("/desk/overdue/").json()["rows"]
    assert (office["office"], office["tasks"], office["free"]) == (str(late.office_id), 1, 1)
    told = admin.get("/desk/overdue/tasks/", office=late.office_id).json()
    [line] = told["rows"]
    assert (line["number"][:4], line["holder"], told["next"]) == ("1405", "", None)
    clerk, lead = Caller(iums, "loan"), Caller(iums, "edu.lead")
    for path, asked in [("/desk/overdue/", {}), ("/desk/overdue/tasks/", {"office": late.office_id})]:
        assert code(clerk.get(path, **asked)) == (404, "not_found")
    assert lead.get("/desk/overdue/").json()["rows"] == []
    assert code(lead.get("/desk/overdue/tasks/", office=late.office_id)) == (404, "not_found")


def test_overdue_pages_by_key(iums, late, monkeypatch):
    """Nonsense for a mark begins anew."""
    admin, where = Caller(iums, "admin"), {"office": late.office_id}
    again = admin.get("/desk/overdue/tasks/", **where, after="x~y").json()
    assert len(again["rows"]) == 1
    mark = f"{timezone.now().isoformat()}~{late.id}"
    assert admin.get("/desk/overdue/tasks/", **where, after=mark).json()["rows"] == []


def test_a_list_is_begun_written_and_fetched(iums, late):
    clerk = Caller(iums, CLERK)
    asked = {"kind": "inbox", "format": "csv", "query": {"tab": "late", "nonsense": "x"}}
    begun = clerk.post("/desk/exports/", asked, key="once")
    assert (begun.status_code, begun.json()["state"], begun.json()["is_ready"]) == (201, "waiting", False)
    assert clerk.post("/desk/exports/", asked, key="once").json()["id"] == begun.json()["id"]
    where = f"/desk/exports/{begun.json()['id']}/"
    assert code(clerk.get(f"{where}file/")) == (404, "not_found")
    run_jobs()
    told = clerk.get(where).json()
    assert (told["state"], told["done"], told["is_ready"]) == ("done", 1, True)
    assert [each["id"] for each in clerk.get("/desk/exports/").json()["rows"]] == [told["id"]]
    assert STUDENT.encode() in b"".join(clerk.get(f"{where}file/").streaming_content)
    assert Export.objects.get().query["tab"] == "late"


def test_a_list_is_its_owners_and_ends_with_the_desk(iums, late):
    clerk = Caller(iums, CLERK)
    where = f"/desk/exports/{clerk.post('/desk/exports/', {'kind': 'inbox'}).json()['id']}/"
    run_jobs()
    for other in (Caller(iums, "loan"), Caller(iums, "admin")):
        assert code(other.get(where)) == code(other.get(f"{where}file/")) == (404, "not_found")
    MembershipRow.objects.filter(person=iums.person(CLERK)).update(until=timezone.localdate() - timedelta(days=1))
    assert clerk.get(f"{where}file/").status_code == 404


def test_lists_of_leads_and_wrong_words_are_refused(iums, late):
    clerk = Caller(iums, CLERK)
    assert code(clerk.post("/desk/exports/", {"kind": "requests"})) == (404, "not_found")
    assert code(clerk.post("/desk/exports/", {"kind": "inbox", "format": "pdf"})) == (422, "body_wrong")
    assert Caller(iums, "loan", "desk:read").post("/desk/exports/", {"kind": "inbox"}).status_code == 403
    for _ in range(3):
        assert clerk.post("/desk/exports/", {"kind": "inbox"}).status_code == 201
    assert code(clerk.post("/desk/exports/", {"kind": "inbox"}))[1] == "exports_many"

"""What is overdue, for who answers for it; when an office is reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.workflow import api as workflow
from pishkhan.workflow.domain.queries import overdue
from pishkhan.workflow.models import DeskRule, Task
from tests.factories import walks
from tests.web.student.conftest import OTHER, STUDENT, Browser, text

PAGE, TIMES = "/desk/overdue/", "/desk/office/times/"


@pytest.fixture
def late(iums):
    """Two tasks at student affairs that are overdue since yesterday, one of them since the day before."""
    caches["local"].clear()
    office = organisation.unit_ids(iums.id)["student-affairs"]
    for days, login in ((1, STUDENT), (2, OTHER)):
        request = walks.file(iums, login)
        Task.objects.filter(case_id=request.case_id).update(
            office_id=office, due_at=timezone.now() - timedelta(days=days)
        )
    return office


@pytest.mark.parametrize("login", ["manager", "admin"])
def test_manager_sees_counts_and_the_oldest_of_the_offices_below(iums, late, login):
    words = text(Browser(iums, login).get(PAGE))
    assert "2 overdue tasks" in words
    assert "Student Affairs 2 2" in words
    assert "2 days ago" in words


def test_list_of_an_office_is_oldest_first_and_links_only_what_may_be_opened(iums, late):
    page = Browser(iums, "manager").get(PAGE, office=str(late))
    words = text(page)
    assert words.index("1405-000002") < words.index("1405-000001")
    assert "/desk/task/" not in page.content.decode()  # a manager of the unit above works at no desk of it


def test_what_waits_for_the_student_is_not_overdue(iums, late):
    Task.objects.filter(office_id=late).update(paused_at=timezone.now())
    assert "Nothing is overdue" in text(Browser(iums, "manager").get(PAGE))


def test_experts_and_students_have_no_such_page(iums, late):
    for login in ("nutrition", STUDENT):
        assert Browser(iums, login).get(PAGE).status_code == 404
    finance = organisation.unit_ids(iums.id)["finance"]
    assert Browser(iums, "manager").get(PAGE, office=str(finance)).status_code == 404
    assert Browser(iums, "manager").get(PAGE, office="x").status_code == 200


def test_work_that_stays_with_its_office_is_counted_and_not_listed(iums, late):
    """B22"""
    council = organisation.unit_ids(iums.id)["disciplinary-council"]
    Task.objects.filter(office_id=late).update(office_id=council)
    words = text(Browser(iums, "manager").get(PAGE, office=str(council)))
    assert "2 overdue tasks" in words
    assert "1405-000001" not in words


def test_pages_of_very_many_go_on_where_they_ended(iums, late, monkeypatch):
    monkeypatch.setattr(overdue, "PAGE", 1)
    monkeypatch.setattr(workflow, "OVERDUE_PAGE", 1)
    manager = Browser(iums, "manager")
    first = manager.get(PAGE, office=str(late))
    more = first.context["more"]
    assert "1405-000001" not in text(first)
    second = text(manager.get(PAGE, office=str(late), after=more))
    assert "1405-000001" in second
    assert "1405-000002" not in second
    assert "1405-000002" in text(manager.get(PAGE, office=str(late), after="nonsense~1"))


def test_counts_cost_one_statement_however_many_there_are(iums, late):
    actor = iums.actor("manager")
    workflow.overdue(actor)
    with CaptureQueriesContext(connection) as queries:
        found = workflow.overdue(actor)
    assert (len(queries), [(row.tasks, row.free) for row in found]) == (1, [(2, 2)])


def test_page_costs_so_many_statements(iums, late):
    manager = Browser(iums, "manager")
    manager.get(PAGE, office=str(late))
    with CaptureQueriesContext(connection) as queries:
        manager.get(PAGE, office=str(late))
    assert len(queries) == 7, "\n".join(query["sql"][:140] for query in queries)


def test_lead_says_when_the_office_is_told(iums):
    lead = Browser(iums, "edu.lead")
    office = str(organisation.unit_ids(iums.id)["education"])
    sent = lead.post(TIMES, {"office": office, "remind_at": "۹۰ و ۵۰", "lead_after": "۱", "manager_after": "۴٫۵"})
    assert sent.status_code == 302
    rule = DeskRule.objects.get(office_id=office)
    assert (rule.remind_at, rule.escalate_after) == ([50, 90], [1, 4.5])
    assert 'value="50 90"' in lead.get(TIMES).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"remind_at": "100"}, "Write parts of the time in percent"),
        ({"lead_after": "1.2.3"}, "Write working hours"), ({"lead_after": "1"}, "Write working hours"),
        ({"lead_after": "9", "manager_after": "1"}, "The manager cannot be told before the lead."),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_said(iums, given, words):
    answer = Browser(iums, "edu.lead").post(TIMES, given)
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not DeskRule.objects.exists()


def test_times_of_other_offices_are_not_for_a_lead(iums):
    nutrition = str(organisation.unit_ids(iums.id)["nutrition"])
    assert Browser(iums, "edu.lead").get(TIMES, office=nutrition).status_code == 404
    assert Browser(iums, "nutrition").get(TIMES).status_code == 404
    assert Browser(iums, "admin").get(TIMES, office=nutrition).status_code == 200

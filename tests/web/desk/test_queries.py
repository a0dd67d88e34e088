"""How many statements the desk asks, counted over whole operations (measure.md: W2 ≤ 30, W4 ≤ 8)."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.identity.test_absence import away

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def counted(do) -> int:
    """Statements asked by `do`; BEGIN and COMMIT, and savepoints that only tests have, do not count."""
    with CaptureQueriesContext(connection) as captured:
        do()
    return sum(not query["sql"].startswith(BOOKKEEPING) for query in captured.captured_queries)


def test_w2_open_then_comment_and_send_on_then_see_it(iums, at):
    """Task page 7, one post with a message 15 (16 when the next form is not yet remembered), the page it leads to 5."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    at(iums, "nutrition").task(task)
    desk = at(iums, "nutrition")
    assert counted(lambda: desk.task(task)) == 7
    sent = {"key": uuid4().hex, "rev": task.rev, "to_student": "سلام", **walks.ANSWERS["nutrition"]}
    assert counted(lambda: desk.act(task, "send", **sent)) == 21
    assert "سلام" in desk.text


def test_w4_inbox_of_an_expert_is_constant_in_rows(iums, at):
    at(iums, "nutrition").get("/desk/")
    desk = at(iums, "nutrition")
    found = []
    for login in ("981020304", "991020305", "4001020306"):
        walks.walk(iums, walks.file(iums, login), until="nutrition", secretariat={"letter_number": [f"۱۴۰۵/د/{login}"]})
        found.append(counted(lambda: desk.get("/desk/")))
    assert found == [6, 6, 6]


def test_w4_inbox_of_a_lead_also_lists_the_staff(iums, at):
    at(iums, "edu.lead").get("/desk/")
    desk = at(iums, "edu.lead")
    found = []
    for login in ("981020304", "991020305", "4001020306"):
        walks.file(iums, login)
        found.append(counted(lambda: desk.get("/desk/")))
    assert found == [7, 7, 7]


def test_w4_inbox_of_200_with_saved_views_and_somebody_stood_in_for(iums, at):
    """Eight views with their counts, a desk lent by an absent colleague and a page of 25: one more, for all views."""
    first = walks.file(iums, "981020304")
    walks.walk(iums, first, until="nutrition")
    task = walks.task_at(first, "nutrition")
    copies = [
        workflow.Task(case_id=task.case_id, scope=str(n), node=task.node, office_id=task.office_id, wants_role="expert")
        for n in range(199)
    ]
    workflow.Task.objects.bulk_create(copies)
    away(iums, "nutrition", "it")
    actor = iums.actor("it")
    for n, tab in enumerate(("all", "mine", "free", "visit", "debt", "student", "late", "all")):
        asked = servicedesk.Filter(tab=tab, type_key="clearance" if n % 2 else "")
        servicedesk.filters.save(actor=actor, name=f"نما {n}", asked=asked)
    at(iums, "it").get("/desk/")
    desk = at(iums, "it")
    assert counted(lambda: desk.get("/desk/")) == 7
    assert "نما 0 100 +" in desk.text
    assert desk.text.count("in the place of") == 25

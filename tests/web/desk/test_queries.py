"""How many statements the desk asks, counted over whole operations (measure.md: W2 ≤ 30, W4 ≤ 8)."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import walks

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
    assert found == [5, 5, 5]


def test_w4_inbox_of_a_lead_also_lists_the_staff(iums, at):
    at(iums, "edu.lead").get("/desk/")
    desk = at(iums, "edu.lead")
    found = []
    for login in ("981020304", "991020305", "4001020306"):
        walks.file(iums, login)
        found.append(counted(lambda: desk.get("/desk/")))
    assert found == [6, 6, 6]

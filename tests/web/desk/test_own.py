"""Staff who study too: their own request on the desk's pages."""

from __future__ import annotations

from datetime import date

from pishkhan.identity.domain import people
from pishkhan.plumbing.actor import Role
from tests.factories import walks

STUDENT = "981020304"
OWN = "This is your own request. A colleague must answer it."


def at_nutrition(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    people.put_membership(
        person=iums.person(STUDENT), unit_id=task.office_id, role=Role.EXPERT, since=date(2020, 1, 1)
    )
    return task


def test_claim_says_that_it_is_ones_own(iums, at):
    task = at_nutrition(iums)
    desk = at(iums, STUDENT)
    desk.act(task, "claim")
    assert OWN in desk.text


def test_next_task_passes_ones_own_over(iums, at):
    at_nutrition(iums)
    desk = at(iums, STUDENT)
    desk.post("/desk/next/")
    assert "Nothing left" in desk.text

"""Two clicks, two clerks, an old page: said plainly, done once, nothing typed lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.http import QueryDict

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.payments.models import DueEntry
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.desk.refused import Refused
from pishkhan.workflow import api as workflow
from tests.factories import walks

ANSWERS = walks.ANSWERS["nutrition"]


def _open(iums):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request, until="nutrition")
    return request, walks.task_at(request, "nutrition")


def _colleague(iums):
    """A second clerk of the nutrition office."""
    person = iums.person("it")
    office = next(m.unit_id for m in iums.actor("nutrition").memberships)
    identity.put_membership(person=person, unit_id=office, role=Role.EXPERT, since=person.created_at.date())
    return "it"


def test_double_post_sends_once_and_says_it_once(iums, at):
    request, task = _open(iums)
    desk = at(iums, "nutrition")
    posted = {"key": uuid4().hex, "rev": task.rev, "to_student": "یک بار", **ANSWERS}
    assert [desk.act(task, "send", **posted) for _ in range(2)] == [200, 200]
    assert walks.open_nodes(request) == ["dormitory"]
    said = servicedesk.comments(request, iums.actor("981020304"))
    assert [row.body for row in said] == ["یک بار"]


def test_double_post_of_a_note_keeps_one(iums, at):
    request, task = _open(iums)
    desk, key = at(iums, "nutrition"), uuid4().hex
    for _ in range(2):
        desk.act(task, "note", body="یک بار", key=key)
    assert len(servicedesk.comments(request, iums.actor("nutrition"))) == 1


def test_second_clerk_is_told_who_and_when_and_keeps_the_text(iums, at):
    request, task = _open(iums)
    late = at(iums, _colleague(iums))
    late.task(task)
    workflow.complete_task(actor=iums.actor("nutrition"), task_id=task.id, answers=workflow.Answers({}, {}))
    posted = {"key": uuid4().hex, "rev": task.rev, "note": "متن من", **ANSWERS}
    assert late.act(task, "send", **posted) == 409
    assert re.search(r"Demo Expert Nutrition did this at \d\d?:\d\d; your text is kept", late.text)
    assert "Officer's remark متن من" in late.text
    assert "Food account Closed" in late.text
    assert walks.open_nodes(request) == ["dormitory"]


def test_what_was_written_on_a_task_given_away_is_shown_without_codes(iums, at):
    _, task = _open(iums)
    stranger = at(iums, "council")
    posted = {"key": uuid4().hex, "rev": task.rev, "to_student": "سلام", **ANSWERS, "note": "متن من"}
    assert stranger.act(task, "send", **posted) == 404
    assert "A word to the student with it سلام" in stranger.text
    assert "متن من" in stranger.text
    assert "closed" not in stranger.html


def test_stale_page_comes_back_with_the_text_and_can_be_sent_again(iums, at):
    request, task = _open(iums)
    desk = at(iums, "nutrition")
    old = task.rev
    workflow.claim(actor=iums.actor("nutrition"), task_id=task.id)
    posted = {"rev": old, "note": "متن من", **ANSWERS}
    assert desk.act(task, "send", key=uuid4().hex, **posted) == 409
    assert "This task was changed meanwhile." in desk.text
    assert "متن من" in desk.text
    assert walks.open_nodes(request) == ["nutrition"]
    again = {**posted, "rev": desk.value("rev"), "key": desk.html.split('name="key" value="')[1][:32]}
    assert desk.act(task, "send", **again) == 200
    assert walks.open_nodes(request) == ["dormitory"]


def _debt(iums, task):
    return clearance.hold_for_debt(
        actor=iums.actor("nutrition"), task_id=task.id, amount=2_500_000, reason="کارت غذا"
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [("waived", "waived already"), ("cancelled", "cancelled already"), ("evidence", "settled already, by evidence")],
)
def test_f1_debt_settled_in_another_tab_says_so_and_shows_what_was_typed(iums, at, kind, said):
    _, task = _open(iums)
    due = _debt(iums, task)
    desk = at(iums, "nutrition")
    assert desk.act(task, f"debts/{due.id}", kind=kind, reason="تسویه", evidence="رسید ۷") == 200
    late = {"kind": "waived", "reason": "بخشودگی به دستور رییس", "evidence": "نامهٔ ۱۲"}
    assert desk.act(task, f"debts/{due.id}", **late) == 409
    assert said in desk.text
    # A sentence without markup, for JSON carries it, too.
    assert re.search(r"<strong>[^<]*By Demo Expert Nutrition, [^<]*, at \d\d?:\d\d\.[^<]*</strong>", desk.html)
    assert "What becomes of it Waived Reason بخشودگی به دستور رییس Receipt or letter نامهٔ 12" in desk.text
    assert [entry.kind for entry in DueEntry.objects.filter(due=due)] == ["recorded", kind]


def test_f1_debt_settled_in_another_tab_is_said_before_what_is_missing(iums, at):
    _, task = _open(iums)
    due = _debt(iums, task)
    desk = at(iums, "nutrition")
    desk.act(task, f"debts/{due.id}", kind="waived", reason="تسویه")
    assert desk.act(task, f"debts/{due.id}", kind="evidence", reason="پرداخت شد") == 409
    assert "waived already" in desk.text
    assert "پرداخت شد" in desk.text


def test_case_sent_on_while_being_returned_is_not_returned(iums, at):
    request, task = _open(iums)
    desk = at(iums, _colleague(iums))
    walks.send(iums, request, "nutrition")
    back = {"fields": ["landline"], "reason": "تلفن اشتباه است", "days": "5", "key": uuid4().hex}
    assert desk.act(task, "return", **back) == 409
    assert "تلفن اشتباه است" in desk.text
    assert servicedesk.open_returns(request) == []


def test_reopening_twice_opens_one_task(iums, at):
    request, task = _open(iums)
    walks.send(iums, request, "nutrition")
    desk = at(iums, "nutrition")
    paths = []
    for _ in range(2):
        assert desk.act(task, "reopen", reason="اشتباه شد") == 200
        paths.append(desk.path)
    assert paths[0] == paths[1]
    assert "This station is open already." in desk.text
    assert "The station is open again." not in desk.text
    assert walks.open_nodes(request) == ["nutrition"]


def test_fields_nobody_asked_for_and_nonsense_are_survived(iums, at):
    request, task = _open(iums)
    desk = at(iums, "nutrition")
    strange = {"rev": "x", "key": "k" * 500, "extra": "1", "food_balance": "سیب", "status": "nothing"}
    assert desk.act(task, "send", **strange) == 422
    assert desk.value("food_balance") == "سیب"
    assert desk.act(task, "debts/" + str(uuid4()), kind="waived", reason="x") == 404
    assert desk.act(task, "visit/end", outcome="flew") == 422
    assert desk.act(task, "send", rev=task.rev, key=uuid4().hex, to_student="آ" * 5000, **ANSWERS) == 422
    assert walks.open_nodes(request) == ["nutrition"]


def test_assigning_to_nonsense_stays_on_the_task(iums, at):
    request = walks.file(iums, "981020304")
    task, desk = walks.task_at(request, "education"), at(iums, "edu.lead")
    assert desk.act(task, "assign", person="nobody") == 200
    assert desk.path == f"/desk/task/{task.id}/"
    assert "That person does not work in this office." in desk.text
    task.refresh_from_db()
    assert task.assignee_id is None


def test_words_of_a_page_that_is_gone_stand_in_the_order_of_their_inputs():
    posted = QueryDict("&".join(f"field_{n}=سخن {n}" for n in (7, 3, 9, 1, 8, 2, 6, 4)))
    shown = [words for _label, words in Refused("", posted, 404).kept(None)]
    assert shown == [f"سخن {n}" for n in (7, 3, 9, 1, 8, 2, 6, 4)]

"""A case ended where it stands, and one taken up again after its end."""

from __future__ import annotations

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import system
from pishkhan.workflow import api as workflow
from pishkhan.workflow.models import Timer
from tests.factories import diagrams

TWO = diagrams.process(
    "two", diagrams.station("first", "nutrition"), diagrams.station("left", "it", number=2),
    diagrams.station("right", "welfare", number=3), diagrams.gateway("split"), diagrams.gateway("join"),
    diagrams.flows("start>first", "first>split", "split>left", "split>right", "left>join", "right>join", "join>end"),
)  # fmt: skip
SERIAL = diagrams.serial(
    "timed", diagrams.station("first", "nutrition"), diagrams.station("second", "it", number=2), order="first second"
)


def again(desk, case):
    return workflow.reopen_case(actor=system(desk.university.id), case_id=case.id)


def test_both_branches_that_ended_it_open_again(desk):
    case = desk.start(TWO)
    for node in ("first", "left", "right"):
        desk.done(case, node)
    assert desk.case(case).status == "finished"
    again(desk, case)
    assert (desk.case(case).status, desk.case(case).closed_at) == ("open", None)
    assert desk.nodes(case) == ["left", "right"]
    desk.done(case, "right")
    assert desk.done(case, "left").finished
    assert audit.broken_at(audit.history(case.id)) is None


def test_only_the_last_of_a_row_opens_again(desk):
    case = desk.start(SERIAL)
    desk.done(case, "first")
    desk.done(case, "second")
    again(desk, case)
    assert desk.nodes(case) == ["second"]
    assert desk.done(case, "second").finished


def test_an_open_case_is_not_opened_again(desk):
    case = desk.start(SERIAL)
    with pytest.raises(DomainError, match="cannot_reopen"):
        again(desk, case)


def test_a_cancelled_case_stands_still_for_good(desk):
    timed = diagrams.serial(
        "limited", diagrams.station("first", "nutrition"), diagrams.timer("soon", "first", "PT1H"),
        diagrams.station("second", "it", number=2), order="first second",
    )  # fmt: skip
    timed = timed.replace("</process>", '<sequenceFlow id="late" sourceRef="soon" targetRef="second"/></process>')
    case = desk.start(timed)
    task = desk.task(case, "first")
    workflow.cancel_case(actor=system(desk.university.id), case_id=case.id)
    assert desk.case(case).status == "cancelled"
    assert not Timer.objects.filter(case_id=case.id).exists()
    with pytest.raises(workflow.AlreadyDone):
        workflow.complete_task(actor=desk.actor(task), task_id=task.id)
    for verb in (workflow.cancel_case, workflow.reopen_case):
        with pytest.raises(DomainError):
            verb(actor=system(desk.university.id), case_id=case.id)


def test_nobody_elses_case(desk, shiraz):
    case = desk.start(SERIAL)
    with pytest.raises(workflow.NotYours):
        workflow.cancel_case(actor=system(shiraz.id), case_id=case.id)

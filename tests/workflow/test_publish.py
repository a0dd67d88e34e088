"""Publishing: a faulty diagram is refused with every fault and its element, a good one becomes an immutable version."""

from __future__ import annotations

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import new_id
from pishkhan.plumbing.actor import system
from pishkhan.workflow import api as workflow
from pishkhan.workflow.domain import registry
from pishkhan.workflow.engine.refused import Refused
from pishkhan.workflow.phrases import say
from tests.factories.diagrams import flows, gateway, process, serial, station

LAUNCH = '<scriptTask id="c" name="c" pk:action="launch"/>'
ONE = serial("one", station("a", "nutrition"), order="a")


def problems(desk, text: str) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        desk.publish(text)
    assert all(say(problem) for problem in refused.value.problems)
    return {(problem.code, problem.element_id) for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (serial("p", station("a", "nowhere"), order="a"), ("office_unknown", "a")),
        (serial("p", station("a", "nutrition", form="nothing"), order="a"), ("form_unknown", "a")),
        (serial("p", station("a", "nutrition", guards="card_received luck"), order="a"), ("attribute_value", "a")),
        (serial("p", '<scriptTask id="a" name="a" pk:action="launch"/>', order="a"), ("action_unknown", "a")),
        (
            process("p", station("a", "nutrition"), gateway("x", kind="exclusive"), station("b", "it"),
                    flows("start>x", "x>a", "x>b", "a>end", "b>end")),
            ("default_missing", "x"),
        ),
    ],
)  # fmt: skip
def test_fault_names_its_element(desk, text, expected):
    assert expected in problems(desk, text)
    assert workflow.newest_version(institution_id=desk.university.id, key="p") is None


def test_every_fault_is_told_at_once(desk):
    text = serial("p", station("a", "nowhere"), station("b", "it", form="nothing"), LAUNCH, order="a b c")
    assert problems(desk, text) == {("office_unknown", "a"), ("form_unknown", "b"), ("action_unknown", "c")}


def test_guard_nobody_registered_is_refused(desk, monkeypatch):
    monkeypatch.delitem(registry.named_rules, "card_received")
    assert problems(desk, serial("p", station("a", "nutrition", guards="card_received"), order="a")) == {
        ("guard_unknown", "a")
    }


def test_same_diagram_again_is_the_same_version(desk):
    first, second = desk.publish(ONE), desk.publish(ONE)
    assert (first.id, first.number) == (second.id, 1)


def test_changed_diagram_is_the_next_version_and_open_cases_stay(desk):
    first = desk.publish(ONE)
    case = desk.open(first)
    second = desk.publish(serial("one", station("a", "nutrition"), station("b", "it"), order="a b"))
    assert (second.number, second.process_id) == (2, first.process_id)
    assert workflow.newest_version(institution_id=desk.university.id, key="one") == second
    assert desk.done(case, "a").finished
    assert desk.case(case).version_id == first.id


def test_published_version_never_changes(desk):
    version = desk.publish(ONE)
    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        workflow.ProcessVersion.objects.filter(id=version.id).update(bpmn="")


def test_other_institution_may_use_the_same_key(desk, shiraz):
    from tests.workflow.conftest import Desk

    mine, theirs = desk.publish(ONE), Desk(shiraz).publish(serial("one", station("a", "nutrition"), order="a"))
    assert (mine.process_id == theirs.process_id, mine.number, theirs.number) == (False, 1, 1)


def test_case_of_an_unpublished_process_is_refused(desk):
    with pytest.raises(DomainError, match="process_missing"):
        workflow.open_case(
            actor=system(desk.university.id), case_id=new_id(), request_id=new_id(), process_key="nothing", data={},
            faculty_id=None,
        )  # fmt: skip

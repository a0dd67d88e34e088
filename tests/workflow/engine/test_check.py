"""What keeps a process from being published, each case naming its element."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pishkhan.workflow.engine import bpmn, check, dmn
from pishkhan.workflow.engine.decision import Decision
from tests.workflow.engine import shapes
from tests.workflow.engine.drawing import Drawing, line
from tests.workflow.engine.tables import table

TABLES = {
    **dmn.parse(table("both", ["v"], ["way", "days"], [["-", "1", "2"]])),
    **dmn.parse(table("offices", ["v"], ["office"], [["-", '"library"']], "COLLECT")),
    **dmn.parse(table("single", ["v"], ["office"], [["-", '"library"']])),
}


def _found(
    drawing: Drawing,
    offices: set[str] | None = None,
    forms: set[str] | None = None,
    names: set[str] | None = None,
    decisions: Mapping[str, Decision] = TABLES,
) -> list[tuple[str, str]]:
    problems = check.check(bpmn.parse(drawing.xml()), offices, forms, decisions, names)
    return [(problem.code, problem.element_id) for problem in problems]


def _swap(drawing: Drawing, old: str, new: str) -> Drawing:
    for _, lines in drawing.processes:
        lines[:] = [text.replace(old, new) for text in lines]
    return drawing


@pytest.mark.parametrize(
    "drawing",
    [
        shapes.serial(), shapes.parallel(), shapes.branching(), shapes.calling(), shapes.calling(True),
        shapes.watched(True), shapes.watched(False), shapes.watched(False, message=True), line(),
    ],
)  # fmt: skip
def test_sound_drawing_has_no_problem(drawing: Drawing):
    assert _found(drawing) == []


@pytest.mark.parametrize(
    ("office", "found"),
    [
        ("library", []),
        ("library food", []),
        ("@faculty", []),
        ("@faculty/culture-deputy", []),
        ("libary", [("office_unknown", "a")]),
        ("library nowhere gone", [("office_unknown", "a"), ("office_unknown", "a")]),
        ("@other", [("office_unknown", "a")]),
        ("", [("office_missing", "a")]),
    ],
)
def test_offices_must_exist(office: str, found: list[tuple[str, str]]):
    drawing = _swap(line("userTask:a"), 'id="a"', f'id="a" pk:office="{office}"')
    assert _found(drawing, offices={"library", "food"}) == found


def test_forms_must_exist():
    drawing = _swap(line("userTask:a"), 'id="a"', 'id="a" pk:form="step-a"')
    assert (_found(drawing, forms={"step-a"}), _found(drawing, forms=set())) == ([], [("form_unknown", "a")])


def test_exclusive_gateway_needs_a_default():
    assert _found(_swap(shapes.branching(), 'default="other"', "")) == [
        ("default_missing", "g"),
        ("condition_missing", "other"),
    ]


def test_flow_of_gateway_needs_a_condition():
    drawing = _swap(shapes.branching(), "<conditionExpression>v == 1</conditionExpression>", "")
    assert _found(drawing) == [("condition_missing", "one")]


def test_expressions_must_parse():
    assert _found(_swap(shapes.branching(), "v == 1", "v.x == 1")) == [("expression_forbidden", "one")]


def test_names_must_come_from_somewhere():
    drawing = _swap(shapes.branching(), "v == 1", "v == 1 and w == 2")
    assert (_found(drawing, names={"w"}), _found(drawing, names=set())) == ([], [("name_unknown", "one")])


@pytest.mark.parametrize(
    ("condition", "decision", "found"),
    [
        ("r['way'] == 1", "both", []),
        ("r['days'] == 1 and r['hours'] == 1", "both", [("output_unknown", "one")]),
        ("r['office'] == 1", "single", [("output_unknown", "one")]),
        ("r == 1", "single", []),
        ("r == 1", "nowhere", [("decision_unknown", "r")]),
    ],
)
def test_decision_and_its_outputs_must_exist(condition: str, decision: str, found: list[tuple[str, str]]):
    drawing = _swap(shapes.branching(), "v == 1", condition)
    _swap(drawing, 'targetRef="g"', 'targetRef="r"')
    drawing.node("businessRuleTask", "r", pk_decision=decision, pk_result="r")
    drawing.flow("r", "g", key="onward")
    assert _found(drawing) == found


@pytest.mark.parametrize(("decision", "found"), [("offices", []), ("single", [("collection_no_list", "call")])])
def test_list_from_a_table_must_be_collected(decision: str, found: list[tuple[str, str]]):
    drawing = _swap(shapes.calling(sequential=False), 'targetRef="call"', 'targetRef="r"')
    drawing.node("businessRuleTask", "r", pk_decision=decision, pk_result="offices")
    drawing.flow("r", "call", key="onward")
    assert _found(drawing) == found


def test_loop_that_cannot_end_is_refused():
    """Bad input of the issue: a pack with a loop that cannot end."""
    drawing = Drawing()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.node("userTask", "a")
    drawing.node("userTask", "b")
    drawing.node("userTask", "island")
    drawing.node("endEvent", "e")
    drawing.chain("s", "a", "b", "a")
    drawing.chain("island", "e")
    drawing.node("exclusiveGateway", "to_island", default="x")
    drawing.flow("to_island", "island", key="x")
    drawing.flow("to_island", "to_island", "v", key="y")
    assert _found(drawing) == [
        ("dead_end", "s"),
        ("dead_end", "a"),
        ("dead_end", "b"),
        ("unreachable", "island"),
        ("unreachable", "e"),
        ("unreachable", "to_island"),
        ("loop_without_task", "to_island"),
    ]


def test_circle_without_a_task_is_refused():
    drawing = shapes.branching()
    drawing.node("scriptTask", "print", pk_action="x")
    drawing.flow("g", "print", "v == 2", key="two")
    drawing.flow("print", "g", key="round")
    assert ("loop_without_task", "g") in _found(drawing)


def test_process_that_calls_itself_is_refused():
    drawing = shapes.calling(inner=("userTask:x", "callActivity:again"))
    _swap(drawing, 'id="again"', 'id="again" calledElement="sub"')
    assert ("call_recursive", "again") in _found(drawing)


def test_called_process_is_checked_too():
    drawing = shapes.calling()
    drawing.insert(
        "sub",
        '<parallelGateway id="fork"/><parallelGateway id="meet"/>'
        '<sequenceFlow id="i1" sourceRef="fork" targetRef="meet"/>',
    )
    _swap(drawing, 'sourceRef="ss" targetRef="x"', 'sourceRef="ss" targetRef="fork"')
    drawing.insert(
        "sub",
        '<exclusiveGateway id="ask" default="i3"/><sequenceFlow id="i2" sourceRef="fork" targetRef="ask"/>'
        '<sequenceFlow id="i3" sourceRef="ask" targetRef="meet"/>'
        '<sequenceFlow id="i4" sourceRef="ask" targetRef="x">'
        "<conditionExpression>v</conditionExpression></sequenceFlow>"
        '<sequenceFlow id="i5" sourceRef="meet" targetRef="last"/><userTask id="last"/>'
        '<sequenceFlow id="i6" sourceRef="last" targetRef="se"/>',
    )
    assert _found(drawing) == [("join_waits", "meet")]

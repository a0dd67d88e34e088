"""Each element of the profile, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pishkhan.workflow.engine import dmn, move
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.engine.moved import Action, TimerSet
from pishkhan.workflow.engine.refused import Refused
from tests.workflow.engine import shapes
from tests.workflow.engine.case import Case, codes, named
from tests.workflow.engine.drawing import line
from tests.workflow.engine.tables import table


def test_start_opens_first_task():
    moved = Case(shapes.serial()).moved
    assert (named(moved.opened), moved.finished) == (["a"], False)


def test_serial_ends_after_last_task():
    case = Case(shapes.serial(3))
    assert [named(case.done(key).opened) for key in "abc"] == [["b"], ["c"], []]
    assert (case.moved.finished, case.ready) == (True, [])


def test_process_without_task_finishes_at_start():
    assert Case(line()).moved.finished is True


@pytest.mark.parametrize(("value", "opened"), [(1, ["yes"]), (2, ["no"]), (None, ["no"])])
def test_exclusive_takes_first_true_condition_else_default(value: Any, opened: list[str]):
    case = Case(shapes.branching())
    assert named(case.done("a", v=value).opened) == opened


def test_outcome_without_sets_stays_out_of_data():
    case = Case(shapes.branching())
    case.done("a", v=1, note="never read by a gateway")
    assert case.data == {"v": 1}


def test_condition_that_does_not_fit_the_data_names_the_gateway():
    drawing = shapes.branching()
    drawing.flow("g", "yes", "v + 1 > 2")
    with pytest.raises(Refused) as caught:
        Case(drawing).done("a", v="text")
    assert codes(caught.value) == [("expression_types", "g")]


def test_parallel_opens_all_and_join_waits_for_the_last():
    """F2: offices open at once, in any order, and the join waits."""
    case = Case(shapes.parallel())
    assert named(case.done("card").opened) == ["a", "b", "c"]
    assert [named(case.done(key).opened) for key in "cab"] == [[], [], ["last"]]


def test_done_twice_is_refused():
    case = Case(shapes.serial())
    first = case.done("a")
    with pytest.raises(Refused) as caught:
        case.done("a")
    assert codes(caught.value) == [("task_not_ready", "a")]
    assert case.moved == first


def test_done_of_foreign_node_is_refused():
    with pytest.raises(Refused) as caught:
        Case(shapes.serial()).done("nowhere")
    assert codes(caught.value) == [("task_not_ready", "nowhere")]


def test_script_is_a_named_action():
    case = Case(_with_script())
    assert case.done("a").actions == (Action("", "print", "issue_certificate"),)
    assert case.ready == ["b"]


def _with_script() -> Any:
    drawing = line("userTask:a")
    drawing.processes.clear()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.node("userTask", "a")
    drawing.node("scriptTask", "print", pk_action="issue_certificate")
    drawing.node("userTask", "b")
    drawing.node("endEvent", "e")
    drawing.chain("s", "a", "print", "b", "e")
    return drawing


def test_join_in_loop_needs_every_branch_each_round():
    """The oracle gets this wrong, so it is said here: arrivals of the first round do not count in the second."""
    drawing = shapes.parallel("a", "b")
    drawing.processes[-1][1][:] = [
        text for text in drawing.processes[-1][1] if 'targetRef="e"' not in text and '"s"' not in text
    ]
    drawing.node("startEvent", "s")
    drawing.node("exclusiveGateway", "m")
    drawing.chain("s", "m", "card")
    drawing.node("exclusiveGateway", "again", default="out")
    drawing.chain("last", "again")
    drawing.flow("again", "m", "v == 1")
    drawing.flow("again", "e", key="out")
    case = Case(drawing, {"v": 1})
    for order in ("ab", "ba", "ab"):
        case.done("card", *order, "last")
        assert case.ready == ["card"]
        case.done("card", order[0])
        assert case.ready == [order[1]]
        case.done(order[1], "last")
    assert case.ready == ["card"]


def test_called_process_runs_in_its_own_scope():
    case = Case(shapes.calling())
    assert named(case.done("before").opened) == ["call|x"]
    assert named(case.done("call|x").opened) == ["after"]


def test_list_parallel_opens_once_per_item_and_waits_for_all():
    case = Case(shapes.calling(sequential=False), {"offices": ["library", "food", "dorm"]})
    case.done("before")
    assert case.ready == ["call:0|x", "call:1|x", "call:2|x"]
    assert [case.moved.marking.items(f"call:{n}") for n in range(3)] == [["library"], ["food"], ["dorm"]]
    case.done("call:2|x", "call:0|x")
    assert case.ready == ["call:1|x"]
    assert named(case.done("call:1|x").opened) == ["after"]


def test_list_sequential_opens_one_item_at_a_time():
    case = Case(shapes.calling(sequential=True), {"offices": ["library", "food"]})
    case.done("before")
    seen = [case.ready]
    for number in range(2):
        case.done(f"call:{number}|x")
        seen.append(case.ready)
    assert seen == [["call:0|x"], ["call:1|x"], ["after"]]


@pytest.mark.parametrize("sequential", [True, False])
def test_list_empty_is_passed(sequential: bool):
    case = Case(shapes.calling(sequential), {"offices": []})
    assert named(case.done("before").opened) == ["after"]


@pytest.mark.parametrize(
    ("value", "code"), [(None, "collection_missing"), ("abc", "collection_missing"), (["x"] * 201, "collection_long")]
)
def test_list_that_is_none_or_too_long_names_the_call(value: Any, code: str):
    case = Case(shapes.calling(sequential=False), {"offices": value})
    with pytest.raises(Refused) as caught:
        case.done("before")
    assert codes(caught.value) == [(code, "call")]


def test_list_changed_while_open_keeps_its_items():
    case = Case(shapes.calling(sequential=True), {"offices": ["a", "b"]})
    case.done("before")
    case.moved = move.done(case.graph, case.moved.marking, {"offices": []}, scope="call:0", node="x", outcome={})
    assert case.ready == ["call:1|x"]


def test_condition_inside_list_reads_its_item():
    drawing = shapes.calling(sequential=False)
    lines = drawing.processes[0][1]
    lines[:] = [text for text in lines if 'targetRef="x"' not in text]
    drawing.insert(
        "sub",
        '<exclusiveGateway id="ask" default="skip"/>'
        '<sequenceFlow id="i1" sourceRef="ss" targetRef="ask"/><sequenceFlow id="skip" sourceRef="ask" targetRef="se"/>'
        '<sequenceFlow id="i2" sourceRef="ask" targetRef="x">'
        "<conditionExpression>office != 'food'</conditionExpression></sequenceFlow>",
    )
    case = Case(drawing, {"offices": ["library", "food", "dorm"]})
    case.done("before")
    assert case.ready == ["call:0|x", "call:2|x"]


def test_table_answer_becomes_data():
    decisions = dmn.parse(table("route", ["kind"], ["way"], [['"new"', '"long"'], ["-", '"short"']], "FIRST"))
    drawing = line("userTask:a")
    drawing.processes.clear()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.node("userTask", "a", pk_sets="kind")
    drawing.node("businessRuleTask", "r", pk_decision="route", pk_result="answer")
    drawing.node("userTask", "b")
    drawing.node("endEvent", "e")
    drawing.chain("s", "a", "r", "b", "e")
    case = Case(drawing, {}, decisions)
    case.done("a", kind="new")
    assert case.data == {"kind": "new", "answer": "long"}


def test_timer_is_set_with_its_task_and_cancelled_with_it():
    case = Case(shapes.watched(interrupting=True))
    assert case.moved.timers_set == (TimerSet("", "b", "a", "PT1H", False),)
    assert named(case.done("a").timers_cancelled) == ["b"]


def test_timer_interrupting_cancels_its_task():
    moved = Case(shapes.watched(interrupting=True)).due("b")
    assert (named(moved.cancelled), named(moved.opened), moved.timers_cancelled) == (["a"], ["late"], ())


def test_timer_not_interrupting_leaves_its_task():
    case = Case(shapes.watched(interrupting=False))
    assert named(case.due("b").opened) == ["late"]
    assert case.ready == ["a", "late"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_timer_fired_again_moves_nothing(interrupting: bool):
    case = Case(shapes.watched(interrupting))
    first = case.due("b").marking
    again = case.due("b")
    assert (again.marking, again.opened, again.cancelled) == (first, (), ())
    case.done("late")
    assert case.due("b").opened == ()


def test_timer_after_its_task_moves_nothing():
    case = Case(shapes.watched(interrupting=True))
    before = case.done("a").marking
    assert case.due("b").marking == before


def test_timer_fired_is_not_cancelled_later():
    case = Case(shapes.watched(interrupting=False))
    case.due("b")
    assert case.done("a").timers_cancelled == ()


def test_message_not_interrupting_repeats_once_its_branch_is_over():
    case = Case(shapes.watched(interrupting=False, message=True))
    assert move.listening(case.graph, case.moved.marking, "b") == (("", "b"),)
    assert named(case.message("b").opened) == ["late"]
    assert case.message("b").opened == ()
    case.done("late")
    assert named(case.message("b").opened) == ["late"]
    assert case.ready == ["a", "late"]


def test_message_interrupting_is_heard_once():
    case = Case(shapes.watched(interrupting=True, message=True))
    assert named(case.message("b").cancelled) == ["a"]
    assert move.listening(case.graph, case.moved.marking, "b") == ()


def test_message_interrupting_is_heard_in_every_round_of_a_loop():
    drawing = shapes.watched(interrupting=True, message=True)
    for _, lines in drawing.processes:
        lines[:] = [text.replace('sourceRef="late" targetRef="e2"', 'sourceRef="late" targetRef="a"') for text in lines]
    drawing.chain("after", "e2")
    for _, lines in drawing.processes:
        lines[:] = [text for text in lines if 'sourceRef="after" targetRef="end"' not in text and '"end"' not in text]
    case = Case(drawing)
    for _ in range(3):
        assert named(case.message("b").opened) == ["late"]
        assert named(case.done("late").opened) == ["a"]


@pytest.mark.parametrize("sequential", [None, True, False])
def test_timer_on_called_process_cancels_everything_in_it(sequential: bool | None):
    drawing = shapes.calling(sequential)
    drawing.timer("call", True, "b")
    drawing.chain("b", "after")
    case = Case(drawing, {"offices": ["library", "food"]})
    case.done("before")
    inside = case.ready
    moved = case.due("b")
    assert (named(moved.cancelled), case.ready) == (inside, ["after"])


def test_boundary_unknown_is_refused():
    with pytest.raises(Refused) as caught:
        Case(shapes.serial()).due("a")
    assert codes(caught.value) == [("boundary_unknown", "a")]


def test_marking_of_eleven_serial_steps_stays_small():
    """engine.md: at most 0.7 kB, counted at the last step."""
    case = Case(shapes.serial(11))
    case.done(*"abcdefghij")
    text = json.dumps(case.moved.marking.to_json(), separators=(",", ":"))
    assert (case.ready, len(text) <= 700) == (["k"], True), len(text)
    assert Marking.from_json(json.loads(text)) == case.moved.marking


def test_moves_leave_their_arguments_alone():
    case = Case(shapes.branching(), {"v": 0})
    before, data = case.moved.marking.to_json(), dict(case.moved.data)
    first = case.moved
    case.done("a", v=1)
    assert (first.marking.to_json(), first.data) == (before, data)

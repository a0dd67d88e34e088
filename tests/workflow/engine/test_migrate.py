"""Open cases carried to another version: a node inserted, renamed, removed, a branch added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pishkhan.workflow.engine import bpmn, check, migrate, move
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import Refused
from tests.workflow.engine import shapes
from tests.workflow.engine.budget import many
from tests.workflow.engine.case import Case, codes
from tests.workflow.engine.diagrams import diagrams
from tests.workflow.engine.drawing import Drawing, line


def _carried(case: Case, drawing: Drawing, node_map: Mapping[str, str] | None = None) -> Case:
    """The same case, standing in the other version."""
    new = Case(drawing, case.data)
    marking = migrate.migrate(case.graph, case.moved.marking, new.graph, node_map or {})
    again = Marking.from_json(marking.to_json())
    assert (again, again.migrated) == (marking, True)
    new.moved = Moved(marking, (), (), (), (), (), case.data, marking.finished)
    return new


def test_node_inserted_ahead_is_met_on_the_way():
    case = Case(shapes.serial(3))
    case.done("a")
    case = _carried(case, line("userTask:a", "userTask:b", "userTask:new", "userTask:c"))
    case.done("b", "new", "c")
    assert case.moved.finished is True


def test_node_inserted_behind_is_not_made_up_for():
    case = Case(shapes.serial(3))
    case.done("a", "b")
    case = _carried(case, line("userTask:a", "userTask:new", "userTask:b", "userTask:c"))
    assert case.ready == ["c"]
    case.back("a")
    case.done("a", "new", "b", "c")
    assert case.moved.finished is True


def test_node_renamed_keeps_its_task_and_its_past():
    case = Case(shapes.serial(3))
    case.done("a", "b")
    case = _carried(case, line("userTask:aa", "userTask:b", "userTask:cc"), {"a": "aa", "c": "cc"})
    assert case.ready == ["cc"]
    case.back("aa")
    assert case.ready == ["aa"]


def test_node_removed_goes_on_where_the_map_says():
    case = Case(shapes.serial(4))
    case.done("a", "b")
    case = _carried(case, line("userTask:a", "userTask:b", "userTask:d"), {"c": "d"})
    assert case.ready == ["d"]
    case.back("a")
    case.done("a", "b", "d")
    assert case.moved.finished is True


def test_node_removed_in_the_past_is_skipped_over():
    case = Case(shapes.serial(4))
    case.done("a", "b", "c")
    case = _carried(case, line("userTask:a", "userTask:c", "userTask:d"), {"b": "c"})
    with pytest.raises(Refused):
        case.back("b")
    case.back("a")
    assert case.ready == ["a"]


def test_node_removed_without_a_word_is_refused():
    case = Case(shapes.serial(3))
    case.done("a")
    with pytest.raises(Refused) as caught:
        _carried(case, line("userTask:a", "userTask:c"))
    assert codes(caught.value) == [("token_unmapped", "b")]


def test_two_tasks_onto_one_are_refused():
    case = Case(shapes.parallel("a", "b"))
    case.done("card")
    with pytest.raises(Refused) as caught:
        _carried(case, shapes.parallel("a", "c"), {"b": "a"})
    assert codes(caught.value) == [("second_token", "a")]


def test_arrivals_at_a_join_follow_their_source():
    """Flow ids of the new version differ; the arrived branch is known by where it came from, also past a new node."""
    case = Case(shapes.parallel("a", "b", "c"))
    case.done("card", "c")
    drawing = shapes.parallel("c", "b", "a")
    for _, lines in drawing.processes:
        lines[:] = [text.replace('sourceRef="c" targetRef="join"', 'sourceRef="c" targetRef="extra"') for text in lines]
    drawing.node("userTask", "extra")
    drawing.flow("extra", "join", key="from_extra")
    case = _carried(case, drawing)
    assert case.ready == ["a", "b"]
    case.done("a", "b")
    assert case.ready == ["last"]


def test_branch_added_to_a_running_split_is_refused():
    case = Case(shapes.parallel("a", "b"))
    case.done("card", "a")
    with pytest.raises(Refused) as caught:
        _carried(case, shapes.parallel("a", "b", "c"))
    assert codes(caught.value) == [("join_waits", "join")]


def test_branch_added_before_the_split_is_fine():
    case = _carried(Case(shapes.parallel("a", "b")), shapes.parallel("a", "b", "c"))
    case.done("card")
    assert case.ready == ["a", "b", "c"]


def test_back_into_a_split_that_has_grown_is_refused():
    """Undoing `a` would wait for a branch that this case never opened; going back before the split is fine."""
    case = Case(shapes.parallel("a", "b"))
    case.done("card", "a", "b")
    case = _carried(case, shapes.parallel("a", "b", "c"))
    with pytest.raises(Refused) as caught:
        case.back("a")
    assert codes(caught.value) == [("back_stuck", "a")]
    case.back("card")
    case.done("card")
    assert case.ready == ["a", "b", "c"]


def test_serial_case_goes_on_in_the_parallel_version_from_the_card():
    case = _carried(Case(line("userTask:card", "userTask:a", "userTask:b", "userTask:last")), shapes.parallel("a", "b"))
    case.done("card", "b", "a", "last")
    assert case.moved.finished is True


def test_called_process_follows_its_renamed_call():
    case = Case(shapes.calling(sequential=True), {"offices": ["library", "food"]})
    case.done("before", "call:0|x")
    drawing = shapes.calling(sequential=True)
    for _, lines in drawing.processes:
        lines[:] = [text.replace('"call"', '"visit_all"').replace('"x"', '"look"') for text in lines]
    case = _carried(case, drawing, {"call": "visit_all", "x": "look"})
    assert case.ready == ["visit_all:1|look"]
    case.done("visit_all:1|look")
    assert case.ready == ["after"]


def test_timers_of_the_new_version_are_told():
    case = Case(shapes.serial(1))
    drawing = line("userTask:a")
    drawing.timer("a", True, "late", "P2D")
    drawing.chain("late", "end")
    new = _carried(case, drawing)
    told = migrate.timers(new.graph, new.moved.marking)
    assert [(timer.node, timer.task, timer.duration) for timer in told] == [("late", "a", "P2D")]


@many
@given(diagrams(depth=2), st.integers(0, 6), st.randoms(use_true_random=False))
def test_migration_to_the_same_version_changes_nothing(drawing: Drawing, steps: int, chance):
    graph = bpmn.parse(drawing.xml())
    assume(not check.check(graph, None, None, {}))
    data: dict[str, Any] = {
        node.attrs["collection"]: ["x"] for node in graph.nodes.values() if "collection" in node.attrs
    }
    data["v2"] = 0
    marking = move.start(graph, data).marking
    for _ in range(steps):
        if marking.ready:
            scope, node = chance.choice(marking.ready)
            marking = move.done(graph, marking, data, scope=scope, node=node, outcome={}).marking
    carried = migrate.migrate(graph, marking, graph, {})
    assert (carried.tokens, carried.log) == (marking.tokens, marking.log)

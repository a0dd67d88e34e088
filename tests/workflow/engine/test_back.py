"""Going back to a step already done: what followed is undone, what runs beside it stays, a way to the end remains."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pishkhan.workflow.engine import bpmn, check, move, walk
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.marking import Marking, TokenKind
from pishkhan.workflow.engine.refused import Refused
from tests.workflow.engine import shapes
from tests.workflow.engine.budget import many
from tests.workflow.engine.case import Case, codes, named
from tests.workflow.engine.diagrams import diagrams
from tests.workflow.engine.drawing import Drawing
from tests.workflow.engine.playing import steerable


def test_back_in_serial_process_reopens_only_that_step():
    """B18: a return goes to an earlier step of the same case."""
    case = Case(shapes.serial(4))
    case.done(*"abc")
    moved = case.back("b")
    assert (named(moved.cancelled), named(moved.opened), case.ready) == (["d"], ["b"], ["b"])
    case.done(*"bcd")
    assert case.moved.finished is True


def test_back_in_parallel_leaves_other_offices_alone():
    """F2: return stops only its own station; the other offices go on; the join waits."""
    case = Case(shapes.parallel("a", "b", "c"))
    case.done("card", "a", "b")
    moved = case.back("a")
    assert (moved.cancelled, named(moved.opened), case.ready) == ((), ["a"], ["a", "c"])
    case.done("c")
    assert case.ready == ["a"]
    assert named(case.done("a").opened) == ["last"]


def test_back_behind_a_join_gives_it_the_other_arrivals_again():
    case = Case(shapes.parallel("a", "b", "c"))
    case.done("card", "a", "b", "c")
    moved = case.back("b")
    assert (named(moved.cancelled), case.ready) == (["last"], ["b"])
    assert named(case.done("b").opened) == ["last"]


def test_back_before_the_split_cancels_every_branch():
    case = Case(shapes.parallel("a", "b", "c"))
    case.done("card", "a")
    moved = case.back("card")
    assert (named(moved.cancelled), case.ready) == (["b", "c"], ["card"])
    case.done("card", "a", "b", "c", "last")
    assert case.moved.finished is True


def test_back_after_the_end_reopens_the_case():
    case = Case(shapes.parallel("a", "b"))
    case.done("card", "a", "b", "last")
    assert (named(case.back("a").opened), case.moved.finished) == (["a"], False)


def test_back_may_take_another_branch_forward():
    """B26: the fact is changed later and the case is routed anew."""
    case = Case(shapes.branching())
    case.done("a", v=1)
    case.back("a")
    assert named(case.done("a", v=2).opened) == ["no"]


def test_back_keeps_the_data():
    case = Case(shapes.branching())
    case.done("a", v=1)
    assert case.back("a").data == {"v": 1}


@pytest.mark.parametrize("target", ["c", "d", "s", "nowhere", "elsewhere|a"])
def test_back_to_what_was_not_done_is_refused(target: str):
    case = Case(shapes.serial(4))
    case.done("a", "b")
    with pytest.raises(Refused) as caught:
        case.back(target)
    assert codes(caught.value) == [("step_not_done", target.rpartition("|")[2])]


def test_back_twice_needs_the_step_done_again():
    case = Case(shapes.serial(4))
    case.done("a", "b")
    case.back("a")
    with pytest.raises(Refused) as caught:
        case.back("a")
    assert codes(caught.value) == [("step_not_done", "a")]


def test_back_sets_the_timer_again_and_cancels_what_it_started():
    case = Case(shapes.watched(interrupting=False))
    case.due("b")
    case.done("a")
    moved = case.back("a")
    assert sorted(named(moved.cancelled)) == ["after", "late"]
    assert [timer.node for timer in moved.timers_set] == ["b"]
    assert named(case.due("b").opened) == ["late"]


def test_back_into_what_an_earlier_message_started_undoes_the_later_message():
    case = Case(shapes.watched(interrupting=False, message=True))
    case.message("b")
    case.done("late")
    case.message("b")
    case.done("late")
    case.message("b")
    moved = case.back("late")
    assert (named(moved.cancelled), case.ready) == (["late"], ["a", "late"])
    case.done("late")
    assert named(case.message("b").opened) == ["late"]


def test_back_into_a_message_branch_leaves_its_finished_host_done():
    case = Case(shapes.watched(interrupting=False, message=True))
    case.message("b")
    case.done("late")
    case.message("b")
    case.done("a")
    case.back("late")
    assert case.ready == ["after", "late"]


def test_back_out_of_a_timer_branch_revives_the_called_process():
    drawing = shapes.calling(inner=("userTask:x", "userTask:y"))
    drawing.timer("call", True, "b")
    drawing.chain("b", "after")
    case = Case(drawing)
    case.done("before", "call|x")
    case.due("b")
    assert case.ready == ["after"]
    moved = case.back("call|x")
    assert (case.ready, [timer.node for timer in moved.timers_set]) == (["call|x"], ["b"])
    case.done("call|x", "call|y", "after")
    assert case.moved.finished is True


@pytest.mark.parametrize("sequential", [True, False])
def test_back_into_a_list_that_is_over_reopens_its_item(sequential: bool):
    case = Case(shapes.calling(sequential), {"offices": ["library", "food"]})
    case.done("before", "call:0|x", "call:1|x")
    case.back("call:0|x")
    assert (case.ready, case.moved.marking.items("call:0")) == (["call:0|x"], ["library"])
    case.done("call:0|x")
    assert case.ready == (["call:1|x"] if sequential else ["after"])


def test_history_beyond_the_limit_is_forgotten_from_the_front():
    drawing = shapes.branching()
    for _, lines in drawing.processes:
        lines[:] = [text.replace('sourceRef="yes" targetRef="e"', 'sourceRef="yes" targetRef="a"') for text in lines]
    case = Case(drawing)
    for _ in range(250):
        case.done("a", "yes", v=1)
    assert len(case.moved.marking.log) == 400
    case.back("yes")
    assert case.ready == ["yes"]


class _Walker:
    """A case that is walked at random, its state kept as JSON only, and can always be walked home by the defaults."""

    def __init__(self, graph: Graph, chance: random.Random) -> None:
        self.graph = steerable(graph)
        self.chance = chance
        self.data = {
            node.attrs["collection"]: ["x", "y"]
            for node in graph.of_kind(NodeKind.CALL)
            if node.attrs.get("collection")
        }
        self.names = [flow.condition for flow in self.graph.flows.values() if flow.condition]
        self.marking = move.start(self.graph, self.data).marking

    def step(self) -> None:
        token = self.chance.choice([t for t in self.marking.tokens if t.kind in (TokenKind.READY, TokenKind.CALL)])
        boundaries = self.graph.nodes[token.at].boundaries
        if boundaries and (token.kind is TokenKind.CALL or self.chance.random() < 0.3):
            boundary = self.chance.choice(boundaries)
            verb = move.fire_timer if self.graph.nodes[boundary].timer else move.message
            self.keep(verb(self.graph, self.marking, self.data, scope=token.scope, node=boundary).marking)
        elif token.kind is TokenKind.READY:
            self.done(token.scope, token.at, {name: self.chance.random() < 0.4 for name in self.names})

    def done(self, scope: str, node: str, outcome: dict[str, bool]) -> None:
        # Nothing of the outcome stays: the next gateway hears only the next step.
        moved = move.done(self.graph, self.marking, self.data, scope=scope, node=node, outcome=outcome)
        self.keep(moved.marking)

    def back(self) -> tuple[str, str] | None:
        users = {node.id for node in self.graph.of_kind(NodeKind.USER)}
        targets = [place for place in self.marking.steps_done() if place[1] in users]
        if not targets:
            return None
        scope, node = self.chance.choice(targets)
        self.keep(move.back(self.graph, self.marking, self.data, scope=scope, to_node=node).marking)
        return scope, node

    def keep(self, marking: Marking) -> None:
        self.marking = Marking.from_json(json.loads(json.dumps(marking.to_json())))

    def home(self) -> bool:
        for _ in range(300):
            if self.marking.finished:
                return True
            self.done(*self.chance.choice(self.marking.ready), {})
        return False


@many
@given(diagrams(), st.integers(0, 2**32))
def test_back_never_deadlocks(drawing: Drawing, seed: int):
    """Serial, parallel, loops, crossing dependencies, calls, events: after any back the case can be walked home."""
    graph = bpmn.parse(drawing.xml())
    assume(not check.check(graph, None, None, {}))
    walker = _Walker(graph, random.Random(seed))
    for _ in range(walker.chance.randint(1, 12)):
        if walker.marking.finished:
            break
        walker.step()
    for _ in range(walker.chance.randint(1, 3)):
        place = walker.back()
        if place is not None:
            assert place in walker.marking.ready
            assert walk.faults_from(walker.graph, walker.marking) == []
        if walker.marking.ready and walker.chance.random() < 0.5:
            walker.step()
    assert walker.home() is True


@many
@given(diagrams(), st.integers(0, 2**32))
def test_back_right_after_a_step_restores_what_was_open(drawing: Drawing, seed: int):
    """Done and undone: READY is what it was, whatever the step set off."""
    graph = bpmn.parse(drawing.xml())
    assume(not check.check(graph, None, None, {}))
    walker = _Walker(graph, random.Random(seed))
    for _ in range(walker.chance.randint(0, 8)):
        if not walker.marking.finished:
            walker.step()
    assume(walker.marking.ready)
    before = walker.marking.ready
    hosts = {token.place for token in walker.marking.tokens if token.fired}
    scope, node = walker.chance.choice(before)
    boundaries = walker.graph.nodes[node].boundaries
    # A boundary event that has fired is undone with its step, so more than the step would change.
    assume((scope, node) not in hosts)
    assume(not any((scope, boundary) in walker.marking.steps_done() for boundary in boundaries))
    walker.done(scope, node, {name: walker.chance.random() < 0.5 for name in walker.names})
    walker.keep(move.back(walker.graph, walker.marking, walker.data, scope=scope, to_node=node).marking)
    assert walker.marking.ready == before

"""Our engine against SpiffWorkflow 3.2: READY sets equal after every step, our state surviving only as JSON.

Random diagrams leave out what `oracle` names as SpiffWorkflow's own deviations: joins inside loops and events that
interrupt a call over a list; messages that do not interrupt are offered once. Everything else of the profile is in.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pishkhan.workflow.engine import bpmn, check, dmn
from pishkhan.workflow.engine.graph import NodeKind
from tests.workflow.engine import shapes
from tests.workflow.engine.budget import many
from tests.workflow.engine.diagrams import diagrams
from tests.workflow.engine.drawing import Drawing
from tests.workflow.engine.oracle import RandomChooser, compare

PACKS = Path(__file__).parents[3] / "packs"
PROCESSES = sorted(PACKS.glob("*/processes/*.bpmn"))


@many
@given(diagrams(joins_in_loops=False, lists_bounded=False), st.integers(0, 2**32))
def test_random_diagram_plays_alike(drawing: Drawing, seed: int):
    xml = drawing.xml()
    assume(not check.check(bpmn.parse(xml), None, None, {}))
    walked = compare(xml, random.Random(seed))
    assert walked or not list(bpmn.parse(xml).of_kind(NodeKind.USER)) or _may_pass_untouched(drawing)


def _may_pass_untouched(drawing: Drawing) -> bool:
    """A branch may hold only an action, and a list may be empty."""
    return any(word in drawing.xml() for word in (b"scriptTask", b"pk:collection", b"exclusiveGateway"))


def test_packs_ship_processes():
    assert PROCESSES != []


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(12))
def test_shipped_process_plays_alike(path: Path, seed: int):
    decisions = {
        key: decision
        for file in sorted(path.parents[1].glob("decisions/*.dmn"))
        for key, decision in dmn.parse(file.read_bytes()).items()
    }
    xml = path.read_bytes()
    graph = bpmn.parse(xml)
    assert check.check(graph, None, None, decisions) == []
    chooser = RandomChooser(random.Random(seed), graph, decisions)
    walked = compare(xml, chooser, decisions=decisions, steps=200)
    assert len(walked) >= len(list(graph.of_kind(NodeKind.USER))) // 2


def test_comparison_notices_a_difference(monkeypatch: pytest.MonkeyPatch):
    """The net itself is tested: with our default branch turned round, the comparison must fail."""
    monkeypatch.setattr("pishkhan.workflow.engine.advance._read", lambda node, condition, data: True)
    with pytest.raises(AssertionError):
        compare(shapes.branching().xml(), _Fixed())


class _Fixed:
    """Takes the first task, sets v to 2."""

    def choose(self, choices):
        return choices[0]

    def outcome(self, graph, node):
        return {"v": 2}

"""One case in a test: a drawing, played by naming tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pishkhan.workflow.engine import bpmn, move
from pishkhan.workflow.engine.decision import Decision
from pishkhan.workflow.engine.graph import Graph
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import Refused
from tests.workflow.engine.drawing import Drawing


class Case:
    """Tasks are named `node` or `scope|node`; `ready` answers in the same way."""

    def __init__(
        self, drawing: Drawing, data: Mapping[str, Any] | None = None, decisions: Mapping[str, Decision] = {}
    ) -> None:
        self.graph: Graph = bpmn.parse(drawing.xml())
        self.decisions = decisions
        self.moved: Moved = move.start(self.graph, data or {}, decisions)

    @property
    def ready(self) -> list[str]:
        return named(self.moved.marking.ready)

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.moved.data)

    def done(self, *names: str, **outcome: Any) -> Moved:
        for name in names:
            self._play(move.done, name, outcome=outcome)
        return self.moved

    def due(self, name: str) -> Moved:
        return self._play(move.fire_timer, name)

    def message(self, name: str) -> Moved:
        return self._play(move.message, name)

    def back(self, name: str) -> Moved:
        scope, node = _place(name)
        self.moved = move.back(self.graph, self.moved.marking, self.moved.data, scope=scope, to_node=node)
        return self.moved

    def _play(self, verb: Any, name: str, **more: Any) -> Moved:
        scope, node = _place(name)
        self.moved = verb(
            self.graph, self.moved.marking, self.moved.data, self.decisions, scope=scope, node=node, **more
        )
        return self.moved


def named(places: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"{scope}|{node}" if scope else node for scope, node in places]


def _place(name: str) -> tuple[str, str]:
    scope, _, node = name.rpartition("|")
    return scope, node


def codes(refused: Refused) -> list[tuple[str, str]]:
    """(code, element) of every problem."""
    return [(problem.code, problem.element_id) for problem in refused.problems]

"""SpiffWorkflow 3.2 as the oracle: one diagram, played step by step in both engines.

What SpiffWorkflow does not know is put into its words first (nothing here touches our own reading of the file): timers
and messages become message events fired by hand (no clock), named actions and decision tables become script tasks that
do nothing or ask our table (tables have their own tests), `pk:collection` becomes a standard multi-instance marker.

Left out, being SpiffWorkflow's own deviations: data is copied per branch there and shared here (so the whole case
data is laid before each task), a non-interrupting message fires once there and again here (so once per activation is
offered), order of conditions follows the picture there and the file here (so the picture is dropped), a list that a
call runs over is read anew for each item there and fixed here (so nothing changes it meanwhile) and its item's name
stays behind in the data there (so it is taken away). A join inside a loop fires too early there when the second round
arrives in another order, and an event that interrupts a call over a list loses its tasks: random diagrams leave both
out, and `test_move`, `test_walk` and `test_back` hold them to the rules instead.
"""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import CallActivityParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.defaults import (
    CallActivity,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
)
from SpiffWorkflow.util.task import TaskState

from pishkhan.workflow.engine import bpmn, calls, expression, move, unary
from pishkhan.workflow.engine.decision import Decision, decide
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.marking import Marking, Place, TokenKind
from pishkhan.workflow.engine.moved import Moved

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class Choice:
    """One thing that can happen now: a task done, or a boundary event fired."""

    place: Place
    fires: bool = False


class Chooser(Protocol):
    """Decides what happens next and what comes of it."""

    def choose(self, choices: Sequence[Choice]) -> Choice: ...

    def outcome(self, graph: Graph, node: str) -> dict[str, Any]: ...


class RandomChooser:
    """Draws with a given source of chance; outcomes come from the constants that conditions and tables speak of."""

    def __init__(self, chance: random.Random, graph: Graph, decisions: Mapping[str, Decision] | None = None) -> None:
        self._chance = chance
        self.values = vocabulary(graph, decisions or {})

    def choose(self, choices: Sequence[Choice]) -> Choice:
        tasks = [choice for choice in choices if not choice.fires]
        rare = [choice for choice in choices if choice.fires]
        if rare and (not tasks or self._chance.random() < 0.3):
            return self._chance.choice(rare)
        return self._chance.choice(tasks)

    def outcome(self, graph: Graph, node: str) -> dict[str, Any]:
        return {key: self.value(key) for key in graph.nodes[node].words("sets")}

    def value(self, name: str) -> Any:
        return self._chance.choice(self.values.get(name, [None]))


def vocabulary(graph: Graph, decisions: Mapping[str, Decision]) -> dict[str, list[Any]]:
    """Each name that conditions, tables and lists read, with values that make a difference to them."""
    found: dict[str, set[Any]] = {}
    for flow in graph.flows.values():
        if flow.condition:
            _gather(found, flow.condition)
    for decision in decisions.values():
        for number, name in enumerate(decision.inputs):
            cells = [part for rule in decision.rules for part in unary.sources(rule.tests[number])]
            for key in expression.compile(name).names:
                found.setdefault(key, set()).update(value for cell in cells for value in _constants(ast.parse(cell)))
    for node in graph.of_kind(NodeKind.CALL):
        if node.attrs.get("collection"):
            found.setdefault(node.attrs["collection"], set()).add(("x", "y", "z"))
    lists = {("x", "y", "z"): [["x", "y", "z"], ["x"], []]}
    return {
        name: [part for value in sorted(values, key=repr) for part in lists.get(value, [value])] or [True, False]
        for name, values in found.items()
    }


def _gather(found: dict[str, set[Any]], source: str) -> None:
    for name in expression.compile(source).names:
        found.setdefault(name, set())
    for part in ast.walk(ast.parse(source, mode="eval")):
        if isinstance(part, ast.Compare):
            names = {n.id for n in ast.walk(part) if isinstance(n, ast.Name)} & found.keys()
            for name in names:
                for value in _constants(part):
                    found[name] |= {value - 1, value, value + 1} if type(value) is int else {value, f"not-{value}"}


def _constants(tree: ast.AST) -> list[Any]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


class Names(dict[str, Any]):
    """A name that was never set is None, as in our language."""

    def __missing__(self, key: str) -> Any:
        return {"true": True, "false": False, "null": None}.get(key)


class _Engine(PythonScriptEngine):  # type: ignore[misc]
    def __init__(self, graph: Graph, decisions: Mapping[str, Decision]) -> None:
        super().__init__()
        self._graph = graph
        self._decisions = decisions

    def evaluate(self, task: Any, source: str, external_context: Any = None) -> Any:
        functions = {"len": len, "sum": sum, "min": min, "max": max, "filled": bool}
        return eval(source.strip(), {"__builtins__": functions}, Names(task.data))

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        node = self._graph.nodes[script.strip()]
        if node.kind is NodeKind.RULE:
            answer = decide(self._decisions[node.attrs["decision"]], task.data)
            result = node.attrs.get("result")
            value = next(iter(answer.values())) if len(answer) == 1 else answer
            task.data.update({result: value} if result else answer)
        return True


class _Forgets:
    """An item of a list stays behind in the data there, and the next item then finds its name taken."""

    def create_child(self, my_task: Any, item: Any, key_or_index: Any = None) -> None:
        my_task.data.pop(self.input_item.bpmn_id, None)  # type: ignore[attr-defined]
        super().create_child(my_task, item, key_or_index)  # type: ignore[misc]


class _Sequential(_Forgets, SequentialMultiInstanceTask):  # type: ignore[misc]
    pass


class _Parallel(_Forgets, ParallelMultiInstanceTask):  # type: ignore[misc]
    pass


class _CallParser(CallActivityParser):  # type: ignore[misc]
    SEQUENTIAL_MI_CLASS = _Sequential
    PARALLEL_MI_CLASS = _Parallel


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("callActivity"): (_CallParser, CallActivity)}


class Oracle:
    """The same diagram in SpiffWorkflow, spoken to in our words."""

    def __init__(self, xml: bytes, graph: Graph, data: Mapping[str, Any], decisions: Mapping[str, Decision]) -> None:
        self._graph = graph
        parser = _Parser()
        parser.add_bpmn_xml(_in_their_words(xml, graph))
        spec = parser.get_spec(graph.root)
        others = parser.get_subprocess_specs(graph.root)
        self._workflow = BpmnWorkflow(spec, others, script_engine=_Engine(graph, decisions))
        self._workflow.task_tree.data.update(data)
        self._workflow.do_engine_steps()

    @property
    def finished(self) -> bool:
        return bool(self._workflow.completed)

    def ready(self) -> tuple[Place, ...]:
        tasks = self._workflow.get_tasks(state=TaskState.READY, manual=True)
        return tuple(sorted((self._scope(task), task.task_spec.name) for task in tasks))

    def done(self, place: Place, data: Mapping[str, Any]) -> None:
        task = self._find(place, TaskState.READY)
        task.data.clear()
        task.data.update(data)
        task.run()
        self._workflow.do_engine_steps()

    def fire(self, place: Place, data: Mapping[str, Any]) -> None:
        task = self._find(place, TaskState.WAITING)
        task.data.clear()
        task.data.update(data)
        task._set_internal_data(event_fired=True)
        task.task_spec._update(task)
        self._workflow.do_engine_steps()

    def _find(self, place: Place, state: int) -> Any:
        tasks = self._workflow.get_tasks(state=state, spec_name=place[1])
        return next(task for task in tasks if self._scope(task) == place[0])

    def _scope(self, task: Any) -> str:
        parts: list[str] = []
        while task.workflow.parent_task_id is not None:
            task = self._workflow.get_task_from_id(task.workflow.parent_task_id)
            name = task.task_spec.name.removesuffix(" [child]")
            number = task.internal_data.get("key_or_index")
            parts.insert(0, name if number is None else f"{name}:{number}")
        return "/".join(parts)


def _in_their_words(xml: bytes, graph: Graph) -> Any:
    root = etree.fromstring(xml)
    for child in list(root):
        if child.tag == f"{MODEL}process":
            for element in child.iter(f"{MODEL}extensionElements"):
                element.getparent().remove(element)
        elif child.tag != f"{MODEL}message":
            root.remove(child)
    for key, node in graph.nodes.items():
        element = root.xpath("//*[@id=$key]", key=key)[0]
        if node.kind is NodeKind.BOUNDARY and node.timer:
            _as_message(root, element)
        elif node.kind in (NodeKind.SCRIPT, NodeKind.RULE):
            element.tag = f"{MODEL}scriptTask"
            etree.SubElement(element, f"{MODEL}script").text = key
        elif node.kind is NodeKind.CALL and node.attrs.get("collection"):
            _as_loop(element, node.attrs)
    return root


def _as_message(root: Any, element: Any) -> None:
    for timer in element.findall(f"{MODEL}timerEventDefinition"):
        element.remove(timer)
    key = f"due_{element.get('id')}"
    root.insert(0, etree.Element(f"{MODEL}message", id=key, name=key))
    etree.SubElement(element, f"{MODEL}messageEventDefinition", messageRef=key)


def _as_loop(element: Any, attrs: Mapping[str, str]) -> None:
    for old in element.findall(f"{MODEL}multiInstanceLoopCharacteristics"):
        element.remove(old)
    sequential = "true" if attrs.get("sequential") == "true" else "false"
    loop = etree.SubElement(element, f"{MODEL}multiInstanceLoopCharacteristics", isSequential=sequential)
    etree.SubElement(loop, f"{MODEL}loopDataInputRef").text = attrs["collection"]
    name = attrs.get("item") or "item"
    etree.SubElement(loop, f"{MODEL}inputDataItem", id=name, name=name)


@dataclass
class Pair:
    """Both engines on one case."""

    graph: Graph
    ours: Moved
    theirs: Oracle
    decisions: Mapping[str, Decision]

    def choices(self) -> list[Choice]:
        """Open tasks, and boundary events not yet fired where they sit."""
        tokens = self.ours.marking.tokens
        found = [Choice(place) for place in self.ours.marking.ready]
        fired = {(entry.scope, entry.node, token.by) for entry in self.ours.marking.log for token in entry.took}
        for token in tokens:
            if token.kind in (TokenKind.READY, TokenKind.CALL):
                for key in self.graph.nodes[token.at].boundaries:
                    if (token.scope, key, token.by) not in fired:
                        found.append(Choice((token.scope, key), fires=True))
        return found

    def step(self, choice: Choice, outcome: Mapping[str, Any]) -> None:
        """The same in both; our marking, data and graph only survive as JSON."""
        scope, node = choice.place
        graph = Graph.from_json(json.loads(json.dumps(self.graph.to_json())))
        marking = Marking.from_json(json.loads(json.dumps(self.ours.marking.to_json())))
        data = json.loads(json.dumps(self.ours.data))
        if not choice.fires:
            seen = {**data, **outcome, **calls.named_items(graph, list(marking.tokens), scope)}
            self.theirs.done(choice.place, seen)
            self.ours = move.done(graph, marking, data, self.decisions, scope=scope, node=node, outcome=outcome)
        else:
            seen = {**data, **calls.named_items(graph, list(marking.tokens), scope)}
            self.theirs.fire(choice.place, seen)
            fire = move.fire_timer if graph.nodes[node].timer else move.message
            self.ours = fire(graph, marking, data, self.decisions, scope=scope, node=node)


def compare(
    xml: bytes,
    chooser: Chooser | random.Random,
    *,
    data: Mapping[str, Any] | None = None,
    decisions: Mapping[str, Decision] | None = None,
    steps: int = 60,
) -> list[Place]:
    """Play until both end or `steps` are made; READY sets must be equal after each. Answers what was done."""
    graph = bpmn.parse(xml)
    tables = decisions or {}
    if isinstance(chooser, random.Random):
        chooser = RandomChooser(chooser, graph, tables)
    given = dict(data or {})
    if isinstance(chooser, RandomChooser):
        given = {**{name: chooser.value(name) for name in chooser.values}, **given}
    pair = Pair(graph, move.start(graph, given, tables), Oracle(xml, graph, given, tables), tables)
    walked: list[Place] = []
    for _ in range(steps):
        assert pair.ours.marking.ready == pair.theirs.ready(), walked
        assert pair.ours.finished == pair.theirs.finished, walked
        if pair.ours.finished:
            break
        choice = chooser.choose(pair.choices())
        outcome = {} if choice.fires else chooser.outcome(graph, choice.place[1])
        walked.append(choice.place)
        pair.step(choice, outcome)
    return walked

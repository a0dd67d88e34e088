"""From BPMN 2.0 XML to a graph. What lies outside the profile is refused with the element's id, all at
once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from pishkhan.workflow.engine import nodes, profile
from pishkhan.workflow.engine.graph import Flow, Graph, Node, NodeKind, Process
from pishkhan.workflow.engine.refused import Problem, Refused
from pishkhan.workflow.engine.xmlfile import children, read, split, text

MAX_NODES = 400
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")


@dataclass
class _Reading:
    messages: dict[str, str]
    processes: dict[str, Process] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, element: Element, **params: str) -> None:
        self.problems.append(Problem(code, element.get("id", ""), element.get("name", ""), params))


def parse(xml: bytes) -> Graph:
    """Compile a diagram. Raises Refused with every element that lies outside the profile."""
    root = read(xml)
    if split(root.tag) != (profile.BPMN, "definitions"):
        raise Refused((Problem("not_bpmn"),))
    messages = {m.get("id", ""): m.get("name", "") for m in children(root, "message")}
    reading = _Reading(messages)
    for process in children(root, "process"):
        _read_process(reading, process)
    _connect(reading)
    chosen = _root(reading)
    if reading.problems:
        raise Refused(reading.problems)
    return Graph(chosen, reading.processes, reading.nodes, reading.flows)


def _read_process(reading: _Reading, element: Element) -> None:
    key = _claim(reading, element)
    starts = [child.get("id", "") for child in children(element, "startEvent")]
    if len(starts) != 1:
        reading.report("starts", element, count=str(len(starts)))
    if next(children(element, "endEvent"), None) is None:
        reading.report("no_end", element)
    attrs = nodes.own_attributes(element)
    reading.processes[key] = Process(key, element.get("name", ""), starts[0] if starts else "", attrs)
    if element.get("isExecutable", "false") == "true":
        reading.executable.add(key)
    for child in element:
        _read_child(reading, key, child)
    if len(reading.nodes) > MAX_NODES:
        reading.report("nodes_many", element, limit=str(MAX_NODES))


def _read_child(reading: _Reading, process: str, element: Element) -> None:
    namespace, local = split(element.tag)
    if namespace == profile.BPMN and local == "sequenceFlow":
        key = _claim(reading, element)
        reading.flows[key] = _flow(reading, key, element)
    elif namespace == profile.BPMN and local in profile.IGNORED:
        reading.problems.extend(nodes.strange_extensions(element))
    elif namespace == profile.BPMN and local in {kind.value for kind in NodeKind}:
        node, problems = nodes.read_node(element, NodeKind(local), process, reading.messages)
        _claim(reading, element)
        reading.nodes[node.id] = node
        reading.problems.extend(problems)
    else:
        reading.report("element_unsupported", element, tag=local)


def _claim(reading: _Reading, element: Element) -> str:
    key = element.get("id", "")
    if not _ID.fullmatch(key):
        reading.report("id_bad", element, tag=split(element.tag)[1], wrong=key[:60])
    elif key in reading.seen:
        reading.report("id_twice", element)
    reading.seen.add(key)
    return key


def _flow(reading: _Reading, key: str, element: Element) -> Flow:
    condition = next(children(element, "conditionExpression"), None)
    if condition is not None and condition.get("language"):
        reading.report("condition_language", element, language=condition.get("language", ""))
    return Flow(
        key,
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        element.get("name", ""),
        text(element, "conditionExpression"),
    )


def _connect(reading: _Reading) -> None:
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    boundaries: dict[str, list[str]] = {}
    for flow in reading.flows.values():
        ends = [reading.nodes.get(flow.source), reading.nodes.get(flow.target)]
        if None in ends or len({node.process for node in ends if node}) != 1:
            reading.problems.append(Problem("flow_loose", flow.id, flow.name))
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    for node in reading.nodes.values():
        if node.kind is NodeKind.BOUNDARY:
            boundaries.setdefault(node.attached_to, []).append(node.id)
    for node in list(reading.nodes.values()):
        reading.nodes[node.id] = replace(
            node,
            incoming=tuple(incoming.get(node.id, ())),
            outgoing=tuple(outgoing.get(node.id, ())),
            boundaries=tuple(boundaries.get(node.id, ())),
        )
    for node in reading.nodes.values():
        reading.problems.extend(nodes.misconnected(node, reading.nodes, reading.flows, reading.processes))


def _root(reading: _Reading) -> str:
    called = {node.called for node in reading.nodes.values() if node.kind is NodeKind.CALL}
    free = [key for key in reading.processes if key not in called]
    chosen = free if len(free) == 1 else [key for key in free if key in reading.executable]
    if len(chosen) != 1:
        reading.problems.append(Problem("root_unclear", params={"count": str(len(reading.processes))}))
        return ""
    return chosen[0]

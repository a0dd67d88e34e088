"""What must hold before a process may be published, each breach naming its element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set

from pishkhan.workflow.engine import expression, reach, walk
from pishkhan.workflow.engine.decision import Decision, HitPolicy
from pishkhan.workflow.engine.graph import Graph, Node, NodeKind
from pishkhan.workflow.engine.refused import Problem, Refused

_FACULTY = re.compile(r"@faculty(/[a-z][a-z0-9_-]*)?")


def check(
    graph: Graph,
    offices: Set[str] | None,
    forms: Set[str] | None,
    decisions: Mapping[str, Decision],
    names: Set[str] | None = None,
) -> list[Problem]:
    """Every reason not to publish. None for `offices`, `forms` or `names` leaves that question out; `names`
    are the data a case starts with, to which come what tasks set and tables answer."""
    problems = [
        *_gateways(graph),
        *_expressions(graph, decisions, names),
        *_references(graph, offices, forms, decisions),
        *reach.faults(graph),
    ]
    for process in graph.processes:
        # A broken drawing has no markings worth walking.
        if not reach.process_faults(graph, process):
            problems.extend(walk.faults(graph, process))
    return problems


def _gateways(graph: Graph) -> Iterator[Problem]:
    for node in graph.of_kind(NodeKind.EXCLUSIVE):
        conditions = {flow: graph.flows[flow].condition for flow in node.outgoing}
        if not node.default and (len(conditions) > 1 or any(conditions.values())):
            yield Problem("default_missing", node.id, node.name)
        for flow, condition in conditions.items():
            if flow != node.default and not condition and len(conditions) > 1:
                yield Problem("condition_missing", flow, graph.flows[flow].name or node.name)


def _expressions(graph: Graph, decisions: Mapping[str, Decision], names: Set[str] | None) -> Iterator[Problem]:
    results = _results(graph, decisions)
    known = None if names is None else names | _produced(graph, decisions)
    for flow in graph.flows.values():
        if not flow.condition:
            continue
        name = flow.name or graph.nodes[flow.source].name
        try:
            compiled = expression.compile(flow.condition)
        except Refused as refused:
            yield from (problem.at(flow.id, name) for problem in refused.problems)
            continue
        for missing in sorted(compiled.names - known if known is not None else ()):
            yield Problem("name_unknown", flow.id, name, {"variable": missing})
        for result, key in sorted(compiled.keys):
            if result in results and key not in results[result]:
                yield Problem("output_unknown", flow.id, name, {"result": result, "output": key})


def _results(graph: Graph, decisions: Mapping[str, Decision]) -> dict[str, set[str]]:
    """The outputs of each named result that is a mapping (several outputs); one output is a bare value."""
    found: dict[str, set[str]] = {}
    for node in graph.of_kind(NodeKind.RULE):
        decision = decisions.get(node.attrs.get("decision", ""))
        if decision and node.attrs.get("result"):
            outputs = set(decision.outputs) if len(decision.outputs) > 1 else set()
            found.setdefault(node.attrs["result"], set()).update(outputs)
    return found


def _produced(graph: Graph, decisions: Mapping[str, Decision]) -> set[str]:
    found: set[str] = set()
    for node in graph.nodes.values():
        found.update(node.words("sets"))
        if node.kind is NodeKind.CALL and node.attrs.get("collection"):
            found.add(node.attrs.get("item") or "item")
        decision = decisions.get(node.attrs.get("decision", ""))
        if decision is not None:
            found.update({node.attrs["result"]} if node.attrs.get("result") else decision.outputs)
    return found


def _references(
    graph: Graph, offices: Set[str] | None, forms: Set[str] | None, decisions: Mapping[str, Decision]
) -> Iterator[Problem]:
    for node in graph.nodes.values():
        if offices is not None and node.kind is NodeKind.USER:
            yield from _offices(node, offices)
        form = node.attrs.get("form", "")
        if forms is not None and form and form not in forms:
            yield Problem("form_unknown", node.id, node.name, {"form": form})
        if node.kind is NodeKind.RULE and node.attrs.get("decision", "") not in decisions:
            yield Problem("decision_unknown", node.id, node.name, {"decision": node.attrs.get("decision", "")})
        if node.kind is NodeKind.CALL:
            yield from _collection(graph, node, decisions)


def _offices(node: Node, offices: Set[str]) -> Iterator[Problem]:
    named = node.words("office")
    if not named:
        yield Problem("office_missing", node.id, node.name)
    for office in named:
        if office not in offices and not _FACULTY.fullmatch(office):
            yield Problem("office_unknown", node.id, node.name, {"office": office})


def _collection(graph: Graph, node: Node, decisions: Mapping[str, Decision]) -> Iterator[Problem]:
    """A list that a table computes must come from one that collects."""
    collection = node.attrs.get("collection", "")
    for rule in graph.of_kind(NodeKind.RULE) if collection else ():
        decision = decisions.get(rule.attrs.get("decision", ""))
        if decision is not None and collection in _answers(rule, decision):
            single = len(decision.outputs) == 1 or not rule.attrs.get("result")
            if decision.policy is not HitPolicy.COLLECT or not single:
                yield Problem("collection_no_list", node.id, node.name, {"collection": collection})


def _answers(rule: Node, decision: Decision) -> Iterable[str]:
    return (rule.attrs["result"],) if rule.attrs.get("result") else decision.outputs

"""Questions about a drawing that need no walking: reachable, able to end, no circle without a task, no call
to itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pishkhan.workflow.engine.graph import Graph, Node, NodeKind
from pishkhan.workflow.engine.refused import Problem

Edges = Mapping[str, Iterable[str]]


def faults(graph: Graph) -> list[Problem]:
    """The breaches of all processes, and calls that go round in a circle."""
    found = [problem for process in graph.processes for problem in process_faults(graph, process)]
    return [*found, *_recursion(graph)]


def process_faults(graph: Graph, process: str) -> list[Problem]:
    """`unreachable`, `dead_end` or `loop_without_task` in one process."""
    nodes = list(graph.inside(process))
    forward = {node.id: [*graph.targets(node), *node.boundaries] for node in nodes}
    backward: dict[str, list[str]] = {node.id: [] for node in nodes}
    for source, targets in forward.items():
        for target in targets:
            backward[target].append(source)
    from_start = reached(forward, [graph.processes[process].start])
    to_end = reached(backward, [node.id for node in nodes if node.kind is NodeKind.END])
    found = []
    for node in nodes:
        if node.id not in from_start:
            found.append(Problem("unreachable", node.id, node.name))
        elif node.id not in to_end:
            found.append(Problem("dead_end", node.id, node.name))
    return [*found, *_idle_loops(graph, nodes)]


def reached(edges: Edges, first: Iterable[str]) -> set[str]:
    """Everything reachable from `first`, itself included."""
    found: set[str] = set()
    stack = list(first)
    while stack:
        key = stack.pop()
        if key not in found:
            found.add(key)
            stack.extend(edges.get(key, ()))
    return found


def _idle_loops(graph: Graph, nodes: list[Node]) -> Iterator[Problem]:
    """A circle that no person's task breaks could turn for ever within one move."""
    edges = {node.id: graph.targets(node) for node in nodes if node.kind is not NodeKind.USER}
    for node in nodes:
        if node.id in edges and node.id in reached(edges, edges[node.id]):
            yield Problem("loop_without_task", node.id, node.name)
            return


def _recursion(graph: Graph) -> Iterator[Problem]:
    edges: dict[str, list[str]] = {}
    for node in graph.of_kind(NodeKind.CALL):
        edges.setdefault(node.process, []).append(node.called)
    for node in graph.of_kind(NodeKind.CALL):
        if node.process in reached(edges, [node.called]):
            yield Problem("call_recursive", node.id, node.name)

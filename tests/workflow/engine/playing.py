"""Playing every possible course of a small case with the real moves: the slow truth that clever checks are held to."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import Refused

Key = tuple[tuple[str, str, str, tuple[str, ...], int], ...]


class TooMany(Exception):
    """More courses than a test should play."""


def steerable(graph: Graph) -> Graph:
    """The same drawing where every conditional flow asks a name of its own, and every task may set them all."""
    flows = {
        key: replace(flow, condition=f"go_{key.replace('-', '_')}") if flow.condition else flow
        for key, flow in graph.flows.items()
    }
    names = " ".join(flow.condition for flow in flows.values() if flow.condition)
    nodes = {
        key: replace(node, attrs={**node.attrs, "sets": names}) if node.kind is NodeKind.USER else node
        for key, node in graph.nodes.items()
    }
    return replace(graph, flows=flows, nodes=nodes)


def goes_wrong(graph: Graph, items: list[str], most: int = 1500) -> str:
    """`second_token`, `stuck` or nothing, after playing everything that can happen. Raises TooMany."""
    graph = steerable(graph)
    lists = {node.attrs["collection"]: items for node in graph.of_kind(NodeKind.CALL) if node.attrs.get("collection")}
    links: dict[Key, set[Key]] = {}
    try:
        queue = deque(_starts(graph, lists))
        while queue:
            marking = queue.popleft()
            key = _key(marking)
            if key in links:
                continue
            following = list(_moves(graph, marking, lists))
            links[key] = {_key(each) for each in following}
            if len(links) > most:
                raise TooMany
            queue.extend(each for each in following if _key(each) not in links)
    except Refused as refused:
        return refused.problems[0].code
    return "" if _all_can_end(links) else "stuck"


def _outcomes(graph: Graph) -> Iterator[dict[str, Any]]:
    """One condition of each gateway true at most: every way through, without repeating ways."""
    splits = [
        [None, *(graph.flows[f].condition for f in node.outgoing if graph.flows[f].condition)]
        for node in graph.of_kind(NodeKind.EXCLUSIVE)
    ]
    if len(splits) > 6:
        raise TooMany
    for chosen in itertools.product(*splits):
        yield {condition: condition in chosen for choices in splits for condition in choices if condition}


def _starts(graph: Graph, lists: dict[str, Any]) -> Iterator[Marking]:
    for outcome in _outcomes(graph):
        yield move.start(graph, {**outcome, **lists}).marking


def _moves(graph: Graph, marking: Marking, lists: dict[str, Any]) -> Iterator[Marking]:
    for scope, node in marking.ready:
        for outcome in _outcomes(graph):
            yield move.done(graph, marking, lists, scope=scope, node=node, outcome=outcome).marking
    for token in marking.tokens:
        for boundary in graph.nodes[token.at].boundaries if token.at in graph.nodes else ():
            fire = move.fire_timer if graph.nodes[boundary].timer else move.message
            for outcome in _outcomes(graph):
                moved: Moved = fire(graph, marking, {**lists, **outcome}, scope=token.scope, node=boundary)
                if moved.marking != marking:
                    yield moved.marking


def _key(marking: Marking) -> Key:
    """The tokens without their history; ends of called processes are only counted."""
    return tuple(sorted((t.kind.value, t.scope, t.at, t.fired, t.index) for t in marking.tokens))


def _all_can_end(links: dict[Key, set[Key]]) -> bool:
    before: dict[Key, set[Key]] = {}
    for key, following in links.items():
        for other in following:
            before.setdefault(other, set()).add(key)
    reached: set[Key] = set()
    queue: deque[Key] = deque([()])
    while queue:
        key = queue.popleft()
        if key not in reached:
            reached.add(key)
            queue.extend(before.get(key, ()))
    return links.keys() <= reached

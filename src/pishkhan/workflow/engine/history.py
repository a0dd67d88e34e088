"""Going back: undo a step and everything that followed from it, and nothing that ran beside it.

The log is the causal order of the case. Undoing an upward-closed part of it leaves a marking the case has
really been in (or could have been, with the other branches where they are now), so a process that can
always end still can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pishkhan.workflow.engine import causes, walk
from pishkhan.workflow.engine.advance import Advance
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.marking import Happening, Marking, Token, TokenKind
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import refuse


def back(graph: Graph, marking: Marking, data: Mapping[str, Any], scope: str, to_node: str) -> Moved:
    """See `move.back`."""
    entry = _latest(graph, marking, scope, to_node)
    host = entry.took[0]
    beside = {other.number for other in marking.log if any(_same(token, host) for token in other.took)}
    undone = causes.followers(marking.log, beside)
    kept = tuple(token for token in marking.tokens if token.by not in undone)
    advance = Advance(
        graph,
        replace(marking, tokens=kept, log=tuple(other for other in marking.log if other.number not in undone)),
        data,
        {},
    )
    for token in marking.tokens:
        if token.by in undone:
            advance.cancel(token)
    for token in _restored(marking.log, undone, host):
        if token.kind in (TokenKind.READY, TokenKind.CALL):
            advance.wait(token)
        else:
            advance.tokens.append(token)
    moved = advance.moved()
    if marking.migrated and walk.stuck(graph, moved.marking):
        raise refuse("back_stuck", to_node, graph.nodes[to_node].name)
    return moved


def _latest(graph: Graph, marking: Marking, scope: str, to_node: str) -> Happening:
    node = graph.nodes.get(to_node)
    if node is not None and node.kind is NodeKind.USER:
        for entry in reversed(marking.log):
            if (entry.scope, entry.node) == (scope, to_node):
                return entry
    raise refuse("step_not_done", to_node, node.name if node else "")


def _restored(log: Iterable[Happening], undone: set[int], host: Token) -> list[Token]:
    """Tokens that undone happenings took from elsewhere. The step itself starts afresh, with all its timers."""
    found: dict[tuple[str, str, str, int], Token] = {}
    for entry in log:
        if entry.number in undone:
            for token in entry.took:
                if token.by not in undone and token.kind is not TokenKind.MEMORY:
                    found[(token.kind.value, *token.place, token.by)] = token
    return [replace(token, fired=()) if _same(token, host) else token for token in found.values()]


def _same(token: Token, other: Token) -> bool:
    return (token.place, token.by) == (other.place, other.by)

"""Going back: undo a step and everything that followed from it, and nothing that ran beside it.

The log is the causal order of the case. Undoing an upward-closed part of it leaves a marking the case has
really been in (or could have been, with the other branches where they are now), so a process that can
always end still can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pishkhan.workflow.engine import walk
from pishkhan.workflow.engine.advance import Advance
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.marking import Happening, Marking, Token, TokenKind
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import refuse


def followers(log: Iterable[Happening], first: set[int]) -> set[int]:
    """The numbers of the given happenings and of all that built on them."""
    found = set(first)
    for entry in log:
        if any(token.by in found for token in entry.took):
            found.add(entry.number)
    return found


def still_open(marking: Marking, host: Token, boundary: str) -> bool:
    """Whether anything that this boundary event of a host started is still waiting, beside the host itself."""
    started = _started(marking.log, host.scope, boundary)
    return any(token.by in started for token in marking.tokens if token.place != host.place)


def memories(log: Iterable[Happening], host: Token, boundary: str) -> tuple[Token, ...]:
    """What a boundary event that leaves its host in place depends on without taking it: the host, and everything of its
    last time. It may only fire again because all that is over, so undoing any of it must undo the new time too."""
    started = sorted(_started(log, host.scope, boundary))
    return (
        Token(TokenKind.MEMORY, host.scope, host.at, host.by),
        *(Token(TokenKind.MEMORY, host.scope, boundary, number) for number in started),
    )


def _started(log: Iterable[Happening], scope: str, boundary: str) -> set[int]:
    """The latest firing and what followed; earlier ones are over, and tied to it by what it remembers."""
    entries = tuple(log)
    fired = [entry.number for entry in entries if (entry.scope, entry.node) == (scope, boundary)]
    return followers(entries, set(fired[-1:]))


def back(graph: Graph, marking: Marking, data: Mapping[str, Any], scope: str, to_node: str) -> Moved:
    """See `move.back`."""
    entry = _latest(graph, marking, scope, to_node)
    host = entry.took[0]
    beside = {other.number for other in marking.log if any(_same(token, host) for token in other.took)}
    undone = followers(marking.log, beside)
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

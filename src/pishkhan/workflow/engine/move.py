"""The moves of a case. Each is a pure function of (graph, marking, data) and answers a `Moved`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pishkhan.workflow.engine import causes, history
from pishkhan.workflow.engine.advance import Advance, fired
from pishkhan.workflow.engine.calls import tokens_inside
from pishkhan.workflow.engine.decision import Decision
from pishkhan.workflow.engine.graph import Graph, Node, NodeKind
from pishkhan.workflow.engine.marking import Marking, Token, TokenKind
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.engine.refused import refuse

Data = Mapping[str, Any]
Decisions = Mapping[str, Decision]
NONE: Decisions = {}


def start(graph: Graph, data: Data, decisions: Decisions = NONE) -> Moved:
    """Open a case: one token at the start of the root process, carried to the first tasks."""
    advance = Advance(graph, Marking(last=1), data, decisions)
    advance.leave("", graph.nodes[graph.processes[graph.root].start], 1)
    return advance.moved()


def done(
    graph: Graph,
    marking: Marking,
    data: Data,
    decisions: Decisions = NONE,
    *,
    scope: str,
    node: str,
    outcome: Data,
) -> Moved:
    """A task is done. Of the outcome, the keys in the task's `sets` go into the data. Raises Refused
    `task_not_ready`."""
    advance = Advance(graph, marking, data, decisions)
    token = advance.find(scope, node)
    if token is None or token.kind is not TokenKind.READY:
        raise refuse("task_not_ready", node, _name(graph, node))
    task = graph.nodes[node]
    advance.data.update({key: outcome[key] for key in task.words("sets") if key in outcome})
    advance.disarm(token)
    advance.leave(scope, task, advance.happen(scope, node, (token,)))
    return advance.moved()


def fire_timer(
    graph: Graph, marking: Marking, data: Data, decisions: Decisions = NONE, *, scope: str, node: str
) -> Moved:
    """A boundary timer is due. Safe to repeat: once its task is gone or it has gone off, nothing moves."""
    advance = Advance(graph, marking, data, decisions)
    boundary = _boundary(graph, node)
    token = advance.find(scope, boundary.attached_to)
    if token is not None and boundary.timer and node not in token.fired:
        _fire(advance, boundary, token)
    return advance.moved()


def message(graph: Graph, marking: Marking, data: Data, decisions: Decisions = NONE, *, scope: str, node: str) -> Moved:
    """A message reaches a boundary event. Nothing moves when its task is gone, or while what an earlier
    message of a non-interrupting event started is still open."""
    advance = Advance(graph, marking, data, decisions)
    boundary = _boundary(graph, node)
    token = advance.find(scope, boundary.attached_to)
    if token is not None and boundary.message:
        busy = not boundary.interrupting and causes.still_open(marking, token, node)
        if not busy:
            _fire(advance, boundary, token)
    return advance.moved()


def listening(graph: Graph, marking: Marking, name: str) -> tuple[tuple[str, str], ...]:
    """(scope, boundary event) of every open task or call that a message of this name reaches."""
    return tuple(
        (token.scope, boundary)
        for token in marking.tokens
        if token.kind in (TokenKind.READY, TokenKind.CALL)
        for boundary in graph.nodes[token.at].boundaries
        if graph.nodes[boundary].message == name
    )


def back(graph: Graph, marking: Marking, data: Data, *, scope: str, to_node: str) -> Moved:
    """Re-enter a task already done. What followed from it is undone (open tasks cancelled, arrivals taken
    back, arrivals of other branches given back to a join that had passed); what runs beside it stays. The
    data stays as it is. Raises Refused `step_not_done`, or `back_stuck` when a migrated case could not
    finish from there.
    """
    return history.back(graph, marking, data, scope, to_node)


def _fire(advance: Advance, boundary: Node, token: Token) -> None:
    if boundary.interrupting:
        took = [token, *(tokens_inside(advance.tokens, token) if token.kind is TokenKind.CALL else ())]
        advance.cancel(fired(token, boundary.id))
        for inner in took[1:]:
            advance.cancel(inner)
        by = advance.happen(token.scope, boundary.id, took)
    else:
        seen = causes.memories(advance.log, token, boundary.id)
        by = advance.happen(token.scope, boundary.id, seen, reading=True)
        if boundary.timer:
            advance.tokens[advance.tokens.index(token)] = fired(token, boundary.id)
    advance.leave(token.scope, boundary, by)


def _boundary(graph: Graph, node: str) -> Node:
    found = graph.nodes.get(node)
    if found is None or found.kind is not NodeKind.BOUNDARY:
        raise refuse("boundary_unknown", node)
    return found


def _name(graph: Graph, node: str) -> str:
    return graph.nodes[node].name if node in graph.nodes else ""

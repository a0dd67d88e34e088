"""Carrying tokens along until everything waits: the inner loop of every move."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pishkhan.workflow.engine import calls, expression
from pishkhan.workflow.engine.decision import Decision, decide
from pishkhan.workflow.engine.graph import Graph, Node, NodeKind
from pishkhan.workflow.engine.marking import Happening, Marking, Place, Token, TokenKind
from pishkhan.workflow.engine.moved import Action, Moved, TimerSet
from pishkhan.workflow.engine.refused import Refused, refuse

MAX_STEPS = 5_000
# Older happenings are forgotten from the front: undoing never needs what came before, one only cannot go
# back so far.
MAX_LOG = 400


class Advance:
    """One move in the making. Not shared, not kept: make one, carry tokens, take `moved()`."""

    def __init__(
        self, graph: Graph, marking: Marking, data: Mapping[str, Any], decisions: Mapping[str, Decision]
    ) -> None:
        self.graph = graph
        self.data = dict(data)
        self.tokens = list(marking.tokens)
        self.log = list(marking.log)
        self.number = marking.last
        self._decisions = decisions
        self._migrated = marking.migrated
        self._queue: deque[tuple[str, str, int]] = deque()
        self._steps = 0
        self._opened: list[Place] = []
        self._cancelled: list[Place] = []
        self._timers_set: list[TimerSet] = []
        self._timers_cancelled: list[Place] = []
        self._actions: list[Action] = []

    def find(self, scope: str, node: str) -> Token | None:
        """The token waiting on this task or call activity."""
        for token in self.tokens:
            if token.place == (scope, node) and token.kind in (TokenKind.READY, TokenKind.CALL):
                return token
        return None

    def happen(self, scope: str, node: str, took: Iterable[Token], reading: bool = False) -> int:
        """Write down that something happened and take its tokens away (`reading`: only look at them)."""
        taken = tuple(took)
        self.number += 1
        if not reading:
            self.tokens = [token for token in self.tokens if token not in taken]
        self.log.append(Happening(self.number, scope, node, taken))
        return self.number

    def leave(self, scope: str, node: Node, by: int) -> None:
        """Send a token down every outgoing flow."""
        self._queue.extendleft((scope, flow, by) for flow in reversed(node.outgoing))

    def wait(self, token: Token) -> None:
        """Put a token on a task or call: open the task, arm its timers."""
        node = self.graph.nodes[token.at]
        self._place(token, node)
        if token.kind is TokenKind.READY:
            self._opened.append(token.place)
        for boundary in self._armed(token):
            working = boundary.attrs.get("working") == "true"
            self._timers_set.append(TimerSet(token.scope, boundary.id, node.id, boundary.timer, working))

    def disarm(self, token: Token) -> None:
        """Its timers will not go off any more."""
        self._timers_cancelled.extend((token.scope, boundary.id) for boundary in self._armed(token))

    def cancel(self, token: Token) -> None:
        """A token goes without its task having been done."""
        self.disarm(token)
        if token.kind is TokenKind.READY:
            self._cancelled.append(token.place)

    def settle(self) -> None:
        """Carry on until nothing moves by itself. Raises Refused `loop_endless` or what an element
        refuses."""
        while self._queue or calls.close_next(self):
            while self._queue:
                self._arrive(*self._queue.popleft())

    def moved(self) -> Moved:
        """Settle and hand everything over."""
        self.settle()
        marking = Marking(tuple(self.tokens), tuple(self.log[-MAX_LOG:]), self.number, self._migrated)
        return Moved(
            marking=marking,
            opened=tuple(self._opened),
            cancelled=tuple(self._cancelled),
            timers_set=tuple(self._timers_set),
            timers_cancelled=tuple(self._timers_cancelled),
            actions=tuple(self._actions),
            data=self.data,
            finished=marking.finished,
        )

    def seen_from(self, scope: str) -> dict[str, Any]:
        """The data as a scope sees it: the case's, with the item of each multi-instance call around it."""
        return {**self.data, **calls.items_of(self, scope)}

    def _armed(self, token: Token) -> list[Node]:
        if token.kind not in (TokenKind.READY, TokenKind.CALL):
            return []
        host = self.graph.nodes[token.at]
        found = [self.graph.nodes[boundary] for boundary in host.boundaries]
        return [boundary for boundary in found if boundary.timer and boundary.id not in token.fired]

    def _place(self, token: Token, node: Node) -> None:
        if any(other.place == token.place and other.kind is token.kind for other in self.tokens):
            raise refuse("second_token", node.id, node.name)
        self.tokens.append(token)

    def _arrive(self, scope: str, flow: str, by: int) -> None:
        node = self.graph.nodes[self.graph.flows[flow].target]
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise refuse("loop_endless", node.id, node.name)
        match node.kind:
            case NodeKind.USER:
                self.wait(Token(TokenKind.READY, scope, node.id, by))
            case NodeKind.EXCLUSIVE:
                self._queue.appendleft((scope, self._choose(scope, node), by))
            case NodeKind.PARALLEL:
                self._gather(scope, node, flow, by)
            case NodeKind.CALL:
                calls.open_call(self, scope, node, by)
            case NodeKind.END:
                if scope:
                    self.tokens.append(Token(TokenKind.ENDED, scope, flow, by))
            case _:
                self._pass(scope, node)
                self.leave(scope, node, by)

    def _choose(self, scope: str, node: Node) -> str:
        data = self.seen_from(scope)
        for flow in node.outgoing:
            if flow == node.default:
                continue
            condition = self.graph.flows[flow].condition
            if not condition or _read(node, condition, data):
                return flow
        if not node.default:
            raise refuse("default_missing", node.id, node.name)
        return node.default

    def _gather(self, scope: str, node: Node, flow: str, by: int) -> None:
        if not node.is_join:
            self.leave(scope, node, by)
            return
        self._place(Token(TokenKind.ARRIVED, scope, flow, by), node)
        here = [t for t in self.tokens if t.kind is TokenKind.ARRIVED and t.scope == scope and t.at in node.incoming]
        if len(here) == len(node.incoming):
            self.leave(scope, node, self.happen(scope, node.id, here))

    def _pass(self, scope: str, node: Node) -> None:
        if node.kind is NodeKind.SCRIPT:
            self._actions.append(Action(scope, node.id, node.attrs.get("action", "")))
        elif node.kind is NodeKind.RULE:
            self._decide(scope, node)

    def _decide(self, scope: str, node: Node) -> None:
        decision = self._decisions.get(node.attrs.get("decision", ""))
        if decision is None:
            raise refuse("decision_unknown", node.id, node.name, decision=node.attrs.get("decision", ""))
        try:
            answer = decide(decision, self.seen_from(scope))
        except Refused as refused:
            raise Refused(problem.at(node.id, node.name) for problem in refused.problems) from refused
        result = node.attrs.get("result", "")
        if not result:
            self.data.update(answer)
        else:
            self.data[result] = next(iter(answer.values())) if len(answer) == 1 else answer


def _read(node: Node, condition: str, data: Mapping[str, Any]) -> bool:
    try:
        return bool(expression.evaluate(condition, data))
    except Refused as refused:
        raise Refused(problem.at(node.id, node.name) for problem in refused.problems) from refused


def fired(token: Token, boundary: str) -> Token:
    """The same token, remembering that a boundary timer went off."""
    return replace(token, fired=(*token.fired, boundary))

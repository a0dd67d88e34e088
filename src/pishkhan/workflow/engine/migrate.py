"""Carrying an open case to another version of its process: the marking is renamed, then proved able to
end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pishkhan.workflow.engine import reach, walk
from pishkhan.workflow.engine.graph import Graph, Node
from pishkhan.workflow.engine.marking import Happening, Marking, Token, TokenKind
from pishkhan.workflow.engine.moved import TimerSet
from pishkhan.workflow.engine.refused import Refused, refuse


def migrate(old_graph: Graph, marking: Marking, new_graph: Graph, node_map: Mapping[str, str]) -> Marking:
    """The marking in the new version. `node_map` says where ids changed: a renamed node, or for a removed
    task the task where its open cases go on; flow ids may be mapped too (arrivals at joins). What is not in
    it keeps its id.

    Raises Refused: `token_unmapped`, `arrival_unmapped`, `second_token`, or what `walk.faults` finds from
    there (such as `join_waits` when a new parallel branch was never started in this case). Steps that no
    longer exist cannot be gone back to; the others can.
    """
    renaming = _Renaming(old_graph, new_graph, dict(node_map))
    tokens = tuple(renaming.token(token) for token in marking.tokens)
    _no_clash(new_graph, tokens)
    log = renaming.log(marking.log)
    tokens = tuple(replace(token, by=renaming.by(token.by)) for token in tokens)
    migrated = Marking(tokens, log, marking.last, migrated=True)
    problems = walk.faults_from(new_graph, migrated)
    if problems:
        raise Refused(problems)
    return migrated


def timers(graph: Graph, marking: Marking) -> tuple[TimerSet, ...]:
    """All timers that should be armed where a case stands; to compare with the stored ones after a
    migration."""
    return tuple(
        TimerSet(token.scope, key, token.at, boundary.timer, boundary.attrs.get("working") == "true")
        for token in marking.tokens
        if token.kind in (TokenKind.READY, TokenKind.CALL)
        for key in graph.nodes[token.at].boundaries
        if (boundary := graph.nodes[key]).timer and key not in token.fired
    )


def scope_of(scope: str, node_map: Mapping[str, str]) -> str:
    """What a scope is called in the new version."""
    parts = [part.partition(":") for part in scope.split("/")] if scope else []
    return "/".join(f"{node_map.get(node, node)}{colon}{n}" for node, colon, n in parts)


@dataclass
class _Renaming:
    old: Graph
    new: Graph
    nodes: dict[str, str]

    def __post_init__(self) -> None:
        self._dropped: dict[int, int] = {}

    def token(self, token: Token) -> Token:
        scope = self.scope(token.scope)
        if token.kind is TokenKind.ARRIVED:
            return replace(token, scope=scope, at=self._arrival(token.at))
        if token.kind in (TokenKind.ENDED, TokenKind.MEMORY):
            # Only counted, never carried on: any name will do once the flow is gone.
            return replace(token, scope=scope, at=self.nodes.get(token.at, token.at))
        node = self.nodes.get(token.at, token.at)
        was, now = self.old.nodes[token.at], self.new.nodes.get(node)
        if now is None or now.kind is not was.kind or now.process != self._process(scope):
            raise refuse("token_unmapped", was.id, was.name)
        if bool(was.attrs.get("collection")) is not bool(now.attrs.get("collection")):
            raise refuse("token_unmapped", was.id, was.name)
        fired = tuple(key for f in token.fired if (key := self.nodes.get(f, f)) in now.boundaries)
        return replace(token, scope=scope, at=node, fired=fired)

    def scope(self, scope: str) -> str:
        return scope_of(scope, self.nodes)

    def by(self, number: int) -> int:
        while number in self._dropped:
            number = self._dropped[number]
        return number

    def log(self, entries: tuple[Happening, ...]) -> tuple[Happening, ...]:
        """Keep what still exists. A vanished happening with one token is skipped over; at one with several,
        history begins anew, since undoing across it could not be told right."""
        kept: list[Happening] = []
        for entry in entries:
            renamed = self._happening(entry)
            if renamed is not None:
                took = tuple(replace(token, by=self.by(token.by)) for token in renamed.took)
                kept.append(replace(renamed, took=took))
            elif len(entry.took) == 1:
                self._dropped[entry.number] = entry.took[0].by
            else:
                kept.clear()
        return tuple(kept)

    def _happening(self, entry: Happening) -> Happening | None:
        if not self._survives(entry.node):
            return None
        try:
            took = tuple(self.token(token) for token in entry.took)
        except Refused:
            return None
        return Happening(entry.number, self.scope(entry.scope), self.nodes.get(entry.node, entry.node), took)

    def _survives(self, node: str) -> bool:
        """Renamed or unchanged; a removed task whose cases go on at another old task was never that task."""
        target = self.nodes.get(node, node)
        renamed = target == node or target not in self.old.nodes
        now = self.new.nodes.get(target)
        return renamed and now is not None and now.kind is self.old.nodes[node].kind

    def _process(self, scope: str) -> str:
        if not scope:
            return self.new.root
        call = self.new.nodes.get(scope.rpartition("/")[2].partition(":")[0])
        return call.called if call is not None else ""

    def _arrival(self, flow: str) -> str:
        """The new flow into the same join: by id, by its source, or as the only one its source still leads
        to."""
        was = self.old.flows[flow]
        join = self.new.nodes.get(self.nodes.get(was.target, was.target))
        if join is not None and join.is_join:
            found = self._candidates(join, flow, self.nodes.get(was.source, was.source))
            if len(found) == 1:
                return found[0]
        node = self.old.nodes[was.target]
        raise refuse("arrival_unmapped", node.id, node.name, flow=flow)

    def _candidates(self, join: Node, flow: str, source: str) -> list[str]:
        if self.nodes.get(flow) in join.incoming:
            return [self.nodes[flow]]
        if source not in self.new.nodes:
            return [key for key in join.incoming if key == flow]
        direct = [key for key in join.incoming if self.new.flows[key].source == source]
        if flow in direct:
            return [flow]
        return direct or [key for key in join.incoming if self._leads(source, key, join.id)]

    def _leads(self, source: str, flow: str, join: str) -> bool:
        edges = {n.id: self.new.targets(n) for n in self.new.nodes.values() if n.id != join}
        return self.new.flows[flow].source in reach.reached(edges, [source])


def _no_clash(graph: Graph, tokens: tuple[Token, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for token in tokens:
        if token.kind is TokenKind.ENDED:
            continue
        if token.place in seen:
            node = graph.nodes[graph.flows[token.at].target if token.kind is TokenKind.ARRIVED else token.at]
            raise refuse("second_token", node.id, node.name)
        seen.add(token.place)

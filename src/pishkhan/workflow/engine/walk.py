"""A bounded walk of one process's markings: can it always end, and does no place ever hold two tokens?

Data is ignored: every gateway may go every way, every boundary event may or may not fire. A called process
is one waiting node here and is walked on its own. Waiting nodes are in no conflict with each other, so from
each marking it is enough to move one of them in every way it can move (a persistent set): ten parallel
offices are ten steps, not 2^10. Two tokens that only meet when one of them dawdles are found by walking
once more for each place with that place moving last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pishkhan.workflow.engine import causes
from pishkhan.workflow.engine.graph import Graph, Node, NodeKind
from pishkhan.workflow.engine.marking import Marking, Token, TokenKind
from pishkhan.workflow.engine.refused import Problem

MAX_STATES = 20_000
WAITING = (NodeKind.USER, NodeKind.CALL)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A token of the walk: on a flow (`node` empty) or on a waiting node with the boundary events that
    fired there."""

    flow: str = ""
    node: str = ""
    fired: tuple[str, ...] = ()


State = tuple[Spot, ...]


class _TooLarge(Exception):
    pass


class _Clash(Exception):
    def __init__(self, node: str) -> None:
        self.node = node
        super().__init__(node)


def faults(graph: Graph, process: str, initial: Iterable[Spot] = ()) -> list[Problem]:
    """What can go wrong from here (by default from the start): `join_waits`, `second_token`, `never_ends`."""
    first = tuple(sorted(initial)) or _at_start(graph, process)
    owner = graph.processes[process]
    try:
        links = _explore(graph, first, last="")
        found = _deadlocks(graph, links) or _endless(graph, process, links)
        if not found:
            for node in _meeting_places(graph, process):
                _explore(graph, first, last=node.id)
    except _Clash as clash:
        node = graph.nodes[clash.node]
        return [Problem("second_token", node.id, node.name)]
    except _TooLarge:
        return [Problem("walk_large", process, owner.name, {"limit": str(MAX_STATES)})]
    return found


def faults_from(graph: Graph, marking: Marking) -> list[Problem]:
    """The same from where a case stands, in each of its scopes."""
    scopes: dict[str, list[Spot]] = {}
    for token in marking.tokens:
        if token.kind is TokenKind.ARRIVED:
            scopes.setdefault(token.scope, []).append(Spot(flow=token.at))
        elif token.kind is not TokenKind.ENDED:
            spot = Spot(node=token.at, fired=tuple(sorted({*token.fired, *_heard(graph, marking, token)})))
            scopes.setdefault(token.scope, []).append(spot)
    return [problem for scope, spots in scopes.items() for problem in faults(graph, _process(graph, scope), spots)]


def _heard(graph: Graph, marking: Marking, host: Token) -> Iterator[str]:
    """Messages whose last time is not over: a move holds the next one back until then."""
    for key in graph.nodes[host.at].boundaries:
        if graph.nodes[key].message and causes.still_open(marking, host, key):
            yield key


def stuck(graph: Graph, marking: Marking) -> bool:
    """Whether a case that stands here may fail to end."""
    return bool(faults_from(graph, marking))


def _process(graph: Graph, scope: str) -> str:
    if not scope:
        return graph.root
    return graph.nodes[scope.rpartition("/")[2].partition(":")[0]].called


def _at_start(graph: Graph, process: str) -> State:
    return tuple(Spot(flow=flow) for flow in graph.nodes[graph.processes[process].start].outgoing)


def _meeting_places(graph: Graph, process: str) -> list[Node]:
    nodes = list(graph.inside(process))
    forks = any(n.kind is NodeKind.PARALLEL or not n.interrupting for n in nodes)
    return [n for n in nodes if n.kind in WAITING or n.is_join] if forks else []


def _explore(graph: Graph, first: State, last: str) -> dict[State, set[State]]:
    links: dict[State, set[State]] = {}
    queue = deque([first])
    while queue:
        state = queue.popleft()
        if state in links:
            continue
        links[state] = set(_next(graph, state, last))
        if len(links) > MAX_STATES:
            raise _TooLarge
        queue.extend(links[state] - links.keys())
    return links


def _next(graph: Graph, state: State, last: str) -> Iterator[State]:
    """The markings after moving one thing: a token under way, else a complete join, else a waiting node."""
    for spot in state:
        if spot.flow and not graph.nodes[graph.flows[spot.flow].target].is_join:
            yield from _carry(graph, state, spot)
            return
    ready = [node for node in _complete_joins(graph, state) if node.id != last]
    waiting = sorted((s for s in state if s.node), key=lambda s: s.node == last)
    delayed = [node for node in _complete_joins(graph, state) if node.id == last]
    if ready:
        yield _fire_join(state, ready[0])
    elif waiting:
        yield from _leave(graph, state, waiting[0])
    elif delayed:
        yield _fire_join(state, delayed[0])


def _carry(graph: Graph, state: State, spot: Spot) -> Iterator[State]:
    node = graph.nodes[graph.flows[spot.flow].target]
    rest = _without(state, spot)
    if node.kind in WAITING:
        if any(other.node == node.id for other in rest):
            raise _Clash(node.id)
        yield _with(rest, [Spot(node=node.id)])
    elif node.kind is NodeKind.EXCLUSIVE:
        for flow in node.outgoing:
            yield _on_flows(graph, rest, (flow,))
    else:
        yield _on_flows(graph, rest, node.outgoing)


def _leave(graph: Graph, state: State, spot: Spot) -> Iterator[State]:
    node = graph.nodes[spot.node]
    rest = _without(state, spot)
    yield _on_flows(graph, rest, node.outgoing)
    for key in node.boundaries:
        boundary = graph.nodes[key]
        if boundary.interrupting:
            yield _on_flows(graph, rest, boundary.outgoing)
        elif key not in spot.fired:
            stays = Spot(node=node.id, fired=tuple(sorted((*spot.fired, key))))
            yield _on_flows(graph, _with(rest, [stays]), boundary.outgoing)


def _complete_joins(graph: Graph, state: State) -> list[Node]:
    arrived = {spot.flow for spot in state if spot.flow}
    joins = {graph.flows[flow].target for flow in arrived}
    return [node for key in sorted(joins) if arrived.issuperset((node := graph.nodes[key]).incoming)]


def _fire_join(state: State, node: Node) -> State:
    rest = tuple(spot for spot in state if spot.flow not in node.incoming)
    return _with(rest, [Spot(flow=flow) for flow in node.outgoing])


def _on_flows(graph: Graph, state: State, flows: Iterable[str]) -> State:
    for flow in flows:
        node = graph.nodes[graph.flows[flow].target]
        if node.is_join and any(spot.flow == flow for spot in state):
            raise _Clash(node.id)
        state = _with(state, [Spot(flow=flow)])
    return state


def _with(state: State, spots: list[Spot]) -> State:
    return tuple(sorted((*state, *spots)))


def _without(state: State, spot: Spot) -> State:
    index = state.index(spot)
    return state[:index] + state[index + 1 :]


def _deadlocks(graph: Graph, links: dict[State, set[State]]) -> list[Problem]:
    found: dict[str, Problem] = {}
    for state, following in links.items():
        if state and not following:
            arrived = {spot.flow for spot in state}
            for key in sorted({graph.flows[flow].target for flow in arrived}):
                node = graph.nodes[key]
                missing = [graph.flows[flow].source for flow in node.incoming if flow not in arrived]
                names = "، ".join(graph.nodes[source].name or source for source in missing)
                found.setdefault(key, Problem("join_waits", key, node.name, {"missing": names}))
    return list(found.values())


def _endless(graph: Graph, process: str, links: dict[State, set[State]]) -> list[Problem]:
    before: dict[State, set[State]] = {}
    for state, following in links.items():
        for other in following:
            before.setdefault(other, set()).add(state)
    can_end: set[State] = set()
    queue: deque[State] = deque([()])
    while queue:
        state = queue.popleft()
        if state not in can_end:
            can_end.add(state)
            queue.extend(before.get(state, ()))
    for state in links:
        if state not in can_end:
            nodes = [spot.node or graph.flows[spot.flow].target for spot in state]
            node = graph.nodes[nodes[0]]
            return [Problem("never_ends", node.id, node.name)]
    return []

"""A compiled process: nodes and flows by id, immutable, with a plain JSON form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class NodeKind(StrEnum):
    """What a node is; the values are BPMN's own element names."""

    START = "startEvent"
    END = "endEvent"
    USER = "userTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    RULE = "businessRuleTask"
    SCRIPT = "scriptTask"
    CALL = "callActivity"
    BOUNDARY = "boundaryEvent"


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is an expression, empty when there is none."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `incoming`/`outgoing` hold flow ids in drawing order; `attrs` our own attributes by
    local name.

    `timer` is an ISO 8601 duration and `message` a message name (boundary events); `called` a process id
    (call activities); `boundaries` the ids of the boundary events sitting on this node.
    """

    id: str
    kind: NodeKind
    name: str
    process: str
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str = ""
    attached_to: str = ""
    interrupting: bool = True
    timer: str = ""
    message: str = ""
    called: str = ""
    boundaries: tuple[str, ...] = ()
    attrs: Mapping[str, str] = field(default_factory=dict)

    def words(self, key: str) -> tuple[str, ...]:
        """A space-separated attribute as its parts."""
        return tuple(self.attrs.get(key, "").split())

    @property
    def is_join(self) -> bool:
        """Whether tokens wait here for each other."""
        return self.kind is NodeKind.PARALLEL and len(self.incoming) > 1


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a file: the case's own, or one that a call activity opens."""

    id: str
    name: str
    start: str
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """All processes of one file. `root` is the process a case runs."""

    root: str
    processes: Mapping[str, Process]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]

    def inside(self, process: str) -> Iterator[Node]:
        """The nodes of one process, in drawing order."""
        return (node for node in self.nodes.values() if node.process == process)

    def of_kind(self, *kinds: NodeKind) -> Iterator[Node]:
        """All nodes of the given kinds, in drawing order."""
        return (node for node in self.nodes.values() if node.kind in kinds)

    def targets(self, node: Node) -> tuple[str, ...]:
        """The nodes its outgoing flows lead to."""
        return tuple(self.flows[flow].target for flow in node.outgoing)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a jsonb column; lists keep the drawing order that jsonb objects would lose."""
        return {
            "root": self.root,
            "processes": [asdict(process) for process in self.processes.values()],
            "nodes": [asdict(node) for node in self.nodes.values()],
            "flows": [asdict(flow) for flow in self.flows.values()],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Graph:
        """The inverse of `to_json`."""
        return cls(
            root=value["root"],
            processes={row["id"]: Process(**row) for row in value["processes"]},
            nodes={row["id"]: _node(row) for row in value["nodes"]},
            flows={row["id"]: Flow(**row) for row in value["flows"]},
        )


def _node(row: Mapping[str, Any]) -> Node:
    lists = {key: tuple(row[key]) for key in ("incoming", "outgoing", "boundaries")}
    return Node(**{**row, **lists, "kind": NodeKind(row["kind"])})

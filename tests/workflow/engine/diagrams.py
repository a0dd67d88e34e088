"""Random diagrams of the profile: blocks within blocks, and shapes that are no blocks (jumps, dependencies)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from tests.workflow.engine.drawing import Drawing

NAMES = ("v1", "v2", "v3")

SETS = " ".join(NAMES)
CONDITIONS = (
    'v1 == "a"',
    'v1 != "a" and v2 > 2',
    "v2 >= 2 or v3",
    "not v3",
    'v1 in ["a", "b"]',
    "v2 + 1 < 4",
    'not (v1 == "b" or v2 - 1 == 1)',
)

Ends = tuple[str, str]


@dataclass
class Artist:
    """Draws one process; every block answers its (first, last) node."""

    drawing: Drawing
    draw: st.DrawFn
    events: bool = True
    joins_in_loops: bool = True
    lists_bounded: bool = True
    looping: int = 0
    calls: int = 0

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def condition(self) -> str:
        return CONDITIONS[self.number(0, len(CONDITIONS) - 1)]

    def task(self) -> Ends:
        key = self.drawing.node("userTask", pk_sets=SETS)
        return key, key

    def process(self, key: str, depth: int) -> None:
        self.drawing.process(key)
        first, last = self.block(depth)
        start, end = self.drawing.node("startEvent"), self.drawing.node("endEvent")
        self.drawing.chain(start, first)
        self.drawing.chain(last, end)

    def block(self, depth: int) -> Ends:
        if depth <= 0:
            return self.task()
        shapes = [
            self.task,
            lambda: self.sequence(depth),
            lambda: self.exclusive(depth),
            lambda: self.loop(depth),
            lambda: self.jumps(),
            lambda: self.automatic(),
        ]
        if self.joins_in_loops or not self.looping:
            shapes += [lambda: self.parallel(depth), lambda: self.dependencies()]
        if self.events:
            shapes += [lambda: self.bounded(depth), lambda: self.call(depth)]
        return shapes[self.number(0, len(shapes) - 1)]()

    def sequence(self, depth: int) -> Ends:
        blocks = [self.block(depth - 1) for _ in range(self.number(1, 3))]
        for (_, last), (first, _) in pairwise(blocks):
            self.drawing.chain(last, first)
        return blocks[0][0], blocks[-1][1]

    def automatic(self) -> Ends:
        key = self.drawing.node("scriptTask", pk_action="note")
        return key, key

    def choose(self, source: str, targets: list[str]) -> None:
        """Conditions on all flows but the last, which is the default of `source` (named `d_<source>`)."""
        for target in targets[:-1]:
            self.drawing.flow(source, target, self.condition())
        self.drawing.flow(source, targets[-1], key=f"d_{source}")

    def gateway(self) -> str:
        key = self.drawing.fresh("g")
        return self.drawing.node("exclusiveGateway", key, default=f"d_{key}")

    def merge(self) -> str:
        return self.drawing.node("exclusiveGateway", self.drawing.fresh("m"))

    def exclusive(self, depth: int) -> Ends:
        split, merge = self.gateway(), self.merge()
        blocks = [self.block(depth - 1) for _ in range(self.number(2, 3))]
        self.choose(split, [first for first, _ in blocks])
        for _, last in blocks:
            self.drawing.flow(last, merge)
        return split, merge

    def parallel(self, depth: int) -> Ends:
        split, join = self.drawing.node("parallelGateway"), self.drawing.node("parallelGateway")
        for _ in range(self.number(2, 3)):
            first, last = self.block(depth - 1)
            self.drawing.flow(split, first)
            self.drawing.flow(last, join)
        return split, join

    def loop(self, depth: int) -> Ends:
        merge, split = self.merge(), self.gateway()
        first, _ = self.task()
        self.looping += 1
        inner_first, inner_last = self.block(depth - 1)
        self.looping -= 1
        self.drawing.chain(merge, first, inner_first)
        self.drawing.flow(inner_last, split)
        leave = self.drawing.node("scriptTask", pk_action="left")
        self.choose(split, [merge, leave])
        return merge, leave

    def jumps(self) -> Ends:
        """A row of tasks with jumps ahead and back between any of them, overlapping as they may."""
        size = self.number(2, 4)
        merges = [self.merge() for _ in range(size + 1)]
        for here in range(size):
            task, _ = self.task()
            split = self.gateway()
            self.drawing.chain(merges[here], task, split)
            others = [n for n in range(size + 1) if n != here + 1]
            target = merges[others[self.number(0, len(others) - 1)]]
            self.choose(split, [target, merges[here + 1]])
        return merges[0], merges[-1]

    def dependencies(self) -> Ends:
        """Tasks that each wait for some earlier ones: joins and splits that do not nest."""
        size = self.number(2, 4)
        split, join = self.drawing.node("parallelGateway"), self.drawing.node("parallelGateway")
        parts = []
        for _ in range(size):
            before, after = self.drawing.node("parallelGateway"), self.drawing.node("parallelGateway")
            self.drawing.chain(before, self.task()[0], after)
            parts.append((before, after))
        for here, (before, after) in enumerate(parts):
            self.drawing.flow(split, before)
            self.drawing.flow(after, join)
            for later in range(here + 1, size):
                if self.number(0, 1):
                    self.drawing.flow(after, parts[later][0])
        return split, join

    def bounded(self, depth: int) -> Ends:
        host = self.call(depth, self.lists_bounded)[0] if self.number(0, 2) == 0 else self.task()[0]
        interrupting = bool(self.number(0, 1))
        event = self.drawing.timer if self.number(0, 1) else self.drawing.message
        boundary = event(host, interrupting)
        other_first, other_last = self.task()
        self.drawing.flow(boundary, other_first)
        if interrupting:
            merge = self.merge()
            self.drawing.flow(host, merge)
            self.drawing.flow(other_last, merge)
            return host, merge
        self.drawing.flow(other_last, self.drawing.node("endEvent"))
        return host, host

    def call(self, depth: int, lists: bool = True) -> Ends:
        if depth <= 1 or self.calls >= 2:
            return self.task()
        self.calls += 1
        key = f"sub{self.calls}"
        attrs = {} if not lists or self.number(0, 1) else {"pk_collection": f"list_{key}", "pk_item": f"item_{key}"}
        if attrs and self.number(0, 1):
            attrs["pk_sequential"] = "true"
        node = self.drawing.node("callActivity", calledElement=key, **attrs)
        position = len(self.drawing.processes) - 1
        Artist(self.drawing, self.draw, self.events, self.joins_in_loops, self.lists_bounded, calls=2).process(
            key, depth - 1
        )
        self.drawing.processes.insert(position, self.drawing.processes.pop())
        return node, node


@st.composite
def diagrams(draw: st.DrawFn, /, depth: int = 3, **options: bool) -> Drawing:
    """A drawing whose processes are all sound by construction, save that a reminder may be started twice in a loop.

    Options, all on by default: `events` (boundary events, called processes), `joins_in_loops`, `lists_bounded`
    (boundary events on a call that runs over a list).
    """
    artist = Artist(Drawing(), draw, **options)
    artist.process("p", depth)
    return artist.drawing


@st.composite
def crooked(draw: st.DrawFn) -> bytes:
    """A diagram with up to two mistakes: a gateway of the wrong kind, or a flow led somewhere else."""
    xml = draw(diagrams(depth=2)).xml().decode()
    for _ in range(draw(st.integers(0, 2))):
        xml = _turn_gateway(xml, draw) if draw(st.integers(0, 1)) else _redirect(xml, draw)
    return xml.encode()


def _turn_gateway(xml: str, draw: st.DrawFn) -> str:
    plain = re.findall(r'<(exclusiveGateway|parallelGateway) id="([mn]\d+)"', xml)
    if not plain:
        return xml
    tag, key = plain[draw(st.integers(0, len(plain) - 1))]
    other = "parallelGateway" if tag == "exclusiveGateway" else "exclusiveGateway"
    outgoing = xml.count(f'sourceRef="{key}"')
    if outgoing > 1 and other == "exclusiveGateway":
        flows = re.findall(rf'<sequenceFlow id="(\w+)" sourceRef="{key}" targetRef="(\w+)">', xml)
        for number, (flow, target) in enumerate(flows[1:]):
            xml = xml.replace(
                f'<sequenceFlow id="{flow}" sourceRef="{key}" targetRef="{target}">',
                f'<sequenceFlow id="{flow}" sourceRef="{key}" targetRef="{target}">'
                f"<conditionExpression>x_{key} == {number}</conditionExpression>",
            )
        default = f' default="{flows[0][0]}"'
    else:
        default = ""
    return re.sub(rf'<{tag} id="{key}"([^>]*)></{tag}>', rf'<{other} id="{key}"\1{default}></{other}>', xml)


def _redirect(xml: str, draw: st.DrawFn) -> str:
    bodies = re.findall(r"<process .*?</process>", xml)
    body = bodies[draw(st.integers(0, len(bodies) - 1))]
    flows = re.findall(r'targetRef="\w+"', body)
    nodes = re.findall(r'<(?:userTask|\w+Gateway|callActivity|scriptTask|endEvent) id="(\w+)"', body)
    flow = flows[draw(st.integers(0, len(flows) - 1))]
    node = nodes[draw(st.integers(0, len(nodes) - 1))]
    return xml.replace(body, body.replace(flow, f'targetRef="{node}"', 1))

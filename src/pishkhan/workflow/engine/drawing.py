"""From a list of steps, one after the other, to a diagram; and back, for diagrams that are no more than that."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from pishkhan.workflow.engine import profile
from pishkhan.workflow.engine.graph import Graph, Node, NodeKind

DRAWN = "steps"
"""What a process says under `pk:drawn` when it was drawn here; a modeller's own drawing does not."""
FILED, CLOSED, STEP = "case_filed", "case_closed", "step_"
"""Ids with an underscore: keys of services and steps have none, so nothing collides."""
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KNOWN = frozenset({"number", "nameEn", "office", "role", "form", "actions", "deadline", "user", "userEn"})
_WIDTH, _GAP, _MIDDLE = 120, 60, 200


@dataclass(frozen=True, slots=True)
class Stop:
    """One station. `deadline` is in working hours, 0 without one; `form` the key of its form, empty without one."""

    key: str
    fa: str
    en: str
    office: str
    role: str = "expert"
    deadline: int = 0
    actions: tuple[str, ...] = ()
    form: str = ""


def draw(*, key: str, fa: str, en: str, form: str, stops: Sequence[Stop]) -> str:
    """A BPMN 2.0 document with its diagram; `form` is what the student files."""
    ids = [FILED, *(STEP + stop.key for stop in stops), CLOSED]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"',
        '                  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"',
        '                  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"',
        '                  xmlns:di="http://www.omg.org/spec/DD/20100524/DI"',
        f'                  xmlns:pk="{profile.PK}"',
        f"                  {_attributes(id=key + '_definitions', targetNamespace='urn:pishkhan:pack')}>",
        f"  <bpmn:process {_attributes(id=key, name=fa, isExecutable='true')} "
        f"{_own(nameEn=en, drawn=DRAWN)}>",
        f"    <bpmn:startEvent {_attributes(id=FILED, name='ثبت درخواست')} {_own(nameEn='Request filed', form=form)}>",
        f"      <bpmn:outgoing>to_{ids[1]}</bpmn:outgoing>",
        "    </bpmn:startEvent>",
    ]
    for number, stop in enumerate(stops, 1):
        lines += _task(stop, number, f"to_{ids[number + 1]}")
    lines += [
        f"    <bpmn:endEvent {_attributes(id=CLOSED, name='پایان')} {_own(nameEn='Closed')}>",
        f"      <bpmn:incoming>to_{CLOSED}</bpmn:incoming>",
        "    </bpmn:endEvent>",
    ]
    for source, target in itertools.pairwise(ids):
        lines.append(f"    <bpmn:sequenceFlow {_attributes(id='to_' + target, sourceRef=source, targetRef=target)} />")
    lines.append("  </bpmn:process>")
    lines += _diagram(key, ids)
    lines.append("</bpmn:definitions>")
    return "\n".join(lines) + "\n"


def stops_of(graph: Graph, *, any_hand: bool = False) -> list[Stop] | None:
    """The steps of a diagram drawn here; with `any_hand` also of others that say nothing a list of steps cannot say.
    None for every other."""
    process = graph.processes[graph.root]
    if len(graph.processes) != 1 or not (any_hand or process.attrs.get("drawn") == DRAWN):
        return None
    found: list[Stop] = []
    node = graph.nodes[process.start]
    while node.outgoing:
        if len(node.outgoing) != 1 or len(found) > len(graph.nodes):
            return None
        node = graph.nodes[graph.flows[node.outgoing[0]].target]
        if node.kind is NodeKind.END:
            break
        if node.kind is not NodeKind.USER or not _plain(node):
            return None
        found.append(_stop(node))
    return found


def _plain(node: Node) -> bool:
    return not node.boundaries and set(node.attrs) <= _KNOWN and len(node.words("office")) == 1


def _stop(node: Node) -> Stop:
    attrs = node.attrs
    return Stop(
        key=node.id.removeprefix(STEP), fa=node.name, en=attrs.get("nameEn", ""), office=node.words("office")[0],
        role=attrs.get("role", "expert"), deadline=int(attrs.get("deadline") or 0), actions=node.words("actions"),
        form=attrs.get("form", ""),
    )  # fmt: skip


def _task(stop: Stop, number: int, leads: str) -> list[str]:
    own = {"nameEn": stop.en, "number": str(number), "office": stop.office, "role": stop.role}
    own |= {"form": stop.form, "actions": " ".join(stop.actions), "deadline": str(stop.deadline or "")}
    head = _attributes(id=STEP + stop.key, name=stop.fa)
    return [
        f"    <bpmn:userTask {head} {_own(**{name: value for name, value in own.items() if value})}>",
        f"      <bpmn:incoming>to_{STEP}{stop.key}</bpmn:incoming>",
        f"      <bpmn:outgoing>{leads}</bpmn:outgoing>",
        "    </bpmn:userTask>",
    ]


def _diagram(key: str, ids: Sequence[str]) -> list[str]:
    lines = [
        f"  <bpmndi:BPMNDiagram {_attributes(id=key + '_diagram')}>",
        f"    <bpmndi:BPMNPlane {_attributes(id=key + '_plane', bpmnElement=key)}>",
    ]
    at, edges = 140, []
    for index, each in enumerate(ids):
        event = index in (0, len(ids) - 1)
        wide, high = (36, 36) if event else (_WIDTH, 80)
        if index:
            edges.append((each, at - _GAP, at))
        lines += [
            f"      <bpmndi:BPMNShape {_attributes(id=each + '_di', bpmnElement=each)}>",
            f'        <dc:Bounds x="{at}" y="{_MIDDLE - high // 2}" width="{wide}" height="{high}" />',
            "      </bpmndi:BPMNShape>",
        ]
        at += wide + _GAP
    for target, start, end in edges:
        lines += [
            f"      <bpmndi:BPMNEdge {_attributes(id=f'to_{target}_di', bpmnElement='to_' + target)}>",
            f'        <di:waypoint x="{start}" y="{_MIDDLE}" />',
            f'        <di:waypoint x="{end}" y="{_MIDDLE}" />',
            "      </bpmndi:BPMNEdge>",
        ]
    return [*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"]


def _attributes(**values: str) -> str:
    return " ".join(f"{name}={quoteattr(_UNPRINTABLE.sub('', value))}" for name, value in values.items())


def _own(**values: str) -> str:
    return " ".join(f"pk:{name}={quoteattr(_UNPRINTABLE.sub('', value))}" for name, value in values.items() if value)

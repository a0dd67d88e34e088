"""Reading one BPMN element into a node, and the rules a node must keep with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from pishkhan.workflow.engine import duration, profile
from pishkhan.workflow.engine.graph import Flow, Node, NodeKind, Process
from pishkhan.workflow.engine.refused import Problem, Refused
from pishkhan.workflow.engine.xmlfile import children, split, text


def own_attributes(element: Element) -> dict[str, str]:
    """Our own attributes by local name, values stripped."""
    found = {}
    for name, value in element.attrib.items():
        namespace, local = split(name)
        if namespace == profile.PK:
            found[local] = value.strip()
    return found


def read_node(
    element: Element, kind: NodeKind, process: str, messages: Mapping[str, str]
) -> tuple[Node, list[Problem]]:
    """The node and everything in its element that lies outside the profile."""
    attrs = own_attributes(element)
    _import_camunda(element, kind, attrs)
    found: list[tuple[str, dict[str, str]]] = [*_strange_parts(element, kind)]
    event = _event(element, messages) if kind is NodeKind.BOUNDARY else ("", "", [])
    loop = _loop(element, attrs) if kind is NodeKind.CALL else []
    found += [*event[2], *loop]
    found += [(code, {"attribute": key, "value": value}) for code, key, value in profile.misfits(kind, attrs)]
    node = Node(
        id=element.get("id", ""),
        kind=kind,
        name=element.get("name", ""),
        process=process,
        default=element.get("default", ""),
        attached_to=element.get("attachedToRef", ""),
        interrupting=element.get("cancelActivity", "true") != "false",
        timer=event[0],
        message=event[1],
        called=element.get("calledElement", ""),
        attrs=attrs,
    )
    return node, [
        *(Problem(code, node.id, node.name, params) for code, params in found),
        *(
            problem
            for part in children(element, "extensionElements")
            for problem in strange_extensions(part, node.id, node.name)
        ),
    ]


def strange_extensions(element: Element, owner: str = "", name: str = "") -> Iterator[Problem]:
    """Another engine's code or mappings inside extension elements."""
    if split(element.tag)[1] != "extensionElements":
        return
    for child in element:
        local = split(child.tag)[1]
        if local not in profile.HARMLESS_EXTENSIONS:
            yield Problem("part_unsupported", owner, name, {"part": local})


def misconnected(
    node: Node, nodes: Mapping[str, Node], flows: Mapping[str, Flow], processes: Mapping[str, Process]
) -> Iterator[Problem]:
    """Rules between a node and its flows, host or called process."""
    for code, broken in (
        ("incoming_forbidden", node.incoming and node.kind in (NodeKind.START, NodeKind.BOUNDARY)),
        ("outgoing_forbidden", node.outgoing and node.kind is NodeKind.END),
        ("incoming_missing", not node.incoming and node.kind not in (NodeKind.START, NodeKind.BOUNDARY)),
        ("outgoing_missing", not node.outgoing and node.kind is not NodeKind.END),
        (
            "split_implicit",
            len(node.outgoing) > 1 and node.kind not in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL),
        ),
        ("called_unknown", node.kind is NodeKind.CALL and node.called not in processes),
        ("default_unknown", node.default and node.default not in node.outgoing),
        ("default_forbidden", node.default and node.kind is not NodeKind.EXCLUSIVE),
        ("host_bad", node.kind is NodeKind.BOUNDARY and not _host_fits(node, nodes)),
        ("condition_forbidden", node.kind is not NodeKind.EXCLUSIVE and _conditions(node, flows)),
    ):
        if broken:
            yield Problem(code, node.id, node.name)


def _host_fits(node: Node, nodes: Mapping[str, Node]) -> bool:
    host = nodes.get(node.attached_to)
    return host is not None and host.process == node.process and host.kind in (NodeKind.USER, NodeKind.CALL)


def _conditions(node: Node, flows: Mapping[str, Flow]) -> bool:
    return any(flows[flow].condition for flow in node.outgoing)


def _import_camunda(element: Element, kind: NodeKind, attrs: dict[str, str]) -> None:
    for theirs, ours in profile.IMPORTED.get(kind, {}).items():
        value = element.get(f"{{{profile.CAMUNDA}}}{theirs}", "").strip()
        if value and ours not in attrs:
            attrs[ours] = " ".join(value.replace(",", " ").split()) if ours == "office" else value


def _strange_parts(element: Element, kind: NodeKind) -> Iterator[tuple[str, dict[str, str]]]:
    allowed = profile.COMMON_PARTS | profile.MORE_PARTS.get(kind, frozenset())
    for child in element:
        local = split(child.tag)[1]
        if local not in allowed:
            yield ("script_code" if local == "script" else "part_unsupported", {"part": local})


def _event(element: Element, messages: Mapping[str, str]) -> tuple[str, str, list[tuple[str, dict[str, str]]]]:
    timers = list(children(element, "timerEventDefinition"))
    references = list(children(element, "messageEventDefinition"))
    if len(timers) + len(references) != 1:
        return "", "", [("boundary_event", {})]
    if references:
        reference = references[0].get("messageRef", "")
        name = messages.get(reference, "")
        return "", name, [] if name else [("message_unknown", {"message": reference})]
    length = text(timers[0], "timeDuration")
    try:
        duration.parse(length)
    except Refused:
        return length, "", [("duration", {"value": length[:40]})]
    return length, "", []


def _loop(element: Element, attrs: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """A standard multi-instance marker, from whichever modeller drew it, read into our attributes."""
    loop = next(children(element, "multiInstanceLoopCharacteristics"), None)
    if loop is None:
        return []
    marks = {
        "collection": loop.get(f"{{{profile.CAMUNDA}}}collection", ""),
        "item": loop.get(f"{{{profile.CAMUNDA}}}elementVariable", ""),
        "sequential": "true" if loop.get("isSequential") == "true" else "",
        **own_attributes(loop),
    }
    for key, value in marks.items():
        if value:
            attrs.setdefault(key, value)
    strange = [split(child.tag)[1] for child in loop if split(child.tag)[1] != "extensionElements"]
    found = [("part_unsupported", {"part": local}) for local in strange]
    return found if attrs.get("collection") else [*found, ("collection_unnamed", {})]

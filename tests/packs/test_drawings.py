"""Every shipped process can be drawn: shapes, edges and the neighbours a layouter needs."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

PACKS = Path(__file__).parents[2] / "packs"
DRAWINGS = sorted(PACKS.glob("*/processes/*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def _drawing(path: Path) -> Element:
    return ElementTree.fromstring(path.read_bytes())


@pytest.fixture(params=DRAWINGS, ids=lambda path: path.stem)
def drawing(request) -> Element:
    return _drawing(request.param)


def _parts(drawing: Element, flows: bool) -> set[str]:
    process = drawing.find(f"{BPMN}process")
    assert process is not None
    rest = {f"{BPMN}documentation"}
    return {
        part.get("id", "") for part in process if part.tag not in rest and (part.tag == f"{BPMN}sequenceFlow") is flows
    }


def test_every_node_has_a_shape_and_every_flow_an_edge(drawing):
    shapes = {shape.get("bpmnElement") for shape in drawing.iter(f"{DI}BPMNShape")}
    edges = {edge.get("bpmnElement") for edge in drawing.iter(f"{DI}BPMNEdge")}
    assert (shapes, edges) == (_parts(drawing, False), _parts(drawing, True))


def test_shapes_do_not_overlap(drawing):
    boxes = []
    for shape in drawing.iter(f"{DI}BPMNShape"):
        bounds = next(iter(shape))
        x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
        boxes.append((shape.get("bpmnElement"), x, y, x + width, y + height))
    clashes = [
        (one[0], two[0])
        for at, one in enumerate(boxes)
        for two in boxes[at + 1 :]
        if one[1] < two[3] and two[1] < one[3] and one[2] < two[4] and two[2] < one[4]
    ]
    assert clashes == []


def test_nodes_name_their_flows(drawing):
    process = drawing.find(f"{BPMN}process")
    assert process is not None
    named = {
        (part.tag, flow.text) for part in process.iter() for flow in part if flow.tag.endswith(("incoming", "outgoing"))
    }
    flows = {flow.get("id") for flow in process.iter(f"{BPMN}sequenceFlow")}
    assert {text for _, text in named} == flows


def test_all_drawings_are_looked_at():
    assert [f"{path.parts[-3]}/{path.stem}" for path in DRAWINGS] == [
        "iums-nursing/dormitory-stay",
        "iums-nursing/internal-scholarship",
        "iums-nursing/military-exemption",
        "iums-nursing/nursing-clearance",
        "iums-nursing/sms-panel-charge",
        "iums-nursing/student-loan",
        "iums-nursing/study-certificate",
        "iums-nursing/transcript",
        "saorg/military-exemption",
        "saorg/research-stay",
        "saorg/scholarship",
        "shiraz-elearning/clearance-parallel",
        "shiraz-elearning/clearance-serial",
        "uok-ghorveh/study-certificate",
        "uok-ghorveh/transcript",
    ]

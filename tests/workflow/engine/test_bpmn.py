"""Reading a diagram: what becomes of it, and everything outside the profile refused by element."""

from __future__ import annotations

import json

import pytest

from pishkhan.workflow.engine import bpmn, xmlfile
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.refused import Refused
from tests.workflow.engine import shapes
from tests.workflow.engine.case import codes
from tests.workflow.engine.drawing import HEAD, Drawing, line


def _refused(xml: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        bpmn.parse(xml)
    return codes(caught.value)


def _with(raw: str = "", task: str = '<userTask id="a" name="A"/>') -> bytes:
    drawing = Drawing()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.raw(task)
    drawing.node("endEvent", "e")
    drawing.chain("s", "a", "e")
    drawing.raw(raw)
    return drawing.xml()


def test_parse_keeps_own_attributes_in_camel_case():
    graph = bpmn.parse(
        _with(task='<userTask id="a" name="کتابخانه" pk:nameEn="Library" pk:number="3" pk:actions="hold visit"/>')
    )
    node = graph.nodes["a"]
    assert (node.kind, node.name) == (NodeKind.USER, "کتابخانه")
    assert node.attrs == {"nameEn": "Library", "number": "3", "actions": "hold visit"}


def test_parse_imports_camunda_office_and_form():
    graph = bpmn.parse(
        _with(task='<userTask id="a" camunda:candidateGroups="library, food" camunda:formKey="step-a"/>')
    )
    assert graph.nodes["a"].attrs == {"office": "library food", "form": "step-a"}


def test_parse_prefers_own_attributes_to_camunda():
    graph = bpmn.parse(_with(task='<userTask id="a" camunda:candidateGroups="x" pk:office="library"/>'))
    assert graph.nodes["a"].attrs == {"office": "library"}


def test_parse_reads_standard_loop_of_call():
    drawing = shapes.calling(sequential=True)
    xml = drawing.xml().replace(
        b' pk:collection="offices" pk:item="office" pk:sequential="true">',
        b'><multiInstanceLoopCharacteristics isSequential="true" camunda:collection="offices" '
        b'camunda:elementVariable="office"/>',
    )
    assert bpmn.parse(xml) == bpmn.parse(drawing.xml())


@pytest.mark.parametrize(
    "drawing",
    [shapes.serial(), shapes.parallel(), shapes.branching(), shapes.calling(True), shapes.watched(False)],
)
def test_graph_survives_json(drawing: Drawing):
    graph = bpmn.parse(drawing.xml())
    assert Graph.from_json(json.loads(json.dumps(graph.to_json(), sort_keys=True))) == graph


def test_parse_ignores_comments_lanes_and_pictures():
    extra = (
        "<!-- note --><documentation>x</documentation><laneSet id='ls'><lane id='l'/></laneSet>"
        "<textAnnotation id='ta'><text>n</text></textAnnotation><association id='as' sourceRef='a' targetRef='ta'/>"
        "<group id='gr'/><extensionElements><camunda:properties/></extensionElements>"
    )
    assert list(bpmn.parse(_with(extra)).nodes) == ["s", "a", "e"]


@pytest.mark.parametrize(
    "tag",
    [
        "task", "manualTask", "serviceTask", "sendTask", "receiveTask", "subProcess", "transaction",
        "adHocSubProcess", "inclusiveGateway", "complexGateway", "eventBasedGateway",
        "intermediateCatchEvent", "intermediateThrowEvent", "dataObject", "ioSpecification",
    ],
)  # fmt: skip
def test_element_outside_the_profile_is_refused_by_id(tag: str):
    assert _refused(_with(f'<{tag} id="odd" name="Odd"/>')) == [("element_unsupported", "odd")]


@pytest.mark.parametrize(
    ("task", "found"),
    [
        ('<scriptTask id="a" pk:action="x"><script>import os</script></scriptTask>', [("script_code", "a")]),
        ('<scriptTask id="a"/>', [("attribute_missing", "a")]),
        ('<businessRuleTask id="a"/>', [("attribute_missing", "a")]),
        ('<userTask id="a"><standardLoopCharacteristics/></userTask>', [("part_unsupported", "a")]),
        ('<userTask id="a"><multiInstanceLoopCharacteristics/></userTask>', [("part_unsupported", "a")]),
        ('<userTask id="a"><ioSpecification/></userTask>', [("part_unsupported", "a")]),
        ('<userTask id="a"><extensionElements><camunda:taskListener class="x"/></extensionElements></userTask>',
         [("part_unsupported", "a")]),
        ('<userTask id="a" pk:ofice="x"/>', [("attribute_unknown", "a")]),
        ('<userTask id="a" pk:actions="hold fly"/>', [("attribute_value", "a")]),
        ('<userTask id="a" pk:role="boss"/>', [("attribute_value", "a")]),
        ('<userTask id="a" pk:number="three"/>', [("attribute_value", "a")]),
        ('<userTask id="a" pk:private="yes"/>', [("attribute_value", "a")]),
        ('<callActivity id="a" calledElement="nowhere"/>', [("called_unknown", "a")]),
        ('<callActivity id="a" calledElement="p"/>', [("root_unclear", "")]),
        ('<callActivity id="a" calledElement="nowhere"><multiInstanceLoopCharacteristics/></callActivity>',
         [("collection_unnamed", "a"), ("called_unknown", "a")]),
    ],
)  # fmt: skip
def test_task_outside_the_profile_is_refused_by_id(task: str, found: list[tuple[str, str]]):
    assert _refused(_with(task=task)) == found


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<timerEventDefinition><timeDuration>P3M</timeDuration></timerEventDefinition>", "duration"),
        ("<timerEventDefinition><timeDuration>PT</timeDuration></timerEventDefinition>", "duration"),
        ("<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>", "duration"),
        ('<messageEventDefinition messageRef="none"/>', "message_unknown"),
        ("<errorEventDefinition/>", "boundary_event"),
        ("", "boundary_event"),
    ],
)
def test_boundary_event_other_than_timer_or_message_is_refused(inner: str, code: str):
    drawing = line("userTask:a")
    drawing.node("boundaryEvent", "b", inner, attachedToRef="a")
    drawing.chain("b", "end")
    assert (code, "b") in _refused(drawing.xml())


def test_event_definition_on_start_or_end_is_refused():
    drawing = line("userTask:a")
    drawing.node("endEvent", "stop", "<terminateEventDefinition/>")
    drawing.chain("a", "stop")
    assert _refused(drawing.xml()) == [("part_unsupported", "stop"), ("split_implicit", "a")]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('<sequenceFlow id="x" sourceRef="a" targetRef="nowhere"/>', [("flow_loose", "x"), ("split_implicit", "a")]),
        ('<sequenceFlow id="x" sourceRef="e" targetRef="a"/>', [("outgoing_forbidden", "e")]),
        ('<userTask id="b"/>', [("incoming_missing", "b"), ("outgoing_missing", "b")]),
        ('<startEvent id="s2"/>', [("starts", "p"), ("outgoing_missing", "s2")]),
        ('<userTask id="a"/>', [("id_twice", "a")]),
        ('<userTask id="9 a"/>', [("id_bad", "9 a"), ("incoming_missing", "9 a"), ("outgoing_missing", "9 a")]),
        ('<boundaryEvent id="b" attachedToRef="s"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
         '</timerEventDefinition></boundaryEvent><sequenceFlow id="x" sourceRef="b" targetRef="e"/>',
         [("host_bad", "b")]),
    ],
)  # fmt: skip
def test_broken_drawing_is_refused_by_id(raw: str, found: list[tuple[str, str]]):
    assert _refused(_with(raw)) == found


def test_condition_after_a_task_is_refused():
    xml = (
        line("userTask:a")
        .xml()
        .replace(b'targetRef="end">', b'targetRef="end"><conditionExpression>v == 1</conditionExpression>')
    )
    assert _refused(xml) == [("condition_forbidden", "a")]


def test_all_problems_are_told_at_once():
    xml = _with('<task id="x"/><subProcess id="y"/>', '<userTask id="a" pk:role="boss"/>')
    assert _refused(xml) == [("attribute_value", "a"), ("element_unsupported", "x"), ("element_unsupported", "y")]


DTD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x "y"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "xml_broken"),
        (b"not xml", "xml_broken"),
        (b"<a>", "xml_broken"),
        (b"\xff\xfe\x00", "xml_broken"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "xml_broken"),
        (DTD + b"<d>&f;</d>", "xml_unsafe"),
        (b"<!DOCTYPE d><d/>", "xml_unsafe"),
        (b"<a>" * 41 + b"</a>" * 41, "xml_deep"),
        (b"<a>" + b"<b/>" * (xmlfile.MAX_ELEMENTS) + b"</a>", "xml_deep"),
        (b"<a>" + b" " * xmlfile.MAX_BYTES + b"</a>", "xml_large"),
        (b"<definitions/>", "not_bpmn"),
        (f"{HEAD}</definitions>".encode(), "root_unclear"),
    ],
)
def test_file_that_cannot_be_a_diagram_is_refused(xml: bytes, code: str):
    assert [found for found, _ in _refused(xml)] == [code]

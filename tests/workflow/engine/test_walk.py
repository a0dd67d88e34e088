"""The clever walk of markings against playing out every course by hand."""

from __future__ import annotations

from hypothesis import assume, given

from pishkhan.workflow.engine import bpmn, reach, walk
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.refused import Problem, Refused
from tests.workflow.engine import shapes
from tests.workflow.engine.budget import many
from tests.workflow.engine.diagrams import crooked
from tests.workflow.engine.drawing import Drawing, line
from tests.workflow.engine.playing import TooMany, goes_wrong


def _faults(graph: Graph) -> list[Problem]:
    return [problem for process in graph.processes for problem in walk.faults(graph, process)]


@many
@given(crooked())
def test_walk_says_what_playing_everything_says(xml: bytes):
    try:
        graph = bpmn.parse(xml)
        wrong = "" if reach.faults(graph) else goes_wrong(graph, ["a", "b"])
    except (Refused, TooMany):
        assume(False)
    assume(not reach.faults(graph))
    assume(not _rescued(graph))
    found = {problem.code for problem in _faults(graph)}
    if _repeats_messages(graph) and not wrong:
        # A message is held back while its last one is at work; the walk does not look that far and refuses.
        assert found <= {"second_token"}
    else:
        # Where both faults lie in wait, each side may meet another one first.
        assert bool(found) is bool(wrong)


def _rescued(graph: Graph) -> bool:
    """A called process at fault that an event may still cut short: refused all the same, though a case could end."""
    calls = [node for node in graph.of_kind(NodeKind.CALL) if node.boundaries]
    return any(walk.faults(graph, node.called) for node in calls)


def _repeats_messages(graph: Graph) -> bool:
    return any(node.message and not node.interrupting for node in graph.nodes.values())


def _named(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.element_id) for problem in problems]


def test_walk_of_twenty_parallel_offices_is_no_effort():
    graph = bpmn.parse(shapes.parallel(*(f"office{n}" for n in range(20))).xml())
    assert _faults(graph) == []


def test_join_after_exclusive_split_waits_for_ever():
    xml = shapes.parallel("a", "b").xml()
    xml = xml.replace(b'<parallelGateway id="split" name="SPLIT">', b'<exclusiveGateway id="split" default="x">')
    xml = xml.replace(b"</parallelGateway>", b"</exclusiveGateway>", 1)
    problems = _faults(bpmn.parse(xml.replace(b' default="x"', b"")))
    assert _named(problems) == [("join_waits", "join")]
    assert problems[0].params["missing"] in {"A", "B"}


def test_merge_of_parallel_branches_into_a_task_is_a_second_token():
    drawing = line("userTask:z")
    drawing.processes.clear()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.node("parallelGateway", "split")
    for key in ("a", "b", "c"):
        drawing.node("userTask", key)
    drawing.node("endEvent", "e")
    drawing.chain("s", "split", "a", "c", "e")
    drawing.chain("split", "b", "c")
    assert _named(_faults(bpmn.parse(drawing.xml()))) == [("second_token", "c")]


def test_loop_that_breeds_tokens_never_ends():
    """A circle whose task always comes back, though each node alone could reach an end."""
    drawing = Drawing()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.node("exclusiveGateway", "m")
    drawing.node("userTask", "a")
    drawing.node("parallelGateway", "split")
    drawing.node("endEvent", "e")
    drawing.chain("s", "m", "a", "split", "e")
    drawing.chain("split", "m")
    assert [problem.code for problem in _faults(bpmn.parse(drawing.xml()))] == ["never_ends"]


def test_reminder_in_loop_may_be_opened_twice():
    drawing = shapes.watched(interrupting=False)
    xml = drawing.xml().replace(b'targetRef="after"', b'targetRef="g"')
    xml = xml.replace(
        b"</process>",
        b'<exclusiveGateway id="g" default="on"/><sequenceFlow id="on" sourceRef="g" targetRef="after"/>'
        b'<sequenceFlow id="again" sourceRef="g" targetRef="a"><conditionExpression>v</conditionExpression>'
        b"</sequenceFlow></process>",
    )
    assert _named(_faults(bpmn.parse(xml))) == [("second_token", "late")]

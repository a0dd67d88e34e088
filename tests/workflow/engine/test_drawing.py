"""A list of steps becomes a diagram that is published like any other, and is read back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.workflow.engine import bpmn, check
from pishkhan.workflow.engine.drawing import Stop, draw, stops_of
from pishkhan.workflow.engine.graph import Graph

PACKS = Path(__file__).resolve().parents[3] / "packs"
STOPS = [
    Stop("first-look", "بررسی", "First look", "it", "expert", 16, ("return", "na"), "leave-first-look"),
    Stop("second", "تایید", "Approval", "@faculty", "lead"),
]


def drawn(stops=STOPS, key="leave", **words):
    words = {"fa": "مرخصی «سال»", "en": "Leave & <more>", **words}
    return bpmn.parse(draw(key=key, form="leave", stops=stops, **words).encode())


def test_steps_are_drawn_and_read_back():
    graph = drawn()
    forms = {"leave", "leave-first-look"}
    assert check.check(graph, offices={"it"}, forms=forms, decisions={}) == []
    assert (graph.root, graph.processes["leave"].name) == ("leave", "مرخصی «سال»")
    assert stops_of(Graph.from_json(graph.to_json())) == STOPS


def test_every_element_has_its_place_in_the_picture():
    text = draw(key="leave", fa="مرخصی", en="Leave", form="leave", stops=STOPS)
    for each in ("case_filed", "step_first-look", "step_second", "case_closed"):
        assert text.count(f'bpmnElement="{each}"') == 1
    assert text.count("<bpmndi:BPMNEdge") == text.count("<bpmn:sequenceFlow") == 3


@pytest.mark.parametrize("key", ["case", "step", "to", "closed"])
def test_no_key_of_a_service_collides(key):
    graph = drawn([Stop("case", "یک", "One", "it"), Stop("closed", "دو", "Two", "it")], key)
    assert [stop.key for stop in stops_of(graph) or []] == ["case", "closed"]


def test_a_modellers_own_drawing_is_not_taken_for_steps():
    with_letter = (PACKS / "iums-nursing/processes/sms-panel-charge.bpmn").read_text()
    assert stops_of(bpmn.parse(with_letter.encode()), any_hand=True) is None, "a list of steps would lose the letter"
    plain = re.sub(r"<bpmn:scriptTask.*?</bpmn:scriptTask>", "", with_letter, flags=re.DOTALL)
    plain = re.sub(r'<bpmn:sequenceFlow id="to-closed".*?/>', "", plain)
    plain = plain.replace("incoming>to-closed<", "incoming>to-issue-letter<")
    graph = bpmn.parse(plain.replace('targetRef="issue-letter"', 'targetRef="closed"').encode())
    assert stops_of(graph) is None
    _approval, stop = stops_of(graph, any_hand=True) or []
    assert (stop.office, stop.form, stop.deadline, stop.actions) == ("it", "step-sms-panel", 16, ("return", "na"))
    branching = bpmn.parse((PACKS / "iums-nursing/processes/nursing-clearance.bpmn").read_bytes())
    assert stops_of(branching, any_hand=True) is None


@given(st.text(), st.text())
def test_whatever_a_title_holds_the_document_is_well_formed(fa, en):
    graph = drawn([Stop("one", fa, en, "it")], fa=fa, en=en)
    assert len(stops_of(graph) or []) == 1

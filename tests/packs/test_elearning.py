"""packs/shiraz-elearning is source S-C: eleven steps, serial, and the same with independent offices at once."""

from __future__ import annotations

import random

import pytest

from pishkhan.clearance.pack.contents import Pack, PackProcess
from pishkhan.workflow.engine import decision, move
from pishkhan.workflow.engine.graph import Graph, NodeKind

SERIAL = [
    "department",
    "library-khwarizmi",
    "library-mirza",
    "library-mollasadra",
    "counselling",
    "nutrition",
    "student-accounting",
    "dormitories",
    "welfare",
    "second-shift-accounting",
]
USERS = [
    "کارشناس بخش",
    "کارشناس تسویه حساب کتابخانه خوارزمی",
    "کارشناس تسویه حساب کتابخانه میرزای شیرازی",
    "کارشناس تسویه حساب کتابخانه ملاصدرا",
    "کارشناس تسویه حساب مرکز مشاوره",
    "کارشناس تسویه حساب اداره تغذیه",
    "کارشناس تسویه حساب حسابداری دانشجویی",
    "کارشناس تسویه حساب اداره خوابگاهها",
    "کارشناس تسویه حساب اداره رفاه",
    "کارشناس تسویه حساب حسابداری",
]


@pytest.fixture
def process(elearning: Pack) -> PackProcess:
    return elearning.processes["elearning-clearance"]


@pytest.fixture
def serial(process: PackProcess) -> Graph:
    return process.versions[0].graph


@pytest.fixture
def parallel(process: PackProcess) -> Graph:
    return process.versions[1].graph


def test_c13_serial_version_opens_one_step_at_a_time(serial, elearning):
    moved, seen = move.start(serial, {"admission_type": "virtual"}, elearning.decisions), []
    while not moved.finished:
        ((scope, node),) = moved.marking.ready
        seen.append(node)
        moved = move.done(serial, moved.marking, moved.data, elearning.decisions, scope=scope, node=node, outcome={})
    assert seen == [*SERIAL, "handover"]


def test_c3_c12_step_one_is_the_students(process, elearning):
    assert process.start == {
        "number": 1,
        "name": {"fa": "ساخت", "en": "Create"},
        "user": {"fa": "دانشجو", "en": "Student"},
    }
    reason = elearning.forms["clearance-request"].form.field("reason")
    assert (reason.label.fa, reason.required, reason.frozen) == ("دلیل تسویه حساب", True, True)


@pytest.mark.parametrize("number", [0, 1])
def test_c12_steps_have_number_role_and_form_in_both_versions(process, number):
    nodes = process.versions[number].graph.nodes
    assert [int(nodes[key].attrs["number"]) for key in SERIAL] == list(range(2, 12))
    assert [nodes[key].attrs["user"] for key in SERIAL] == USERS
    assert [key for key in SERIAL if not nodes[key].attrs["form"]] == []


def test_c4_department_checks_its_list_and_the_card(serial, elearning):
    assert serial.nodes["department"].words("guards") == ("card_received",)
    keys = [field.key for field in elearning.forms["step-department"].form.fields]
    assert keys == ["internal_checks", "card_received", "card_lost", "card_loss_reference", "note"]


def test_c5_three_libraries_are_three_offices(serial):
    offices = [serial.nodes[key].attrs["office"] for key in SERIAL[1:4]]
    assert offices == ["library-khwarizmi", "library-mirza", "library-mollasadra"]


def test_c7_c9_visit_is_an_action_of_steps_3_to_8_and_11_only(serial):
    numbers = [int(n.attrs["number"]) for n in serial.of_kind(NodeKind.USER) if "visit" in n.words("actions")]
    assert sorted(numbers) == [3, 4, 5, 6, 7, 8, 11]


def test_c10_welfare_asks_for_debt_and_dates_of_instalments(serial, elearning):
    form = elearning.forms["step-welfare"].form
    asked = ["وضعیت بدهی", "تاریخ شروع اقساط", "تاریخ پایان اقساط"]
    assert [field.label.fa for field in form.fields if field.label.fa in asked] == asked
    assert serial.nodes["welfare"].words("guards") == ("instalments",)


def test_c11_second_shift_accounting_is_its_own_station_and_sees_steps_9_and_10(serial, process):
    node = serial.nodes["second-shift-accounting"]
    assert (node.name, node.attrs["office"]) == ("حسابداری دانشجویان نوبت دوم", "second-shift-accounting")
    assert process.sees == {"second-shift-accounting": ("dormitories", "welfare")}
    assert "na" in node.words("actions")


@pytest.mark.parametrize("admission", ["daily", "second-shift", "virtual", None])
def test_c11_table_always_opens_the_station_as_shipped(elearning, admission):
    table = elearning.decisions["second-shift-opens"]
    assert decision.decide(table, {"admission_type": admission}) == {"second_shift": "yes"}


@pytest.mark.parametrize(("admission", "opens"), [("daily", "no"), ("second-shift", "yes"), ("campus", "yes")])
def test_c11_row_by_admission_type_works_once_switched_on(elearning, admission, opens):
    table = decision.Decision.from_json(
        {**elearning.decisions["second-shift-opens"].to_json(), "inputs": ['"on"', "admission_type"]}
    )
    assert decision.decide(table, {"admission_type": admission}) == {"second_shift": opens}


@pytest.mark.parametrize("number", [0, 1])
def test_c1_hand_over_of_previous_documents_follows_the_certificate(process, number):
    graph = process.versions[number].graph
    issued = graph.nodes["issue-certificate"]
    assert (issued.attrs["action"], graph.targets(issued)) == ("issue_certificate", ("handover",))
    handover = graph.nodes["handover"]
    assert (handover.name, handover.attrs["kind"]) == ("تحویل مدارک مقطع قبلی", "handover")


def test_c1_service_is_for_closed_enrolments(elearning):
    (group,) = elearning.groups
    assert {tuple(kind.rules["statuses"]) for kind in group.types} == {("expelled", "unregistered", "withdrawn")}
    assert {kind.open_slot for kind in group.types} == {"clearance"}
    assert [kind.version for kind in group.types] == [1, 2]


def test_f2_all_independent_offices_open_at_once_after_the_card(parallel, elearning):
    moved = move.start(parallel, {}, elearning.decisions)
    ((scope, node),) = moved.marking.ready
    moved = move.done(parallel, moved.marking, moved.data, elearning.decisions, scope=scope, node=node, outcome={})
    assert sorted(ready for _, ready in moved.marking.ready) == sorted(SERIAL[1:9])


@pytest.mark.parametrize("seed", range(12))
def test_f2_offices_finish_in_any_order_and_step_11_follows_9_and_10(parallel, elearning, seed):
    chance, seen = random.Random(seed), []
    moved = move.start(parallel, {}, elearning.decisions)
    while not moved.finished:
        scope, node = chance.choice(sorted(moved.marking.ready))
        seen.append(node)
        moved = move.done(parallel, moved.marking, moved.data, elearning.decisions, scope=scope, node=node, outcome={})
    assert sorted(seen) == sorted([*SERIAL, "handover"])
    assert (seen[0], seen[-1]) == ("department", "handover")
    assert seen.index("second-shift-accounting") > max(seen.index("dormitories"), seen.index("welfare"))


def test_versions_keep_the_same_steps(serial, parallel):
    steps = [{node.id: dict(node.attrs) for node in graph.of_kind(NodeKind.USER)} for graph in (serial, parallel)]
    assert steps[0] == steps[1]

"""A broken pack is refused with the file and line of every fault; nothing but PackRefused is raised."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pishkhan.clearance.pack.problems import PackProblem
from pishkhan.clearance.pack.reader import PackRefused, read_pack

SERIAL = "processes/clearance-serial.bpmn"
TABLE = "decisions/second-shift-opens.dmn"


def _line(folder: Path, file: str, text: str) -> int:
    """The line on which a text first stands."""
    before, found, _ = (folder / file).read_text(encoding="utf-8").partition(text)
    assert found
    return before.count("\n") + 1


def _last_line(folder: Path, file: str, text: str) -> int:
    """The line on which a text last stands."""
    before, found, _ = (folder / file).read_text(encoding="utf-8").rpartition(text)
    assert found
    return before.count("\n") + 1


def test_pack_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PackRefused) as refused:
        read_pack(tmp_path / "nowhere")
    assert refused.value.problems == (PackProblem("nowhere", 1, "folder_missing"),)


def test_missing_file_is_told(folder):
    (folder / "texts.json").unlink()
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    assert refused.value.problems == (PackProblem("texts.json", 1, "file_missing"),)


def test_strange_file_and_link_are_told(folder):
    (folder / "notes.txt").write_text("x")
    (folder / "forms" / "step-x.json").symlink_to("/etc/hostname")
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    told = {(problem.file, problem.code) for problem in refused.value.problems}
    assert {("notes.txt", "file_unknown"), ("forms/step-x.json", "file_unknown")} <= told


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("pack.json", '"shiraz.localhost"', '"Shiraz Localhost"', "host_bad"),
        ("pack.json", '"071-30000000"', '"call us"', "text_bad"),
        ("pack.json", '"1405/11/22"', '"1405/13/22"', "date_bad"),
        ("pack.json", '"format"', '"formt"', "key_unknown"),
        ("options.json", '"value": "phd"', '"value": "master"', "form.option_twice"),
        ("catalogue.json", '"form": "clearance-request"', '"form": "nothing"', "form_absent"),
        ("catalogue.json", '"process": "elearning-clearance"', '"process": "x"', "process_absent"),
        ("catalogue.json", '"process_version": 1', '"process_version": 3', "version_absent"),
        ("catalogue.json", '"statuses": ["expelled"', '"statuses": ["dismissed"', "value_unknown"),
        ("catalogue.json", "clearance-serial.bpmn", "serial.bpmn", "file_absent"),
        ("catalogue.json", '["dormitories", "welfare"]', '["dormitory"]', "step_unknown"),
        ("forms/step-library.json", '"radio"', '"dial"', "form.type_unknown"),
        ("forms/step-library.json", '"id": "step-library"', '"id": "step-books"', "form_name"),
        ("forms/step-welfare.json", '"field": "debt_status"', '"field": "debts"', "form.field_unknown"),
        ("forms/clearance-request.json", '"clearance_reasons"', '"reasons"', "form.options_unknown"),
        ("people.json", '"4032152314"', '"4032152315"', "text_bad"),
        ("people.json", '"role": "manager"', '"role": "king"', "value_unknown"),
        ("people.json", '"unit": "welfare"', '"unit": "warfare"', "unit_unknown"),
        ("people.json", '"demo": true', '"demo": false', "people_real"),
        ("people.json", '"field": "ecommerce"', '"field": "alchemy"', "value_unknown"),
        ("texts.json", '"popular": ["clearance"]', '"popular": ["loans"]', "type_absent"),
        ("texts.json", '"fa": "تسویه حساب، گام به گام", ', '"xx": "x", ', "words_missing"),
    ],
)
def test_fault_is_told_with_file_and_line(folder, faults, file, old, new, code):
    told = faults(file, old, new)
    # The value that was put in stands last where the pack already had the same one.
    line = _last_line(folder, file, new) if code == "form.option_twice" else _line(folder, file, new)
    assert (file, line, code) in told


@pytest.mark.parametrize(
    ("old", "new", "element", "code"),
    [
        ('pk:office="nutrition"', 'pk:office="canteen"', "nutrition", "process.office_unknown"),
        ('pk:form="step-nutrition"', 'pk:form="step-x"', "nutrition", "process.form_unknown"),
        ('pk:kind="handover"', 'pk:kind="farewell"', "handover", "process.attribute_value"),
        ("@faculty/registrar", "@faculty/archive", "handover", "unit_kind_unknown"),
        ('pk:guards="instalments"', 'pk:guards="letter_number"', "welfare", "guard_field_missing"),
        ('pk:guards="instalments"', 'pk:sets="mood"', "welfare", "sets_unknown"),
        ('second_shift == "no"', "second_shift ==", "skip-second-shift", "process.expression_syntax"),
        ('second_shift == "no"', "mood == 1", "skip-second-shift", "process.name_unknown"),
        ('id="elearning-clearance"', 'id="clearance"', "clearance", "process_name"),
    ],
)
def test_fault_of_a_drawing_is_told_with_the_line_of_its_element(folder, faults, old, new, element, code):
    told = faults(SERIAL, old, new)
    assert (SERIAL, _line(folder, SERIAL, f' id="{element}"'), code) in told


def test_comma_left_out_is_told_where_it_is_missed(folder, faults):
    told = faults("units.json", '"key": "libraries",', '"key": "libraries"')
    assert told == [("units.json", _line(folder, "units.json", '"key": "libraries"') + 1, "json_syntax")]


def test_key_written_twice_is_told(folder, faults):
    told = faults("units.json", '"kind": "directorate",', '"kind": "directorate",\n"kind": "office",')
    assert told == [("units.json", _line(folder, "units.json", '"kind": "directorate"') + 1, "json_twice")]


def test_unit_key_used_twice_is_told_at_the_second(folder, faults):
    told = faults("units.json", '"key": "second-shift-accounting"', '"key": "student-accounting"')
    assert ("units.json", _last_line(folder, "units.json", '"key": "student-accounting"'), "key_twice") in told


def test_faculty_without_its_unit_is_told_at_the_list(folder, faults):
    told = faults("options.json", '"value": "elearning"', '"value": "law"')
    assert ("options.json", _line(folder, "options.json", '"faculties"'), "faculty_unknown") in told


def test_certificate_that_no_step_issues_is_told_at_the_type(folder, faults):
    told = faults(SERIAL, "issue_certificate", "send_flowers")
    assert ("catalogue.json", _line(folder, "catalogue.json", '"certificate"'), "certificate_never") in told


def test_table_with_an_unknown_policy_is_told_at_its_decision(folder, faults):
    told = faults(TABLE, 'hitPolicy="FIRST"', 'hitPolicy="ANY"')
    assert (TABLE, _line(folder, TABLE, "<decision id"), "process.hit_policy") in told


def test_broken_drawing_is_told_with_its_line(folder, faults):
    told = faults("processes/clearance-serial.bpmn", "</bpmn:userTask>", "</bpmn:task>")
    line = _line(folder, "processes/clearance-serial.bpmn", "</bpmn:task>")
    assert ("processes/clearance-serial.bpmn", line, "process.xml_broken") in told


def test_process_that_cannot_end_is_told_with_the_line_of_its_element(folder, faults):
    back = 'sourceRef="handover" targetRef="department"'
    told = faults("processes/clearance-serial.bpmn", 'sourceRef="handover" targetRef="closed"', back)
    lines = {line for file, line, code in told if file.endswith("serial.bpmn") and code.startswith("process.")}
    assert lines
    assert 1 not in lines


def test_all_faults_are_told_together_in_order(folder):
    for file, old, new in (
        ("units.json", '"kind": "library"', '"kind": "Library"'),
        ("pack.json", '"071-30000000"', '"x"'),
        ("texts.json", '"clearance"', '"loans"'),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    assert [(problem.file, problem.code) for problem in refused.value.problems] == [
        ("pack.json", "text_bad"),
        ("texts.json", "type_absent"),
        ("units.json", "text_bad"),
    ]


FILES = (
    "pack.json",
    "units.json",
    "options.json",
    "catalogue.json",
    "texts.json",
    "people.json",
    "forms/step-welfare.json",
)
ODD: list[Any] = [None, 1, -1, 1.5, True, "", "x", [], {}, [1], [{}], [[]], {"a": 1}, [["a"]], {"fa": 1}]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inside for place in _places(part, (*path, key)))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), file=st.sampled_from(FILES), junk=st.sampled_from(ODD))
def test_junk_anywhere_is_read_or_refused_but_never_crashes(folder, data, file, junk):
    path = folder / file
    kept = path.read_text(encoding="utf-8")
    broken = copy.deepcopy(json.loads(kept))
    *way, last = data.draw(st.sampled_from([place for place in _places(broken) if place]))
    inside = broken
    for part in way:
        inside = inside[part]
    inside[last] = junk
    path.write_text(json.dumps(broken, ensure_ascii=False, indent=1), encoding="utf-8")
    problems: tuple[PackProblem, ...] = ()
    try:
        read_pack(folder)
    except PackRefused as refused:
        problems = refused.problems
    finally:
        path.write_text(kept, encoding="utf-8")
    assert [problem for problem in problems if problem.line < 1] == []


@pytest.mark.parametrize("junk", ODD, ids=repr)
@pytest.mark.parametrize("way", [("enrolments",), ("enrolments", 0), ("enrolments", 0, "student_number")], ids=len)
def test_junk_among_the_enrolments_of_demo_people_is_told(folder, way, junk):
    path = folder / "people.json"
    people = json.loads(path.read_text(encoding="utf-8"))
    inside = people["students"][0]
    for part in way[:-1]:
        inside = inside[part]
    inside[way[-1]] = junk
    path.write_text(json.dumps(people, ensure_ascii=False, indent=1), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    assert refused.value.problems

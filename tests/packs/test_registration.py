"""registration.json: what is read, and every fault with its file and line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pishkhan.clearance.pack.reader import PackRefused, read_pack
from tests.packs.conftest import PACKS

FILE = "registration.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack with two ways to register."""
    return Path(shutil.copytree(PACKS / "saorg", tmp_path / "pack"))


def _line(folder: Path, text: str) -> int:
    return (folder / FILE).read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"format": 1', '"format": 2', "format_unknown"),
        ('"key": "foreign"', '"key": "iranian"', "key_twice"),
        ('"layout": "portal"', '"layout": "long"', "value_unknown"),
        ('"language": "en"', '"language": "de"', "value_unknown"),
        ('"version": "1"', '"version": ""', "text_blank"),
        ('"accept": {"fa": "با قوانین گفته شده موافق هستم", "en"', '"accept": {"en"', "words_missing"),
        ('"guide_at": "registration-guide"', '"guide_at": "nowhere"', "notice_absent"),
        ('"profile": "foreign"', '"profile": "iranian"', "profile_absent"),
        ('"options": "iranians"', '"options": "martians"', "list_unknown"),
        ('"key": "national_id"', '"key": "shoe_size"', "value_unknown"),
        ('"key": "last_name"', '"key": "first_name"', "key_twice"),
        ('"user_name": "national_id"', '"user_name": "nickname"', "value_unknown"),
        ('"user_name": "national_id"', '"user_name": "passport"', "field_missing"),
        ('"either": ["passport", "fida"]', '"either": ["passport", "password"]', "field_missing"),
        ('"email_code": true', '"email_code": "true"', "shape"),
        ('"months": 1', '"months": 0', "span_bad"),
        ('"form": "profile"', '"form": "nothing"', "form_absent"),
        ('"office": "registrations"', '"office": "elsewhere"', "unit_unknown"),
        ('"status": "study_status"', '"status": "shoe_size"', "field_missing"),
        ('"status": "study_status"', '"status": "degree"', "field_unfit"),
        ('"entry_year": "entry_year"', '"entry_year": "father_name"', "field_unfit"),
        ('"student_number": "student_number"', '"student_number": "address"', "field_unfit"),
    ],
)
def test_fault_is_told_with_file_and_line(folder, old, new, code):
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    first = text.partition(old)[0].count("\n") + 1
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    told = {(problem.file, problem.code, problem.line) for problem in refused.value.problems}
    assert (FILE, code, first) in told


def _told(folder: Path, change) -> set[str]:
    """The codes told of a registration.json that `change` was done to."""
    path = folder / FILE
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole["profiles"][0])
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    return {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize("key", ["mobile", "email", "password"])
def test_a_profile_always_asks_for_mobile_email_and_password(folder, key):
    def drop(profile):
        profile["fields"] = [field for field in profile["fields"] if field["key"] != key]

    assert _told(folder, drop) == {"field_missing"}


@pytest.mark.parametrize("key", ["mobile", "email", "password"])
def test_mobile_email_and_password_cannot_be_left_empty(folder, key):
    def unstar(profile):
        next(field for field in profile["fields"] if field["key"] == key)["star"] = False

    assert _told(folder, unstar) == {"field_optional"}


def test_a_name_is_asked_one_way_only(folder):
    whole = {"key": "full_name", "label": {"fa": "نام", "en": "Name"}, "star": True}
    assert _told(folder, lambda profile: profile["fields"].append(whole)) == {"name_unclear"}


def test_the_user_name_never_stays_empty(folder):
    def unstar(profile):
        next(field for field in profile["fields"] if field["key"] == "national_id")["star"] = False

    assert _told(folder, unstar) == {"field_optional"}


def test_terms_without_lines_are_refused(folder):
    assert _told(folder, lambda profile: profile["terms"].update(lines=[])) == {"list_empty"}


def test_a_line_of_terms_is_there_in_both_languages(folder):
    assert _told(folder, lambda profile: profile["terms"]["lines"][1].pop("en")) == {"words_missing"}


def test_words_for_the_guide_need_the_notice_they_lead_to(folder):
    assert _told(folder, lambda profile: profile["terms"].pop("guide_at")) == {"key_missing"}


def test_what_is_completed_must_be_said_even_when_it_is_nothing(folder):
    assert _told(folder, lambda profile: profile.pop("profile")) == {"key_missing"}


def test_only_a_nationality_chooses_from_a_list(folder):
    assert _told(folder, lambda profile: profile["fields"][1].update(options="iranians")) == {"key_unknown"}


def test_every_part_of_an_enrolment_has_its_field(folder):
    assert _told(folder, lambda profile: profile["profile"]["enrolment"].pop("degree")) == {"key_missing"}


@pytest.mark.parametrize(
    "change",
    [
        lambda field: field["validate"].pop("required"),
        lambda field: field["properties"].update(show={"field": "gender", "is": "male"}),
    ],
)
def test_a_field_of_an_enrolment_is_always_answered(folder, change):
    path = folder / "forms" / "profile.json"
    form = json.loads(path.read_text(encoding="utf-8"))
    change(next(field for group in form["components"] for field in group["components"] if field["key"] == "degree"))
    path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    told = {(problem.file, problem.line, problem.code) for problem in refused.value.problems}
    assert (FILE, _line(folder, '"degree": "degree"'), "field_optional") in told


@pytest.mark.parametrize("junk", [0, "X", {}, [[]], [None], {"key": ["x"]}, [{}]], ids=str)
@pytest.mark.parametrize("name", ["terms", "fields", "either", "others", "user_name", "welcome", "profile", "key"])
def test_nothing_but_a_refusal_comes_of_junk(folder, name, junk):
    path = folder / FILE
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["profiles"][1][name] = junk
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(PackRefused):
        read_pack(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("pack.json", '"password_length": 8', '"password_length": 7', "span_bad"),
        ("pack.json", '"password_digit": true', '"password_digit": "yes"', "shape"),
        ("pack.json", '"second_factor": "offered"', '"second_factor": "never"', "value_unknown"),
        ("texts.json", '"register": {', '"register": {"picture": "x", ', "key_unknown"),
        ("texts.json", "support@saorg.example", "call us", "text_bad"),
    ],
)
def test_rules_of_passwords_and_words_beside_registering_are_checked(folder, file, old, new, code):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        read_pack(folder)
    line = text.partition(old)[0].count("\n") + 1
    assert [(p.file, p.line, p.code) for p in refused.value.problems] == [(file, line, code)]

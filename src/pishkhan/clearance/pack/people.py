"""people.json: demo people of a demo pack."""

from __future__ import annotations

import re
from collections.abc import Callable

from pishkhan.clearance.pack.asking import Options, values_of
from pishkhan.clearance.pack.contents import People, Unit
from pishkhan.clearance.pack.places import check_date
from pishkhan.clearance.pack.spot import SLUG, Spot
from pishkhan.kernel import national_id, phone
from pishkhan.kernel.errors import Invalid
from pishkhan.plumbing.actor import Role

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_STUDENT_NUMBER = re.compile(r"[0-9]{5,20}")
_EMAIL = re.compile(r"[a-z0-9._-]+@[a-z0-9.-]+")
_PASSWORD = re.compile(r".{12,128}")
_COMMON = ("key", "login", "first_name", "last_name", "national_id", "mobile", "email")
_STUDENT = (
    "father_name", "birth_certificate", "birth_date", "place_of_issue", "marital_status", "gender",
    "landline", "address", "enrolments",
)  # fmt: skip
_ENROLMENT = {
    "faculty": "faculties",
    "field": "fields",
    "degree": "degrees",
    "status": "statuses",
    "admission_type": "admission_types",
}
_FACTS = {"place_of_issue": "places", "marital_status": "marital_statuses", "gender": "genders"}
_UNIQUE = ("key", "login", "national_id", "mobile")


def read_people(top: Spot, units: tuple[Unit, ...], options: Options) -> People:
    """Everyone, with every reference checked."""
    top.only("demo", "password", "staff", "students")
    if top.need("demo", bool, True) is not True:
        top.refuse("people_real", "demo")
    taken: dict[str, set[str]] = {name: set() for name in (*_UNIQUE, "student_number")}
    staff, students = list(top.each("staff")), list(top.each("students"))
    for spot in staff:
        spot.only(*_COMMON, "memberships")
        _common(spot, taken)
        for row in spot.each("memberships"):
            row.only("unit", "role")
            row.known("unit", {unit.key for unit in units}, "unit_unknown")
            row.known("role", [role.value for role in Role], "value_unknown")
    for spot in students:
        spot.only(*_COMMON, *_STUDENT)
        _common(spot, taken)
        _student(spot, options, taken)
    password = top.text("password", _PASSWORD)
    return People(password, tuple(spot.value for spot in staff), tuple(spot.value for spot in students))


def _common(spot: Spot, taken: dict[str, set[str]]) -> None:
    spot.words("first_name")
    spot.words("last_name")
    spot.text("key", SLUG)
    spot.text("login", _LOGIN)
    spot.text("email", _EMAIL)
    _parsed(spot, "national_id", national_id.parse)
    _parsed(spot, "mobile", phone.parse_mobile)
    for name in _UNIQUE:
        _once(spot, name, taken[name])


def _student(spot: Spot, options: Options, taken: dict[str, set[str]]) -> None:
    spot.words("father_name")
    spot.text("birth_certificate")
    spot.text("address")
    check_date(spot, "birth_date")
    _parsed(spot, "landline", phone.parse_landline)
    for name, listed in _FACTS.items():
        spot.known(name, values_of(options, listed), "value_unknown")
    enrolments = list(spot.each("enrolments"))
    if not enrolments:
        spot.refuse("list_empty", name="enrolments")
    for row in enrolments:
        row.only("student_number", "entry_year", "dormitory", *_ENROLMENT)
        row.text("student_number", _STUDENT_NUMBER)
        _once(row, "student_number", taken["student_number"])
        if not 1300 <= row.need("entry_year", int, 1400) <= 1499:
            row.refuse("date_bad", "entry_year", name="entry_year", value=row.value["entry_year"])
        for name, listed in _ENROLMENT.items():
            row.known(name, values_of(options, listed), "value_unknown")


def _once(spot: Spot, name: str, taken: set[str]) -> None:
    value = spot.get(name, str, "")
    if value and value in taken:
        spot.refuse("key_twice", name, key=value)
    taken.add(value)


def _parsed(spot: Spot, name: str, parse: Callable[[str], str]) -> None:
    value = spot.text(name)
    try:
        if value:
            parse(value)
    except Invalid:
        spot.refuse("text_bad", name, name=name, value=value)

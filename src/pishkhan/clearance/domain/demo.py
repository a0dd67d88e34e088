"""Demo people of a pack. Only in demo mode; every one of them is plainly made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pishkhan.clearance.domain import paying
from pishkhan.clearance.domain.packs import Loaded
from pishkhan.identity import api as identity
from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Role

SINCE = date(2020, 1, 1)


@transaction.atomic
def load_people(loaded: Loaded) -> int:
    """Bring the pack's demo people in; the number that changed. Raises DomainError("not_demo") outside demo mode."""
    if not settings.DEMO:
        raise DomainError("not_demo")
    people = loaded.pack.people
    if people is None:
        return 0
    units = organisation.units_by_key(loaded.institution.id)
    changed = 0
    for row in [*people.staff, *people.students]:
        changed += _person(loaded, row, units, people.password)
    if loaded.pack.payments:
        changed += paying.load_dues(loaded.institution.id, loaded.pack.payments)
    return changed


def _person(loaded: Loaded, row: Mapping[str, Any], units: Mapping[str, Any], password: str) -> bool:
    identifiers = [
        ("national_id", row["national_id"]), ("mobile", row["mobile"]), ("email", row.get("email", "")),
        ("staff_code", row["login"] if "memberships" in row else ""),
        *(("student_number", enrolled["student_number"]) for enrolled in row.get("enrolments", [])),
    ]  # fmt: skip
    person, changed = identity.put_person(
        institution_id=loaded.institution.id, full_name=f"{row['first_name']['fa']} {row['last_name']['fa']}",
        full_name_en=f"{row['first_name']['en']} {row['last_name']['en']}", identifiers=identifiers,
        father_name=(row.get("father_name") or {}).get("fa", ""), birth_certificate=row.get("birth_certificate", ""),
        birth_date=jalali.parse_date(row["birth_date"]) if row.get("birth_date") else None,
        address=row.get("address", ""), facts=_facts(row, units),
    )  # fmt: skip
    if not person.has_usable_password():
        identity.set_password(person=person, password=password)
        changed = True
    for enrolled in row.get("enrolments", []):
        changed = _enrolment(loaded, person, enrolled, units) or changed
    for member in row.get("memberships", []):
        fresh = identity.put_membership(
            person=person, unit_id=units[member["unit"]].id, role=Role(member["role"]), since=SINCE
        )
        changed = changed or fresh
    return changed


def _facts(row: Mapping[str, Any], units: Mapping[str, Any]) -> dict[str, Any]:
    facts = {key: row[key] for key in ("place_of_issue", "marital_status", "gender", "landline") if row.get(key)}
    if row.get("memberships"):
        facts["role_line"] = units[row["memberships"][0]["unit"]].name
    return facts


def _enrolment(loaded: Loaded, person: identity.Person, row: Mapping[str, Any], units: Mapping[str, Any]) -> bool:
    lists = {"field": "fields", "degree": "degrees", "status": "statuses", "admission_type": "admission_types"}
    titles = {}
    for key, name in lists.items():
        words = loaded.pack.names_of(name).get(row[key])
        titles[key] = dict(words or {})
    faculty: UUID = units[row["faculty"]].id
    _, changed = identity.put_enrolment(
        person=person, student_number=row["student_number"], faculty_id=faculty, field=row["field"],
        degree=row["degree"], entry_year=row["entry_year"], status=row["status"],
        admission_type=row["admission_type"], titles=titles, facts={"dormitory": row.get("dormitory", "")},
    )  # fmt: skip
    return changed

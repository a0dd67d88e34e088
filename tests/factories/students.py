"""More students than a pack has, for tests that need many open cases at once."""

from __future__ import annotations

from datetime import date

from pishkhan.identity import api as identity
from pishkhan.plumbing.actor import Role
from tests.factories.packs import University


def enrolments(university: University, login: str, count: int) -> list[identity.Enrolment]:
    """Further enrolments like the newest one of the student with this login."""
    like = university.enrolment(login)
    made = []
    for n in range(count):
        row, _ = identity.put_enrolment(
            person=like.person, student_number=f"77{n:06d}", faculty_id=like.faculty_id, field=like.field,
            degree=like.degree, entry_year=like.entry_year - 1, status=like.status,
            admission_type=like.admission_type, titles=like.titles, facts=like.facts,
        )  # fmt: skip
        made.append(identity.enrolment(row.id))
    return made


def clerks(university: University, unit_id, count: int) -> list[identity.Person]:
    """Experts of one office."""
    made = []
    for n in range(count):
        person, _ = identity.put_person(
            institution_id=university.id, full_name=f"کارشناس نمونهٔ {n}", identifiers=[("staff_code", f"clerk{n}")]
        )
        identity.put_membership(person=person, unit_id=unit_id, role=Role.EXPERT, since=date(2020, 1, 1))
        made.append(person)
    return made

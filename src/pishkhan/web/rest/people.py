"""People: read one, bring many."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from pishkhan.identity import api as identity
from pishkhan.web import people_words
from pishkhan.web.rest.access import READ, WRITE, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once_sealed
from pishkhan.web.rest.shapes import WRONG, Refusal

router = Router(tags=["people"])
Kind = identity.import_columns.Kind
Cell = str | int | None
Asked = Annotated[str, Field(min_length=1, max_length=254)]


class Push(Schema):
    """Rows by the keys of the columns of a list (docs/people.md). An empty cell changes nothing."""

    rows: list[dict[str, Cell]] = Field(description="1 to 500 rows")
    dry: bool = Field(False, description="Only say what would happen")


class Fault(Schema):
    """`column` is empty for the whole row. `note`: the row was brought in all the same."""

    column: str
    code: str
    message: str
    note: bool


class Outcome(Schema):
    """`outcome`: new, changed, same or wrong. `fields`: the columns that got another value."""

    row: int
    outcome: str
    fields: list[str]
    faults: list[Fault]


class Result(Schema):
    """What became of the rows, in their order. Right rows are in, wrong ones are not."""

    dry: bool
    new: int
    changed: int
    same: int
    wrong: int
    rows: list[Outcome]


class Identifier(Schema):
    kind: str
    value: str


class Studies(Schema):
    student_number: str
    faculty: str
    field: str
    degree: str
    entry_year: int
    status: str
    admission_type: str


class Work(Schema):
    unit: str
    role: str
    since: date
    until: date | None


class Person(Schema):
    """`id` is the person's name towards other systems, the same as `sub` of OpenID Connect."""

    id: str
    full_name: str
    full_name_en: str
    father_name: str
    birth_date: date | None
    is_active: bool
    identifiers: list[Identifier]
    enrolments: list[Studies]
    memberships: list[Work]


@router.get("/people/", auth=READ, response={200: Person, 404: Refusal, 409: Refusal, **WRONG}, url_name="rest-person")
def read(request: HttpRequest, identifier: Query[Asked]) -> Any:
    """The person with this student number, staff code, national code, mobile or e-mail."""
    token: identity.ApiToken = request.auth  # type: ignore[attr-defined]
    found = identity.keeping.known_to_machine(actor=actor_of(request), token_id=token.id, typed=identifier)
    if found is None:
        raise Http404
    person = found.person
    return {
        "id": str(person.subject), "full_name": person.full_name, "full_name_en": person.full_name_en,
        "father_name": person.father_name, "birth_date": person.birth_date, "is_active": person.is_active,
        "identifiers": [{"kind": kind, "value": value} for kind, value in found.identifiers],
        "enrolments": [{**_studies(each), "faculty": each.faculty.key} for each in found.enrolments],
        "memberships": [
            {"unit": each.unit.key, "role": each.role, "since": each.since, "until": each.until}
            for each in found.memberships
        ],
    }  # fmt: skip


PUSHES: dict[str, Any] = {
    "auth": WRITE, "openapi_extra": DESCRIBED, "response": {200: Result, 409: Refusal, 413: Refusal, **WRONG},
}  # fmt: skip


def _studies(each: identity.Enrolment) -> dict[str, Any]:
    names = ("student_number", "field", "degree", "entry_year", "status", "admission_type")
    return {name: getattr(each, name) for name in names}


@router.put("/students/", url_name="rest-students", **PUSHES)
@once_sealed
def students(request: HttpRequest, push: Push) -> Any:
    """Bring students in. The same rows again change nothing; the source is the token's name."""
    return _push(request, Kind.STUDENTS, push)


@router.put("/staff/", url_name="rest-staff", **PUSHES)
@once_sealed
def staff(request: HttpRequest, push: Push) -> Any:
    """Bring staff in. A row with `until` ends a role; administrators are not made here."""
    return _push(request, Kind.STAFF, push)


def _push(request: HttpRequest, kind: identity.import_columns.Kind, push: Push) -> Any:
    token: identity.ApiToken = request.auth  # type: ignore[attr-defined]
    pushed = identity.pushing.push(
        actor=actor_of(request), kind=kind, source=token.name, rows=push.rows, dry=push.dry
    )  # fmt: skip
    return {
        "dry": push.dry, **{name: pushed.counts[name] for name in ("new", "changed", "same", "wrong")},
        "rows": [
            {
                "row": plan.row.line, "outcome": plan.outcome.value, "fields": plan.fields,
                "faults": [_fault(each) for each in (*plan.row.faults, *plan.row.notes)],
            }
            for plan in pushed.plans
        ],
    }  # fmt: skip


def _fault(each: identity.import_faults.Fault) -> dict[str, Any]:
    words = people_words.fault(each.code, each.params)
    return {"column": each.column, "code": each.code, "message": words, "note": each.is_note}

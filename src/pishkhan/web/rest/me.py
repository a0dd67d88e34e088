"""Whose token it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.web.rest.access import MINE, actor_of, token_of
from pishkhan.web.rest.shapes import WRONG, Words, words

router = Router(tags=["me"])


class Enrolment(Schema):
    id: UUID
    student_number: str
    faculty: Words
    field: Words
    degree: Words


class Membership(Schema):
    """`unit` is the id the inbox filters by."""

    unit: UUID
    name: Words
    role: str


class Me(Schema):
    """`id` is the person's name towards other systems, the same as `sub` of OpenID Connect."""

    id: str
    full_name: str
    scopes: list[str]
    expires_at: datetime | None
    enrolments: list[Enrolment]
    memberships: list[Membership]


@router.get("/me/", auth=MINE, response={200: Me, **WRONG}, url_name="rest-me")
def me(request: HttpRequest) -> Any:
    """The person as whom the token acts, and what it is good for."""
    token, actor = token_of(request), actor_of(request)
    person, units = identity.tokens.holder_of(token), organisation.units_of(actor.institution_id)
    return {
        "id": str(person.subject), "full_name": person.full_name, "scopes": token.scopes,
        "expires_at": token.expires_at,
        "enrolments": [
            {
                "id": row.id, "student_number": row.student_number, "faculty": words(row.faculty.name),
                "field": words(row.titles.get("field")), "degree": words(row.titles.get("degree")),
            }
            for row in identity.enrolments_of(actor)
        ],
        "memberships": [
            {"unit": row.unit_id, "name": words(units[row.unit_id].name), "role": row.role.value}
            for row in actor.memberships if row.unit_id in units
        ],
    }  # fmt: skip

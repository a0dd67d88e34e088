"""Figures of requests and of the work of offices, for those who lead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import P, Query, QueryEx, Router, Schema

from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.rest.access import REPORTS, actor_of
from pishkhan.web.rest.shapes import READS

router = Router(tags=["reports"])
USUAL, MOST = 30, 366
"""Days."""


class Sums(Schema):
    """Figures added up; means are null where nothing was counted. Times are working seconds."""

    filed: int
    closed: int
    withdrawn: int
    sent_back: int
    tasks_done: int
    tasks_late: int
    first_answers: int
    first_answer: int | None
    spent: int | None
    scores: int
    score: float | None


class Day(Sums):
    day: date


class Office(Sums):
    """`open` and `late`: what lies there now."""

    office: UUID
    open: int
    late: int


class Figures(Schema):
    """`of_house`: they tell of requests, else of the work of one's offices. `before`: as many days before. `ages`: what
    is open now, by its age in days: up to 1, 3, 7, 14, 30, and more."""

    first: date
    last: date
    of_house: bool
    now: Sums
    before: Sums
    days: list[Day]
    offices: list[Office]
    ages: list[int]


@router.get("/reports/figures/", auth=REPORTS, response={200: Figures, **READS}, url_name="rest-figures")
def figures(
    request: HttpRequest, days: QueryEx[int, P(ge=1, le=MOST)] = USUAL, office: Query[UUID | None] = None,
    faculty: Query[UUID | None] = None, service: QueryEx[str, P(max_length=60)] = "",
) -> Any:  # fmt: skip
    """Of the days up to today. An office that is not one's own counts as not said."""
    actor = actor_of(request)
    if not servicedesk.leads(actor):
        raise Http404
    kind = servicedesk.request_type(actor.institution_id, service) if service else None
    today = timezone.localdate()
    asked = servicedesk.Asked(
        first=today - timedelta(days=days - 1), last=today, office=office, faculty=faculty,
        type_id=kind.id if kind else None,
    )  # fmt: skip
    found = servicedesk.figures(actor, asked)
    return {
        "first": asked.first, "last": asked.last, "of_house": found.of_house, "now": _sums(found.now),
        "before": _sums(found.before), "days": [{"day": day, **_sums(sums)} for day, sums in found.days],
        "offices": [
            {"office": each.office_id, "open": each.open, "late": each.late, **_sums(each.sums)}
            for each in found.offices
        ],
        "ages": list(found.ages),
    }  # fmt: skip


def _sums(sums: servicedesk.Sums) -> dict[str, Any]:
    return {name: getattr(sums, name) for name in Sums.model_fields}

"""What failed and may need a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from pishkhan.plumbing import incidents as plumbing
from pishkhan.plumbing.models import Incident
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.console.access import actor_of, administrators, around

MOST = 100

KINDS: Mapping[str, tuple[Promise, Promise]] = {
    "office_missing": (
        lazy("Nobody is at the desk a case came to"),
        lazy("Give somebody the role in that office; the task waits there."),
    ),
    "timer_stuck": (
        lazy("A timer of a case could not go off"),
        lazy("It is tried again every minute. If it stays, look at the process version."),
    ),
    "event": (
        lazy("A follow-up job failed"),
        lazy("It is tried again by itself. If it stays, the log of the worker says why."),
    ),
}
"""Kind → what happened, what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in words. `number` is the request it concerns, empty where there is none."""

    what: str
    advice: str
    detail: str
    number: str
    is_open: bool
    times: int
    first_at: datetime
    last_at: datetime


@administrators
@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Open ones first, newest first."""
    actor = actor_of(request)
    rows = list(plumbing.visible_to(actor).order_by("-state", "-last_at", "id")[:MOST])
    cases = {row.id: case for row in rows if (case := _uuid(row.detail.get("case")))}
    numbers = servicedesk.numbers_of(actor.institution_id, list(cases.values()))
    lines = [_line(row, numbers.get(cases[row.id], "") if row.id in cases else "") for row in rows]
    return render(request, "console/incidents.html", {**around(request, "console-incidents"), "lines": lines})


def _line(row: Incident, number: str) -> Line:
    what, advice = KINDS.get(row.kind.partition(".")[0], (row.kind, ""))
    parts = [_("station %(node)s") % {"node": row.detail["node"]}] if row.detail.get("node") else []
    if row.kind.startswith("event."):
        parts.append(row.kind.removeprefix("event."))
    return Line(
        what=str(what), advice=str(advice), detail=" · ".join(parts), number=number,
        is_open=row.state == Incident.State.OPEN, times=row.times, first_at=row.created_at, last_at=row.last_at,
    )  # fmt: skip


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None

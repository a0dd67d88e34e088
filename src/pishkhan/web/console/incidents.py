"""What failed and may need a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import incidents as plumbing
from pishkhan.plumbing.models import Incident
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases
from pishkhan.web.console.access import actor_of, administrators, around

MOST = 100

KINDS: Mapping[str, tuple[Promise, Promise]] = {
    "office_missing": (
        lazy("Nobody is at the desk a case came to"),
        lazy("Give somebody the role in that office, then close this; the task waits there."),
    ),
    "timer_stuck": (
        lazy("A timer of a case could not go off"),
        lazy("It is tried again every minute. If it stays, look at the process version."),
    ),
    "event": (
        lazy("A follow-up job failed"),
        lazy("Every try failed. Look at the log of the worker, then try again here."),
    ),
}
"""Kind → what happened, what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in words. `number` is the request it concerns, empty where there is none."""

    id: UUID
    can_retry: bool
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


@administrators
@require_POST
def retry(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Try the failed job again."""
    return _act(request, lambda: plumbing.retry(actor=actor_of(request), incident_id=incident_id),
                _("It is being tried again. If it works, the incident closes by itself."))  # fmt: skip


@administrators
@require_POST
def close(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident by hand, with a reason."""
    reason = request.POST.get("reason", "")
    return _act(request, lambda: plumbing.close(actor=actor_of(request), incident_id=incident_id, reason=reason),
                _("The incident is closed."))  # fmt: skip


def _act(request: HttpRequest, verb: Callable[[], None], said: str) -> HttpResponse:
    try:
        verb()
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        messages.error(request, phrases.sentence(error))
    else:
        messages.success(request, said)
    return redirect("console-incidents")


def _line(row: Incident, number: str) -> Line:
    what, advice = KINDS.get(row.kind.partition(".")[0], (row.kind, ""))
    parts = [_("station %(node)s") % {"node": row.detail["node"]}] if row.detail.get("node") else []
    if row.kind.startswith("event."):
        parts.append(row.kind.removeprefix("event."))
    return Line(
        id=row.id, can_retry=bool(row.retry_event), what=str(what), advice=str(advice), detail=" · ".join(parts),
        number=number, is_open=row.state == Incident.State.OPEN, times=row.times,
        first_at=row.created_at, last_at=row.last_at,
    )  # fmt: skip


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None

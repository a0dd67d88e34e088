"""Following a request by a link without logging in (F5): which stations are done, open or to come, which office has it
since when, whose move it is. No person, no amount, no result of a station that shows none (B22)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import closed_days, phrases, typed, usual
from pishkhan.web.components.stations import GROUPS, StationView

LONGEST = 60
PUBLIC = {"na": "done", "new": "open", "debt": "pause", "visit": "pause", "back": "pause"}
"""What a stranger sees instead: that the student is awaited, not for what; that a station is over, not how."""


@require_safe
@never_cache
def progress(request: HttpRequest, follow: str = "") -> HttpResponse:
    """The stations of one request; asked without a code, a form for it. An unknown code, one switched off and one of
    another university are the same 404, and a network may try only so many."""
    if not follow and (typed_code := request.GET.get("code", "").strip()[:LONGEST]):
        return redirect("progress", follow=typed_code.replace("/", "-"))
    here = request.institution  # type: ignore[attr-defined]
    found = servicedesk.following.find(institution_id=here.id, typed=follow) if follow else None
    if found is None:
        return _unknown(request, follow)
    response = render(request, "progress.html", {"asked": True, **_context(found)})
    return _guarded(response)


def _unknown(request: HttpRequest, follow: str) -> HttpResponse:
    status, error = (HTTPStatus.NOT_FOUND if follow else HTTPStatus.OK), ""
    if follow:
        try:
            identity.count_codes(request.actor)  # type: ignore[attr-defined]
        except DomainError as refused:
            status, error = HTTPStatus.TOO_MANY_REQUESTS, phrases.sentence(refused)
    context = {"asked": bool(follow), "found": None, "error": error}
    return _guarded(render(request, "progress.html", context, status=status))


def _guarded(response: HttpResponse) -> HttpResponse:
    """Neither search engines nor pages that are gone to from here learn the address."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _context(found: servicedesk.Request) -> dict[str, object]:
    walk = clearance.walk_of(found)
    stations = clearance.progress(found, walk)
    known = usual.ranges(found, stations, walk.case)
    shown = [_station(row, known) for row in stations]
    return {
        "found": found, "stations": shown, "turn": _turn(found, shown, stations), "all_left": known.all_left,
        "closed_days": [] if found.closed_at else closed_days.coming(found.institution_id),
        "status_key": _ended(found),
    }  # fmt: skip


def _ended(found: servicedesk.Request) -> str:
    """How it ended: completed, or taken back; empty while it runs."""
    if not found.closed_at:
        return ""
    return "withdrawn" if found.customer_status == servicedesk.CustomerStatus.WITHDRAWN else "closed"


def _station(row: clearance.ShownStation, known: usual.Ranges) -> StationView:
    office = pick(row.office)
    return StationView(
        number=row.number, name=pick(row.title), status=PUBLIC.get(row.status, row.status),
        holder=office if office != pick(row.title) else "", since=None if row.is_done else row.since,
        done_at=row.since if row.is_done else None, usual=known.of(row),
    )  # fmt: skip


def _turn(
    found: servicedesk.Request, shown: Sequence[StationView], stations: Sequence[clearance.ShownStation]
) -> str:
    """Whose move it is."""
    if _ended(found) == "withdrawn":
        return _("The student withdrew this request. It is over.")
    if found.closed_at:
        return _("This request is over.")
    if any(GROUPS.get(row.status) == "move" for row in shown):
        return _("It is the student's move. What is to be done stands in Pishkhan, after logging in.")
    offices = [pick(row.office) or pick(row.title) for row in stations if row.status in {"open", "new"}]
    if not offices:
        return _("It is on its way to the next office.")
    return _("It is the move of %(offices)s.") % {"offices": typed.listed(list(dict.fromkeys(offices)))}

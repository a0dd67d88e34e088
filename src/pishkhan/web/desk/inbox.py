"""The office's inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Filter, filters
from pishkhan.web import closed_days
from pishkhan.web.desk import bulk, rows, stand_in, views
from pishkhan.web.desk.asking import TABS, address_of, filter_of, query_of
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in

ASSIGNABLE = (Role.EXPERT, Role.LEAD, Role.MANAGER)


@signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Open tasks of the reader's desks, by tab and filter, a page at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return redirect("/requests/")
    saved = filters.read(actor)
    view = views.shown(request, saved)
    asked = replace(view.asked, after=request.GET.get("after", "")[:90]) if view else filter_of(request.GET)
    columns = view.columns if view else filters.shown_of(request.GET.getlist("col"))
    if "cols" in request.GET and not request.GET.getlist("col"):
        messages.info(request, _("No column was chosen, so the usual ones are shown."))
    page = servicedesk.inbox(actor, asked)
    counts, of_saved = servicedesk.counts(actor, asked.office, [one.asked for one in saved])
    context = {
        **around(request, asked.tab, counts), **_choices(actor), "asked": asked, "title": _title(actor, asked),
        "rows": rows.lines(actor, page.rows, staff_of(actor), stand_in.names(request)),
        "tabs": _tabs(asked, columns, counts), "total": counts[asked.tab],
        "next_url": address_of(asked, columns, after=page.next) if page.next else "",
        "first_url": address_of(asked, columns, after="") if asked.after else "", "here": address_of(asked, columns),
        "export_url": reverse("desk-exports") + query_of(asked, after="", kind="inbox"),
        "narrowed": _is_narrowed(asked),
        "columns": columns, "choice": views.columns(columns), "views": views.links(saved, of_saved, view),
        "led": views.offices_led(actor), "bulk": bulk.choices(actor),
        "closed_soon": closed_days.at_hand(actor.institution_id),
    }  # fmt: skip
    return render(request, "desk/inbox.html", context)


def staff_of(actor: Actor) -> dict[UUID, list[identity.Person]]:
    """Whom a lead may assign to, by office; nothing for everybody else."""
    return identity.staff_by_unit(actor.units([Role.LEAD]), ASSIGNABLE)


def _is_narrowed(asked: Filter) -> bool:
    return bool(asked.office or asked.type_key or asked.faculty or asked.tab != "all")


def _tabs(asked: Filter, columns: Sequence[str], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    words = {
        "all": _("All open"), "mine": _("With me"), "free": _("Unassigned"), "visit": _("Awaiting a visit"),
        "debt": _("Open debt"), "student": _("Awaiting the student"), "late": _("Overdue"),
    }  # fmt: skip
    return [
        {
            "url": address_of(asked, columns, tab=key, after=""), "label": words[key],
            "count": counts[key], "current": key == asked.tab, "alarm": key == "late" and counts[key] > 0,
            "more": counts[key] >= servicedesk.COUNT_UP_TO,
        }
        for key in TABS
    ]  # fmt: skip


def _choices(actor: Actor) -> dict[str, Any]:
    """The lists above the table: the reader's offices where there are several, services, faculties."""
    units = organisation.units_of(actor.institution_id)
    mine = [(unit.id, pick(unit.name)) for unit in units.values() if unit.id in actor.units()]
    return {
        "offices": mine if len(mine) > 1 else [],
        "types": [(kind.key, pick(kind.name)) for kind in servicedesk.types(actor.institution_id)],
        "faculties": [(unit.id, pick(unit.name)) for unit in units.values() if unit.kind == "faculty"],
        "orders": [("due", _("Nearest deadline")), ("created", _("Oldest first"))],
    }


def _title(actor: Actor, asked: Filter) -> str:
    units = organisation.units_of(actor.institution_id)
    shown = asked.office if asked.office in actor.units() else next(iter(actor.units()), None)
    if shown not in units or (len(actor.units()) > 1 and asked.office != shown):
        return _("Inbox")
    return _("Inbox of %(office)s") % {"office": pick(units[shown].name)}

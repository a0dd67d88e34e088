"""The office's inbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Filter
from pishkhan.web.desk import rows, stand_in
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in

TABS = ("all", "mine", "free", "visit", "debt", "student", "late")
ORDERS = ("due", "created")
ASSIGNABLE = (Role.EXPERT, Role.LEAD, Role.MANAGER)


@signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Open tasks of the reader's desks, by tab and filter, a page at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return redirect("/requests/")
    asked = filter_of(request.GET)
    page = servicedesk.inbox(actor, asked)
    counts = servicedesk.counters(actor, asked.office)
    context = {
        **around(request, asked.tab, counts), **_choices(actor), "asked": asked, "title": _title(actor, asked),
        "rows": rows.lines(actor, page.rows, staff_of(actor), stand_in.names(request)),
        "tabs": _tabs(asked, counts), "total": counts[asked.tab],
        "next_url": _address(asked, after=page.next) if page.next else "",
        "first_url": _address(asked, after="") if asked.after else "", "here": _address(asked),
        "export_url": reverse("desk-export") + _query(asked), "narrowed": _is_narrowed(asked),
    }  # fmt: skip
    return render(request, "desk/inbox.html", context)


def filter_of(given: Mapping[str, str]) -> Filter:
    """What the address asks for; what it cannot mean is left out."""
    tab, order, after = given.get("tab", ""), given.get("order", ""), given.get("after", "")
    return Filter(
        tab=tab if tab in TABS else "all", office=uuid_of(given.get("office")), type_key=given.get("type", "")[:60],
        faculty=uuid_of(given.get("faculty")), order=order if order in ORDERS else "due", after=after[:90],
    )  # fmt: skip


def staff_of(actor: Actor) -> dict[UUID, list[identity.Person]]:
    """Whom a lead may assign to, by office; nothing for everybody else."""
    return identity.staff_by_unit(actor.units([Role.LEAD]), ASSIGNABLE)


def _query(asked: Filter, **changes: str) -> str:
    values = {
        "tab": asked.tab if asked.tab != "all" else "", "office": str(asked.office or ""), "type": asked.type_key,
        "faculty": str(asked.faculty or ""), "order": asked.order if asked.order != "due" else "", "after": asked.after,
        **changes,
    }  # fmt: skip
    kept = {name: value for name, value in values.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _address(asked: Filter, **changes: str) -> str:
    return reverse("desk-inbox") + _query(asked, **changes)


def _is_narrowed(asked: Filter) -> bool:
    return bool(asked.office or asked.type_key or asked.faculty or asked.tab != "all")


def _tabs(asked: Filter, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    words = {
        "all": _("All open"), "mine": _("With me"), "free": _("Unassigned"), "visit": _("Awaiting a visit"),
        "debt": _("Open debt"), "student": _("Awaiting the student"), "late": _("Overdue"),
    }  # fmt: skip
    return [
        {
            "url": _address(asked, tab=key if key != "all" else "", after=""), "label": words[key],
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

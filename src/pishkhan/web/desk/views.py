"""Saved views of the inbox: which one is shown, the row of them above the table, and the page that orders them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import filters
from pishkhan.web import phrases
from pishkhan.web.desk.asking import address_of, filter_of
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow.api import NotYours

COLUMNS: dict[str, Promise] = {
    "status": lazy("Status"), "holder": lazy("With"), "age": lazy("Open for"), "deadline": lazy("Deadline"),
    "filed": lazy("Filed"), "faculty": lazy("Faculty"),
}  # fmt: skip


def shown(request: HttpRequest, saved: Sequence[filters.Saved]) -> filters.Saved | None:
    """The view the address names, or the one the inbox opens with where it names nothing at all."""
    if asked := uuid_of(request.GET.get("view")):
        return next((one for one in saved if one.id == asked), None)
    return next((one for one in saved if one.first), None) if not set(request.GET) - {"after"} else None


def links(saved: Sequence[filters.Saved], counts: Sequence[int], here: filters.Saved | None) -> list[dict[str, Any]]:
    """The saved views as a row of links with their counts."""
    return [
        {
            "url": f"{reverse('desk-inbox')}?view={one.id}", "label": one.name, "count": count,
            "more": count >= servicedesk.SAVED_UP_TO, "current": here is not None and one.id == here.id,
            "shared": one.office_id is not None,
        }
        for one, count in zip(saved, counts, strict=True)
    ]  # fmt: skip


def columns(chosen: Sequence[str]) -> list[tuple[str, Promise, bool]]:
    """Every column with its words, and whether it is shown."""
    return [(name, words, name in chosen) for name, words in COLUMNS.items()]


def offices_led(actor: Actor) -> list[tuple[UUID, str]]:
    """Whose colleagues the actor may give a view to."""
    units = organisation.units_of(actor.institution_id)
    return [(unit, pick(units[unit].name)) for unit in sorted(actor.units([Role.LEAD])) if unit in units]


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the view the form describes, and show it."""
    asked = filter_of(request.POST)
    chosen = request.POST.getlist("col")
    try:
        row = filters.save(
            actor=request.actor, name=request.POST.get("name", ""), asked=asked, columns=chosen,  # type: ignore[attr-defined]
            office_id=uuid_of(request.POST.get("share")),
        )  # fmt: skip
    except NotYours:
        raise
    except DomainError as error:
        messages.error(request, phrases.sentence(error))
        return redirect(address_of(asked, filters.shown_of(chosen)))
    messages.success(request, _("The view is saved."))
    return redirect(f"{reverse('desk-inbox')}?view={row.id}")


@signed_in
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One's own views: their names and order, and which one opens first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        raise NotYours
    saved = [one for one in filters.read(actor) if one.own]
    units = organisation.units_of(actor.institution_id)
    rows = [(one, pick(units[one.office_id].name) if one.office_id in units else "") for one in saved]
    return render(request, "desk/views.html", {**around(request), "rows": rows, "most": filters.MOST})


@signed_in
@require_POST
def change(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Rename, move up, open the inbox with it or no longer, delete: the button says which. Raises NotYours."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = request.POST.get("do", "")
    if not any(one.own and one.id == filter_id for one in filters.read(actor)):
        raise NotYours
    try:
        if wanted == "rename":
            filters.rename(actor=actor, filter_id=filter_id, name=request.POST.get("name", ""))
        elif wanted == "up":
            filters.move_up(actor=actor, filter_id=filter_id)
        elif wanted in {"first", "last"}:
            filters.open_with(actor=actor, filter_id=filter_id if wanted == "first" else None)
        elif wanted == "delete":
            filters.delete(actor=actor, filter_id=filter_id)
    except NotYours:
        raise
    except DomainError as error:
        messages.error(request, phrases.sentence(error))
    return redirect("desk-views")

"""An office as its lead sees it: how new work is handed out, who holds how much, who is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.texts import pick
from pishkhan.web import absences, phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.desk.inbox import ASSIGNABLE
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Assigning


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the office: open tasks of all offices, days away that are not over, whether the reader may enter
    more."""

    id: UUID
    name: str
    load: int
    absences: list[identity.Absence]
    away: bool
    may: bool


@signed_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """One of the reader's offices. Raises Http404 for who leads none."""
    return _page(request, _asked(request))


@signed_in
@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    """How new work is handed out."""
    unit = _asked(request)
    try:
        workflow.handing_out.set_rule(
            actor=request.actor, office_id=unit, assigns=request.POST.get("assigns", "")  # type: ignore[attr-defined]
        )
    except workflow.NotYours:
        raise Http404 from None
    except DomainError as error:
        return _page(request, unit, wrong=phrases.sentence(error))
    messages.success(request, _("Kept. New work follows it within half a minute."))
    return redirect(f"{reverse('desk-office')}?office={unit}")


@signed_in
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Days away of somebody of the reader's office. Raises Http404."""
    if not request.actor.is_staff:  # type: ignore[attr-defined]
        raise Http404
    here = reverse("desk-absence", args=[person_id])
    context = {**around(request), "back": reverse("desk-office")}
    return absences.page(request, person_id, template="desk/absence.html", here=here, around=context)


@signed_in
@require_POST
def end(request: HttpRequest, person_id: UUID, absence_id: UUID) -> HttpResponse:
    return absences.end(request, absence_id, here=reverse("desk-absence", args=[person_id]))


def _led(actor: Actor) -> list[UUID]:
    return sorted(actor.units([Role.LEAD]))


def _asked(request: HttpRequest) -> UUID:
    led = _led(request.actor)  # type: ignore[attr-defined]
    asked = uuid_of((request.POST if request.method == "POST" else request.GET).get("office"))
    if not led or (asked and asked not in led):
        raise Http404
    return asked or led[0]


def _page(request: HttpRequest, unit: UUID, *, wrong: str = "") -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    units = organisation.units_of(actor.institution_id)
    people = _colleagues(actor, unit)
    context: dict[str, Any] = {
        **around(request), "office": unit, "name": pick(units[unit].name), "people": people,
        "most": max([each.load for each in people] or [0]), "today": timezone.localdate(),
        "offices": [(one, pick(units[one].name)) for one in _led(actor)], "rule": _rule(actor, unit, wrong),
    }  # fmt: skip
    return render(request, "desk/office.html", context, status=422 if wrong else 200)


def _rule(actor: Actor, unit: UUID, wrong: str) -> Field:
    options = [
        Option(Assigning.POOL.value, _("It waits until somebody takes it, or the lead gives it")),
        Option(Assigning.LEAST_LOADED.value, _("To the present expert with the fewest open tasks")),
    ]
    return Field(
        id="assigns", name="assigns", label=_("Where new work goes"), type="radio", options=options,
        value=workflow.handing_out.rule_of(actor.institution_id, unit), errors=[wrong] if wrong else (),
    )  # fmt: skip


def _colleagues(actor: Actor, unit: UUID) -> list[Colleague]:
    staff = identity.staff_of(unit, ASSIGNABLE)
    ids = [one.id for one in staff]
    loads, away, today = workflow.handing_out.loads(ids), identity.absences.of_people(ids), timezone.localdate()
    here = {one: [row for row in away.get(one, []) if row.unit_id in (None, unit)] for one in ids}
    return [
        Colleague(
            one.id, one.shown_name, loads.get(one.id, 0), here[one.id], any(row.since <= today for row in here[one.id]),
            identity.absences.may_enter_for(actor, one.id, unit),
        )
        for one in staff
    ]

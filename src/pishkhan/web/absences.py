"""Days away, as the person, their lead and the administrator enter them: one form for three pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import absence_words, phrases
from pishkhan.web.components.fields import Field, Option


def page(
    request: HttpRequest, person_id: UUID, *, template: str, here: str, around: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    """The absences of a person with the form for another one. `here` is the address of the page. Raises Http404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    offices = identity.absences.offices_of(actor, person_id)
    if not any(identity.absences.may_enter_for(actor, person_id, row.unit_id) for row in offices):
        raise Http404
    error = _enter(request, actor, person_id) if request.method == "POST" else None
    if request.method == "POST" and error is None:
        messages.success(request, _("The absence is entered."))
        return redirect(here)
    rows = identity.absences.of_person(actor, person_id)
    own = person_id == actor.me
    fields = _fields(request, actor, person_id, offices, error)
    context = {
        **around, "fields": fields, "rows": rows, "own": own, "here": here, "today": timezone.localdate(),
        "name": identity.names([person_id]).get(person_id, ""),
        "standing_in": identity.absences.stood_in_by(actor) if own else [],
        "errors": [(field.id, words) for field in fields for words in field.errors],
    }  # fmt: skip
    return render(request, template, context, status=422 if error else 200)


def end(request: HttpRequest, absence_id: UUID, *, here: str) -> HttpResponse:
    """Raises Http404."""
    try:
        identity.absences.end(actor=request.actor, absence_id=absence_id)  # type: ignore[attr-defined]
    except DomainError:
        raise Http404 from None
    messages.success(request, _("The absence is ended; nobody stands in any more."))
    return redirect(here)


def _enter(request: HttpRequest, actor: Actor, person_id: UUID) -> DomainError | None:
    posted = request.POST
    try:
        identity.absences.enter(
            actor=actor, person_id=person_id, deputy_id=uuid_of(posted.get("deputy")),
            unit_id=uuid_of(posted.get("unit")), since=jalali.parse_date(posted.get("since", "")),
            until=jalali.parse_date(posted.get("until", "")), reason=posted.get("reason", ""),
        )  # fmt: skip
    except (DomainError, Invalid) as error:
        if error.code == "not_found":
            raise Http404 from None
        return error if isinstance(error, DomainError) else DomainError(error.code)
    return None


def _fields(
    request: HttpRequest, actor: Actor, person_id: UUID, offices: list[identity.MembershipRow],
    error: DomainError | None,
) -> list[Field]:  # fmt: skip
    posted = request.POST
    wrong = absence_words.FIELDS.get(error.code, "since") if error else ""

    def typed(name: str) -> str:
        return str(posted.get(name, ""))

    def errors(name: str) -> list[str]:
        return [phrases.sentence(error)] if error and wrong == name else []

    units = {row.unit_id: pick(row.unit.name) for row in offices}
    able = [unit for unit in units if identity.absences.may_enter_for(actor, person_id, unit)]
    people = [Option(str(each.id), each.shown_name) for each in identity.absences.could_stand_in(actor, person_id)]
    choices = [Option(str(unit), units[unit]) for unit in able]
    fields = [
        Field(id="a-since", name="since", label=_("First day"), type="jalali_date", required=True,
              value=typed("since"), errors=errors("since")),
        Field(id="a-until", name="until", label=_("Last day"), type="jalali_date", required=True,
              value=typed("until"), errors=errors("until"), help=_("Both days count.")),
        Field(id="a-deputy", name="deputy", label=_("Who stands in"), type="select", options=people, optional=True,
              value=typed("deputy"), errors=errors("deputy"), searchable=True,
              help=_("Works at the desks of the absent in those days; the history says on whose behalf.")),
        Field(id="a-unit", name="unit", label=_("Only in this office"), type="select", options=choices, optional=True,
              value=typed("unit"), help=_("Choose none for all offices.")),
        Field(id="a-reason", name="reason", label=_("Remark"), optional=True, maxlength=200, value=typed("reason")),
    ]  # fmt: skip
    if len(units) == 1:
        fields = [field for field in fields if field.name != "unit"]
    return fields

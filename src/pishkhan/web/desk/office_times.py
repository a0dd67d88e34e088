"""When the people of an office are reminded of deadlines, and who is told when they have passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.components.numbers import bare
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow

BETWEEN = re.compile(r"[^0-9.]+")


@signed_in
@require_http_methods(["GET", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """One of the offices whose times the reader may set. Raises Http404 for who may set none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    units = organisation.units_of(actor.institution_id)
    own = [unit for unit in units.values() if workflow.may_set_times(actor, unit.id)]
    asked = uuid_of(given.get("office"))
    if not own or (asked and asked not in {unit.id for unit in own}):
        raise Http404
    office = asked or own[0].id
    error = None
    if request.method == "POST":
        try:
            _set(actor, office, request)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("Kept. It holds for what is not told yet."))
            return redirect(f"{reverse('desk-office-times')}?office={office}")
    fields = _fields(workflow.times_at(office), request, error)
    context = {
        **around(request), "office": office, "name": pick(units[office].name), "fields": fields,
        "offices": [(unit.id, pick(unit.name)) for unit in own],
        "errors": [(field.id, field.errors[0]) for field in fields if field.errors],
    }  # fmt: skip
    return render(
        request, "desk/office_times.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    )


def _set(actor: Actor, office: UUID, request: HttpRequest) -> None:
    after = [part for name in ("lead_after", "manager_after") for part in _numbers(request, name, "escalate_after")[:1]]
    workflow.set_times(
        actor=actor, office_id=office, remind_at=[int(part) for part in _numbers(request, "remind_at", "remind_at")],
        escalate_after=after,
    )  # fmt: skip


def _numbers(request: HttpRequest, name: str, code: str) -> list[float]:
    """Numbers typed with anything between them. Raises DomainError for what is none."""
    typed = to_latin(request.POST.get(name, ""))[:60].replace("٫", ".").replace("/", ".")
    parts = [part for part in BETWEEN.split(typed) if part]
    try:
        return [float(part) for part in parts]
    except ValueError:
        most = 3 if code == "remind_at" else 400
        raise DomainError(code, field=name, most=most) from None


def _fields(times: workflow.Times, request: HttpRequest, error: DomainError | None) -> list[Field]:
    wrong = str(error.params.get("field", "")) if error else ""

    def one(name: str, label: str, values: Sequence[float], **more: Any) -> Field:
        shown = request.POST.get(name, "") if error else bare(" ".join(f"{value:g}" for value in values))
        said = [phrases.sentence(error)] if error and wrong == name else ()
        return Field(id=f"f-{name}", name=name, label=label, value=shown, errors=said, optional=True, **more)

    late = times.escalate_after
    return [
        one("remind_at", _("Remind the holder at so many percent of the time"), times.remind_at,
            help=_("Like 50 90: at half the time and shortly before the end. Empty is 75.")),
        one("lead_after", _("Tell the lead so many working hours after the deadline"), late[:1],
            help=_("0 is at the deadline itself. Both empty are 0 and 8.")),
        one("manager_after", _("Tell the manager so many working hours after the deadline"), late[1:]),
    ]  # fmt: skip

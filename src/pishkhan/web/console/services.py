"""All services and their drafts: begin, change, open and close, take out and bring in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages as done
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import service_words
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.console.service_pages import HERE, building, pair, pair_of, said, summary, text, wrong_pair


@dataclass(frozen=True, slots=True)
class Row:
    """A service as the list shows it. `badge` is tone, icon, words."""

    kind: servicedesk.RequestType
    group: str
    badge: tuple[str, str, str]
    draft: servicedesk.ServiceDraft | None


def state_of(kind: servicedesk.RequestType, now: datetime) -> tuple[str, str, str]:
    if not kind.is_open:
        return "wait", "lock", _("Closed")
    if kind.opens_at and kind.opens_at > now:
        return "turn", "clock", _("Opens later")
    if kind.closes_at and kind.closes_at <= now:
        return "wait", "lock", _("Its time is over")
    return "done", "check", _("Open")


@administrators
@require_http_methods(["GET", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """The list; a post begins a new service."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        words = pair_of(request.POST, "name")
        try:
            draft = building.begin(actor=actor_of(request), **words)
        except DomainError as error:
            errors = wrong_pair(error, "name") or {"name_fa": said(error)}
        else:
            done.success(request, _("The draft is begun. Nothing is shown to students before you publish it."))
            return redirect("console-service", draft.id)
    return _list(request, errors)


def _list(
    request: HttpRequest, errors: Mapping[str, str], *, faults: list[tuple[str, str]] | None = None, wrong: str = ""
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    drafts = {draft.key: draft for draft in building.drafts_of(actor)}
    rows = [
        Row(kind, pick(group.name), state_of(kind, now), drafts.pop(kind.key, None))
        for group in servicedesk.groups(actor.institution_id)
        for kind in group.types.all()
    ]
    given = request.POST if errors else {}
    fields = pair("name", _("Name of the service"), pair_of(given, "name"), errors, maxlength=120)
    context = {
        **around(request, HERE), "rows": rows, "fields": fields, "errors": summary(fields), "faults": faults or [],
        "drafts": [(draft, pick(draft.name)) for draft in drafts.values()], "wrong": wrong,  # type: ignore[attr-defined]
        "largest": building.LARGEST_ZIP // 1_000_000,
    }  # fmt: skip
    return render(request, "console/services.html", context, status=422 if errors or faults or wrong else 200)


@administrators
@require_POST
def change(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """A draft of a service that is there; the one that is open already, if there is one."""
    try:
        draft = building.begin_from(actor=actor_of(request), type_id=type_id)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _list(request, {}, wrong=said(error))
    return redirect("console-service", draft.id)


@administrators
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """A zip of an export becomes a draft, or every fault of it is told and nothing happens."""
    upload = request.FILES.get("parcel")
    if upload is None:
        return _list(request, {}, wrong=said(DomainError("service_upload")))
    try:
        content = upload.read(building.LARGEST_ZIP + 1)
        draft = building.bring_in(actor=actor_of(request), content=content)
    except building.ParcelRefused as refused:
        faults = [(fault.file, service_words.sentence(fault.code, fault.params)) for fault in refused.faults]
        return _list(request, {}, faults=faults, wrong=said(refused))
    except DomainError as error:
        return _list(request, {}, wrong=said(error))
    done.success(request, _("The service is brought in as a draft. Look at every page of it, then publish."))
    return redirect("console-service-publish", draft.id)


@administrators
@require_GET
def export(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """A published service as pack data."""
    kind = _kind(request, type_id)
    return as_zip(kind.key, building.pack_type(kind))


def as_zip(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _kind(request: HttpRequest, type_id: UUID) -> servicedesk.RequestType:
    """Raises Http404."""
    here = actor_of(request).institution_id
    found = next((kind for kind in servicedesk.types(here) if kind.id == type_id), None)
    kind = servicedesk.request_type(here, found.key) if found else None
    if kind is None:
        raise Http404
    return kind


@administrators
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """Open or close a service, now or between two moments."""
    kind, wrong = _kind(request, type_id), ""
    errors: dict[str, str] = {}
    given: Mapping[str, Any] = request.POST
    if request.method == "POST":
        try:
            opens, closes = moment_of(given, "opens"), moment_of(given, "closes")
            building.set_opening(
                actor=actor_of(request), type_id=kind.id, is_open="is_open" in given, opens_at=opens, closes_at=closes
            )
        except DomainError as error:
            named = str(error.params.get("field", ""))
            errors, wrong = ({f"{named}_day": said(error)}, "") if named else ({}, said(error))
        else:
            done.success(request, _("Kept. Requests that run already go on."))
            return redirect(HERE)
    else:
        given = {
            "is_open": "1" if kind.is_open else "", **moment_fields("opens", kind.opens_at),
            **moment_fields("closes", kind.closes_at),
        }  # fmt: skip
    fields = [
        Field(id="f-is_open", name="is_open", label=_("The service takes requests"), type="checkbox",
              value=bool(given.get("is_open")), width="full"),
        *time_fields(given, errors),
    ]  # fmt: skip
    context = {
        **around(request, HERE), "kind": kind, "fields": fields, "errors": summary(fields), "wrong": wrong,
        "back": reverse(HERE),
    }  # fmt: skip
    return render(request, "console/service_opening.html", context, status=422 if errors or wrong else 200)


def time_fields(given: Mapping[str, Any], errors: Mapping[str, str]) -> list[Field]:
    """Day and hour of opening and of closing."""
    labels = {
        "opens": (_("Opens on"), _("Opens at hour"), _("Empty: it is open from the beginning.")),
        "closes": (_("Closes on"), _("Closes at hour"), _("Empty: it stays open.")),
    }  # fmt: skip
    fields = []
    for name, (day, hour, help_) in labels.items():
        wrong = [errors[f"{name}_day"]] if f"{name}_day" in errors else ()
        fields += [
            Field(id=f"f-{name}_day", name=f"{name}_day", label=day, type="jalali_date", help=help_, optional=True,
                  value=given.get(f"{name}_day", ""), errors=wrong),
            Field(id=f"f-{name}_hour", name=f"{name}_hour", label=hour, latin=True, optional=True,
                  value=given.get(f"{name}_hour", "")),
        ]  # fmt: skip
    return fields


def moment_of(given: Mapping[str, Any], name: str) -> datetime | None:
    """A day and an hour as typed, None when the day is empty. Raises DomainError("service_moment")."""
    day, hour = text(given, f"{name}_day", 20), to_latin(text(given, f"{name}_hour", 10)) or "0:00"
    if not day:
        return None
    try:
        hours, _colon, minutes = hour.partition(":")
        at = time(int(hours), int(minutes or 0))
        return datetime.combine(jalali.parse_date(day), at, organisation.TEHRAN)
    except (Invalid, ValueError):
        raise DomainError("service_moment", field=name) from None


def moment_fields(name: str, at: datetime | None) -> dict[str, str]:
    if at is None:
        return {f"{name}_day": "", f"{name}_hour": ""}
    here = at.astimezone(organisation.TEHRAN)
    return {f"{name}_day": jalali.show(here.date()), f"{name}_hour": f"{here.hour}:{here.minute:02d}"}

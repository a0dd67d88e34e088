"""«خدمت»: what the service is called, for whom it is, and when it is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as done
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.intake.logic.building import make_key
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators
from pishkhan.web.console.service_pages import about_draft, draft_of, keep, pair, pair_of, said, summary
from pishkhan.web.console.services import moment_fields, moment_of, time_fields

NEW = "+"
"""The choice of a group that is not there yet."""


@administrators
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft, wrong = draft_of(request, draft_id), ""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            keep(request, draft, type=_read(request, draft))
        except DomainError as error:
            named = str(error.params.get("field", ""))
            errors, wrong = ({named: said(error)}, "") if named else ({}, said(error))
        else:
            done.success(request, _("Kept in the draft."))
            return redirect("console-service-form", draft.id, "form")
    fields = _fields(request, draft, errors)
    context = {**about_draft(request, draft, "console-service"), "fields": fields, "wrong": wrong,
               "errors": summary(fields)}  # fmt: skip
    return render(request, "console/service_about.html", context, status=422 if errors or wrong else 200)


def _read(request: HttpRequest, draft: servicedesk.ServiceDraft) -> dict[str, Any]:
    given, made = request.POST, draft.content["type"]
    moments: dict[str, datetime | None] = {}
    for name in ("opens", "closes"):
        try:
            moments[name] = moment_of(given, name)
        except DomainError as error:
            raise DomainError(error.code, field=f"{name}_day") from None
    return {
        **made, "name": pair_of(given, "name"), "summary": pair_of(given, "summary"), "group": _group(request),
        "statuses": _chosen(given, "statuses", _statuses(request)),
        "faculties": _chosen(given, "faculties", _faculties(request)),
        "one_at_a_time": "one_at_a_time" in given,
        **{f"{name}_at": at.isoformat() if at else None for name, at in moments.items()},
    }  # fmt: skip


def _group(request: HttpRequest) -> dict[str, Any]:
    chosen = request.POST.get("group", "")
    groups = {group.key: group.name for group in servicedesk.groups(actor_of(request).institution_id)}
    if chosen in groups:
        return {"key": chosen, "name": groups[chosen]}
    if chosen != NEW:
        return {}
    words = pair_of(request.POST, "group_name")
    for lang in ("fa", "en"):
        if not words[lang]:
            code = "build.text_missing" if lang == "fa" else "build.english_missing"
            raise DomainError(code, field=f"group_name_{lang}")
    return {"key": make_key(words["en"], groups, between="-", other="group"), "name": words}


def _fields(request: HttpRequest, draft: servicedesk.ServiceDraft, errors: Mapping[str, str]) -> list[Field]:
    made, typed = draft.content["type"], request.POST if request.method == "POST" else None
    here = actor_of(request).institution_id
    groups = [Option(group.key, pick(group.name)) for group in servicedesk.groups(here)]
    group, group_name = made["group"].get("key", ""), {"fa": "", "en": ""}
    if group and group not in {option.value for option in groups}:
        group, group_name = NEW, made["group"]["name"]
    if typed is not None:
        group, group_name = typed.get("group", ""), pair_of(typed, "group_name")
    times: Mapping[str, Any] = typed if typed is not None else {
        **moment_fields("opens", _moment(made["opens_at"])), **moment_fields("closes", _moment(made["closes_at"]))
    }  # fmt: skip
    words = {name: pair_of(typed, name) if typed is not None else made[name] for name in ("name", "summary")}
    chosen = {
        name: typed.getlist(name) if typed is not None else made[name] for name in ("statuses", "faculties")
    }
    one = "one_at_a_time" in typed if typed is not None else made["one_at_a_time"]
    return [
        *pair("name", _("Name of the service"), words["name"], errors, maxlength=120, required=True),
        *pair("summary", _("What it is for"), words["summary"], errors, type="textarea", rows=2, required=True),
        Field(id="f-group", name="group", label=_("Group"), type="select", value=group, width="full", required=True,
              options=[*groups, Option(NEW, _("A new group"))], help=_("Services stand together in groups.")),
        *pair("group_name", _("Name of the new group"), group_name, errors, show={"field": "group", "is": NEW}),
        Field(id="f-statuses", name="statuses", label=_("Students who may use it"), type="checklist",
              values=chosen["statuses"], options=_statuses(request), help=_("Nothing ticked: all of them."),
              optional=True),
        Field(id="f-faculties", name="faculties", label=_("Only these faculties"), type="checklist",
              values=chosen["faculties"], options=_faculties(request), help=_("Nothing ticked: all of them."),
              optional=True),
        Field(id="f-one_at_a_time", name="one_at_a_time", type="checkbox", value=one, width="full",
              label=_("A student can have only one open request of this service")),
        *time_fields(times, errors),
    ]  # fmt: skip


def _chosen(given: QueryDict, name: str, options: list[Option]) -> list[str]:
    known = {option.value for option in options}
    return [value for value in given.getlist(name) if value in known]


def _statuses(request: HttpRequest) -> list[Option]:
    lists = organisation.institution(actor_of(request).institution_id).texts.get("lists", {})
    return [Option(value, pick(words)) for value, words in lists.get("statuses", {}).items()]


def _faculties(request: HttpRequest) -> list[Option]:
    return [Option(unit.key, pick(unit.name)) for unit in organisation.faculties(actor_of(request).institution_id)]


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None

"""«مسیر»: which offices get the request, one after the other, and what each may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages as done
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.intake.logic import building as forms
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import service_words
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators
from pishkhan.web.console.service_choices import latin
from pishkhan.web.console.service_pages import (
    about_draft,
    address,
    building,
    draft_of,
    keep,
    pair,
    pair_of,
    said,
    step_of,
    summary,
    text,
)
from pishkhan.web.typed import listed
from pishkhan.workflow import api as workflow

LONGEST_KEY = 18


@administrators
@require_http_methods(["GET", "POST"])
def route(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The steps in order; every button keeps the draft."""
    draft, wrong = draft_of(request, draft_id), ""
    errors: dict[str, str] = {}
    steps = draft.content["steps"]
    if request.method == "POST":
        if steps is None:
            raise Http404
        try:
            keep(request, draft, steps=_changed(request.POST, steps))
        except DomainError as error:
            named = str(error.params.get("field", ""))
            errors, wrong = ({named: said(error)}, "") if named else ({}, said(error))
        else:
            return redirect("console-service-route", draft.id)
    fields = _fields(request, request.POST if errors or wrong else {"role": "expert", "actions": ["return"]}, errors)
    offices = _offices(request)
    context = {
        **about_draft(request, draft, "console-service-route"), "fields": fields, "errors": summary(fields),
        "wrong": wrong,
        "rows": [(step, pick(step["title"]), _about(step, offices), address("console-service-step", draft, step["key"]))
                 for step in steps or ()],
        "stations": _stations(draft) if steps is None else None,
    }  # fmt: skip
    return render(request, "console/service_route.html", context, status=422 if errors or wrong else 200)


@administrators
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, draft_id: UUID, step: str) -> HttpResponse:
    """One step, with a form of its own or without one."""
    draft = draft_of(request, draft_id)
    one, wrong = step_of(draft, step), ""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            changed = _edited(request.POST, one, draft)
            steps = [changed if each["key"] == step else each for each in draft.content["steps"]]
            keep(request, draft, steps=steps)
        except DomainError as error:
            named = str(error.params.get("field", ""))
            errors, wrong = ({named: said(error)}, "") if named else ({}, said(error))
        else:
            done.success(request, _("Kept in the draft."))
            if "form" in request.POST:
                return redirect(address("console-service-form", draft, step))
            return redirect("console-service-route", draft.id)
    given = request.POST if request.method == "POST" else {
        "title_fa": one["title"].get("fa", ""), "title_en": one["title"].get("en", ""), "office": one["office"],
        "role": one["role"], "deadline": one["deadline"] or "", "actions": one["actions"],
    }  # fmt: skip
    fields = _fields(request, given, errors)
    lang = service_words.page_language()
    asked = [forms.label_of(each, lang) for each in forms.listed(one["form"] or {"components": []})]
    context = {
        **about_draft(request, draft, "console-service-route"), "one": one, "label": pick(one["title"]),
        "fields": fields, "errors": summary(fields), "wrong": wrong,
        "asked": asked, "back": address("console-service-route", draft),
        "sheet_url": address("console-service-form", draft, step),
    }  # fmt: skip
    return render(request, "console/service_step.html", context, status=422 if errors or wrong else 200)


def _changed(given: QueryDict, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    new, keys = list(steps), [each["key"] for each in steps]
    for name, by in (("up", -1), ("down", 1)):
        if (key := given.get(name)) in keys:
            at = keys.index(str(key))
            if 0 <= at + by < len(new):
                new[at], new[at + by] = new[at + by], new[at]
            return new
    if "remove" in given:
        return [each for each in new if each["key"] != given["remove"]]
    if len(new) >= building.MOST_STEPS:
        raise DomainError("service_steps_many", most=building.MOST_STEPS)
    read = _read(given)
    key = forms.make_key(read["title"]["en"][:LONGEST_KEY], keys, between="-", other="step")
    return [*new, {"key": key, "form": None, **read}]


def _edited(given: QueryDict, one: dict[str, Any], draft: servicedesk.ServiceDraft) -> dict[str, Any]:
    """A step with its form kept, begun, or taken away by the button that was pressed."""
    changed = {**one, **_read(given)}
    if given.get("form") == "new" and one["form"] is None:
        changed["form"] = forms.blank(f"{draft.key[:38]}-{one['key']}", changed["title"]["fa"], changed["title"]["en"])
    if given.get("form") == "none":
        changed["form"] = None
    return changed


def _read(given: QueryDict) -> dict[str, Any]:
    title, hours = pair_of(given, "title"), latin(text(given, "deadline", 10))
    for lang in ("fa", "en"):
        if not title[lang]:
            code = "build.text_missing" if lang == "fa" else "build.english_missing"
            raise DomainError(code, field=f"title_{lang}")
    if not given.get("office"):
        raise DomainError("service_step_office", field="office", label=title["fa"])
    if hours and not (hours.isascii() and hours.isdecimal() and 0 < int(hours) <= building.MOST_HOURS):
        raise DomainError("service_hours", field="deadline", most=building.MOST_HOURS)
    role = given.get("role", "")
    return {
        "title": title, "office": given["office"][:60], "role": role if role in building.ROLES else "expert",
        "deadline": int(hours or 0), "actions": [each for each in building.ACTIONS if each in given.getlist("actions")],
    }  # fmt: skip


def _fields(request: HttpRequest, given: Mapping[str, Any], errors: Mapping[str, str]) -> list[Field]:
    title = pair_of(given, "title")
    actions = given.getlist("actions") if isinstance(given, QueryDict) else given.get("actions", [])
    offices = [Option(key, words) for key, words in _offices(request).items()]

    def wrong(name: str) -> list[str]:
        return [errors[name]] if name in errors else []

    return [
        *pair("title", _("Name of the step"), title, errors, maxlength=120, required=True),
        Field(id="f-office", name="office", label=_("Office"), type="select", options=offices, required=True,
              value=given.get("office", ""), errors=wrong("office")),
        Field(id="f-role", name="role", label=_("Who works on it"), type="select", value=given.get("role", "expert"),
              options=[Option(key, str(words)) for key, words in service_words.ROLES.items()]),
        Field(id="f-deadline", name="deadline", label=_("Deadline in working hours"), latin=True, optional=True,
              value=given.get("deadline", ""), errors=wrong("deadline"),
              help=_("A working day has about eight of them.")),
        Field(id="f-actions", name="actions", label=_("What the office may do besides confirming"), type="checklist",
              values=actions, options=[Option(key, str(words)) for key, words in service_words.ACTIONS.items()]),
    ]  # fmt: skip


def _offices(request: HttpRequest) -> dict[str, str]:
    units = organisation.units_of(actor_of(request).institution_id).values()
    named = {unit.key: pick(unit.name) for unit in units if unit.kind != "institution"}
    return {building.FACULTY: _("The student's faculty"), **named}


def _about(step: Mapping[str, Any], offices: Mapping[str, str]) -> str:
    parts = [offices.get(step["office"], step["office"]), str(service_words.ROLES[step["role"]])]
    if step["deadline"]:
        parts.append(_("%(n)s working hours") % {"n": service_words.in_digits(step["deadline"])})
    if step["form"]:
        parts.append(_("with a form"))
    return listed(parts)


def _stations(draft: servicedesk.ServiceDraft) -> list[str]:
    kind = building.type_of(draft)
    version = kind and workflow.newest_version(institution_id=kind.institution_id, key=kind.process_key)
    return [pick(station.title) for station in workflow.stations(version.id)] if version else []

"""«فرم»: what is asked, in order and under its headings; adding, moving, removing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as done
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from pishkhan.intake import logic
from pishkhan.intake.logic import building as forms
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import service_words
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import administrators
from pishkhan.web.console.service_pages import (
    FORM,
    about_draft,
    address,
    draft_of,
    keep,
    pair,
    pair_of,
    said,
    sheet_of,
    sheet_parts,
    sheet_title,
    summary,
    wrong_pair,
)
from pishkhan.web.typed import listed

CHOICES = frozenset({"select", "radio", "checklist"})
TEXT, GROUP = "text", "group"


@dataclass(frozen=True, slots=True)
class Line:
    """A question or a heading as the list shows it. `marks` are words of what holds for it."""

    key: str
    label: str
    kind: str
    marks: str
    is_group: bool
    inside: bool
    first: bool
    last: bool
    url: str


@administrators
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, draft_id: UUID, sheet: str) -> HttpResponse:
    """The questions of one form; every button keeps the draft."""
    draft = draft_of(request, draft_id)
    schema, errors, wrong = sheet_of(draft, sheet), {}, ""
    if request.method == "POST":
        try:
            changed, key = _changed(request, draft, schema)
            keep(request, draft, **sheet_parts(draft, sheet, changed))
        except DomainError as error:
            errors = wrong_pair(error, "heading" if "heading" in request.POST else "label")
            if error.code == "build.type_unknown":
                errors = {"type": said(error)}
            wrong = "" if errors else said(error)
        else:
            if key and "add" in request.POST:
                done.success(request, _("The question is added. Say more about it here, or go back to the form."))
                return redirect("console-service-field", draft.id, sheet, key)
            return redirect(address("console-service-form", draft, sheet))
    typed = request.POST if errors or wrong else {}
    fields, heading = _add_fields(typed, schema, errors), _heading_fields(typed, errors)
    context = {
        **about_draft(request, draft, "console-service-form" if sheet == FORM else "console-service-route"),
        "lines": lines(draft, sheet, schema), "fields": fields, "heading": heading, "wrong": wrong,
        "errors": summary([*fields, *heading]), "sheet": sheet, "sheet_title": sheet_title(draft, sheet),
        "count": sum(1 for one in forms.listed(schema) if one["type"] not in {GROUP, TEXT}),
        "here": address("console-service-form", draft, sheet), "is_form": sheet == FORM,
    }  # fmt: skip
    return render(request, "console/service_form.html", context, status=422 if errors or wrong else 200)


def _changed(
    request: HttpRequest, draft: servicedesk.ServiceDraft, schema: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    """The form after the button that was pressed, and the key of what was added."""
    given, options = request.POST, draft.content["options"]
    for name in ("up", "down"):
        if name in given:
            return forms.move(schema, given[name], up=name == "up"), ""
    if "remove" in given:
        return forms.remove(schema, options, given["remove"]), ""
    if "heading" in given:
        return forms.add_group(schema, pair_of(given, "heading"))
    kind = given.get("type", "")
    starters = yes_no() if kind in CHOICES else ()
    return forms.add_field(
        schema, options, kind, pair_of(given, "label"), group=given.get("group", ""), choices=starters
    )  # fmt: skip


def yes_no() -> list[tuple[str, str, str]]:
    """What a new choice begins with; the administrator writes their own in its place."""
    with override("fa"):
        return [("yes", _("Yes"), "Yes"), ("no", _("No"), "No")]


def lines(draft: servicedesk.ServiceDraft, sheet: str, schema: Mapping[str, Any]) -> list[Line]:
    found = []
    rows = schema["components"]
    for index, one in enumerate(rows):
        found.append(_line(draft, sheet, one, index, len(rows), inside=False))
        inner = one.get("components", ())
        found += [_line(draft, sheet, each, n, len(inner), inside=True) for n, each in enumerate(inner)]
    return found


def _line(
    draft: servicedesk.ServiceDraft, sheet: str, one: forms.Component, index: int, count: int, *, inside: bool
) -> Line:
    is_group = one["type"] == GROUP
    return Line(
        key=one["key"], label=forms.label_of(one, service_words.page_language()), is_group=is_group, inside=inside,
        kind=_("Heading") if is_group else str(service_words.TYPES[one["type"]]), marks=listed(marks_of(one)),
        first=index == 0, last=index == count - 1, url=address("console-service-field", draft, sheet, one["key"]),
    )  # fmt: skip


def marks_of(one: forms.Component) -> list[str]:
    """What holds for a question, in words."""
    properties = one.get("properties", {})
    known = (
        (one.get("validate", {}).get("required"), _("required")),
        (properties.get("locked") in (True, "true"), _("locked")), (properties.get("record"), _("from the record")),
        (properties.get("sensitive") in (True, "true"), _("confidential")),
        (properties.get("show"), _("shown on a condition")), (properties.get("require"), _("required on a condition")),
    )  # fmt: skip
    return [words for holds, words in known if holds]


def group_options(schema: Mapping[str, Any]) -> list[Option]:
    lang = service_words.page_language()
    return [Option(one["key"], forms.label_of(one, lang)) for one in schema["components"] if one["type"] == GROUP]


def _add_fields(given: Mapping[str, Any], schema: Mapping[str, Any], errors: Mapping[str, str]) -> list[Field]:
    types = [Option(kind.value, str(service_words.TYPES[kind])) for kind in logic.FieldType]
    fields = [
        *pair("label", _("Question"), pair_of(given, "label"), errors, maxlength=300),
        Field(id="f-type", name="type", label=_("Kind of answer"), type="select", options=types,
              value=given.get("type", "textfield"), errors=[errors["type"]] if "type" in errors else (),
              help=_("Everything else is set on the next page.")),
    ]  # fmt: skip
    if groups := group_options(schema):
        fields.append(
            Field(id="f-group", name="group", label=_("Below the heading"), type="select", options=groups,
                  value=given.get("group", ""), optional=True)
        )  # fmt: skip
    return fields


def _heading_fields(given: Mapping[str, Any], errors: Mapping[str, str]) -> list[Field]:
    return pair("heading", _("Heading"), pair_of(given, "heading"), errors, maxlength=200)

"""One question of a form with all that can be said about it, or one heading."""

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
from pishkhan.web import service_words
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console import service_choices as choices
from pishkhan.web.console.access import administrators
from pishkhan.web.console.service_conditions import in_words
from pishkhan.web.console.service_form import CHOICES, GROUP, TEXT, group_options
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
    text,
)

WORDS = {"build.text_missing": "fa", "build.english_missing": "en"}


@administrators
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, draft_id: UUID, sheet: str, item: str) -> HttpResponse:
    """The settings of a question; a post keeps all of them."""
    draft = draft_of(request, draft_id)
    schema = sheet_of(draft, sheet)
    try:
        one = forms.component(schema, item)
    except DomainError:
        raise Http404 from None
    errors: dict[str, str] = {}
    wrong = ""
    if request.method == "POST":
        options = {**draft.content["options"], **choices.chosen_list(request, draft, one)}
        try:
            changed = _changed(request.POST, schema, options, one)
            keep(request, draft, **sheet_parts(draft, sheet, changed), options=options)
        except DomainError as error:
            errors = _placed(request.POST, error)
            wrong = "" if errors else said(error)
        else:
            done.success(request, _("Kept in the draft."))
            if "stay" in request.POST or choices.lifted(request.POST) is not None:
                return redirect("console-service-field", draft.id, sheet, item)
            return redirect(address("console-service-form", draft, sheet))
    fields = _fields(request.POST if request.method == "POST" else None, schema, one, errors)
    context = {
        **about_draft(request, draft, "console-service-form" if sheet == FORM else "console-service-route"),
        "one": one, "label": forms.label_of(one, service_words.page_language()), "fields": fields,
        "kind": _("Heading") if one["type"] == GROUP else str(service_words.TYPES[one["type"]]),
        "errors": summary(fields), "wrong": wrong, "sheet_title": sheet_title(draft, sheet),
        "back": address("console-service-form", draft, sheet),
        "when": address("console-service-when", draft, sheet, item), "conditions": in_words(schema, one),
        **choices.shown(request, draft, one),
    }  # fmt: skip
    return render(request, "console/service_field.html", context, status=422 if errors or wrong else 200)


def _changed(
    given: QueryDict, schema: dict[str, Any], options: Mapping[str, Any], one: forms.Component
) -> dict[str, Any]:
    key, kind, label = one["key"], one["type"], pair_of(given, "label")
    if kind == GROUP:
        return forms.edit_group(schema, key, label)
    if kind == TEXT:
        changed = forms.rename(schema, options, key, label)
    else:
        shared = given.get("shared", "")
        changed = forms.edit_field(
            schema, options, key, label=label, help=pair_of(given, "help"), required="required" in given,
            limits={name: _number(given, name) for name in forms.LIMITS.get(kind, ())},
            flags=_flags(given, one), record=given.get("record", ""), locked="locked" in given,
            frozen="frozen" in given, sensitive="sensitive" in given, wide="wide" in given,
            choices=choices.typed(given) if kind in CHOICES and not shared else None, shared=shared,
            not_before=given.get("not_before", ""),
        )  # fmt: skip
    group = given.get("group", "")
    return forms.place(changed, key, group) if group != forms.group_of(changed, key) else changed


def _flags(given: QueryDict, one: forms.Component) -> dict[str, bool]:
    """`other` is on as long as the list has such an option."""
    flags = {name: name in given for name, (kind, _words) in service_words.FLAGS.items() if kind == one["type"]}
    return {**flags, "other": "other" in given}


def _number(given: QueryDict, name: str) -> float | None:
    typed = choices.latin(text(given, name, 30))
    if not typed:
        return None
    try:
        value = float(typed)
    except ValueError:
        raise DomainError("service_number", field=name) from None
    if value != value or abs(value) > 10**15:
        raise DomainError("service_number", field=name)
    return int(value) if value == int(value) else value


def _placed(given: QueryDict, error: DomainError) -> dict[str, str]:
    """The refusal at the input it is about, where one can tell."""
    if error.code in WORDS:
        lang = WORDS[error.code]
        for name in ("label", "help"):
            words = pair_of(given, name)
            if not words[lang] and (name == "label" or any(words.values())):
                return {f"{name}_{lang}": said(error)}
    if error.code == "service_number":
        return {str(error.params["field"]): said(error)}
    place = {
        "build.locked_without_record": "locked", "build.limits_crossed": "min" if "min" in given else "minLength",
        "build.other_missing": "other",
    }.get(error.code)  # fmt: skip
    return {place: said(error)} if place else {}


def _fields(
    given: QueryDict | None, schema: Mapping[str, Any], one: forms.Component, errors: Mapping[str, str]
) -> list[Field]:
    kind, now = one["type"], given if given is not None else _now(schema, one)
    name = "text" if kind == TEXT else "label"
    words = pair_of(now, "label")
    wide = {"type": "textarea"} if kind == TEXT else {"maxlength": 300}
    label = {"text": _("Text"), "label": _("Heading") if kind == GROUP else _("Question")}[name]
    fields = pair("label", label, words, errors, required=True, **wide)
    if kind == GROUP:
        return fields
    if kind != TEXT:
        fields += _settings(one, now, schema, errors)
    if groups := group_options(schema):
        fields.append(_select("group", _("Below the heading"), groups, now, errors))
    return fields


def _settings(
    one: forms.Component, now: Mapping[str, Any], schema: Mapping[str, Any], errors: Mapping[str, str]
) -> list[Field]:
    kind = one["type"]
    dates = [
        Option(each["key"], forms.label_of(each, service_words.page_language()))
        for each in forms.listed(schema) if each["type"] == "jalali_date" and each["key"] != one["key"]
    ]  # fmt: skip
    records = [Option(key, str(words)) for key, words in service_words.RECORDS.items()]
    known = one["properties"].get("record", "")
    if known and known not in service_words.RECORDS:
        records.append(Option(known, known))
    return [
        *pair("help", _("Help below the question"), pair_of(now, "help"), errors, type="textarea", optional=True),
        _tick("required", _("An answer is required"), now, errors),
        *([_tick("other", _("There is an option for words of one's own"), now, errors)]
          if kind in {"select", "radio"} else []),
        *(
            _tick(name, str(words), now, errors) for name, (only, words) in service_words.FLAGS.items() if only == kind
        ),
        *(
            Field(id=f"f-{name}", name=name, label=str(service_words.LIMITS[name]), latin=True, optional=True,
                  value=now.get(name, ""), errors=[errors[name]] if name in errors else ())
            for name in forms.LIMITS.get(kind, ())
        ),
        *([_select("not_before", _("Not before the date"), dates, now, errors)]
          if kind == "jalali_date" and dates else []),
        *([_select("record", _("Filled from the record"), records, now, errors)] if kind != "filepicker" else []),
        *([_tick("locked", _("The student cannot change it"), now, errors)] if kind != "filepicker" else []),
        _tick("frozen", _("It stays as filed when the request is given back"), now, errors),
        _tick("sensitive", _("Confidential: kept sealed"), now, errors),
        _tick("wide", _("It takes the whole width"), now, errors),
    ]  # fmt: skip


def _now(schema: Mapping[str, Any], one: forms.Component) -> dict[str, Any]:
    """The settings as inputs show them."""
    properties, validate = one.get("properties", {}), one.get("validate", {})
    name = "text" if one["type"] == TEXT else "label"
    flags = ("locked", "frozen", "sensitive", "other", *service_words.FLAGS)
    return {
        "label_fa": one.get(name, ""), "label_en": properties.get(f"{name}.en", ""),
        "help_fa": one.get("description", ""), "help_en": properties.get("description.en", ""),
        **{flag: "1" for flag in flags if properties.get(flag) in (True, "true")},
        **({"required": "1"} if validate.get("required") else {}),
        **({"wide": "1"} if properties.get("width") == "full" else {}),
        **{limit: str(validate[limit]) for limit in service_words.LIMITS if limit in validate},
        "record": properties.get("record", ""), "not_before": properties.get("notBefore", ""),
        "group": forms.group_of(schema, one["key"]) if one["type"] != GROUP else "",
    }  # fmt: skip


def _tick(name: str, label: str, now: Mapping[str, Any], errors: Mapping[str, str]) -> Field:
    wrong = [errors[name]] if name in errors else ()
    return Field(id=f"f-{name}", name=name, label=label, type="checkbox", value=name in now, errors=wrong)


def _select(
    name: str, label: str, options: list[Option], now: Mapping[str, Any], errors: Mapping[str, str]
) -> Field:
    wrong = [errors[name]] if name in errors else ()
    return Field(
        id=f"f-{name}", name=name, label=label, type="select", options=options, value=now.get(name, ""), errors=wrong,
        optional=True,
    )  # fmt: skip

"""«شرط‌ها»: when a question is shown, and when it must be answered; made from lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as done
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.intake.logic import building as forms
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import service_words
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import administrators
from pishkhan.web.console.service_choices import latin
from pishkhan.web.console.service_pages import (
    FORM,
    about_draft,
    address,
    draft_of,
    keep,
    said,
    sheet_of,
    sheet_parts,
    sheet_title,
    text,
)
from pishkhan.web.typed import listed

WHICH = ("show", "require")
BARE = ("filled", "empty")
NUMBERS = ("number", "rials")


@dataclass(frozen=True, slots=True)
class Block:
    """One condition on the page. `lines` are its tests in words; None for one written by a hand that nests."""

    which: str
    title: str
    lines: list[str] | None
    join: str


@administrators
@require_GET
def conditions(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """All conditions of the form at one sight."""
    draft = draft_of(request, draft_id)
    schema = sheet_of(draft, FORM)
    rows = [
        (forms.label_of(one, service_words.page_language()), in_words(schema, one), _url(draft, FORM, one["key"]))
        for one in forms.listed(schema)
    ]
    context = {
        **about_draft(request, draft, "console-service-conditions"), "rows": rows,
        "any": any(words for _label, words, _url in rows),
    }  # fmt: skip
    return render(request, "console/service_conditions.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def when(request: HttpRequest, draft_id: UUID, sheet: str, item: str) -> HttpResponse:
    """The conditions of one question: tests are added one by one and taken away again."""
    draft = draft_of(request, draft_id)
    schema = sheet_of(draft, sheet)
    try:
        one = forms.component(schema, item)
    except DomainError:
        raise Http404 from None
    wrong = ""
    if request.method == "POST":
        which = request.POST.get("which", "")
        try:
            wanted = _wanted(request, schema, one, which)
            changed = forms.set_condition(schema, draft.content["options"], item, which, wanted)
            keep(request, draft, **sheet_parts(draft, sheet, changed))
        except DomainError as error:
            wrong = said(error)
        else:
            done.success(request, _("Kept in the draft."))
            return redirect(_url(draft, sheet, item))
    given = request.POST if wrong else request.GET
    context = {
        **about_draft(request, draft, "console-service-conditions" if sheet == FORM else "console-service-route"),
        "label": forms.label_of(one, service_words.page_language()), "blocks": _blocks(schema, one), "wrong": wrong,
        "sheet_title": sheet_title(draft, sheet), "here": _url(draft, sheet, item),
        "back": _back(draft, sheet),
        "edit": address("console-service-field", draft, sheet, item),
        **_adding(draft, schema, one, given),
    }  # fmt: skip
    return render(request, "console/service_when.html", context, status=422 if wrong else 200)


def in_words(schema: Mapping[str, Any], one: forms.Component) -> list[str]:
    """Every condition of a question as one sentence."""
    found = []
    for block in _blocks(schema, one):
        if block.lines is None:
            found.append(f"{block.title}: " + _("a condition with several levels"))
        elif block.lines:
            join = _("and") if block.join == "all" else _("or")
            found.append(f"{block.title}: " + f" {join} ".join(block.lines))
    return found


def _blocks(schema: Mapping[str, Any], one: forms.Component) -> list[Block]:
    titles = {"show": _("Shown when"), "require": _("Required when")}
    blocks = []
    for which in WHICH if one["type"] not in {"group", "text"} else WHICH[:1]:
        read = forms.read_condition(one.get("properties", {}).get(which))
        lines = None if read is None else [_line(schema, test) for test in read.tests]
        blocks.append(Block(which, titles[which], lines, read.join if read else "all"))
    return blocks


def _line(schema: Mapping[str, Any], test: forms.Test) -> str:
    try:
        asked = forms.component(schema, test.field)
    except DomainError:
        return test.field
    values = test.value if isinstance(test.value, list) else [] if test.value is None else [test.value]
    shown = listed([_("“%(name)s”") % {"name": _value(asked, each)} for each in values])
    return _("“%(field)s” %(test)s %(value)s") % {
        "field": forms.label_of(asked, service_words.page_language()),
        "test": service_words.TESTS.get(test.test, test.test), "value": shown,
    }  # fmt: skip


def _value(asked: forms.Component, value: Any) -> str:
    lang = service_words.page_language()
    for each in asked.get("values", ()):
        if each.get("value") == value:
            return str(each["label"] if lang == "fa" else each["properties"]["label.en"])
    return service_words.in_digits(value)


def _wanted(request: HttpRequest, schema: Mapping[str, Any], one: forms.Component, which: str) -> forms.Condition:
    given = request.POST
    now = forms.read_condition(one.get("properties", {}).get(which))
    if now is None or "clear" in given:
        return forms.Condition("all", ())
    join = given.get("join", now.join)
    tests = list(now.tests)
    if (number := given.get("remove", "")).isdecimal() and len(number) < 4 and int(number) < len(tests):
        del tests[int(number)]
    elif "add" in given:
        tests.append(_test(request, schema))
    return forms.Condition(join, tuple(tests))


def _test(request: HttpRequest, schema: Mapping[str, Any]) -> forms.Test:
    given = request.POST
    asked, test = forms.component(schema, given.get("field", "")), given.get("test", "")
    if test in BARE:
        return forms.Test(asked["key"], test)
    values = [each for each in given.getlist("value") if each]
    if test == "in":
        return forms.Test(asked["key"], test, values)
    value: Any = values[0] if values else text(given, "value", 200)
    if asked["type"] in NUMBERS and value:
        try:
            number = float(latin(value))
        except ValueError:
            raise DomainError("build.value_number", field=asked["key"]) from None
        value = int(number) if number == int(number) else number
    return forms.Test(asked["key"], test, value)


def _adding(
    draft: servicedesk.ServiceDraft, schema: Mapping[str, Any], one: forms.Component, given: Mapping[str, Any]
) -> dict[str, Any]:
    """The line that is being added: first its question, then the comparison that fits it."""
    inside = {each["key"] for each in one.get("components", ())}
    lang = service_words.page_language()
    asked = [
        each for each in forms.listed(schema)
        if each["type"] not in {"group", "text"} and each["key"] not in {one["key"], *inside}
    ]  # fmt: skip
    which = given.get("which", "show") if given.get("which") in WHICH else "show"
    chosen = next((each for each in asked if each["key"] == given.get("field")), None)
    options = [Option(each["key"], forms.label_of(each, lang)) for each in asked]
    first = [Field(id="f-field", name="field", label=_("Question it looks at"), type="select", options=options,
                   value=chosen["key"] if chosen else "")]  # fmt: skip
    return {"first": first, "second": _second(draft, chosen, given) if chosen else [], "which": which, "chosen": chosen}


def _second(draft: servicedesk.ServiceDraft, chosen: forms.Component, given: Mapping[str, Any]) -> list[Field]:
    kind = chosen["type"]
    tests = [Option(name, str(service_words.TESTS[name])) for name in forms.tests_for(kind)]
    fields = [Field(id="f-test", name="test", label=_("Comparison"), type="select", options=tests,
                    value=given.get("test", tests[0].value))]  # fmt: skip
    named = chosen.get("properties", {}).get("options")
    raw = draft.content["options"].get(named, ()) if named else chosen.get("values", ())
    if raw:
        lang = service_words.page_language()
        words = [each["label"] if lang == "fa" else each["properties"]["label.en"] for each in raw]
        values = [Option(each["value"], shown) for each, shown in zip(raw, words, strict=True)]
        label, several = _("The answer it looks for"), _("Tick several only for “is one of”.")
        fields.append(Field(id="f-value", name="value", label=label, type="checklist", options=values, width="full",
                            help=several))  # fmt: skip
    elif set(forms.tests_for(kind)) - set(BARE):
        fields.append(Field(id="f-value", name="value", label=_("Value"), value=given.get("value", ""),
                            help=_("Empty for “is filled in” and “is empty”.")))  # fmt: skip
    return fields


def _back(draft: servicedesk.ServiceDraft, sheet: str) -> str:
    if sheet == FORM:
        return address("console-service-conditions", draft)
    return address("console-service-form", draft, sheet)


def _url(draft: servicedesk.ServiceDraft, sheet: str, item: str) -> str:
    return address("console-service-when", draft, sheet, item)

"""A step form on the page: an intake form drawn with the components every form is drawn with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils import timezone

from pishkhan.intake import api as intake
from pishkhan.intake import logic, phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current

Raw = Mapping[str, Sequence[str]]
Errors = Mapping[str, Sequence[str]]

PREFIX = "f-"
"""Ids of step-form fields begin with this, so that they never meet the ids of the page."""


def raw_of(form: logic.Form, posted: QueryDict) -> dict[str, list[str]]:
    """What was posted for the fields of this form, other fields of the page left out."""
    keys = {field.key for field in form.fields if field.asks}
    return {key: [str(value) for value in values] for key, values in posted.lists() if key in keys}


def errors_of(form: logic.Form, refused: intake.NotAccepted) -> dict[str, list[str]]:
    """The sentences of a refusal, by field."""
    found: dict[str, list[str]] = {}
    for error in refused.errors:
        found.setdefault(error.key, []).append(phrases.say(error, form))
    return found


def fields(form: logic.Form, raw: Raw, errors: Errors) -> list[Field]:
    """The form as fields to draw, holding what was typed."""
    answers = logic.clean(form, raw, record={}, files={}, today=timezone.localdate()).answers
    shown = logic.visible(form, answers)
    drawn: list[Field] = []
    for group in form.groups:
        inner = [_field(each, raw, errors, hidden=each.key not in shown) for each in group.fields]
        heading = group.label.in_(current())
        if heading:
            drawn.append(Field(id=f"{PREFIX}{group.key}", name=group.key, label=heading, type="text", show=group.show))
        drawn += inner
    return drawn


def _field(asked: logic.Field, raw: Raw, errors: Errors, *, hidden: bool) -> Field:
    lang, typed = current(), list(raw.get(asked.key, ()))
    first = typed[0] if typed else ""
    return Field(
        id=f"{PREFIX}{asked.key}", name=asked.key, type=asked.type.value, number=asked.number,
        label=asked.label.in_(lang) if asked.asks else "", help=(asked.help if asked.asks else asked.text).in_(lang),
        value=first, values=typed, options=[Option(o.value, o.label.in_(lang), o.when) for o in asked.options],
        errors=errors.get(asked.key, ()), required=asked.required, hidden=hidden, searchable=asked.searchable,
        optional=asked.asks and not asked.required and asked.type is not logic.FieldType.CHECKBOX,
        other=asked.other, other_value=typed[1] if asked.other and len(typed) > 1 else "", latin=asked.latin,
        show=asked.show, require=asked.require, width="full", maxlength=asked.limits.longest,
    )  # fmt: skip

"""A step form on the page: an intake form drawn with the components every form is drawn with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import QueryDict
from django.utils import timezone

from pishkhan.intake import api as intake
from pishkhan.intake import logic, phrases
from pishkhan.web import questions
from pishkhan.web.components.fields import Field
from pishkhan.web.components.language import current

Raw = Mapping[str, Sequence[str]]
Errors = Mapping[str, Sequence[str]]


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
    """The form as fields to draw, one under the other, holding what was typed."""
    answers = logic.clean(form, raw, record={}, files={}, today=timezone.localdate()).answers
    said = {key: " ".join(words) for key, words in errors.items()}
    sheet, shown = questions.Sheet(form=form, raw=raw, answers=answers, errors=said), logic.visible(form, answers)
    drawn: list[Field] = []
    for group in form.groups:
        if heading := group.label.in_(current()):
            place = questions.element(group.key)
            drawn.append(Field(id=place, name=group.key, label=heading, type="text", show=group.show))
        for each in group.fields:
            question = questions.draw(sheet, each, hidden=each.key not in shown)
            drawn.append(replace(question, width="full", maxlength=each.limits.longest))
    return drawn

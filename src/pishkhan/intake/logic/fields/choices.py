"""One of a list, several of a list, a tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family, last
from pishkhan.intake.logic.fields.texts import LINE_LENGTH, folded
from pishkhan.intake.logic.form import OTHER, Answers, Field
from pishkhan.kernel.errors import Invalid

TICKED = frozenset({"on", "true", "1", "yes"})
_SEPARATOR = {"fa": "، ", "en": ", "}


def _one(field: Field, values: Sequence[str], answers: Answers) -> str:
    # A list with "other" is posted under one name twice: the choice, then the person's own words.
    value = values[0].strip() if field.other else last(values).strip()
    _offered(field, value, answers)
    return value


def own_words(field: Field, values: Sequence[str]) -> str:
    """What was written beside the option "other". Raises Invalid: required_other, too_long."""
    typed = values[1] if len(values) > 1 else ""
    if len(typed) > 2 * LINE_LENGTH:
        raise Invalid("too_long", max=LINE_LENGTH)
    text = " ".join(folded(field, typed).split())
    if not text:
        raise Invalid("required_other")
    if len(text) > LINE_LENGTH:
        raise Invalid("too_long", max=LINE_LENGTH)
    return text


def _several(field: Field, values: Sequence[str], answers: Answers) -> list[str]:
    given = {value.strip() for value in values if value.strip()}
    for value in given:
        _offered(field, value, answers)
    return [option.value for option in field.options if option.value in given]


def _offered(field: Field, value: str, answers: Answers) -> None:
    option = field.option(value)
    if option is None:
        raise Invalid("not_a_choice")
    if not option.fits(answers, field.filters):
        raise Invalid("not_beside")


def _tick(_field: Field, values: Sequence[str], _answers: Answers) -> bool:
    return last(values).strip().lower() in TICKED


def _show_one(field: Field, answer: Any, lang: str) -> str:
    option = field.option(answer)
    return option.label.in_(lang) if option else str(answer)


def _show_several(field: Field, answer: Any, lang: str) -> str:
    return _SEPARATOR["fa" if lang.startswith("fa") else "en"].join(_show_one(field, each, lang) for each in answer)


def _show_tick(_field: Field, answer: Any, lang: str) -> str:
    fa = lang.startswith("fa")
    return ("بله" if fa else "Yes") if answer else ("خیر" if fa else "No")


def _typed_one(_field: Field, answer: Any) -> list[str]:
    return [str(answer)]


def _typed_several(_field: Field, answer: Any) -> list[str]:
    return [str(each) for each in answer]


def _typed_tick(_field: Field, answer: Any) -> list[str]:
    return ["on"] if answer else []


def has_own_words(field: Field, answer: object) -> bool:
    """Whether the answer is the option that needs words beside it."""
    return field.other and answer == OTHER


ONE = Family(_one, _show_one, _typed_one, "required_choice", longest=LINE_LENGTH)
SEVERAL = Family(_several, _show_several, _typed_several, "required_choices", empty=[], longest=LINE_LENGTH)
TICK = Family(_tick, _show_tick, _typed_tick, "required_tick", empty=False)

"""From what was posted to answers that may be stored."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pishkhan.intake.logic import rules
from pishkhan.intake.logic.fields import FAMILIES
from pishkhan.intake.logic.fields.choices import has_own_words, own_words
from pishkhan.intake.logic.form import OTHER_SUFFIX, Field, FieldType, Form
from pishkhan.intake.logic.problems import FieldError
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display

Raw = Mapping[str, Sequence[str]]

MAX_VALUES = 200
"""Values taken from one key; more were not sent by a form of ours."""
_REPORTED = 50


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`answers` has a key for every field that shows, empty or not; hidden fields have none.

    `dropped` are posted keys that were not taken: hidden fields and fields this form does not have.
    """

    answers: Mapping[str, Any]
    errors: tuple[FieldError, ...]
    dropped: tuple[str, ...]


@dataclass
class _Cleaning:
    form: Form
    raw: Raw
    record: Mapping[str, str]
    files: Mapping[str, Any]
    today: datetime.date
    filed: Mapping[str, Any]
    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, FieldError] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)


def clean(
    form: Form,
    raw: Raw,
    *,
    record: Mapping[str, str],
    files: Mapping[str, Any],
    today: datetime.date,
    filed: Mapping[str, Any] | None = None,
) -> Cleaned:
    """Check and normalise a whole form; never raises for bad answers.

    Hidden fields are not required and lose their value, locked ones come from the record whatever was posted,
    and frozen ones from `filed`, the answers accepted the first time. A missing key is an empty answer.
    """
    state = _Cleaning(form, raw, record, files, today, filed or {})
    by_key = {each.key: each for each in form.fields if each.asks}
    headings = {each.key: group for group in form.groups for each in group.fields}
    for key in form.order:
        asked, group = by_key[key], headings[key]
        if all(rule is None or rules.evaluate(rule, state.answers) for rule in (group.show, asked.show)):
            _take(state, asked)
        elif not _blank(raw.get(key, ())) or key in files:
            state.dropped.append(key)
    strange = [str(key)[:60] for key in raw if key not in by_key]
    errors = tuple(state.errors[key] for key in by_key if key in state.errors)
    return Cleaned(state.answers, errors, tuple([*state.dropped, *strange][:_REPORTED]))


def is_required(asked: Field, answers: Mapping[str, Any]) -> bool:
    """Whether an empty answer is refused beside these answers."""
    return asked.required or (asked.require is not None and rules.evaluate(asked.require, answers))


def _take(state: _Cleaning, asked: Field) -> None:
    family = FAMILIES[asked.type]
    state.answers[asked.key] = family.empty if not isinstance(family.empty, list) else []
    if asked.locked:
        _from_record(state, asked)
    elif asked.frozen and asked.key in state.filed:
        _keep_filed(state, asked)
    elif asked.type is FieldType.FILEPICKER:
        _from_files(state, asked)
    else:
        _from_post(state, asked)


def _from_record(state: _Cleaning, asked: Field) -> None:
    known = state.record.get(asked.record, "")
    if _blank([known]):
        if is_required(asked, state.answers):
            _refuse(state, asked, Invalid("record_missing"))
        return
    try:
        state.answers[asked.key] = FAMILIES[asked.type].read(asked, [known], state.answers)
    except Invalid:
        _refuse(state, asked, Invalid("record_invalid"))


def _keep_filed(state: _Cleaning, asked: Field) -> None:
    for key in (asked.key, asked.key + OTHER_SUFFIX):
        if key in state.filed:
            state.answers[key] = state.filed[key]


def _from_files(state: _Cleaning, asked: Field) -> None:
    if state.files.get(asked.key):
        state.answers[asked.key] = state.files[asked.key]
    elif is_required(asked, state.answers):
        _refuse(state, asked, Invalid(FAMILIES[asked.type].missing))


def _from_post(state: _Cleaning, asked: Field) -> None:
    family = FAMILIES[asked.type]
    values = list(state.raw.get(asked.key, ()))[:MAX_VALUES]
    longest = asked.limits.longest or family.longest
    try:
        if any(len(value) > 2 * longest for value in values):
            raise Invalid("too_long", max=longest)
        if not _blank(values[:1] if asked.other else values):
            answer = family.read(asked, values, state.answers)
            _check_date(state, asked, answer)
            state.answers[asked.key] = answer
            if has_own_words(asked, answer):
                state.answers[asked.key + OTHER_SUFFIX] = own_words(asked, values)
        if state.answers[asked.key] == family.empty and is_required(asked, state.answers):
            raise Invalid(family.missing)
    except Invalid as error:
        _refuse(state, asked, error)


def _check_date(state: _Cleaning, asked: Field, answer: Any) -> None:
    if asked.not_future and answer > state.today.isoformat():
        raise Invalid("date_future")


def _refuse(state: _Cleaning, asked: Field, error: Invalid) -> None:
    state.errors[asked.key] = FieldError(asked.key, error.code, error.params)


def _blank(values: Sequence[str]) -> bool:
    return all(len(value) < 1000 and clean_display(value) == "" for value in values)

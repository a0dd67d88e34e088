"""Answers as people read them, beside what the university knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pishkhan.intake.logic import rules
from pishkhan.intake.logic.fields import FAMILIES
from pishkhan.intake.logic.form import CHOICES, OTHER_SUFFIX, Answers, Field, FieldType, Form
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display, search_key


@dataclass(frozen=True, slots=True)
class Row:
    """One answer for a reading page; `text` is empty when nothing was answered."""

    key: str
    number: str
    label: str
    text: str
    ltr: bool
    sensitive: bool
    value: Any


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Answers under a heading; the heading may be empty."""

    key: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An answer typed by hand that the record contradicts (B8), both as texts."""

    key: str
    label: str
    given: str
    recorded: str


def display(form: Form, answers: Answers, lang: str) -> tuple[ShownGroup, ...]:
    """Every field that showed when the form was filed, group by group, in the form's order (B11)."""
    shown = (
        ShownGroup(
            group.key,
            group.label.in_(lang),
            tuple(_row(each, answers, lang) for each in group.fields if each.asks and each.key in answers),
        )
        for group in form.groups
    )
    return tuple(group for group in shown if group.rows)


def show_answer(field: Field, answers: Answers, lang: str) -> str:
    """One answer as text; empty when there is none."""
    family, answer = FAMILIES[field.type], answers.get(field.key)
    if answer is None or answer == "" or answer == []:
        return ""
    own = answers.get(field.key + OTHER_SUFFIX)
    return str(own) if own else family.show(field, answer, lang)


def prefill(form: Form, record: Mapping[str, str]) -> dict[str, list[str]]:
    """What the inputs of an untouched form hold: the record, in the form an input takes."""
    filled = {}
    for field in form.fields:
        if field.asks and (known := record.get(field.record, "")):
            answer = _from_record(field, known)
            filled[field.key] = [known] if answer is None else FAMILIES[field.type].typed(field, answer)
    return filled


def typed(form: Form, answers: Answers) -> dict[str, list[str]]:
    """What the inputs hold when filed answers are opened again for correction."""
    filled = {}
    for field in form.fields:
        answer = answers.get(field.key)
        if field.asks and answer not in (None, ""):
            own = answers.get(field.key + OTHER_SUFFIX)
            filled[field.key] = FAMILIES[field.type].typed(field, answer) + ([str(own)] if own else [])
    return filled


def show_record(form: Form, record: Mapping[str, str], lang: str) -> dict[str, str]:
    """The record's value of every field that has one, as text (for locked fields)."""
    found = {}
    for field in form.fields:
        known = record.get(field.record, "") if field.asks else ""
        if known:
            answer = _from_record(field, known)
            found[field.key] = known if answer is None else FAMILIES[field.type].show(field, answer, lang)
    return found


def mismatches(form: Form, answers: Answers, record: Mapping[str, str], lang: str = "fa") -> tuple[Mismatch, ...]:
    """Answers that differ from the record; locked fields cannot, and an empty record contradicts nothing."""
    found = []
    for field in form.fields:
        if not field.asks or field.locked:
            continue
        known = record.get(field.record, "")
        given = show_answer(field, answers, lang) if known else ""
        if given and not _agrees(field, answers, known):
            answer = _from_record(field, known)
            recorded = known if answer is None else FAMILIES[field.type].show(field, answer, lang)
            found.append(Mismatch(field.key, field.label.in_(lang), given, recorded))
    return tuple(found)


def split_sensitive(form: Form, answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """(plain, sensitive): the second must only be stored sealed."""
    sealed = {field.key for field in form.fields if field.sensitive}
    sealed |= {key + OTHER_SUFFIX for key in sealed}
    plain = {key: value for key, value in answers.items() if key not in sealed}
    return plain, {key: value for key, value in answers.items() if key in sealed}


def visible(form: Form, answers: Answers) -> frozenset[str]:
    """The keys of components that show beside these answers, static text included."""
    keys = set()
    for group in form.groups:
        for field in group.fields:
            shows = (rule is None or rules.evaluate(rule, answers) for rule in (group.show, field.show))
            if all(shows):
                keys.add(field.key)
    return frozenset(keys)


def _row(field: Field, answers: Answers, lang: str) -> Row:
    ltr = FAMILIES[field.type].ltr or field.latin
    return Row(
        key=field.key,
        number=field.number,
        label=field.label.in_(lang),
        text=show_answer(field, answers, lang),
        ltr=ltr,
        sensitive=field.sensitive,
        value=answers[field.key],
    )


def _from_record(field: Field, known: str) -> Any:
    try:
        return FAMILIES[field.type].read(field, [known], {})
    except Invalid:
        return None


def _agrees(field: Field, answers: Answers, known: str) -> bool:
    answer = answers[field.key]
    if field.type in CHOICES and field.type is not FieldType.CHECKLIST:
        return bool(answer == known.strip())
    recorded = _from_record(field, known)
    if isinstance(answer, str) and isinstance(recorded, str):
        return search_key(answer) == search_key(recorded)
    return bool(answer == recorded) or search_key(clean_display(known)) == search_key(str(answer))

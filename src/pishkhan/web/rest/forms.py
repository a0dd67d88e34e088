"""Forms as fields, and answers as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ninja import Schema

from pishkhan.intake import logic
from pishkhan.plumbing.models import StoredFile
from pishkhan.web.rest.shapes import Words, Wrong, of_form, words
from pishkhan.web.student import filling as work

Rule = dict[str, Any]


class Option(Schema):
    """`when`: other field → the values beside which it is offered."""

    value: str
    label: Words
    when: dict[str, list[str]]


class Limits(Schema):
    """Bounds of an answer, null where there is none: lengths in characters, `min` and `max` of values."""

    min: float | None
    max: float | None
    min_length: int | None
    max_length: int | None
    pattern: str


class Field(Schema):
    """`locked` answers come from the record alone; `show` and `require` are the rules of docs/packs.md."""

    key: str
    type: str
    label: Words
    help: Words
    number: str
    required: bool
    locked: bool
    frozen: bool
    sensitive: bool
    other: bool
    options: list[Option]
    limits: Limits
    show: Rule | None
    require: Rule | None
    text: Words


class Group(Schema):
    key: str
    label: Words
    show: Rule | None
    fields: list[Field]


class File(Schema):
    """A file that was chosen in a form; `field` is whose answer it is."""

    field: str
    name: str
    size: int
    media_type: str


class Answered(Schema):
    """One answer for reading."""

    group: str
    key: str
    label: str
    text: str


class Sheet(Schema):
    """Answers as they were typed, with what is still wrong about them. `rev` goes along with the next write; 0: nothing
    is kept yet. `form_changed`: a newer form was published since."""

    rev: int
    saved_at: datetime | None
    form_changed: bool
    answers: dict[str, list[str]]
    files: list[File]
    faults: list[Wrong]


def shape(form: logic.Form, *, only: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """The groups of a form; with `only` those fields alone."""
    groups = [
        {
            "key": group.key, "label": words(group.label), "show": _rule(group.show),
            "fields": [_field(each) for each in group.fields if only is None or each.key in only],
        }
        for group in form.groups
    ]  # fmt: skip
    return [group for group in groups if group["fields"]]


def _field(asked: logic.Field) -> dict[str, Any]:
    limits = asked.limits
    return {
        "key": asked.key, "type": asked.type.value, "label": words(asked.label), "help": words(asked.help),
        "number": asked.number, "required": asked.required, "locked": asked.locked, "frozen": asked.frozen,
        "sensitive": asked.sensitive, "other": asked.other, "show": _rule(asked.show), "require": _rule(asked.require),
        "text": words(asked.text),
        "options": [
            {"value": each.value, "label": words(each.label), "when": {k: list(v) for k, v in each.when.items()}}
            for each in asked.options
        ],
        "limits": {
            "min": limits.low, "max": limits.high, "min_length": limits.shortest, "max_length": limits.longest,
            "pattern": limits.pattern,
        },
    }  # fmt: skip


def _rule(rule: Mapping[str, Any] | None) -> Rule | None:
    return dict(rule) if rule is not None else None


def sheet(filling: work.Sheet) -> dict[str, Any]:
    """What a person has typed so far."""
    asked = {field.key for field in filling.fields if field.asks}
    return {
        "rev": filling.rev, "saved_at": filling.draft.saved_at if filling.draft else None,
        "form_changed": filling.form_changed,
        "answers": {key: [str(each) for each in values] for key, values in filling.raw.items() if key in asked},
        "files": [file(key, stored) for key, stored in filling.files.items()],
        "faults": of_form(filling.form, work.cleaned(filling).errors),
    }  # fmt: skip


def file(field: str, stored: StoredFile) -> dict[str, Any]:
    return {"field": field, "name": stored.name, "size": stored.size, "media_type": stored.media_type}


def answered(groups: Sequence[logic.ShownGroup]) -> list[dict[str, str]]:
    return [
        {"group": group.label, "key": row.key, "label": row.label, "text": row.text}
        for group in groups
        for row in group.rows
    ]

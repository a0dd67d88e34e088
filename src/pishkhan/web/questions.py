"""A form as its page draws it: what was typed, what is wrong with it, what the university already knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from pishkhan.intake import logic
from pishkhan.intake.api import Raw
from pishkhan.intake.logic.fields.choices import TICKED
from pishkhan.plumbing.models import StoredFile
from pishkhan.web.components import numbers
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.components.sizes import size_words

REMOVE = "remove-"
"""A ticked box of this name and a field's key takes the field's file out of the draft."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything the questions depend on. `only` keeps some fields; None keeps all."""

    form: logic.Form
    raw: Raw
    answers: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    file_url: Callable[[str], str] = str
    report_url: Callable[[str], str] | None = None
    reports: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[str] | None = None


def element(key: str) -> str:
    """The id of a field's control, which the list of errors links to."""
    return f"f-{key}"


def groups(sheet: Sheet) -> list[Field]:
    """The cards of the page, in the form's order."""
    shown = logic.visible(sheet.form, sheet.answers)
    drawn = []
    for group in sheet.form.groups:
        children = [
            drawn_field
            for asked in group.fields
            if sheet.only is None or asked.key in sheet.only
            for drawn_field in _with_removal(sheet, asked, hidden=asked.key not in shown)
        ]
        if children:
            label = group.label.in_(current()) or sheet.form.name.in_(current())
            hidden = all(child.hidden for child in children)
            drawn.append(
                Field(
                    id=f"g-{group.key or 'rest'}", name=f"group-{group.key}", label=label, type="group",
                    hidden=hidden, show=group.show, children=children,
                )
            )  # fmt: skip
    return drawn


def summary(sheet: Sheet) -> list[tuple[str, str]]:
    """The list of errors at the top, in the form's order, each linked to its field."""
    order = [asked.key for asked in sheet.form.fields]
    listed = sorted(sheet.errors.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else -1)
    return [(element(key) if sheet.only is None or key in sheet.only else "", words) for key, words in listed]


def _with_removal(sheet: Sheet, asked: logic.Field, *, hidden: bool) -> list[Field]:
    drawn = [draw(sheet, asked, hidden=hidden)]
    if asked.key in sheet.files and not hidden:
        name = f"{REMOVE}{asked.key}"
        label = _("Remove the file of “%(label)s”") % {"label": asked.label.in_(current())}
        drawn.append(Field(id=name, name=name, label=label, type="checkbox", width="full"))
    return drawn


def draw(sheet: Sheet, asked: logic.Field, *, hidden: bool) -> Field:
    """One question with what was typed into it."""
    lang = current()
    values = [str(value) for value in sheet.raw.get(asked.key, ())]
    first = values[0] if values else ""
    kind = asked.type
    value: Any = first.strip().lower() in TICKED if kind is logic.FieldType.CHECKBOX else first
    if asked.latin and first.isdecimal():
        value = numbers.bare(first)
    words = asked.help if asked.asks else asked.text
    required = asked.asks and logic.is_required(asked, sheet.answers)
    optional = asked.asks and not required and kind is not logic.FieldType.CHECKBOX
    error = sheet.errors.get(asked.key, "")
    return Field(
        id=element(asked.key), name=asked.key, label=asked.label.in_(lang), type=kind.value,
        number=asked.number, help=words.in_(lang), value=value, values=values,
        options=_options(asked, lang), locked=asked.locked, source=_source(sheet, asked),
        report_url=sheet.report_url(asked.key) if asked.locked and sheet.report_url else "",
        errors=[error] if error else [], required=required, optional=optional,
        hidden=hidden, width="full" if asked.wide else "", searchable=asked.searchable, other=asked.other,
        other_value=values[1] if asked.other and len(values) > 1 else "", latin=asked.latin,
        show=asked.show, require=asked.require, files=_files(sheet, asked),
    )  # fmt: skip


def _options(asked: logic.Field, lang: str) -> Sequence[Option]:
    return [
        Option(
            option.value, option.label.in_(lang),
            {key: list(allowed) for key, allowed in option.when.items() if key in asked.filters},
        )
        for option in asked.options
    ]  # fmt: skip


def _files(sheet: Sheet, asked: logic.Field) -> Sequence[tuple[str, str, str]]:
    stored = sheet.files.get(asked.key)
    return [(sheet.file_url(asked.key), stored.name, size_words(stored.size))] if stored else []


def _source(sheet: Sheet, asked: logic.Field) -> str:
    if not asked.locked:
        return ""
    if asked.key in sheet.reports:
        return _("From your education record. Your report goes to the officer with the request")
    return _("From your education record")

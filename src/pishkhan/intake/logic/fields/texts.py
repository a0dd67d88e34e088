"""Words: one line, several lines, an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family, as_text, last, localised
from pishkhan.intake.logic.form import Answers, Field
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display

LINE_LENGTH = 200
AREA_LENGTH = 2000
ADDRESS_LENGTH = 500


def folded(field: Field, typed: str) -> str:
    """The text as stored: Persian letters, no bidi controls, 0-9 digits where Latin or patterned."""
    text = clean_display(typed.replace("\r\n", "\n").replace("\r", "\n"))
    return to_latin(text) if field.latin or field.limits.pattern else text


def _line(field: Field, values: Sequence[str], _answers: Answers) -> str:
    return _bounded(field, re.sub(r"\s+", " ", folded(field, last(values))))


def _area(field: Field, values: Sequence[str], _answers: Answers) -> str:
    return _bounded(field, folded(field, last(values)))


def _bounded(field: Field, text: str) -> str:
    limits = field.limits
    longest = limits.longest or _LONGEST[field.type.value]
    if len(text) > longest:
        raise Invalid("too_long", max=longest)
    if limits.shortest and len(text) < limits.shortest:
        raise Invalid("too_short", min=limits.shortest)
    if limits.pattern and not re.fullmatch(limits.pattern, text):
        raise Invalid("pattern")
    return text


def _show(field: Field, answer: Any, lang: str) -> str:
    return localised(str(answer), lang) if field.latin or field.limits.pattern else str(answer)


_LONGEST = {"textfield": LINE_LENGTH, "textarea": AREA_LENGTH, "address": ADDRESS_LENGTH}
TEXTFIELD = Family(_line, _show, as_text, "required_text", longest=LINE_LENGTH)
TEXTAREA = Family(_area, _show, as_text, "required_text", longest=AREA_LENGTH)
ADDRESS = Family(_area, _show, as_text, "required_text", longest=ADDRESS_LENGTH)

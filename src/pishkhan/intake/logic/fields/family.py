"""What every family of fields can do with one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pishkhan.intake.logic.form import Answers, Field
from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

CODE_LENGTH = 64
"""Characters a number, date or code may have as typed; none of them needs half of it."""


@dataclass(frozen=True, slots=True)
class Family:
    """Functions shared by the types of a family.

    `read(field, values, answers)` turns what was typed (never blank) into the stored answer, raising Invalid;
    `show(field, answer, lang)` is its text for reading; `typed(field, answer)` is what an input would hold.
    `missing` is the error code of an empty answer, `ltr` says that the text is a code or a number.
    """

    read: Callable[[Field, Sequence[str], Answers], Any]
    show: Callable[[Field, Any, str], str]
    typed: Callable[[Field, Any], list[str]]
    missing: str
    empty: Any = ""
    ltr: bool = False
    longest: int = CODE_LENGTH


def last(values: Sequence[str]) -> str:
    """The one value of a field that takes one."""
    return values[-1]


def as_text(_field: Field, answer: Any) -> list[str]:
    """An answer whose stored form can be typed again."""
    return [str(answer)]


def localised(text: str, lang: str) -> str:
    """Digits of the page's language."""
    return digits.to_persian(text) if lang.startswith("fa") else digits.to_latin(text)


def translated(codes: dict[str, str], error: Invalid) -> Invalid:
    """A kernel refusal under the code that forms know, without its params."""
    return Invalid(codes.get(error.code, codes[""]))

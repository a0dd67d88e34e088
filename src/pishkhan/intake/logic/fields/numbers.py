"""Counts, measures and amounts of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family, last, localised
from pishkhan.intake.logic.form import Answers, Field
from pishkhan.kernel import digits, money
from pishkhan.kernel.errors import Invalid

_GROUPING = re.compile("[\u066c,\u060c]")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


def _number(field: Field, values: Sequence[str], _answers: Answers) -> int | float:
    typed = _GROUPING.sub("", digits.to_latin(last(values)).replace("\u2212", "-")).replace("\u066b", ".")
    text = re.sub(r"\s", "", typed)
    if not field.decimals:
        if not _WHOLE.fullmatch(text):
            raise Invalid("not_whole")
        return _within(field, int(text))
    if not _DECIMAL.fullmatch(text):
        raise Invalid("not_number")
    return _within(field, float(text))


def _rials(field: Field, values: Sequence[str], _answers: Answers) -> int:
    try:
        amount = money.parse_rials(last(values))
    except Invalid as error:
        if error.code == "money.too_large":
            raise Invalid("too_large", max=field.limits.high or money.MAXIMUM) from None
        raise Invalid("rials") from None
    return int(_within(field, amount))


def _within(field: Field, number: float) -> int | float:
    low, high = field.limits.low, field.limits.high
    if low is not None and number < low:
        raise Invalid("too_small", min=low)
    if high is not None and number > high:
        raise Invalid("too_large", max=high)
    return number


SHORT = 10_000
"""Below it numbers are not grouped: years are among them."""


def _show_number(_field: Field, answer: Any, lang: str) -> str:
    if isinstance(answer, int):
        shown = money.group(answer, lang)
        return shown if abs(answer) >= SHORT else shown.replace("\u066c", "").replace(",", "")
    text = f"{answer:g}" if abs(answer) < 1e6 else f"{answer:f}".rstrip("0").rstrip(".")
    return localised(text, lang).replace(".", "\u066b") if lang.startswith("fa") else text


def _show_rials(_field: Field, answer: Any, lang: str) -> str:
    return f"{money.group(int(answer), lang)} {'ریال' if lang.startswith('fa') else 'rials'}"


def _typed(_field: Field, answer: Any) -> list[str]:
    return [str(answer)]


NUMBER = Family(_number, _show_number, _typed, "required_text", empty=None)
RIALS = Family(_rials, _show_rials, _typed, "required_text", empty=None)

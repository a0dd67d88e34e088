"""Jalali dates: typed 1405/09/02, stored 2026-11-23."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family, last, localised, translated
from pishkhan.intake.logic.form import Answers, Field
from pishkhan.kernel import digits, jalali
from pishkhan.kernel.errors import Invalid

_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_CODES = {"": "date", "date.no_such_day": "date_no_such_day", "date.range": "date_range"}


def _read(field: Field, values: Sequence[str], answers: Answers) -> str:
    text = digits.to_latin(last(values)).strip()
    try:
        day = datetime.date.fromisoformat(text) if _ISO.fullmatch(text) else jalali.parse_date(text)
    except Invalid as error:
        raise translated(_CODES, error) from None
    except ValueError:
        raise Invalid("date_no_such_day") from None
    start = answers.get(field.not_before) if field.not_before else ""
    if start and day.isoformat() < str(start):
        raise Invalid("date_before", other=field.not_before)
    return day.isoformat()


def _jalali(answer: Any) -> str:
    return jalali.show(datetime.date.fromisoformat(answer))


def _show(_field: Field, answer: Any, lang: str) -> str:
    return localised(_jalali(answer), lang)


def _typed(_field: Field, answer: Any) -> list[str]:
    return [_jalali(answer)]


JALALI_DATE = Family(_read, _show, _typed, "required_text", ltr=True)

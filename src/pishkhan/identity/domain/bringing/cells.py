"""From what stands in a cell to what is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from pishkhan.identity.domain.queries.lookup import fold
from pishkhan.identity.enums import IdentifierKind
from pishkhan.kernel import jalali, national_id, phone
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display, words

_NUMBER = re.compile(r"[0-9a-z][0-9a-z._/-]{2,39}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1300, 1499
FORMULA = "="


def _name(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        shown = " ".join(clean_display(text).split())
        if not words(shown) or any(char.isdigit() for char in shown) or shown[0] in "+-@":
            raise Invalid("name_wrong")
        if len(shown) > most:
            raise Invalid("cell_long", most=most)
        return shown

    return read


def _plain(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        shown = clean_display(text)
        if len(shown) > most:
            raise Invalid("cell_long", most=most)
        return shown

    return read


def _code(kind: IdentifierKind) -> Callable[[str], str]:
    def read(text: str) -> str:
        value = fold(kind, text)
        if not _NUMBER.fullmatch(value):
            raise Invalid("number_wrong")
        return value

    return read


def _email(text: str) -> str:
    value = fold(IdentifierKind.EMAIL, text)
    try:
        validate_email(value)
    except ValidationError:
        raise Invalid("email_wrong") from None
    if len(value) > 254:
        raise Invalid("email_wrong")
    return value


def _day(text: str) -> date:
    """A Jalali date; one that a spreadsheet keeps as a date of its own comes as 2001-04-04."""
    typed = to_latin(text).strip()
    if _DAY.fullmatch(typed):
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise Invalid("date.no_such_day") from None
    return jalali.parse_date(text)


def _year(text: str) -> int:
    typed = to_latin(text).strip()
    if not (typed.isascii() and typed.isdecimal() and FIRST_YEAR <= int(typed[:5]) <= LAST_YEAR):
        raise Invalid("year_wrong")
    return int(typed)


READERS: dict[str, Callable[[str], Any]] = {
    "first_name": _name(70), "last_name": _name(75), "full_name": _name(150), "full_name_en": _name(150),
    "father_name": _name(100), "national_id": national_id.parse_imported, "mobile": phone.parse_mobile,
    "email": _email, "fida": _code(IdentifierKind.FIDA), "passport": _code(IdentifierKind.PASSPORT),
    "student_number": _code(IdentifierKind.STUDENT_NUMBER), "staff_code": _code(IdentifierKind.STAFF_CODE),
    "birth_date": _day, "since": _day, "until": _day, "birth_certificate": _plain(40), "address": _plain(500),
    "entry_year": _year,
}  # fmt: skip


def read_cell(column: str, text: str) -> Any:
    """Raises Invalid. A formula is refused, whatever it would have computed."""
    if text.lstrip().startswith(FORMULA):
        raise Invalid("cell_formula")
    return READERS[column](text)

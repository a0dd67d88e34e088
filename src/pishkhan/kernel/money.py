"""Amounts: whole rials everywhere; toman only in words, beside what is typed."""

import re
from typing import NewType

from pishkhan.kernel import digits, numerals
from pishkhan.kernel.errors import Invalid

Rials = NewType("Rials", int)

MAXIMUM = Rials(999_999_999_999_999)
"""Fifteen digits: exact in JavaScript and JSON too, and in a bigint column with room to add."""

THOUSANDS_FA = "\u066c"
_MINUS = "\u2212"
_INVISIBLE = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SEPARATOR = r"[\u066c,\u060c\s]"
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:{_SEPARATOR}[0-9]{{3}})+")


def parse_rials(value: str, *, minimum: int = 0, maximum: int = MAXIMUM) -> Rials:
    """An amount as typed, plain or in groups of three, in any of the three digit sets.

    Raises Invalid: money.format (also groups that are not of three: 4,50 may be meant as a fraction),
    money.too_small, money.too_large.
    """
    typed = digits.to_latin(_INVISIBLE.sub("", value)).strip()
    if not _PLAIN.fullmatch(typed) and not _GROUPED.fullmatch(typed):
        raise Invalid("money.format")
    number = re.sub(_SEPARATOR, "", typed).lstrip("0") or "0"
    if len(number) > len(str(maximum)) or int(number) > maximum:
        raise Invalid("money.too_large", maximum=maximum)
    if int(number) < minimum:
        raise Invalid("money.too_small", minimum=minimum)
    return Rials(int(number))


def group(amount: int, lang: str) -> str:
    """The number for the screen, without its unit: ۴٬۵۰۰٬۰۰۰ in Persian, 4,500,000 in English."""
    grouped = f"{abs(amount):,}"
    if numerals.persian(lang):
        grouped = digits.to_persian(grouped).replace(",", THOUSANDS_FA)
    return f"{_MINUS}{grouped}" if amount < 0 else grouped


def toman_in_words(amount: int, lang: str) -> str:
    """Rials said in toman, with the odd rials when there are any. Raises ValueError when negative."""
    toman, rials = divmod(amount, 10)
    fa = numerals.persian(lang)
    said = []
    if toman or not rials:
        said.append(f"{numerals.in_words(toman, lang)} {'تومان' if fa else 'toman'}")
    if rials:
        said.append(f"{numerals.in_words(rials, lang)} {'ریال' if fa else 'rial' if rials == 1 else 'rials'}")
    return (" و " if fa else " and ").join(said)

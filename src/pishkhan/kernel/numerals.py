"""Whole numbers in words, Persian and English."""

from collections.abc import Callable

LIMIT = 10**18
"""Numbers below this have words."""

_FA_UNITS = (
    "", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده", "چهارده",
    "پانزده", "شانزده", "هفده", "هجده", "نوزده",
)  # fmt: skip
_FA_TENS = ("", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_FA_HUNDREDS = ("", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد")
_FA_SCALES = ("", "هزار", "میلیون", "میلیارد", "تریلیون", "کوادریلیون")

_EN_UNITS = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")


def persian(lang: str) -> bool:
    """True for a language tag of Persian: fa, fa-ir."""
    return lang.lower().split("-")[0] == "fa"


def in_words(number: int, lang: str) -> str:
    """The number in words. Raises ValueError below zero or from `LIMIT` on."""
    if not 0 <= number < LIMIT:
        raise ValueError("no words for this number")
    if persian(lang):
        return " و ".join(_groups(number, _fa_group)) or "صفر"
    return " ".join(_groups(number, _en_group)) or "zero"


def _groups(number: int, say: Callable[[int, int], str]) -> list[str]:
    """The groups of three digits that are not zero, largest first; `say` gets value and scale."""
    said = []
    scale = 0
    while number:
        number, value = divmod(number, 1000)
        if value:
            said.append(say(value, scale))
        scale += 1
    return said[::-1]


def _fa_group(value: int, scale: int) -> str:
    if value == 1 and scale == 1:
        return _FA_SCALES[1]  # «هزار», as it is said, not «یک هزار»
    hundreds, rest = divmod(value, 100)
    tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
    parts = [word for word in (_FA_HUNDREDS[hundreds], _FA_TENS[tens], _FA_UNITS[units]) if word]
    return f"{' و '.join(parts)} {_FA_SCALES[scale]}".rstrip()


def _en_group(value: int, scale: int) -> str:
    hundreds, rest = divmod(value, 100)
    tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
    below = "-".join(word for word in (_EN_TENS[tens], _EN_UNITS[units]) if word)
    parts = (f"{_EN_UNITS[hundreds]} hundred" if hundreds else "", below, _EN_SCALES[scale])
    return " ".join(part for part in parts if part)

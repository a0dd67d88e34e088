"""Iranian telephone numbers, stored as +98… and shown as 0….

Operator prefixes are not checked: numbers move between operators and new ranges open.
"""

import re

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

_PUNCTUATION = re.compile(r"[().]")
_MOBILE = re.compile(r"(?:(?:\+98|0098|98)?0?)(9[0-9]{9})")
_LANDLINE = re.compile(r"(?:(?:\+98|0098|98)0?|0)([1-8][0-9]{9})")


def parse_mobile(value: str) -> str:
    """+989 and nine digits. Raises Invalid: mobile.format."""
    found = _MOBILE.fullmatch(_typed(value))
    if found is None:
        raise Invalid("mobile.format")
    return f"+98{found[1]}"


def parse_landline(value: str) -> str:
    """+98, area code of two or three digits and number: eleven digits when dialled with 0. Raises Invalid.

    landline.mobile: a mobile number; landline.area: the area code is missing; landline.format: anything else.
    """
    typed = _typed(value)
    found = _LANDLINE.fullmatch(typed)
    if found is not None:
        return f"+98{found[1]}"
    if _MOBILE.fullmatch(typed):
        raise Invalid("landline.mobile")
    if re.fullmatch(r"[1-9][0-9]{3,7}", typed):
        raise Invalid("landline.area")
    raise Invalid("landline.format")


def show_mobile(mobile: str) -> str:
    """A stored mobile as people write it: 09121234567."""
    return _dialled(mobile)


def mask_mobile(mobile: str) -> str:
    """A stored mobile of which its owner can tell it is theirs: 0912***4567."""
    shown = _dialled(mobile)
    return f"{shown[:4]}***{shown[-4:]}"


def show_landline(landline: str) -> str:
    """A stored landline as people dial it from anywhere in the country: 02188776655."""
    return _dialled(landline)


def _typed(value: str) -> str:
    return _PUNCTUATION.sub("", digits.bare(value))


def _dialled(number: str) -> str:
    return f"0{number.removeprefix('+98')}"

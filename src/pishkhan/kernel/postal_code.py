"""Postal codes: ten digits of which only the shape is certain."""

import re

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

LENGTH = 10
_USUAL = re.compile(r"(?!(.)\1{3})[13-9]{4}[1346-9][013-9]{5}")


def parse(value: str) -> str:
    """Ten 0-9 digits.

    Raises Invalid: postal_code.length, postal_code.format (begins with 0, or one digit repeated).
    """
    code = digits.bare(value)
    if len(code) != LENGTH or not digits.only_digits(code):
        raise Invalid("postal_code.length", length=LENGTH)
    if code.startswith("0") or digits.all_equal(code):
        raise Invalid("postal_code.format")
    return code


def unusual(code: str) -> bool:
    """True when a parsed code breaks the stricter pattern in circulation: worth a warning, not a refusal."""
    return _USUAL.fullmatch(code) is None

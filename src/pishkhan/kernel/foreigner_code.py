"""Numbers of people without a national id: the foreigners' code (کد فراگیر, FIDA) and passports.

No check digit is published, so only the shape is checked; never pass these to `national_id`.
"""

import re
from collections.abc import Collection

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

LENGTHS = (12,)
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}")


def parse(value: str, *, lengths: Collection[int] = LENGTHS) -> str:
    """0-9 digits of an allowed length; an institution may allow older lengths.

    Raises Invalid: foreigner_code.length (also one digit repeated).
    """
    number = digits.bare(value)
    if len(number) not in lengths or not digits.only_digits(number) or digits.all_equal(number):
        raise Invalid("foreigner_code.length", length=max(lengths, default=0))
    return number


def parse_passport(value: str) -> str:
    """Five to fifteen Latin letters and digits, one digit or more. Raises Invalid: passport.format."""
    number = digits.bare(value).upper()
    if _PASSPORT.fullmatch(number) is None:
        raise Invalid("passport.format")
    return number

"""National id (کد ملی) of Iranian people: ten digits, the last a check digit.

The checksum says a number was typed well, not whose it is: 0123456789 passes.
"""

from typing import NamedTuple

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

LENGTH = 10
_SHORTEST_IMPORTED = 8


class Imported(NamedTuple):
    """A national id read from a file; `padded` when zeros that a spreadsheet lost were put back."""

    value: str
    padded: bool


def parse(value: str) -> str:
    """Ten 0-9 digits. Raises Invalid: national_id.length, national_id.checksum."""
    number = digits.bare(value)
    if len(number) != LENGTH or not digits.only_digits(number):
        raise Invalid("national_id.length", length=LENGTH)
    if digits.all_equal(number) or _check_digit(number) != int(number[-1]):
        raise Invalid("national_id.checksum")
    return number


def parse_imported(value: str) -> Imported:
    """As `parse`, for files only: eight or nine digits get their leading zeros back. Raises Invalid."""
    number = digits.bare(value)
    padded = _SHORTEST_IMPORTED <= len(number) < LENGTH
    return Imported(parse(number.zfill(LENGTH) if padded else number), padded)


def _check_digit(number: str) -> int:
    rest = sum(int(digit) * (LENGTH - place) for place, digit in enumerate(number[:-1])) % 11
    return rest if rest < 2 else 11 - rest

"""Legal id (شناسه ملی) of organisations: eleven digits, the last a check digit."""

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

LENGTH = 11
_WEIGHTS = (29, 27, 23, 19, 17)


def parse(value: str) -> str:
    """Eleven 0-9 digits. Raises Invalid: legal_id.length, legal_id.checksum."""
    number = digits.bare(value)
    if len(number) != LENGTH or not digits.only_digits(number):
        raise Invalid("legal_id.length", length=LENGTH)
    if digits.all_equal(number) or _check_digit(number) != int(number[-1]):
        raise Invalid("legal_id.checksum")
    return number


def _check_digit(number: str) -> int:
    shift = int(number[9]) + 2
    total = sum((int(digit) + shift) * _WEIGHTS[place % 5] for place, digit in enumerate(number[:10]))
    return total % 11 % 10

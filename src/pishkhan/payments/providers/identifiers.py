"""Deposit identifiers (شناسه واریز): 1 to 30 digits, and the check digits some of them carry.

The treasury publishes no algorithm; the bank is the authority. A purpose names the checker that fits its identifiers.
"""

from __future__ import annotations

from collections.abc import Callable

from pishkhan.kernel import digits

LONGEST = 30

_PRODUCT = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PLACES = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def shaped(value: str) -> bool:
    """Whether this can be an identifier at all: 1 to 30 digits, 0-9."""
    return len(value) <= LONGEST and digits.only_digits(value)


def none(value: str) -> bool:
    """Any 1 to 30 digits."""
    return shaped(value)


def bill(value: str) -> bool:
    """The last digit closes the rest as on bills: weights 2 to 7 from the right, modulo 11."""
    return shaped(value) and len(value) > 1 and _mod11(value[:-1]) == value[-1]


def verhoeff(value: str) -> bool:
    """The last digit closes the rest by Verhoeff's tables, as in the tax system."""
    return shaped(value) and len(value) > 1 and _verhoeff(value) == 0


def bill_pair(bill_id: str, payment_id: str) -> bool:
    """شناسه قبض with its شناسه پرداخت: the one closes itself; the other has a digit over itself and one over both."""
    if not bill(bill_id) or not shaped(payment_id) or len(payment_id) < 6:
        return False
    return bill(payment_id[:-1]) and _mod11(f"{bill_id}{payment_id[:-1]}") == payment_id[-1]


CHECKERS: dict[str, Callable[[str], bool]] = {"none": none, "bill": bill, "verhoeff": verhoeff}


def _mod11(number: str) -> str:
    rest = sum(int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(number))) % 11
    return str(0 if rest < 2 else 11 - rest)


def _verhoeff(number: str) -> int:
    total = 0
    for at, digit in enumerate(reversed(number)):
        total = int(_PRODUCT[total][int(_PLACES[at % 8][int(digit)])])
    return total

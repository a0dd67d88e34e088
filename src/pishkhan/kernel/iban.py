"""Sheba: the Iranian IBAN, IR and 24 digits (check 2, bank 3, account type 1, account 18)."""

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

COUNTRY = "IR"
CENTRAL_BANK = "010"
LENGTH = 26
_BBAN_LENGTH = 22
_COUNTRY_AS_DIGITS = "1827"


def parse(value: str) -> str:
    """IR and 24 digits, from text with or without IR. Raises Invalid: iban.length, iban.checksum."""
    number = digits.bare(value).upper().removeprefix(COUNTRY)
    if len(number) != LENGTH - len(COUNTRY) or not digits.only_digits(number):
        raise Invalid("iban.length", length=LENGTH - len(COUNTRY))
    if number[:2] != _check_digits(number[2:]):
        raise Invalid("iban.checksum")
    return f"{COUNTRY}{number}"


def generate(bban: str) -> str:
    """The Sheba of a BBAN of 22 digits. Raises Invalid: iban.length."""
    if len(bban) != _BBAN_LENGTH or not digits.only_digits(bban):
        raise Invalid("iban.length", length=_BBAN_LENGTH)
    return f"{COUNTRY}{_check_digits(bban)}{bban}"


def bank(iban: str) -> str:
    """The three digits of the bank in a parsed Sheba; `CENTRAL_BANK` is 010."""
    return iban[4:7]


def show(iban: str) -> str:
    """A parsed Sheba in groups of four, as on cheques."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _check_digits(bban: str) -> str:
    # Comparing with the generated pair also refuses 00, 01 and 99, which the bare remainder would let pass.
    return f"{98 - int(f'{bban}{_COUNTRY_AS_DIGITS}00') % 97:02d}"

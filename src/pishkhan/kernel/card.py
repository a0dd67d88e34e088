"""Bank card numbers. Pishkhan never asks for one; banks report theirs masked."""

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

LENGTH = 16


def parse(value: str) -> str:
    """Sixteen 0-9 digits passing Luhn. Raises Invalid: card.length, card.checksum."""
    number = digits.bare(value)
    if len(number) != LENGTH or not digits.only_digits(number):
        raise Invalid("card.length", length=LENGTH)
    if digits.all_equal(number) or _luhn(number) != 0:
        raise Invalid("card.checksum")
    return number


def mask(number: str) -> str:
    """The six first and four last digits, the most that may be kept."""
    return f"{number[:6]}{'*' * (LENGTH - 10)}{number[-4:]}"


def in_groups(masked: str) -> str:
    """A masked number as people read it: 6037 99•• •••• 2149; one of another length stays in one piece."""
    shown = masked.replace("*", "•")
    return " ".join(shown[at : at + 4] for at in range(0, LENGTH, 4)) if len(shown) == LENGTH else shown


def _luhn(number: str) -> int:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in number[-1::-2])) % 10

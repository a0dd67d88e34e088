"""The public code of a certificate: fourteen digits that cannot be guessed and survive being typed.

Thirteen are random; the last is a Damm check digit, which finds every single wrong digit and every pair of
neighbours swapped.
"""

import re
import secrets
from itertools import accumulate, pairwise

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid

_RANDOM_DIGITS = 13
_GROUPS = (2, 4, 4, 4)
_BETWEEN = re.compile(r"[^0-9]+")

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def new_code() -> str:
    """A fresh code of fourteen plain digits, the form to store."""
    head = "".join(str(secrets.randbelow(10)) for _ in range(_RANDOM_DIGITS))
    return head + str(_damm(head))


def show(code: str, lang: str = "fa") -> str:
    """The code in groups, «۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۲» or 48-2716-9053-1192."""
    ends = list(accumulate(_GROUPS, initial=0))
    grouped = "-".join(code[start:end] for start, end in pairwise(ends))
    return digits.to_persian(grouped) if lang == "fa" else grouped


def parse(typed: str) -> str:
    """The stored form of a typed code: any of the three digit sets, anything between and around them.

    Groups copied from right to left («۱۱۹۲-۹۰۵۳-۲۷۱۶-۴۸») are turned round. Raises Invalid with the code
    certificate_code_length or certificate_code_mistyped.
    """
    groups = [group for group in _BETWEEN.split(digits.to_latin(typed)) if group]
    if tuple(len(group) for group in groups) == _GROUPS[::-1]:
        groups.reverse()
    code = "".join(groups)
    if len(code) != sum(_GROUPS):
        raise Invalid("certificate_code_length")
    if _damm(code) != 0:
        raise Invalid("certificate_code_mistyped")
    return code


def _damm(number: str) -> int:
    interim = 0
    for digit in number:
        interim = _DAMM[interim][int(digit)]
    return interim

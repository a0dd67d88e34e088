"""Active Directory's own test of a password's make-up, so that it can be told before the directory refuses."""

from __future__ import annotations

import re

KINDS = 3
"""Of five kinds of characters, so many must occur."""
_BETWEEN = re.compile(r"[\s,.\-_#]+")


def is_complex(password: str, *, name: str = "", shown_name: str = "") -> bool:
    """Three of: capitals, small letters, digits, signs, letters without case such as Persian ones; and neither the
    account's name nor a part of the shown name of three letters or more."""
    return _kinds(password) >= KINDS and not _holds(password, name, shown_name)


def _kinds(password: str) -> int:
    tests = (
        any(c.isupper() for c in password), any(c.islower() for c in password),
        any(c.isdigit() and c.isascii() for c in password), any(not c.isalnum() for c in password),
        any(c.isalpha() and not c.isupper() and not c.islower() for c in password),
    )  # fmt: skip
    return sum(tests)


def _holds(password: str, name: str, shown_name: str) -> bool:
    parts = [name, *_BETWEEN.split(shown_name)]
    return any(len(part) > 2 and part.casefold() in password.casefold() for part in parts)

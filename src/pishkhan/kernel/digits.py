"""The three digit sets people type: 0-9, Persian (U+06F0) and Arabic (U+0660). Spec X2."""

import re

LATIN = "0123456789"
PERSIAN = "".join(chr(0x06F0 + value) for value in range(10))
ARABIC = "".join(chr(0x0660 + value) for value in range(10))

_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN * 2)
_TO_PERSIAN = str.maketrans(LATIN + ARABIC, PERSIAN * 2)

# What people and word processors leave between digits: spaces, dashes, tatweel, half-spaces, bidi marks.
_BETWEEN = re.compile(
    r"[\s\-\u00ad\u0640\u061c\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\u2066-\u2069\u2212\ufeff]"
)
_PLAIN = re.compile(r"[0-9]+")


def to_latin(value: str) -> str:
    """The same text with Persian and Arabic digits as 0-9."""
    return value.translate(_TO_LATIN)


def to_persian(value: str) -> str:
    """The same text with 0-9 and Arabic digits as Persian digits."""
    return value.translate(_TO_PERSIAN)


def bare(value: str) -> str:
    """A code as typed, with 0-9 digits and without the spaces, dashes and invisible marks around them."""
    return _BETWEEN.sub("", to_latin(value))


def only_digits(value: str) -> bool:
    """True when the text is one or more of 0-9 (`str.isdigit` would also let superscripts pass)."""
    return _PLAIN.fullmatch(value) is not None


def all_equal(value: str) -> bool:
    """True when one character is repeated; checksums pass many such codes, and nobody owns one."""
    return len(set(value)) == 1

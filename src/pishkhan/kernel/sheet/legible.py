"""What may stand on paper: text that cannot hide, reorder or break the sheet."""

import re
import unicodedata

from pishkhan.kernel import text

SUBSTITUTE = "?"
"""Printed for a character that none of the sheet's fonts can draw."""

_LONGEST_RUN = 24
_UNBROKEN = re.compile(rf"[^\s\u200b]{{{_LONGEST_RUN + 1},}}")

# Arabic script, Latin with accents, Greek, Cyrillic and common punctuation: what Vazirmatn and its fallback
# draw. PDF/A refuses a sheet with a missing glyph, and one strange letter must not stop a certificate.
_DRAWN = re.compile(
    "["
    r" -~\u00a0-\u00ac\u00ae-\u017f"
    r"\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0410-\u044f"
    r"\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0654\u0660-\u066c\u0670\u0671"
    r"\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be\u06c0-\u06c2\u06cc\u06d2\u06f0-\u06f9"
    r"\u200c\u2010-\u2015\u2018-\u201e\u2022\u2026\u2039\u203a\u2212"
    "]"
)


def legible(value: str) -> str:
    """The text as it may be printed.

    Invisible and bidi-control characters are gone, a line break is a space, what cannot be drawn is a
    substitute, and a run without spaces may break inside, so that no cell overflows.
    """
    shown = "".join(_printed(char) for char in text.clean_display(value))
    return _UNBROKEN.sub(_breakable, shown)


def _printed(char: str) -> str:
    if _DRAWN.fullmatch(char):
        return char
    if char.isspace():
        return " "
    if unicodedata.category(char) in {"Cc", "Cf"}:
        return ""
    return SUBSTITUTE


def _breakable(run: re.Match[str]) -> str:
    whole = run[0]
    return "\u200b".join(whole[at : at + _LONGEST_RUN] for at in range(0, len(whole), _LONGEST_RUN))

"""Folding of Persian text: what is stored and shown, what is searched, what is sorted by. Spec X2."""

import re
import unicodedata

from pishkhan.kernel import digits, letters

_PRESENTATION = re.compile(r"[\ufb50-\ufefe]")
_HALF_SPACES = re.compile(f"{letters.ZWNJ}+")
_EDGES = re.compile(rf"^[\s{letters.ZWNJ}]+|[\s{letters.ZWNJ}]+$")
_SPACES = re.compile(r"\s+")
_NOT_IN_WORD = re.compile(r"(?:(?!\u0654)[\W_])+")
_HE_HAMZA = re.compile("ه([\u0300-\u036f\u0610-\u061a\u06d6-\u06ed]*)\u0654")  # NFC may put a mark before it

_PERSIAN_WEIGHT = {letter: chr(ord(":") + place) for place, letter in enumerate(letters.ORDER)}


def clean_display(value: str) -> str:
    """The form to store and show: Persian letters, NFC, no bidi controls, tatweel or vowel signs.

    Half-spaces (ZWNJ) and line breaks stay; surrounding space goes. Cleaning twice changes nothing.
    """
    value = _PRESENTATION.sub(lambda form: unicodedata.normalize("NFKC", form[0]), value)
    value = unicodedata.normalize("NFC", value.translate(letters.INVISIBLE)).translate(letters.DISPLAY)
    # Both letters pass as one character while the marks around them go.
    value = _HE_HAMZA.sub("\u06c0\\1", value).replace("ی\u0654", "\u0626").translate(letters.MARKS)
    value = unicodedata.normalize("NFC", value.replace("\u06c0", letters.HE_HAMZA))
    return _EDGES.sub("", _HALF_SPACES.sub(letters.ZWNJ, value))


def search_key(value: str) -> str:
    """The form to search in: letters folded, 0-9 digits, lower case, no half-spaces, single spaces."""
    folded = _case_folded(digits.to_latin(clean_display(value))).translate(letters.SEARCH)
    return _SPACES.sub(" ", folded).strip()


def words(value: str) -> list[str]:
    """The words of a query, each to be looked for anywhere inside a `search_key`.

    A half-space parts words here while the stored key drops it: so each of the three ways to write a compound
    name (joined, half-space, space) as a query finds the joined and half-spaced ones.
    """
    return search_key(_NOT_IN_WORD.sub(" ", clean_display(value))).split()


def sort_key(value: str) -> str:
    """ASCII text whose byte order (collation "C") is Persian order.

    Words in turn, a shorter one first; digits, then Persian, then Latin letters without case, then other
    scripts. Spellings that differ only in half-spaces, Arabic code points, case or punctuation give the same
    key. A letter with hamza stands at its seat, so that both spellings of a family name stay together.
    """
    folded = _case_folded(_without_accents(digits.to_latin(clean_display(value)).translate(letters.SORT)))
    return "".join(_weight(char) for char in _NOT_IN_WORD.sub(" ", folded).strip())


def mask_email(address: str) -> str:
    """An address of which its owner can tell it is theirs: ab***@example.ir."""
    name, _at, host = address.rpartition("@")
    return f"{name[:2]}***@{host}"


def _case_folded(value: str) -> str:
    return unicodedata.normalize("NFC", value.casefold())


def _without_accents(value: str) -> str:
    # Madda stays: it tells the first letter of the alphabet from the second.
    return "".join(
        char
        for char in unicodedata.normalize("NFKD", value)
        if char == letters.MADDA or unicodedata.category(char) != "Mn"
    )


def _weight(char: str) -> str:
    if char in _PERSIAN_WEIGHT:
        return _PERSIAN_WEIGHT[char]
    return char if char.isascii() else f"~{ord(char):06x}"

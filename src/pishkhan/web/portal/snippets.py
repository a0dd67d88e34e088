"""A few words around what was sought, with the sought ones marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pishkhan.kernel.letters import ZWNJ
from pishkhan.kernel.text import words

BEFORE, LENGTH = 8, 30
"""Words."""


def snippet(lines: Sequence[str], sought: Collection[str]) -> SafeString:
    """From the first paragraph that holds a sought word, else the beginning."""
    wanted = set(sought)
    for line in lines:
        parts = line.split()
        first = next((place for place, part in enumerate(parts) if _is_one(part, wanted)), None)
        if first is not None:
            return _drawn(parts, max(0, first - BEFORE), wanted)
    return _drawn(lines[0].split(), 0, wanted) if lines else SafeString("")


def _is_one(part: str, wanted: Collection[str]) -> bool:
    return any(word in wanted for word in (*words(part), *words(part.replace(ZWNJ, ""))))


def _drawn(parts: Sequence[str], start: int, wanted: Collection[str]) -> SafeString:
    shown = parts[start : start + LENGTH]
    text = format_html_join(
        " ", "{}", ((format_html("<mark>{}</mark>", part) if _is_one(part, wanted) else part,) for part in shown)
    )
    return format_html("{}{}{}", "… " if start else "", text, " …" if start + LENGTH < len(parts) else "")

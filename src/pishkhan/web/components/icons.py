"""Icons: one sprite file, drawn once, mirrored in right-to-left pages where direction has meaning."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

FLIPPED = frozenset({"back", "go", "send", "logout", "undo"})
"""Arrows and ways out. Ticks, clocks, search and media are never mirrored."""


@lru_cache(maxsize=512)
def icon(name: str, *, label: str = "", cls: str = "") -> SafeString:
    """Draw the icon `name`; silent for screen readers unless it has a `label`."""
    classes = " ".join(filter(None, ("i", "i-flip" if name in FLIPPED else "", cls)))
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)

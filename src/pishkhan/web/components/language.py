"""The language of the page being made."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import get_language

Language = Literal["fa", "en"]


def current() -> Language:
    """Return "fa" or "en"; Persian where no language is active."""
    return "en" if (get_language() or "fa").startswith("en") else "fa"

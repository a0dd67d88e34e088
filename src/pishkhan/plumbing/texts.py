"""Texts that are data: packs and forms carry {"fa": …, "en": …}."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language


def pick(text: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """The text in the page's language, else in Persian, else whatever there is."""
    if not text:
        return ""
    if isinstance(text, str):
        return text
    language = (language or get_language() or "fa")[:2]
    return text.get(language) or text.get("fa") or next(iter(text.values()), "")

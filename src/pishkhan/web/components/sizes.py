"""Sizes of files in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pishkhan.web.components import numbers


def size_words(size: int) -> str:
    """«۲۴۰ کیلوبایت»: bytes in the unit people read."""
    if size < 1024 * 1024:
        return _("%(n)s KB") % {"n": numbers.bare(max(1, round(size / 1024)))}
    return _("%(n)s MB") % {"n": numbers.bare(f"{size / (1024 * 1024):.1f}")}

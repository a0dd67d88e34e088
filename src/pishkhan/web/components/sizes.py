"""Sizes of files in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pishkhan.web.components import numbers

KEPT = "\N{NO-BREAK SPACE}"


def size_words(size: int) -> str:
    """«۲۴۰ کیلوبایت»: bytes in the unit people read, on one line."""
    if size < 1024 * 1024:
        said = _("%(n)s KB") % {"n": numbers.bare(max(1, round(size / 1024)))}
    else:
        said = _("%(n)s MB") % {"n": numbers.bare(f"{size / (1024 * 1024):.1f}")}
    return said.replace(" ", KEPT)

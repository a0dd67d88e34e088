"""The words of the screen: what the catalogue says today, so that tests name a button as people read it."""

from __future__ import annotations

import gettext
from functools import cache

from pishkhan.kernel import digits
from tools.house import ROOT


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("django", ROOT / "locale", ["fa"], fallback=True)


def said(msgid: str, language: str = "fa", **values: str) -> str:
    """A text of the product as it stands on a page of this language, its digits in that language's own."""
    text = _catalogue().gettext(msgid) if language == "fa" else msgid
    text = text % values if values else text
    return digits.to_persian(text) if language == "fa" else text

"""Habit 11: right-to-left by construction."""

from __future__ import annotations

import re
from pathlib import Path

from pishkhan.web.components import apps

CSS = (Path(apps.__file__).parent / "static" / "css" / "pishkhan.css").read_text()
PHYSICAL = re.compile(
    r"(?<![-\w])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right|top|bottom|width|height)\s*:"
    r"|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right)"
)


def test_properties_are_logical():
    assert PHYSICAL.findall(CSS) == []


def test_nothing_comes_from_another_host():
    assert re.findall(r"url\([\"']?(?:https?:)?//", CSS) == []


def test_both_dark_blocks_say_the_same():
    chosen = re.search(r"\[data-bs-theme=dark\] \{\n(.*?)\n  \}", CSS, re.DOTALL)
    system = re.search(r":root:not\(\[data-bs-theme\]\) \{\n(.*?)\n  \}", CSS, re.DOTALL)
    assert chosen is not None
    assert system is not None
    assert chosen[1] == system[1]

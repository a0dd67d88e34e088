"""Keys made from English labels, so that nobody has to invent one."""

from __future__ import annotations

import re
from collections.abc import Container

LONGEST = 40
_STRANGE = re.compile(r"[^a-z0-9]+")


def make_key(english: str, taken: Container[str], *, between: str = "_", other: str = "field") -> str:
    """A key of Latin letters and digits that nobody has; `other` where the label has no letter to begin with."""
    words = _STRANGE.sub(between, english.lower()).strip(between)
    if not words or not words[0].isalpha():
        words = f"{other}{between}{words}".strip(between)
    found = base = words[:LONGEST].strip(between)
    number = 1
    while found in taken:
        number += 1
        found = f"{base}{between}{number}"
    return found

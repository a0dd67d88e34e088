"""Whether a system wants somebody who is logged in to show once more who they are."""

from __future__ import annotations

import time
from collections.abc import Mapping


def must_show_again(asked: Mapping[str, str], shown_at: int) -> bool:
    """`prompt=login`, or `max_age` seconds have gone by. What is no number is no wish."""
    if "login" in asked.get("prompt", "").split():
        return True
    wanted = asked.get("max_age", "")
    if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 9:
        return False
    return int(wanted) == 0 or time.time() - shown_at > int(wanted)

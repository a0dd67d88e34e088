"""Values out of answers and out of what browsers bring: whole numbers, short texts, Tehran's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pishkhan.kernel import digits

TEHRAN = ZoneInfo("Asia/Tehran")
LARGEST = 2**63 - 1
"""The largest number a column holds."""


def whole(value: Any) -> int | None:
    """A whole number from zero up, written as one or as text in any digits. None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value <= LARGEST else None
    if not isinstance(value, str) or len(value) > 64:
        return None
    plain = digits.to_latin(value.strip())
    if len(plain) > 19 or not digits.only_digits(plain):
        return None
    return found if (found := int(plain)) <= LARGEST else None


def code(value: Any) -> str:
    """A bank's own code: a number with or without a sign, or a short word; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST else ""
    return digits.to_latin(text(value, 30))


def text(value: Any, most: int = 100) -> str:
    """A printable text, or a whole number as one; empty where it is missing, too long or something else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) <= LARGEST else ""
    if not isinstance(value, str):
        return ""
    plain = value.strip()
    return plain if len(plain) <= most and plain.isprintable() else ""


def inner(holder: Any, name: str) -> Mapping[str, Any]:
    """The object under a name; empty where there is none or something else."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    return found if isinstance(found, Mapping) else {}


class Fields:
    """What a browser brought, under names in any case. A name that stands twice with two values says nothing."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given: dict[str, Any] = {}
        for name, value in given.items():
            known = str(name).lower()
            self._given[known] = value if self._given.get(known, value) == value else None

    def text(self, name: str, most: int = 100) -> str:
        return text(self._given.get(name.lower()), most)

    def whole(self, name: str) -> int | None:
        return whole(self._given.get(name.lower()))

    def code(self, name: str) -> str:
        return code(self._given.get(name.lower()))


def tehran(at: datetime) -> datetime:
    """An aware time on Tehran's clock."""
    return at.astimezone(TEHRAN)

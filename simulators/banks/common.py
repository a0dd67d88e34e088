"""Words all banks share: refusals, the way back, and how numbers, addresses and times are read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar
from urllib.parse import urlsplit

from simulators.base import route
from simulators.wire import Reply, Wrong

TEHRAN = timezone(timedelta(hours=3, minutes=30))
CARD = "603799******2149"
LEAST = 1_000
"""Rials; no bank takes less."""
_Api = TypeVar("_Api", bound=Callable[..., Reply])


class Refusal(Exception):
    """The bank says no, with a code of its own."""

    def __init__(self, code: int | str) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Callback:
    """What the payer's browser is to bring back."""

    method: str
    url: str
    fields: dict[str, str]


def api(path: str, call: str) -> Callable[[_Api], _Api]:
    """Mark a method as the answer to a server's POST; faults know it as `call`."""

    def mark(function: _Api) -> _Api:
        function.call = call  # type: ignore[attr-defined]
        return route("POST", path)(function)

    return mark


def whole(value: Any, *, least: int = 1, most: int = 2**63 - 1) -> int:
    """A JSON integer, or one written in Latin digits. Raises Wrong."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Wrong(f"{str(value)[:40]} is no whole number")
    return value


def host_of(address: Any) -> str:
    """The host of an absolute http address. Raises Wrong."""
    parts = urlsplit(address if isinstance(address, str) else "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Wrong("the return address is none")
    return parts.hostname


def hashed(card: str) -> str:
    return hashlib.sha256(card.encode()).hexdigest()


def tehran(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, TEHRAN)

"""Bodies as JSON that our tables can hold."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

SUSPECT = (b"\\u0000", b"\0", b"\\ud", b"\\uD")
"""How a character is written that no column takes: NUL, or half of a pair."""


class Readable(Parser):
    """Refuses what JSON allows and no column takes, before anything reads it."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises HttpError 400."""
        body = request.body
        try:
            found = json.loads(body, parse_constant=_refuse)
            if any(mark in body for mark in SUSPECT):
                told = json.dumps(found, ensure_ascii=False)
                told.encode()  # a lone half has no bytes
                if "\\u0000" in told.replace("\\\\", ""):
                    raise ValueError
        except (ValueError, RecursionError):
            raise HttpError(400, "unreadable") from None
        return found


def _refuse(constant: str) -> NoReturn:
    """NaN and infinities are no numbers of JSON."""
    raise ValueError(constant)

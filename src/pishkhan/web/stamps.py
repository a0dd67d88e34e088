"""What every page hides in its forms: a key, so that a press counts once however often it is made, and the number of
the state the page was made from. A form without them did not come whole."""

from __future__ import annotations

from django.http import HttpRequest

from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError

LONGEST_KEY = 64
LONGEST_NUMBER = 9


def key_of(request: HttpRequest) -> str:
    """Raises DomainError("page_incomplete")."""
    key = str(request.POST.get("key", ""))[:LONGEST_KEY]
    if not key:
        raise DomainError("page_incomplete")
    return key


def number_of(request: HttpRequest, name: str) -> int:
    """The revision of a task or of a draft. Raises DomainError("page_incomplete")."""
    typed = to_latin(str(request.POST.get(name, "")))
    if not typed.isascii() or not typed.isdecimal() or len(typed) > LONGEST_NUMBER:
        raise DomainError("page_incomplete")
    return int(typed)

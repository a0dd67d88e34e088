"""Where a request came from, as far as it can be believed."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

UNIX = "unix"
"""The name of whoever speaks to us through a socket file, as TRUSTED_PROXIES lists it."""


def client_address(request: HttpRequest) -> str:
    """The peer, or behind trusted proxies the last stranger in X-Forwarded-For; empty when it cannot be told."""
    trusted, peer = _trusted(tuple(settings.TRUSTED_PROXIES)), _peer(request.META.get("REMOTE_ADDR") or "")
    if peer not in trusted:
        return "" if peer == UNIX else peer
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        found = _address(hop.strip())
        if not found or found not in trusted:
            return found
    return ""


@lru_cache(maxsize=8)
def _trusted(named: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_peer(name) for name in named if name) - {""}


def _peer(text: str) -> str:
    return UNIX if not text or text.startswith((UNIX, "/")) else _address(text)


def _address(text: str) -> str:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)

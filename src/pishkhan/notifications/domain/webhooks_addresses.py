"""Which addresses of other systems are called: on the network of the world, never inside the house.

The name is resolved by us, every address it has is looked at, and the call goes to one that was looked at: a name that
answers differently the second time leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from pishkhan.kernel.errors import DomainError

PORTS = frozenset({443, 8443})
LOOKING_UP = 3.0
"""Seconds to find the addresses of a name."""
LONGEST = 500
MOST_ADDRESSES = 8
NAT64 = ipaddress.ip_network("64:ff9b::/96")
PER_INSTITUTION = 8
"""Names an institution may have looked up at one moment: more than it makes calls, so whoever meets it has names whose
resolvers hang."""
_threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="names")
_under_way: Counter[UUID] = Counter()
_lock = Lock()
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: to one of `addresses`, in the name of `host`."""

    secure: bool
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def read(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address that may be written down. Raises DomainError hook_url, hook_port."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or any(char in url for char in " \\\"<>^`{|}"):
        raise DomainError("hook_url")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        raise DomainError("hook_url") from None
    inside = _is_let_in(host, port)
    schemes = {"https", "http"} if inside else {"https"}
    if parts.scheme not in schemes or not host or "@" in parts.netloc or parts.fragment or "%" in parts.netloc:
        raise DomainError("hook_url")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not inside:
        raise DomainError("hook_port")
    return parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def find(url: str, *, of: UUID) -> Target:
    """The target of an address of an institution, looked up now. Raises DomainError hook_url, hook_port,
    hook_unknown_host, hook_inside (any of its addresses is)."""
    scheme, host, port, path = read(url)
    found = _looked_up(host, port, of)
    if not _is_let_in(host, port) and not all(_is_of_the_world(each) for each in found):
        raise DomainError("hook_inside")
    return Target(scheme == "https", host, port, path, tuple(str(each) for each in found[:MOST_ADDRESSES]))


def _is_let_in(host: str, port: int | None) -> bool:
    """Whether the settings name this very host and port; only the demo's and the tests' do."""
    return f"{host}:{port}" in settings.HOOKS_INSIDE


def _looked_up(host: str, port: int, of: UUID) -> list[Address]:
    """A resolver that hangs holds a thread, neither the caller nor those who look up names for other institutions."""
    try:
        answers = _asked(host, port, of).result(LOOKING_UP)
        found = list(dict.fromkeys(_address(str(answer[4][0])) for answer in answers))
    except (OSError, UnicodeError, ValueError, TimeoutError):
        raise DomainError("hook_unknown_host") from None
    if not found:
        raise DomainError("hook_unknown_host")
    return found


def _asked(host: str, port: int, of: UUID) -> Future[list[Any]]:
    """Raises OSError when too many look-ups of the institution hang."""
    with _lock:
        if _under_way[of] >= PER_INSTITUTION:
            raise OSError("resolvers hang")
        _under_way[of] += 1
    asked = _threads.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    asked.add_done_callback(lambda _asked: _ended(of))
    return asked


def _ended(of: UUID) -> None:
    with _lock:
        _under_way[of] -= 1
        if not _under_way[of]:
            del _under_way[of]


def _address(text: str) -> Address:
    return ipaddress.ip_address(text.partition("%")[0])


def _is_of_the_world(address: Address) -> bool:
    """Neither loopback nor private, link-local, multicast, reserved or unspecified, nor one of these in the clothes of
    IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.teredo is not None or address.is_site_local:
            return False
        within = address.ipv4_mapped or address.sixtofour
        if within is None and address in NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if within is None and int(address) >> 32 == 0:  # ::a.b.c.d, as the oldest texts wrote it
            return False
        if within is not None:
            return _is_of_the_world(within)
    return address.is_global and not address.is_multicast and not address.is_reserved

"""One call to another system, with an end to it: whatever the system does, we go on after some seconds."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx

from pishkhan.notifications.domain.webhooks_addresses import Target

ALTOGETHER, CONNECT = 10.0, 3.0
"""Seconds for the whole call, and to reach one address."""
LARGEST_ANSWER = 4096
"""Bytes that are read of what it answers."""
KEPT = 500
"""Characters that are kept of it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a call: a status with the beginning of the answer, or no status and why (unreachable, slow, tls,
    broken)."""

    status: int | None
    words: str

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _Stream(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side speaks."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self.stream, self.until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _left(self.until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _left(self.until, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self.until, httpcore.ConnectTimeout)
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, left), self.until)

    def close(self) -> None:
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to the addresses that were looked at, whatever the name would say now."""

    def __init__(self, target: Target, until: float) -> None:
        self.target, self.until, self.sockets = target, until, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        last: Exception = httpcore.ConnectError("no address")
        for address in self.target.addresses:
            left = min(CONNECT, _left(self.until, httpcore.ConnectTimeout))
            try:
                return _Stream(self.sockets.connect_tcp(address, self.target.port, left), self.until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last


def _left(until: float, over: type[Exception]) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise over("the time is over")
    return left


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def post(target: Target, body: bytes, headers: dict[str, str]) -> Reply:
    """Post a body. Follows nothing; never raises."""
    until = time.monotonic() + ALTOGETHER
    url = httpcore.URL(
        scheme="https" if target.secure else "http", host=target.host, port=target.port, target=target.path
    )
    usual = target.port == (443 if target.secure else 80)
    named = f"[{target.host}]" if ":" in target.host else target.host
    sent = {
        "Host": named if usual else f"{named}:{target.port}", "Content-Type": "application/json",
        "Content-Length": str(len(body)), "User-Agent": "pishkhan", "Connection": "close", **headers,
    }  # fmt: skip
    pool = httpcore.ConnectionPool(network_backend=_Backend(target, until), ssl_context=_trust(), retries=0)
    try:
        with pool, pool.stream("POST", url, headers=list(sent.items()), content=body) as answer:
            return Reply(answer.status, _beginning(answer))
    except httpcore.TimeoutException:
        return Reply(None, "slow")
    except httpcore.ConnectError as error:
        return Reply(None, "tls" if isinstance(error.__cause__, ssl.SSLError) else "unreachable")
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, ssl.SSLError, OSError):
        return Reply(None, "broken")


def _beginning(answer: httpcore.Response) -> str:
    """The first of what was said; an answer that breaks off was given all the same."""
    read = bytearray()
    try:
        for piece in answer.iter_stream():
            read += piece
            if len(read) >= LARGEST_ANSWER:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass
    said = bytes(read[:LARGEST_ANSWER]).decode("utf-8", "replace").replace("\0", "")
    return "".join(char for char in said if char.isprintable() or char in "\n\t ")[:KEPT]

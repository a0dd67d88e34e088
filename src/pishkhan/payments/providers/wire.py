"""One call to a bank over HTTP, what may be kept of it, and what its failing means.

A bank that was never reached has done nothing: a request for a token is REFUSED then, and may be sent again. A verify
may have reached it at an earlier try, so it stays UNKNOWN. Every answer that is none of the bank's is UNKNOWN too.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from pishkhan.payments.providers import masking, soap
from pishkhan.payments.providers.protocol import Answer, Exchange, Finding, Reason

CONNECT, READ, ALTOGETHER = 5.0, 15.0, 25.0
"""Seconds to reach a bank, between two pieces of its answer, and for all of the answer."""
LARGEST = 256 * 1024
REQUEST = "request"
"""The one call that, not having reached the bank, has certainly done nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """What to send: a JSON body, a form, or a SOAP method with its parameters. `secrets` are never kept."""

    call: str
    url: str
    fields: Mapping[str, Any]
    kind: str = "json"
    namespace: str = ""
    method: str = ""
    secrets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the bank: a JSON object, or (SOAP) `{"return": text}`."""

    body: Mapping[str, Any]
    exchange: Exchange
    headers: Mapping[str, str] = field(default_factory=dict)


class Failed(Exception):
    """No answer of the bank. `answer` is what that means."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reason)
        self.answer = answer


class _Trouble(Exception):
    def __init__(self, reason: Reason, *, status: int | None = None, heard: Any = "") -> None:
        super().__init__(reason)
        self.reason, self.status, self.heard = reason, status, heard


def client() -> httpx.Client:
    """A client for all banks of a process. It follows no redirects and reads no environment."""
    return httpx.Client(
        timeout=httpx.Timeout(READ, connect=CONNECT), follow_redirects=False, trust_env=False,
        limits=httpx.Limits(max_connections=50, max_keepalive_connections=10),
        headers={"User-Agent": "pishkhan", "Accept-Encoding": "identity"},
    )  # fmt: skip


def call(http: httpx.Client, message: Message) -> Reply:
    """Send one message. Raises Failed, and nothing else for what a network or a bank may do.

    What httpx raises holds the request, and a request holds keys: nothing of it is passed on.
    """
    started = time.monotonic()
    try:
        status, headers, raw = _sent(http, message)
        body = _parsed(message, status, raw)
    except _Trouble as trouble:
        exchange = _exchange(message, started, trouble.status, trouble.heard)
        raise Failed(_failure(message, trouble, exchange)) from None
    return Reply(body, _exchange(message, started, status, body), headers)


def _exchange(message: Message, started: float, status: int | None, body: Any) -> Exchange:
    return Exchange(
        call=message.call, sent=masking.mapping(message.fields, message.secrets), status=status,
        heard=masking.heard(body, message.secrets), milliseconds=round((time.monotonic() - started) * 1000),
    )  # fmt: skip


def _failure(message: Message, trouble: _Trouble, exchange: Exchange) -> Answer:
    first = message.call == REQUEST
    untouched = first and trouble.reason in {Reason.UNREACHABLE, Reason.REQUEST}
    return Answer(
        Finding.REFUSED if untouched else Finding.UNKNOWN, trouble.reason,
        code=f"HTTP {trouble.status}" if trouble.status else "",
        # A token asked for twice under one order number is a duplicate; everything else may be asked again.
        passing=trouble.reason is Reason.UNREACHABLE or not first,
        exchange=exchange,
    )  # fmt: skip


def _sent(http: httpx.Client, message: Message) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body. Raises _Trouble."""
    try:
        content, headers = _content(message)
        with http.stream("POST", message.url, content=content, headers=headers) as answer:
            return answer.status_code, dict(answer.headers), _read(answer)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise _Trouble(Reason.UNREACHABLE) from None
    except (UnicodeError, httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise _Trouble(Reason.REQUEST) from None
    except httpx.HTTPError:
        raise _Trouble(Reason.NO_ANSWER) from None


def _content(message: Message) -> tuple[bytes, dict[str, str]]:
    if message.kind == "soap":
        return soap.envelope(message.namespace, message.method, message.fields), dict(soap.HEADERS)
    if message.kind == "form":
        kind = "application/x-www-form-urlencoded"
        return str(httpx.QueryParams(dict(message.fields))).encode(), {"Content-Type": kind}
    written = json.dumps(message.fields, ensure_ascii=False, separators=(",", ":")).encode()
    return written, {"Content-Type": "application/json", "Accept": "application/json"}


def _read(answer: httpx.Response) -> bytes:
    """The body as it stood on the wire: what was packed although it was not asked for stays unread. Raises _Trouble."""
    until, read = time.monotonic() + ALTOGETHER, bytearray()
    for piece in answer.iter_raw():
        read += piece
        if time.monotonic() > until:
            raise _Trouble(Reason.NO_ANSWER, status=answer.status_code)
        if len(read) > LARGEST:
            raise _Trouble(Reason.NOT_UNDERSTOOD, status=answer.status_code, heard=_shown(read))
    return bytes(read)


def _parsed(message: Message, status: int, raw: bytes) -> Mapping[str, Any]:
    """Raises _Trouble."""
    if status >= 500 or 300 <= status < 400:
        raise _Trouble(Reason.NOT_UNDERSTOOD, status=status, heard=_shown(raw))
    try:
        if message.kind == "soap":
            return {"return": soap.returned(message.method, raw)}
        found = json.loads(raw)
    except (ValueError, RecursionError, soap.Unreadable):
        raise _Trouble(Reason.NOT_UNDERSTOOD, status=status, heard=_shown(raw)) from None
    if not isinstance(found, dict):
        raise _Trouble(Reason.NOT_UNDERSTOOD, status=status, heard=_shown(raw))
    return found


def _shown(raw: bytes | bytearray) -> Any:
    """What was no answer, parsed if it can be: in parsed bodies what must not be kept has a name."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return bytes(raw[:16384]).decode("utf-8", "replace").replace("\x00", "")

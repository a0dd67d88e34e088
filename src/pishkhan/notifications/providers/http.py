"""One call to a provider over HTTP, and what its failing means for the message."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from pishkhan.notifications.providers.protocol import Answer, Outcome, Reason

CONNECT, READ, ALTOGETHER = 3.0, 8.0, 12.0
"""Seconds to reach a provider, between two pieces of its answer, and for all of the answer."""
LARGEST = 512 * 1024

# At its level INFO httpx writes every address, and some providers want their key in it.
logging.getLogger("httpx").addFilter(lambda record: False)


class Failed(Exception):
    """No answer that can be read. `answer` is what that means; it holds nothing of the request."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reason)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and a JSON body. Providers mirror their own codes in the status, so no status is an error here."""

    status: int
    body: Any

    def at(self, *path: str | int, default: Any = None) -> Any:
        """What stands at a path in the body, the default where the path breaks off."""
        found = self.body
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return default
        return found


def client() -> httpx.Client:
    """A client for all providers of a process. It follows no redirects and reads no environment."""
    return httpx.Client(
        timeout=httpx.Timeout(READ, connect=CONNECT), follow_redirects=False, trust_env=False,
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        headers={"Accept": "application/json", "User-Agent": "pishkhan"},
    )  # fmt: skip


def call(
    http: httpx.Client, method: str, url: str, *, form: Mapping[str, str] | None = None, body: Any = None,
    params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
    login: tuple[str, str] | None = None,
) -> Reply:  # fmt: skip
    """Send one request: a form, a JSON body, or neither. Raises Failed.

    What httpx raises holds the request, and a request holds keys: nothing of it is passed on.
    """
    if not all(map(_sendable, (headers or {}).values())):
        raise Failed(Answer(outcome=Outcome.FAIL_OVER, reason=Reason.SETTINGS_WRONG))
    given: dict[str, Any] = {"params": params, "headers": dict(headers or {})}
    if form is not None:
        given["data"] = dict(form)
    if login:
        given["auth"] = login
    try:
        if body is not None:
            given["content"] = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
            given["headers"]["Content-Type"] = "application/json"
        with http.stream(method, url, **given) as answer:
            return _read(answer)
    except Failed:
        raise
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise Failed(Answer(outcome=Outcome.FAIL_OVER, reason=Reason.UNREACHABLE)) from None
    except (UnicodeError, httpx.LocalProtocolError):  # nothing left the house
        raise Failed(Answer(outcome=Outcome.FAIL_OVER, reason=Reason.REQUEST_WRONG)) from None
    except httpx.HTTPError:
        raise Failed(Answer(outcome=Outcome.UNKNOWN, reason=Reason.NO_ANSWER)) from None


def _sendable(header: str) -> bool:
    """Whether a header can hold this. Asked here, because the libraries quote what they refuse, in their logs too."""
    return header.isascii() and header.isprintable() and header == header.strip()


def _read(answer: httpx.Response) -> Reply:
    until, read = time.monotonic() + ALTOGETHER, bytearray()
    for piece in answer.iter_bytes():
        read += piece
        if time.monotonic() > until:
            raise Failed(Answer(outcome=Outcome.UNKNOWN, reason=Reason.NO_ANSWER))
        if len(read) > LARGEST:
            break
    try:
        return Reply(answer.status_code, json.loads(bytes(read)))
    except (ValueError, RecursionError):
        # A wall in front of the provider answers 4xx before the provider sees anything.
        refused = 400 <= answer.status_code < 500
        outcome = Outcome.FAIL_OVER if refused else Outcome.UNKNOWN
        code = f"HTTP {answer.status_code}"
        raise Failed(Answer(outcome=outcome, reason=Reason.NOT_UNDERSTOOD, vendor_code=code)) from None

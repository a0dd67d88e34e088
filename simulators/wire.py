"""HTTP/1.1 with keep-alive over real sockets, keeping every request byte for byte."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit


class Wrong(Exception):
    """A request that breaks the provider's rules; says how. `code` is its error for this, where it has its own."""

    def __init__(self, why: str, code: int | str | None = None) -> None:
        super().__init__(why)
        self.code = code


class Hangup(Exception):
    """Close the connection without an answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request exactly as it came: `head` is the request line and the headers with the blank line, then the body."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    head: bytes
    body: bytes

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    def params(self) -> dict[str, str]:
        """The query. Raises Wrong."""
        return _pairs(self.query)

    def form(self) -> dict[str, str]:
        """The body as a form. Raises Wrong."""
        if self.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
            raise Wrong("the body is not called a form")
        return _pairs(self.body.decode("ascii", "replace"))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Wrong."""
        if self.headers.get("content-type", "").split(";")[0] != "application/json":
            raise Wrong("the body is not called JSON")
        try:
            found = json.loads(self.body)
        except ValueError:
            raise Wrong("the body is not JSON") from None
        if not isinstance(found, dict):
            raise Wrong("the body is not an object")
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `body` is written as JSON unless it is bytes."""

    body: Any = b""
    status: int = 200
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


def _pairs(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise Wrong("fields that are none") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise Wrong("a field given twice")
    return dict(pairs)


def only(given: Mapping[str, Any], must: Iterable[str], may: Iterable[str] = ()) -> None:
    """Raises Wrong for a field missing or empty, or one the provider does not have."""
    missing = [name for name in must if given.get(name) in (None, "", [], {})]
    unknown = sorted(set(given) - set(must) - set(may))
    if missing or unknown:
        raise Wrong(f"missing {missing}, unknown {unknown}")


class _Recording:
    """A readable stream that keeps what was read from it in lines."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.lines = bytearray()

    def readline(self, limit: int = -1) -> bytes:
        line = self.stream.readline(limit)
        self.lines += line
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)
        self.recording = _Recording(self.rfile)  # type: ignore[arg-type]
        self.rfile = self.recording  # type: ignore[assignment]

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        with suppress(OSError):  # the caller has gone
            super().finish()

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def handle_one_request(self) -> None:
        self.recording.lines.clear()
        super().handle_one_request()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, headers, bytes(self.recording.lines), body)
        try:
            reply = self.server.answer(request)
        except Hangup:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = reply.bytes()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815 - the names http.server calls

    def log_message(self, *given: Any) -> None:
        """Say nothing: the simulator keeps its own record."""


class Server(ThreadingHTTPServer):
    """Listens on this machine alone and hands every request to `answer`."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, answer: Callable[[Request], Reply], port: int = 0) -> None:
        self.answer = answer
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def hang_up(self) -> None:
        """Cut every open connection."""
        for each in list(self.open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away in the middle is no news."""

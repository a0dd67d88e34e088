"""Another system that is told news: a real server on this machine, which answers as a test wants."""

from __future__ import annotations

import contextlib
import hmac
import json
import socket
import threading
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import override_settings

Answer = Callable[[BaseHTTPRequestHandler], None]


def says(status: int, body: bytes = b"ok", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class Target:
    """Answers one after the other, the last one for ever. `seen` is what it was told: headers and bytes."""

    def __init__(self, *answers: Answer, port: int = 0) -> None:
        self.answers, self.seen = list(answers) or [says(200)], []
        self.over = threading.Event()
        target = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                target.seen.append((dict(self.headers), body))
                answer = target.answers.pop(0) if len(target.answers) > 1 else target.answers[0]
                with contextlib.suppress(OSError):
                    answer(self)

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.port = self.server.server_address[1]
        self.settings = override_settings(HOOKS_INSIDE=[f"127.0.0.1:{self.port}", f"localhost:{self.port}"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/news"

    def __enter__(self) -> Target:
        self.settings.enable()
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.settings.disable()

    def hangs(self, handler: BaseHTTPRequestHandler) -> None:
        """Never answers."""
        self.over.wait(30)

    def drips(self, handler: BaseHTTPRequestHandler) -> None:
        """Speaks a byte at a time, always soon enough not to seem silent."""
        handler.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.over.wait(0.05):
            handler.wfile.write(b"X")

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.seen]


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """As docs/api.md tells other systems to check it."""
    parts = dict(part.split("=", 1) for part in headers["Pishkhan-Signature"].split(","))
    wanted = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, sha256).hexdigest()
    return hmac.compare_digest(wanted, parts["v1"])

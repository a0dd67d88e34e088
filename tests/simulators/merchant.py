"""A merchant's site: keeps what browsers and the banks' simulators bring back to it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


class Merchant:
    """Answers 204 to every return, so that a browser stays where it is and asks for nothing more.

    `together` waits in each return until so many are there at once.
    """

    def __init__(self) -> None:
        self.returned: list[tuple[str, str, dict[str, str]]] = []
        self.arrived = threading.Semaphore(0)
        self.together = threading.Barrier(1)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://iums.localhost:{self.server.server_address[1]}/pay/return/7"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._take(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def do_GET(self) -> None:
                self._take(urlsplit(self.path).query)

            def _take(self, text: str) -> None:
                merchant.together.wait(30)
                merchant.returned.append((self.command, self.headers["Host"], dict(parse_qsl(text))))
                self.send_response(204)
                self.end_headers()
                merchant.arrived.release()

            def log_message(self, *given: Any) -> None:
                pass

        return Handler

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

"""Terminals, orders and payments the tests of the gateways share, and a bank that answers what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pishkhan.kernel import iban
from pishkhan.payments.providers.protocol import Order, Payment, Share, Terminal

TREASURY = iban.generate("0100000004001234567890")
COLLEGE = iban.generate("0170000000100324200001")
LIBRARY = iban.generate("0120000000009876543210")
IDENTIFIER = "345067800100000001202600000017"
KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"
MERCHANT = "b7f0c1d2-3e4f-4a5b-8c6d-7e8f90a1b2c3"

SETTINGS: dict[str, dict[str, str]] = {
    "sep": {"terminal": "134795"},
    "mellat": {"terminal": "5600123", "user": "daneshgah", "password": "8jK-ramz-20"},
    "sadad": {"merchant": "000000140212149", "terminal": "24000615", "key": KEY},
    "zarinpal": {"merchant": MERCHANT},
    "demo": {"terminal": "demo", "key": "kelid-e-namayesh"},
}
SECRETS = (KEY, MERCHANT, "8jK-ramz-20", "kelid-e-namayesh", "6037991234567893", "09123456789", "9123456789")
ORDER = Order(
    1001, 150_000, "https://desk.example.ac.ir/pay/back/7f3a", datetime(2026, 3, 20, 21, 5, 9, tzinfo=UTC),
    mobile="09123456789", description="شهریه",
)  # fmt: skip
PAYMENT = Payment(1001, 150_000, "A0001B2C3D4", "5142510")
SHARES = (Share(TREASURY, 100_000, IDENTIFIER, government=True), Share(COLLEGE, 50_000))
PLAIN_SHARES = (Share(COLLEGE, 100_000), Share(LIBRARY, 50_000))


def terminal(gateway: str, base: str = "", /, **more: str) -> Terminal:
    return Terminal({**SETTINGS[gateway], **more}, base)


def order(**changed: Any) -> Order:
    return replace(ORDER, **changed)


@dataclass
class Told:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Listener:
    """A bank at `url`; `answer` is called with the handler and writes what it likes."""

    url: str = ""
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: None
    told: list[Told] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def says(self, body: bytes | str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Answer everything with this from now on."""
        content = body.encode() if isinstance(body, str) else body

        def write(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                handler.send_header(name, value)
            handler.end_headers()
            with suppress(OSError):
                handler.wfile.write(content)

        self.answer = write


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up on too long an answer is no news."""


def listening(listener: Listener) -> ThreadingHTTPServer:
    """A server of this machine that keeps what it is told and answers as the listener says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            named = {name.lower(): value for name, value in self.headers.items()}
            listener.told.append(Told(self.path, named, body))
            listener.answer(self)

        def log_message(self, *given: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    listener.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def returned(method: str, said: str) -> str:
    """Mellat's answer."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        f'<soap:Body><ns1:{method}Response xmlns:ns1="http://interfaces.core.sw.bps.com/"><return>{said}</return>'
        f"</ns1:{method}Response></soap:Body></soap:Envelope>"
    )

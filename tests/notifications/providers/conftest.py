"""Accounts at simulated providers, a receiver of pushes, and a server that answers with bytes from a file."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from pishkhan.notifications.providers import smtp
from pishkhan.notifications.providers.http import client
from pishkhan.notifications.providers.protocol import Outside, Provider
from pishkhan.notifications.providers.table import PROVIDERS
from simulators.wire import Reply, Request, Server
from tests.notifications.providers.account import CODE, Harness
from tests.notifications.providers.harness import HARNESSES

SHORT = 0.4
"""Seconds after which an impatient account gives up."""


@dataclass
class Account:
    """One account of a provider at its simulator. Everything the provider returned is kept, to look for secrets."""

    name: str
    harness: Harness
    simulator: Any
    settings: dict[str, str]
    outside: Outside
    returned: list[Any] = field(default_factory=list)

    @property
    def provider(self) -> Provider:
        return PROVIDERS[self.name](self.settings, self.outside)

    def does(self, verb: str, *given: Any) -> Any:
        """Call a method of the provider, as set up at this moment."""
        found = getattr(self.provider, verb)(*given)
        self.returned.append(found)
        return found

    def secrets(self) -> list[str]:
        """What must not be found anywhere: values of secret settings, also as an address holds them, and the code."""
        named = [each.name for each in PROVIDERS[self.name].settings if each.secret]
        values = [each for name in named if (each := self.settings.get(name))]
        return [*values, *(quote(each, safe="") for each in values), CODE]


def impatient() -> httpx.Client:
    """A client like that of the product, with little time."""
    given = client()
    given.timeout = httpx.Timeout(SHORT, connect=5)
    return given


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Account]]:
    """Opens an account at a running simulator: name of the provider, whether it has little time."""
    with ExitStack() as stack:

        def open_one(name: str, *, hurried: bool = False) -> Account:
            harness = HARNESSES[name]
            if hurried:
                monkeypatch.setattr(smtp, "SECONDS", 4 * SHORT)  # enough to greet, encrypt and log in
            simulator = stack.enter_context(harness.simulator())
            http = stack.enter_context(impatient() if hurried else client())
            outside = Outside(http=http, mailbox=harness.mailbox(simulator))
            return Account(name, harness, simulator, harness.settings(simulator), outside)

        yield open_one


@dataclass
class Receiver:
    """Where a provider pushes to."""

    url: str
    calls: list[Request]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A real address that keeps what is posted to it."""
    calls: list[Request] = []

    def answer(request: Request) -> Reply:
        calls.append(request)
        return Reply({"ok": True})

    server = Server(answer)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield Receiver(f"http://127.0.0.1:{server.server_address[1]}/receipts", calls)
    server.shutdown()
    server.server_close()


@dataclass
class Recorder:
    """A server that keeps one request as bytes and answers it with given bytes."""

    url: str
    host: str
    reply: bytes = b""
    request: bytes = b""


def _whole(connection: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        found += connection.recv(65536)
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """Answers one call with the bytes it was given."""
    listening = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    recorder = Recorder(url=f"http://{host}", host=host)

    def serve() -> None:
        with suppress(OSError), closing(listening.accept()[0]) as connection:
            recorder.request = _whole(connection)
            connection.sendall(recorder.reply)

    threading.Thread(target=serve, daemon=True).start()
    yield recorder
    listening.close()


def listen(caplog: pytest.LogCaptureFixture) -> None:
    """Hear all that is logged, also what the settings of the product turn down."""
    for each in (None, "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, each)


@pytest.fixture
def account(opened, name, caplog, request):
    """An account, with little time where the test is marked so. Afterwards: no secret has got out, and the provider
    has never been spoken to in a way it does not know."""
    listen(caplog)
    account = opened(name, hurried="hurried" in request.fixturenames)
    secrets = set(account.secrets())
    yield account
    secrets |= set(account.secrets())
    logged = [each.getMessage() for each in caplog.get_records("call")]  # `text` has only those of this phase
    said = "".join(logged) + "".join(f"{each!r} {each!s}" for each in account.returned)
    assert [each for each in secrets if each in said] == []
    assert list(account.simulator.refused) == []


@pytest.fixture
def hurried():
    """The account gives up soon."""


@pytest.fixture
def message(account, kind):
    return account.harness.kinds[kind].message()

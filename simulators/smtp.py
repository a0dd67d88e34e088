"""A mail server that takes mails and keeps them: AUTH, STARTTLS or TLS, refusals and faults at every step.

    with Smtp(user="desk", key="secret") as server:
        server.host, server.port, server.certificate      # the PEM file that vouches for it
        server.say["RCPT"] = "550 5.1.1 no such user"     # until deleted: the answer at that step, nothing is taken
        server.faults.put(hang_after_taking())            # once
        server.faults.put(Fault("hang", code="AUTH"))     # hang, drop, delay at a step; without one: when greeted
        server.mails                                      # (sender, recipients, bytes), oldest first
        server.heard                                      # the commands, without what follows AUTH PLAIN

Steps are those of `STEPS`: "DATA" is the command, "MESSAGE" what is said of the mail itself. A fault of the kind `code`
has a code like "RCPT 450 4.2.0 later".
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import ssl
import threading
import warnings
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult

from simulators.book import Book, Fault, NoCredit, Taken
from simulators.certificate import Certificate
from simulators.mailcheck import faults_of, plain_text

STEPS = ("GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "MESSAGE", "NOOP", "QUIT")
logging.getLogger("mail.log").setLevel(logging.ERROR)
BROKEN_RULES = frozenset({"500", "501", "502", "503", "504", "555"})
"""What a server says to those who do not speak the protocol."""
PAGE = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><h1>400</h1></html>\r\n"


class Gone(ConnectionResetError):
    """The connection is cut."""


class Conversation(SMTP):
    """One connection. What is scripted for a step comes before what the server would do there."""

    def __init__(self, server: Smtp, **given: Any) -> None:
        self.simulator = server
        self.fault: Fault | None = None
        self.scripted = False
        super().__init__(server, **given)

    async def push(self, status: str) -> None:  # type: ignore[override]
        if status[:3] == "220" and "STARTTLS" not in status and self.session and not self.session.host_name:
            if not self.fault:
                self.fault = self.simulator.faults.due(after=False)
            if await self.script("GREETING"):
                return
        if status[:3] in BROKEN_RULES and not self.scripted:
            self.simulator.refused.append(status)
        self.scripted = False
        await super().push(status)

    async def script(self, step: str) -> bool:
        """Whether the step is over with what was scripted for it."""
        fault, said = self.fault, self.simulator.say.get(step, "")
        if fault and _step(fault) == step:
            self.fault = None
            said = await self.misbehave(fault) or said
        if not said:
            return False
        self.scripted = True
        await super().push(said)
        return True

    async def misbehave(self, fault: Fault) -> str:
        """What is said instead, nothing where all goes on as usual. Raises Gone."""
        if fault.kind == "code":
            return str(fault.code).partition(" ")[2] or str(fault.code)
        if fault.kind in ("delay", "hang"):
            await asyncio.sleep(fault.seconds)
        if fault.kind == "delay":
            return ""
        if fault.kind == "html":
            self._writer.write(PAGE)
            await self._writer.drain()
        self._writer.close()
        raise Gone


def _scripted(step: str) -> Callable[[Conversation, Any], Awaitable[None]]:
    usual = getattr(SMTP, f"smtp_{step}")

    async def run(self: Conversation, arg: str | None) -> None:
        said = (arg or "").partition(" ")[0] if step == "AUTH" else (arg or "")
        self.simulator.heard.append(f"{step} {said}".strip())
        if not await self.script("EHLO" if step == "HELO" else step):
            await usual(self, arg)

    return run


for _each in ("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "NOOP", "QUIT"):
    setattr(Conversation, f"smtp_{_each}", _scripted(_each))


class Smtp(Book):
    """One account on one server. `security` is none, starttls or tls; `names` are those in its certificate."""

    largest = 10 * 1024 * 1024

    def __init__(
        self, *, security: str = "starttls", user: str = "desk", names: tuple[str, ...] = ("localhost",),
        port: int = 0, **account: Any,
    ) -> None:  # fmt: skip
        super().__init__(**account)
        self.security, self.user, self.host, self.port = security, user, "localhost", port
        self.say: dict[str, str] = {}
        self.heard: deque[str] = deque(maxlen=1000)
        self.mails: list[tuple[str, list[str], bytes]] = []
        self._certificate = Certificate(names)
        self.certificate = self._certificate.path
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and cut every connection. Closing twice is harmless."""
        if not self.closing.is_set():
            self.closing.set()
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
            self._loop.close()
            self._certificate.remove()

    def take(self, *, to: str, channel: str = "email", uid: str = "", **more: Any) -> Taken:
        """As `Book.take`; a mail is known by its Message-ID, a repetition of it by a number."""
        with self.lock:
            taken = super().take(to=to, channel=channel, uid=uid, **more)
            if uid and uid not in self._taken:
                self._taken[uid] = self._taken.pop(taken.id)
                taken.id = uid
            return taken

    async def _listen(self) -> None:
        context = self._certificate.context() if self.security != "none" else None
        given: dict[str, Any] = {
            "hostname": "mail.simulator.example", "data_size_limit": self.largest, "authenticator": self._login,
            "auth_required": True, "auth_require_tls": self.security == "starttls", "loop": self._loop,
            "tls_context": context if self.security == "starttls" else None,
            "require_starttls": self.security == "starttls",
        }  # fmt: skip
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS", UserWarning)
        self._server = await self._loop.create_server(
            lambda: Conversation(self, **given), "127.0.0.1", self.port,
            ssl=context if self.security == "tls" else None,
        )  # fmt: skip
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        if self._server:
            self._server.close()
        mine = asyncio.current_task()
        left = [task for task in asyncio.all_tasks() if task is not mine]
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=5) if left else None

    def _login(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        user, password = data.login.decode(), data.password.decode()
        right = user == self.user and hmac.compare_digest(password.encode(), self.key.encode())
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, server: Conversation, session: Any, envelope: Any, to: str, options: Any) -> str:  # noqa: N802
        if to in self.refused_numbers:
            return "550 5.1.1 <" + to + ">: no such user here"
        envelope.rcpt_tos.append(to)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Conversation, session: Any, envelope: Any) -> str:  # noqa: N802
        content: bytes = envelope.content
        if "MESSAGE" in self.say or (server.fault and _step(server.fault) == "MESSAGE"):
            fault, server.fault = server.fault, None
            said = (fault and await server.misbehave(fault)) or self.say.get("MESSAGE", "")
            server.scripted = True
            return said or "250 2.0.0 ok"
        if wrong := faults_of(content, envelope.rcpt_tos):
            self.refused.append("; ".join(wrong))
            return "554 5.6.0 the mail breaks the rules"
        try:
            taken = self.take(to=envelope.rcpt_tos[0], channel="email", **plain_text(content))
        except NoCredit:
            return "452 4.2.2 quota used up"
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), content))
        if fault := self.faults.due(after=True):
            await server.misbehave(fault)
        return f"250 2.0.0 queued as {taken.id}"

    async def handle_exception(self, error: Exception) -> str:
        if not isinstance(error, ConnectionError | ssl.SSLError):
            self.refused.append(f"{type(error).__name__}: {error}")
        return "451 4.3.0 trouble"


def _step(fault: Fault) -> str:
    word = str(fault.code).partition(" ")[0]
    return word if word in STEPS else "GREETING"


MAIN = Smtp

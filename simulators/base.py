"""What a simulated provider is made of. To write one:

    from simulators.base import Reply, Request, Simulator, Wrong, only, route

    class Acme(Simulator):
        name = "acme"
        bad_request, bad_path, no_credit = 400, 404, 102          # the provider's own codes
        states = {"delivered": 1, "on_way": 5, "failed": 6}       # words of `simulators.book` -> the provider's states

        def error(self, code):                                    # how the provider says no
            return Reply({"status": code, "message": "no"}, status=400)

        @route("POST", "/v1/send")                                # {name} in a path becomes an argument
        def send(self, request: Request) -> Reply:
            given = request.json()                                # form(), params(): raise Wrong by themselves
            only(given, ("mobile", "template"), ("parameters",))  # Wrong: an unknown or a missing field
            if request.headers.get("x-api-key") != self.key:
                return self.error(10)                             # an ordinary refusal: not in `.refused`
            if given["template"] not in self.templates:
                return self.error(113)
            message = self.take(to=given["mobile"], channel="sms", template=given["template"])
            return Reply({"status": 1, "data": {"messageId": int(message.id)}})

        @route("GET", "/v1/send/{id}")
        def status(self, request: Request, id: str) -> Reply:
            message = self.by_id(id)
            return Reply({"data": {"state": self.state_of(message)}}) if message else self.error(404)

        def receipt(self, message):                               # only where the provider can push
            return "POST", "application/x-www-form-urlencoded", urlencode({"id": message.id, "state": ...}).encode()

    with Acme(key="k", templates={"code": ("code",)}) as acme:
        acme.url, acme.seen, acme.taken, acme.refused
        acme.faults.put(hang_after_taking())        # once; acme.faults.standing = code(102) until cleared
        acme.fates[acme.taken[0].id] = "failed"     # or a state of the provider itself
        acme.by_suffix = {"02": "failed"}           # numbers that end so
        acme.credit = 0; del acme.templates["code"]; acme.refused_numbers.add("0912...")
        acme.webhook = "http://127.0.0.1:8000/..."; acme.push(acme.taken[0].id, times=2)

`wrong` and NoCredit are answered by the base with the codes above. The module ends with
`MAIN = Acme`, so that `python -m simulators acme` finds it. Other than HTTP: build on `simulators.book.Book`.
"""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

from simulators import control
from simulators.book import (
    KEPT,
    Book,
    Fault,
    NoCredit,
    Taken,
    code,
    delay,
    drop,
    drop_after_taking,
    hang,
    hang_after_taking,
    html,
)
from simulators.wire import Hangup, Reply, Request, Server, Wrong, only

__all__ = [
    "Fault", "Reply", "Request", "Simulator", "Taken", "Wrong", "code", "delay", "drop", "drop_after_taking", "hang",
    "hang_after_taking", "html", "only", "route",
]  # fmt: skip

PAGE = "<!DOCTYPE html><html><head><title>Attention</title></head><body><h1>درخواست شما مسدود شد</h1></body></html>"
_Route = TypeVar("_Route", bound=Callable[..., Reply])


def route(method: str, path: str) -> Callable[[_Route], _Route]:
    """Mark a method as the answer to requests; `{name}` in the path is given to it by name."""

    def mark(function: _Route) -> _Route:
        parts = re.split(r"\{(\w+)\}", path)
        pattern = "".join(f"(?P<{each}>[^/]+)" if at % 2 else re.escape(each) for at, each in enumerate(parts))
        function.answers = (method, re.compile(pattern))  # type: ignore[attr-defined]
        return function

    return mark


class Simulator(Book):
    """One account at one provider behind a real server; entering starts it, leaving closes it."""

    name: ClassVar[str]
    bad_request: ClassVar[int | str] = 400
    bad_path: ClassVar[int | str] = 404
    no_credit: ClassVar[int | str] = 402
    states: ClassVar[dict[str, Any]] = {}
    webhook = ""
    """Where the provider was told to push receipts."""

    def __init__(self, *, port: int = 0, **account: Any) -> None:
        super().__init__(**account)
        self.seen: deque[Request] = deque(maxlen=KEPT // 10)
        self._server = Server(self._answer, port)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        found = (getattr(type(self), name) for name in dir(type(self)) if not name.startswith("__"))
        self._routes = [(*each.answers, each) for each in found if hasattr(each, "answers")]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and cut every connection, also those that hang. Closing twice is harmless."""
        if not self.closing.is_set():
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()
            self._server.hang_up()

    def error(self, code: int | str) -> Reply:
        """How the provider says no."""
        raise NotImplementedError

    def receipt(self, message: Taken) -> tuple[str, str, bytes]:
        """The provider's call to a webhook: method, content type, body (for GET: the query)."""
        raise NotImplementedError

    def state_of(self, message: Taken) -> Any:
        """Its fate in the provider's own terms."""
        fate = self.fate_of(message)
        return self.states.get(fate, fate)

    def push(self, message_id: str, *, times: int = 1) -> list[int]:
        """Call the webhook with the receipt of a message, twice as often where receipts are duplicated. The statuses
        it answered with. Raises KeyError for a message never taken."""
        message = self.by_id(message_id)
        if message is None:
            raise KeyError(message_id)
        method, kind, body = self.receipt(message)
        address = f"{self.webhook}?{body.decode()}" if method == "GET" else self.webhook
        statuses, opener = [], urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(times * (2 if self.duplicate_receipts else 1)):
            call = urllib.request.Request(address, body if method != "GET" else None, {"Content-Type": kind})
            try:
                with opener.open(call, timeout=10) as answer:
                    statuses.append(answer.status)
            except urllib.error.HTTPError as refused:
                statuses.append(refused.code)
        return statuses

    def _answer(self, request: Request) -> Reply:
        if request.path == control.PATH:
            return control.answer(self, request)
        with self.lock:
            self.seen.append(request)
        self.here.took = False
        if (fault := self.faults.due(after=False)) and (reply := self._misbehave(fault)):
            return reply
        reply = self._routed(request)
        if self.here.took and (fault := self.faults.due(after=True)):
            return self._misbehave(fault) or reply
        return reply

    def _misbehave(self, fault: Fault) -> Reply | None:
        match fault.kind:
            case "code":
                return self.error(fault.code)
            case "html":
                return Reply(PAGE.encode(), fault.status, "text/html; charset=utf-8")
            case "delay":
                self.closing.wait(fault.seconds)
                return None
            case "hang":
                self.closing.wait(fault.seconds)
        raise Hangup

    def _routed(self, request: Request) -> Reply:
        paths = [(method, match, do) for method, at, do in self._routes if (match := at.fullmatch(request.path))]
        for method, match, do in paths:
            if method == request.method:
                return self._served(do, request, match.groupdict())
        return self._refuse("method" if paths else "path", request, self.bad_path)

    def _served(self, do: Callable[..., Reply], request: Request, given: dict[str, str]) -> Reply:
        try:
            return do(self, request, **given)
        except NoCredit:
            return self.error(self.no_credit)
        except Wrong as wrong:
            return self._refuse(str(wrong), request, wrong.code or self.bad_request)
        except Exception as trouble:  # what no check foresaw is the request's fault until shown otherwise
            return self._refuse(f"{type(trouble).__name__}: {trouble}", request, self.bad_request)

    def _refuse(self, why: str, request: Request, code: int | str) -> Reply:
        self.refused.append(f"{request.method} {request.path}: {why}")
        return self.error(code)

"""One server for all banks. Their paths do not clash, so one host does for every one of them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any, Self

from simulators.banks import control, payer
from simulators.banks.base import Bank
from simulators.banks.demo import Demo
from simulators.banks.faults import Faults
from simulators.banks.mellat import Mellat
from simulators.banks.sadad import Sadad
from simulators.banks.sep import Sep
from simulators.banks.zarinpal import Zarinpal
from simulators.wire import Reply, Request, Server

BANKS: tuple[type[Bank], ...] = (Demo, Sep, Mellat, Sadad, Zarinpal)
PAGE = "/payer/"


class Network:
    """The banks behind a real server; entering starts it, leaving closes it."""

    name = "banks"

    def __init__(self, *, port: int = 0, **_: Any) -> None:
        self.faults = Faults()
        self.closing = threading.Event()
        self.banks = {each.name: each(self.faults, self.closing) for each in BANKS}
        self._routes: list[tuple[str, re.Pattern[str], Bank, Callable[..., Reply]]] = [
            (*do.answers, bank, do)
            for bank in self.banks.values()
            for name in dir(type(bank))
            if not name.startswith("__") and hasattr(do := getattr(type(bank), name), "answers")
        ]
        self._server = Server(self._answer, port)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

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

    def _answer(self, request: Request) -> Reply:
        if request.path.startswith(control.PREFIX):
            return control.answer(self, request)
        if request.method == "POST" and request.path.startswith(PAGE):
            name, _, token = request.path.removeprefix(PAGE).partition("/")
            return payer.page(self.banks[name], token, request) if name in self.banks else Reply(status=404)
        wrong_method = False
        for method, at, bank, do in self._routes:
            if match := at.fullmatch(request.path):
                if method == request.method:
                    return bank.served(do, request, match.groupdict())
                wrong_method = True
        return Reply(status=405 if wrong_method else 404)

"""A student's browser and the hand at the banks' controls, over HTTP, to servers that may be dead at the moment."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.storm.people import Place, Student

PATIENCE = 300
"""Seconds in which whoever is killed is back."""
PAUSE = 0.4


class Over(Exception):
    """The bank takes no more deeds for this order; says why."""


class Browser:
    """Goes to the web server; pressed again, with the same form, whenever that gave no answer."""

    def __init__(self, http: httpx.Client, port: int, place: Place, student: Student) -> None:
        self.http, self.port, self.place = http, port, place
        self.cookies = {"sessionid": student.session, "pk_language": "en"}
        self.hidden: dict[str, str] = {}

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> httpx.Response:
        if not self.hidden:
            self._open_form()
        return self._ask("POST", path, {**self.hidden, **fields})

    def _open_form(self) -> None:
        page = self.get("/payments/")
        assert page.status_code == 200, f"the form: {page.status_code} {page.headers.get('Location')}"
        self.cookies["csrftoken"] = page.cookies["csrftoken"]
        found = re.findall(r'name="(csrfmiddlewaretoken|page_of)" value="([^"]*)"', page.text)
        self.hidden = {name: unescape(value) for name, value in found}

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return ask(self.http, self.port, self.place.host, method, path, fields, {"Cookie": cookies})


def ask(
    http: httpx.Client, port: int, host: str, method: str, path: str, fields: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:  # fmt: skip
    """An answer of the web server that is none of its dying. Raises AssertionError when there is none for long."""
    until = time.monotonic() + PATIENCE
    last = ""
    address, sent = f"http://127.0.0.1:{port}{path}", {"Host": f"{host}:{port}", **(headers or {})}
    while time.monotonic() < until:
        try:
            answer = http.request(method, address, data=fields, headers=sent)
        except httpx.TransportError as trouble:
            last = repr(trouble)
        else:
            if answer.status_code < 500:
                return answer
            last = str(answer.status_code)
        time.sleep(PAUSE)
    raise AssertionError(f"no answer to {method} {path}: {last}")


class Banks:
    """The simulated banks' controls."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=150)

    def tell(self, verb: str, **wish: Any) -> Any:
        """Raises Over."""
        answer = self.http.post(f"/control/{verb}", json=wish)
        if answer.status_code == 409:
            raise Over(answer.json()["wrong"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, what: str) -> Any:
        return self.http.get(f"/control/{what}").raise_for_status().json()

    def deed(self, name: str, token: str, **more: Any) -> dict[str, Any]:
        """A button of the payer's page; a terminal that is off is waited for. Raises Over."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return dict(self.tell(name, token=token, **more))
            except Over as over:
                if "off" not in str(over) or time.monotonic() > until:
                    raise
                time.sleep(PAUSE)

    def bring(self, told: dict[str, Any], token: str) -> None:
        """The browser goes back, and again until it is answered with the page of the result."""
        delivered, fields = list(told["delivered"]), told["callback"]["fields"]
        until = time.monotonic() + PATIENCE
        while 303 not in delivered:
            assert not [status for status in delivered if 0 < status < 500], f"the way back answers {delivered}"
            assert time.monotonic() < until, "nobody answers on the way back"
            time.sleep(PAUSE)
            delivered = self.tell("callback", token=token, fields=fields, deliver=1)["delivered"]


def bring_by_hand(http: httpx.Client, port: int, back: dict[str, Any], fields: dict[str, str]) -> None:
    """Somebody else's browser, with fields of its own, at the address of `back`."""
    parts = urlsplit(back["url"])
    path = parts.path
    if back["method"] == "GET":
        path, fields = f"{path}?{httpx.QueryParams(fields)}", {}
    answer = ask(http, port, parts.hostname or "", back["method"], path, fields or None)
    assert answer.status_code == 303, f"the way back answers {answer.status_code}"

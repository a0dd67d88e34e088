"""One call over a real socket: what is sent, what is read, and what every kind of failing means."""

from __future__ import annotations

import gzip
import json
import socket
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

import httpx
import pytest

from pishkhan.payments.providers import wire
from pishkhan.payments.providers.protocol import Answer, Finding, Reason
from tests.payments.providers.cases import Listener, returned


def failing(http: httpx.Client, url: str, call: str = "verify", kind: str = "json") -> Answer:
    with pytest.raises(wire.Failed) as caught:
        wire.call(http, wire.Message(call, url, {"Token": "t"}, kind=kind, method="bpVerifyRequest"))
    return caught.value.answer


def test_a_json_body(bank: Listener, http: httpx.Client) -> None:
    bank.says('{"status": 1, "نام": "بانک"}', headers={"X-IPG-Url": "https://elsewhere"})
    reply = wire.call(http, wire.Message("request", f"{bank.url}/a", {"Amount": 1, "text": "شهریه"}))
    assert reply.body == {"status": 1, "نام": "بانک"}
    assert reply.headers["x-ipg-url"] == "https://elsewhere"
    assert json.loads(bank.told[0].body) == {"Amount": 1, "text": "شهریه"}
    assert bank.told[0].headers["content-type"] == "application/json"
    assert (reply.exchange.status, reply.exchange.call) == (200, "request")
    assert json.loads(reply.exchange.heard) == {"status": 1, "نام": "بانک"}


def test_a_form(bank: Listener, http: httpx.Client) -> None:
    bank.says("{}")
    wire.call(http, wire.Message("verify", bank.url, {"a": "1 و ۲", "b": "x&y"}, kind="form"))
    assert parse_qs(bank.told[0].body.decode()) == {"a": ["1 و ۲"], "b": ["x&y"]}
    assert bank.told[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_an_envelope(bank: Listener, http: httpx.Client) -> None:
    bank.says(returned("bpVerifyRequest", " 0 "))
    message = wire.Message("verify", bank.url, {"a": "<&>"}, kind="soap", namespace="urn:n", method="bpVerifyRequest")
    assert wire.call(http, message).body == {"return": "0"}
    assert b"<a>&lt;&amp;&gt;</a>" in bank.told[0].body
    assert bank.told[0].headers["content-type"] == "text/xml; charset=utf-8"


@pytest.mark.parametrize("status", [500, 502, 503, 301, 302, 307])
def test_a_status_that_is_no_answer(bank: Listener, http: httpx.Client, status: int) -> None:
    bank.says('{"ResCode": 0, "status": 1}', status=status, headers={"Location": bank.url})
    answer = failing(http, bank.url)
    assert (answer.finding, answer.reason) == (Finding.UNKNOWN, Reason.NOT_UNDERSTOOD)
    assert answer.code == f"HTTP {status}"
    assert len(bank.told) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<!DOCTYPE html><h1>Blocked</h1>", b"[]", b'[{"status": 1}]', b"null", b"1", b'"ok"', b"{", b"\xff\xfe",
        b'{"a": ' * 40_000 + b"1" + b"}" * 40_000, b"[" * 100_000, b'{"a": "' + b"x" * wire.LARGEST + b'"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", ["request", "verify"])
def test_a_body_that_is_no_answer(bank: Listener, http: httpx.Client, body: bytes, call: str) -> None:
    bank.says(body)
    answer = failing(http, bank.url, call)
    assert (answer.finding, answer.reason) == (Finding.UNKNOWN, Reason.NOT_UNDERSTOOD)
    assert answer.passing is (call == "verify")
    assert answer.exchange
    assert len(answer.exchange.heard) <= 2000


def test_what_is_packed_unasked_is_not_unpacked(bank: Listener, http: httpx.Client) -> None:
    bank.says(gzip.compress(b'{"status": 1}' + b" " * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert failing(http, bank.url).reason is Reason.NOT_UNDERSTOOD
    assert bank.told[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("call", "finding"), [("request", Finding.REFUSED), ("verify", Finding.UNKNOWN), ("settle", Finding.UNKNOWN)]
)
def test_nobody_there(http: httpx.Client, call: str, finding: Finding) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        answer = failing(http, f"http://127.0.0.1:{taken.getsockname()[1]}/", call)
    assert (answer.finding, answer.reason, answer.passing) == (finding, Reason.UNREACHABLE, True)


def test_no_such_name(http: httpx.Client) -> None:
    answer = failing(http, "http://nobody.invalid/", "request")
    assert (answer.finding, answer.reason, answer.passing) == (Finding.REFUSED, Reason.UNREACHABLE, True)


@pytest.mark.parametrize("url", ["", "ftp://x/", "http://", "http://[::1", "http://\x00/"])
def test_no_address(http: httpx.Client, url: str) -> None:
    answer = failing(http, url, "request")
    assert answer.finding is Finding.REFUSED
    assert failing(http, url, "verify").finding is Finding.UNKNOWN


def test_no_answer_in_time(bank: Listener, hurried: httpx.Client) -> None:
    def waits(handler: BaseHTTPRequestHandler) -> None:
        bank.closing.wait(30)

    bank.answer = waits
    answer = failing(hurried, bank.url, "request")
    assert (answer.finding, answer.reason, answer.passing) == (Finding.UNKNOWN, Reason.NO_ANSWER, False)


def test_a_line_that_breaks(bank: Listener, http: httpx.Client) -> None:
    def breaks(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"status"')
        handler.connection.shutdown(socket.SHUT_RDWR)

    bank.answer = breaks
    answer = failing(http, bank.url)
    assert (answer.finding, answer.reason, answer.passing) == (Finding.UNKNOWN, Reason.NO_ANSWER, True)


def test_an_answer_without_end(bank: Listener, http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ALTOGETHER", 0.3)

    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not bank.closing.is_set():
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    bank.answer = drips
    assert failing(http, bank.url).reason is Reason.NO_ANSWER


def test_the_environment_has_no_say(bank: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    bank.says("{}")
    with wire.client() as http:
        assert wire.call(http, wire.Message("verify", bank.url, {})).body == {}


def test_what_a_client_allows() -> None:
    with wire.client() as http:
        assert not http.follow_redirects
        assert (http.timeout.connect, http.timeout.read) == (5.0, 15.0)

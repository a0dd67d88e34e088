"""The simulators themselves: strict, steered from outside, closed when left."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import httpx
import pytest

from simulators import base, book
from simulators.kavenegar import Kavenegar

ROOT = Path(__file__).parents[3]
GOOD = {"receptor": "09123456789", "message": "سلام", "localid": "7"}


@pytest.fixture
def simulator():
    with Kavenegar(key="K") as running:
        yield running


@pytest.fixture
def http():
    with httpx.Client(trust_env=False, timeout=10) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "form"), [
    ("POST", "sms/send.json", {**GOOD, "colour": "red"}),
    ("POST", "sms/send.json", {"receptor": "09123456789"}),
    ("POST", "sms/send.json", {**GOOD, "message": ""}),
    ("POST", "sms/send.json", {**GOOD, "receptor": "+989123456789"}),
    ("GET", "sms/send.json", None),
    ("POST", "sms/sent.json", GOOD),
])  # fmt: skip
def test_what_the_provider_does_not_know_is_refused_and_remembered(simulator, http, method, path, form):
    reply = http.request(method, f"{simulator.url}/v1/K/{path}", data=form)
    assert reply.status_code in (400, 404, 411)
    assert reply.json()["return"]["status"] == reply.status_code
    assert len(simulator.refused) == 1
    assert simulator.taken == []


def test_requests_are_kept_byte_for_byte_over_one_connection(simulator, http):
    for _ in range(3):
        http.post(f"{simulator.url}/v1/K/sms/send.json", data=GOOD, headers={"X-Odd": "a  b"})
    assert {each.raw for each in simulator.seen} == {simulator.seen[0].raw}
    raw = simulator.seen[0].raw
    assert raw.startswith(b"POST /v1/K/sms/send.json HTTP/1.1\r\n")
    assert b"\r\nX-Odd: a  b\r\n" in raw
    assert raw.endswith(b"\r\n\r\nreceptor=09123456789&message=%D8%B3%D9%84%D8%A7%D9%85&localid=7")


def test_repeated_localid_is_one_message_however_many_ask_at_once(simulator):
    def send() -> None:
        httpx.post(f"{simulator.url}/v1/K/sms/send.json", data=GOOD, trust_env=False)

    threads = [threading.Thread(target=send) for _ in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    (taken,) = simulator.taken
    assert taken.again == 7


def test_queued_faults_are_used_once_and_the_standing_one_until_cleared(simulator, http):
    simulator.faults.put(base.code(409))
    simulator.faults.standing = base.html(403)
    said = [http.post(f"{simulator.url}/v1/K/sms/send.json", data=GOOD).status_code for _ in range(3)]
    simulator.faults.clear()
    assert said == [409, 403, 403]
    assert http.post(f"{simulator.url}/v1/K/sms/send.json", data=GOOD).status_code == 200


def test_credit_runs_out(simulator, http):
    simulator.credit = 2 * simulator.price + 1
    said = [http.post(f"{simulator.url}/v1/K/sms/send.json", data={**GOOD, "localid": each}) for each in "123"]
    assert [each.status_code for each in said] == [200, 200, 418]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(book, "KEPT", 3)
    account = book.Book()
    for each in range(5):
        account.take(to=str(each), uid=str(each))
    assert [each.to for each in account.taken] == ["2", "3", "4"]
    assert account.by_uid("0") is None


def test_fate_by_the_end_of_the_number(simulator):
    simulator.by_suffix = {"02": "failed"}
    fates = [simulator.state_of(simulator.take(to=each)) for each in ("09120000001", "09120000002")]
    assert fates == [10, 11]


def test_closing_cuts_those_that_wait(simulator):
    simulator.faults.put(base.hang())
    failed: list[Exception] = []

    def ask() -> None:
        try:
            httpx.get(f"{simulator.url}/v1/K/account/info.json", trust_env=False, timeout=60)
        except httpx.HTTPError as error:
            failed.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    while not simulator.seen:
        waiting.join(0.01)
    simulator.close()
    waiting.join(30)
    assert [type(each) for each in failed] in ([httpx.RemoteProtocolError], [httpx.ReadError])


def test_process_is_steered_over_http():
    command = [sys.executable, "-m", "simulators", "kavenegar", "--key", "K", "--templates", '{"t": ["token"]}']
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()

            def control(wish: dict | None = None) -> dict:
                body = json.dumps(wish).encode() if wish else None
                asked = urllib.request.Request(f"{url}/_control", body, {"Content-Type": "application/json"})
                with urllib.request.urlopen(asked, timeout=10) as answer:
                    return json.load(answer)

            with httpx.Client(trust_env=False, timeout=10) as http:
                send = f"{url}/v1/K/verify/lookup.json"
                form = {"receptor": "09123456789", "template": "t", "token": "1"}
                assert http.post(send, data=form).status_code == 200
                control({"standing": {"kind": "code", "code": 409}})
                assert http.post(send, data=form).status_code == 409
                control({"clear": True, "templates": {}})
                assert http.post(send, data=form).status_code == 424
                assert http.post(f"{url}/_control", json={"colour": 1}).status_code == 400
            state = control()
            assert state["counts"] == {"taken": 1, "again": 0, "refused": 0, "seen": 3}
            assert state["taken"][0]["values"] == {"token": "1"}
        finally:
            process.terminate()
    assert process.returncode == 0

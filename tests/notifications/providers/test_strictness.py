"""The simulators of SMS.ir, Magfa and SMTP refuse what the providers would, and say so."""

from __future__ import annotations

import base64

import httpx
import pytest

from simulators.magfa import Magfa
from simulators.mailcheck import faults_of
from simulators.smsir import SmsIr

VERIFY = {"mobile": "9123456780", "templateId": 123456, "parameters": [{"name": "CODE", "value": "1"}]}
SEND = {"senders": ["983000505"], "recipients": ["989123456780"], "messages": ["سلام"], "uids": [1], "encodings": [0]}
MAIL = (
    b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
    b"Message-ID: <1@b.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx\r\n"
)


@pytest.mark.parametrize(("change", "code"), [
    ({"lineNumber": 3000}, 16), ({"mobile": None}, 16), ({"templateId": "123456"}, 16), ({"parameters": {}}, 16),
    ({"parameters": [{"name": "CODE", "value": 1}]}, 16), ({"parameters": [{"name": "CODE"}]}, 16),
    ({"mobile": "+989123456780"}, 16), ({"parameters": [{"Name": "CODE", "value": "1"}]}, 16),
])  # fmt: skip
def test_smsir(change, code):
    with SmsIr(templates={"123456": ("CODE",)}) as simulator:
        found = httpx.post(
            f"{simulator.url}/v1/send/verify", json=VERIFY | change, headers={"x-api-key": simulator.key}
        )
        assert (found.status_code, found.json()["status"]) == (400, code)
        assert len(simulator.refused) == 1
        assert simulator.taken == []


def test_smsir_knows_who_calls():
    with SmsIr(templates={"123456": ("CODE",)}) as simulator:
        for path in ("/v1/send/1", "/v1/credit"):
            found = httpx.get(simulator.url + path, headers={"x-api-key": "another"})
            assert (found.status_code, found.json()["status"]) == (401, 10)


@pytest.mark.parametrize(("change", "code"), [
    ({"text": "x"}, 31), ({"senders": "983000505"}, 31), ({"recipients": []}, 31), ({"uids": ["1"]}, 31),
    ({"encodings": [7]}, 31), ({"messages": ["a", "b"]}, 101), ({"senders": ["1", "2"]}, 103),
    ({"encodings": [0, 0]}, 109), ({"uids": [1, 2]}, 110), ({"recipients": ["989123456780"] * 101}, 107),
])  # fmt: skip
def test_magfa(change, code):
    with Magfa() as simulator:
        login = (f"{simulator.username}/{simulator.domain}", simulator.key)
        found = httpx.post(f"{simulator.url}/api/http/sms/v2/send", json=SEND | change, auth=login)
        assert found.json()["status"] == code
        assert len(simulator.refused) == 1
        assert simulator.taken == []


def test_magfa_knows_who_calls():
    with Magfa() as simulator:
        login = base64.b64encode(f"{simulator.username}:{simulator.key}".encode()).decode()
        for path in ("balance", "mid/1", "statuses/1"):
            found = httpx.get(
                f"{simulator.url}/api/http/sms/v2/{path}", headers={"Authorization": f"Basic {login}"}
            )  # fmt: skip
            assert found.json()["status"] == 18


def test_good_mail():
    assert faults_of(MAIL, ["c@d.example"]) == []


@pytest.mark.parametrize(("old", "new"), [
    (b"Date: Thu", b"Data: Thu"), (b"Subject: x", b"Subject: x\r\nSubject: y"), (b"\r\nx\r\n", b"\nx\r\n"),
    (b"Subject: x", "Subject: سلام".encode()), (b"x\r\n", b"x" * 999 + b"\r\n"), (b"c@d.example", b"e@d.example"),
    (b"Subject: x", b"Subject: =?utf-8?b?" + b"2LPZ" * 20 + b"?="), (b"text/plain", b"multipart/mixed"),
    (b"Subject: x", b"Subject: x\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"),
])  # fmt: skip
def test_bad_mail(old, new):
    assert faults_of(MAIL.replace(old, new), ["c@d.example"]) != []

"""The bytes of the providers' documentation: what we write, and what we make of what they write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pishkhan.notifications.providers.http import client
from pishkhan.notifications.providers.protocol import Outside
from pishkhan.notifications.providers.table import PROVIDERS
from tests.notifications.providers.harness import HARNESSES

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = [(name, each) for name, harness in HARNESSES.items() for each in harness.golden]
MATTERS = re.compile(rb"(?:host|accept|authorization|x-api-key|content-type|content-length):", re.IGNORECASE)


def _written(request: bytes, host: str) -> bytes:
    """A request without the headers that carry no meaning, and with a placeholder for where it went."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    kept = [line for line in headers if MATTERS.match(line)]
    return b"\r\n".join([first, *kept]).replace(host.encode(), b"HOST") + b"\r\n\r\n" + body


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{each.case}" for name, each in CASES])
def test_what_is_written_and_what_is_understood(recorder, name, case):
    recorder.reply = (GOLDEN / name / f"{case.case}.reply").read_bytes()
    settings = {**HARNESSES[name].golden_settings, "address": recorder.url}
    with client() as http:
        given = case.does(PROVIDERS[name](settings, Outside(http=http, mailbox=None)))
    written = _written(recorder.request, recorder.host)
    assert written == (GOLDEN / name / f"{case.case}.request").read_bytes()
    assert given == case.gives


def test_no_golden_file_is_left_unread():
    there = {(each.parent.name, each.name) for each in GOLDEN.glob("*/*.re*")}
    read = {(name, f"{each.case}.{end}") for name, each in CASES for end in ("request", "reply")}
    assert there == read

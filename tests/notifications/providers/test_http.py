"""One call over HTTP: nothing of the request is in what it raises."""

from __future__ import annotations

import traceback

import pytest

from pishkhan.notifications.providers.http import Failed, call, client
from pishkhan.notifications.providers.protocol import Outcome, Reason
from simulators.kavenegar import Kavenegar
from tests.notifications.providers.conftest import listen

SECRET = "4B6Csecret"


@pytest.fixture
def simulator():
    with Kavenegar(key=SECRET) as running:
        yield running


def _fails(caplog, *given, **more) -> Failed:
    listen(caplog)
    with client() as http, pytest.raises(Failed) as raised:
        call(http, *given, **more)
    said = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + caplog.text
    assert SECRET not in said
    return raised.value


@pytest.mark.parametrize("key", [f"کلید{SECRET}", f"{SECRET}\r\nX: y", f"{SECRET}\x00", f" {SECRET}"])
def test_header_that_cannot_be_sent(simulator, caplog, key):
    failed = _fails(caplog, "GET", f"{simulator.url}/v1/x/account/info.json", headers={"Authorization": key})
    assert (failed.answer.outcome, failed.answer.reason) == (Outcome.FAIL_OVER, Reason.SETTINGS_WRONG)
    assert not simulator.seen


def test_text_that_no_encoding_holds(simulator, caplog):
    failed = _fails(caplog, "POST", f"{simulator.url}/", body={"text": f"{SECRET}\udcff"})
    assert (failed.answer.outcome, failed.answer.reason) == (Outcome.FAIL_OVER, Reason.REQUEST_WRONG)
    assert not simulator.seen


@pytest.mark.parametrize("address", [
    "", "here", "ftp://example.org", "http://", "http://[", f"http://a b/{SECRET}", f"https://nowhere.invalid/{SECRET}",
    "http://127.0.0.1:1", "http://x:99999",
])  # fmt: skip
def test_address_that_leads_nowhere(caplog, address):
    failed = _fails(caplog, "GET", f"{address}/v1/{SECRET}")
    assert failed.answer.outcome is Outcome.FAIL_OVER


def test_address_with_a_key_in_it_is_not_logged(simulator, caplog):
    listen(caplog)
    with client() as http:
        reply = call(http, "GET", f"{simulator.url}/v1/{SECRET}/account/info.json")
    assert reply.at("return", "status") == 200
    assert SECRET not in caplog.text
    assert "httpcore" in caplog.text  # the log was listened to

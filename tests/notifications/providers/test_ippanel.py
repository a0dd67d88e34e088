"""What is IPPanel's alone."""

from __future__ import annotations

import pytest

from pishkhan.notifications.providers.protocol import Channel, Fate, Outcome, Reason
from simulators import base
from tests.notifications.providers.account import CODE, Kind

PATTERN = Kind(template="q7t1xk2m", values={"code": CODE}, code=CODE)
VOICE = Kind(channel=Channel.VOICE, code=CODE)


@pytest.fixture
def ippanel(opened):
    return opened("ippanel")


def test_carries_what_it_has_a_pattern_or_a_code_for(ippanel):
    carried = {
        "pattern": PATTERN.message(),
        "code by voice": VOICE.message(),
        "text": Kind().message(),
        "text by voice": Kind(channel=Channel.VOICE).message(),
        "e-mail": PATTERN.message(channel=Channel.EMAIL),
    }
    assert [name for name, each in carried.items() if ippanel.provider.carries(each)] == ["pattern", "code by voice"]


@pytest.mark.parametrize(("said", "outcome", "reason"), [
    ("recipients", Outcome.PERMANENT, Reason.NUMBER_WRONG),
    ("recipients.0", Outcome.PERMANENT, Reason.NUMBER_WRONG),
    ("params.recipients.0", Outcome.PERMANENT, Reason.NUMBER_WRONG),
    ("params", Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    ("params.otp", Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    ("code", Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING),
    ("from_number", Outcome.FAIL_OVER, Reason.LINE_WRONG),
    ("message", Outcome.PERMANENT, Reason.TEXT_REFUSED),
    ("credit", Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),
    ("sending_type", Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    (401, Outcome.FAIL_OVER, Reason.KEY_WRONG),
    (402, Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),
    (403, Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    (404, Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    (429, Outcome.RETRY, Reason.RATE),
    (500, Outcome.UNKNOWN, Reason.TROUBLE),
    (503, Outcome.RETRY, Reason.BUSY),
])  # fmt: skip
def test_complaint(ippanel, said, outcome, reason):
    ippanel.simulator.faults.put(base.code(said))
    answer = ippanel.does("send", PATTERN.message())
    assert (answer.outcome, answer.reason) == (outcome, reason)


def test_field_of_a_pattern_called_code_is_not_the_pattern(ippanel):
    ippanel.simulator.faults.put(base.code("params.code"))
    assert ippanel.does("send", PATTERN.message()).reason is Reason.TEMPLATE_FIELDS


def test_no_that_came_with_status_200_is_a_no(ippanel, monkeypatch):
    error = ippanel.simulator.error
    monkeypatch.setattr(ippanel.simulator, "error", lambda code: base.Reply(error(code).body, status=200))
    ippanel.simulator.faults.put(base.code("recipients"), base.code("other"))
    assert ippanel.does("send", PATTERN.message()).outcome is Outcome.PERMANENT
    assert ippanel.does("send", PATTERN.message()).outcome is Outcome.FAIL_OVER


def test_vendor_code_is_theirs_only_where_it_looks_like_one(ippanel, monkeypatch):
    said = base.Reply({"meta": {"status": False, "message_code": f"کد {CODE}", "errors": {}}}, status=422)
    monkeypatch.setattr(ippanel.simulator, "error", lambda code: said)
    ippanel.simulator.faults.put(base.code(422))
    assert ippanel.does("send", PATTERN.message()).vendor_code == "HTTP 422"


def test_line_that_is_not_of_the_account(ippanel):
    ippanel.settings["sender"] = "+985000"
    assert ippanel.does("send", PATTERN.message()).reason is Reason.LINE_WRONG


@pytest.mark.parametrize(("state", "fate", "reason"), [
    ("0", Fate.ON_ITS_WAY, None), ("1", Fate.ON_ITS_WAY, None), (2, Fate.DELIVERED, None),
    ("3", Fate.FAILED, Reason.NOT_DELIVERED), ("4", Fate.FAILED, Reason.NUMBER_BLOCKED), (None, Fate.ON_ITS_WAY, None),
    ("9", Fate.ON_ITS_WAY, Reason.NOT_UNDERSTOOD), ("later", Fate.ON_ITS_WAY, Reason.NOT_UNDERSTOOD),
])  # fmt: skip
def test_state_of_a_message(ippanel, state, fate, reason):
    sent = ippanel.does("send", PATTERN.message())
    ippanel.simulator.fates[sent.provider_id] = state
    (receipt,) = ippanel.does("ask", [sent.provider_id])
    assert (receipt.fate, receipt.reason) == (fate, reason)


@pytest.mark.parametrize("fault", [base.code(401), base.code(429), base.html(), base.drop()], ids=str)
def test_receipts_end_where_the_provider_stops_answering(ippanel, fault):
    ids = [ippanel.does("send", PATTERN.message(each)).provider_id for each in range(1, 4)]
    ippanel.simulator.faults.put(base.delay(0), fault)
    assert [each.provider_id for each in ippanel.does("ask", ids)] == ids[:1]


def test_not_found_of_a_wall_is_no_receipt(ippanel, monkeypatch):
    monkeypatch.setattr(ippanel.simulator, "_routed", lambda request: base.Reply({"detail": "Not Found"}, status=404))
    assert ippanel.does("ask", ["1123594208"]) == []


def test_not_found_of_the_provider_is_one(ippanel):
    ippanel.simulator.faults.put(base.code(404))
    (receipt,) = ippanel.does("ask", ["1123594208"])
    assert (receipt.fate, receipt.reason) == (Fate.NOT_KNOWN, Reason.LOST)

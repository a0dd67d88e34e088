"""What is Magfa's alone: its codes, arrays and numbers, finding a message by our own."""

from __future__ import annotations

import json

import pytest

from pishkhan.notifications.providers.magfa import CODES, FATES
from pishkhan.notifications.providers.protocol import Channel, Fate, Outcome, Reason
from simulators import base

REFUSALS = {
    1: "permanent number_wrong", 2: "fail_over line_wrong", 3: "fail_over request_wrong",
    4: "fail_over request_wrong", 6: "fail_over request_wrong", 8: "fail_over out_of_hours",
    12: "fail_over access_missing", 13: "permanent text_refused", 14: "fail_over credit_empty", 15: "retry busy",
    16: "fail_over account_off", 17: "fail_over account_off", 18: "fail_over key_wrong", 19: "fail_over key_wrong",
    20: "fail_over line_wrong", 22: "fail_over access_missing", 23: "retry busy", 24: "fail_over lost",
    25: "fail_over request_wrong", 27: "fail_over number_blocked", 28: "fail_over number_blocked",
    29: "fail_over ip_refused", 30: "permanent text_long", 31: "fail_over request_wrong",
    33: "fail_over number_blocked", 34: "fail_over access_missing",
    **dict.fromkeys(range(101, 111), "fail_over request_wrong"),
}  # fmt: skip


@pytest.fixture
def account(opened):
    return opened("magfa")


@pytest.fixture
def message(account):
    return account.harness.kinds["text"].message()


def _says(account, monkeypatch, body, status=200):
    monkeypatch.setattr(account.simulator, "_routed", lambda request: base.Reply(body, status=status))


def test_every_code_is_tried_here():
    assert set(REFUSALS) == set(CODES)


@pytest.mark.parametrize(("code", "expected"), REFUSALS.items())
def test_code_of_the_message(account, message, monkeypatch, code, expected):
    _says(account, monkeypatch, {"status": 0, "messages": [{"status": code, "recipient": "989123456780"}]})
    answer = account.does("send", message)
    assert (f"{answer.outcome} {answer.reason}", answer.vendor_code) == (expected, str(code))


@pytest.mark.parametrize(("code", "expected"), REFUSALS.items())
def test_code_of_the_request_never_ends_the_message(account, message, code, expected):
    account.simulator.faults.put(base.code(code))
    answer = account.does("send", message)
    expected = "unknown not_understood" if expected.startswith("permanent") else expected
    assert (f"{answer.outcome} {answer.reason}", answer.vendor_code) == (expected, str(code))


@pytest.mark.parametrize(("status", "expected"), [
    (200, "fail_over not_understood"), (400, "fail_over not_understood"), (401, "fail_over key_wrong"),
    (403, "fail_over ip_refused"), (429, "retry rate"), (500, "unknown not_understood"),
])  # fmt: skip
def test_code_not_in_the_table(account, message, monkeypatch, status, expected):
    _says(account, monkeypatch, {"status": 977}, status)
    answer = account.does("send", message)
    assert (f"{answer.outcome} {answer.reason}", answer.vendor_code) == (expected, "977")


@pytest.mark.parametrize("messages", [None, [], [{}], [{"status": 0}], [{"status": 0, "id": 0}], [{"id": 5}], "x"])
def test_success_without_an_id_is_none(account, message, monkeypatch, messages):
    _says(account, monkeypatch, {"status": 0, "messages": messages})
    answer = account.does("send", message)
    assert (answer.outcome, answer.provider_id) == (Outcome.UNKNOWN, "")


def test_request_has_one_of_everything_and_our_number(account):
    message = account.harness.kinds["text"].message(reference=2**53 - 1, template="login", values={"code": "1"})
    account.does("send", message)
    (request,) = account.simulator.seen
    assert json.loads(request.body) == {
        "senders": ["983000505"], "recipients": ["989123456780"], "messages": [message.text],
        "uids": [2**53 - 1], "encodings": [0],
    }  # fmt: skip
    assert account.simulator.taken[0].text == message.text


@pytest.mark.parametrize(("changed", "carried"), [
    ({}, True), ({"text": ""}, False), ({"to": "+4915112345678"}, False), ({"channel": Channel.VOICE}, False),
])  # fmt: skip
def test_carries_text_to_iran_alone(account, changed, carried):
    assert account.provider.carries(account.harness.kinds["text"].message(**changed)) is carried


@pytest.mark.parametrize(("line", "code"), [("983000999", "20"), ("", "2"), ("desk", "2")])
def test_line_that_is_not_ours_is_no_fault_of_the_message(account, message, line, code):
    account.settings["sender"] = line
    answer = account.does("send", message)
    assert (answer.outcome, answer.reason, answer.vendor_code) == (Outcome.FAIL_OVER, Reason.LINE_WRONG, code)


def test_each_message_is_found_by_its_own_number(account):
    kind = account.harness.kinds["text"]
    made = [account.does("send", kind.message(reference)).provider_id for reference in (41, 42)]
    assert [account.does("find", kind.message(each)).provider_id for each in (42, 41)] == [made[1], made[0]]
    lost = account.does("find", kind.message(43))
    assert (lost.outcome, lost.reason) == (Outcome.FAIL_OVER, Reason.LOST)


@pytest.mark.parametrize(("body", "reason"), [
    ({"status": 24, "mid": -1}, Reason.LOST), ({"status": 18, "mid": -1}, Reason.KEY_WRONG),
    ({"status": 15}, Reason.BUSY), ({"status": 0, "mid": None}, Reason.NOT_UNDERSTOOD),
    ({"status": 0, "mid": "7"}, Reason.NOT_UNDERSTOOD), ({"mid": 7}, Reason.NOT_UNDERSTOOD),
])  # fmt: skip
def test_what_proves_nothing_is_not_called_lost(account, message, monkeypatch, body, reason):
    _says(account, monkeypatch, body)
    found = account.does("find", message)
    assert (found.outcome, found.reason, found.provider_id) == (Outcome.UNKNOWN, reason, "")


@pytest.mark.parametrize("state", [*FATES, 3])
def test_delivery_state(account, message, state):
    sent = account.does("send", message)
    account.simulator.fates[sent.provider_id] = state
    (receipt,) = account.does("ask", [sent.provider_id])
    expected = {
        -1: (Fate.NOT_KNOWN, Reason.LOST), 0: (Fate.ON_ITS_WAY, None), 1: (Fate.DELIVERED, None),
        2: (Fate.FAILED, Reason.NOT_DELIVERED), 3: (Fate.ON_ITS_WAY, None), 8: (Fate.ON_ITS_WAY, None),
        16: (Fate.FAILED, Reason.NOT_DELIVERED),
    }  # fmt: skip
    assert (receipt.fate, receipt.reason, receipt.vendor_code) == (*expected[state], str(state))


@pytest.mark.parametrize("entries", [None, {}, [None], [{}], [{"mid": "1", "status": 1}], [{"mid": 2, "status": 1}]])
def test_receipts_nobody_asked_for_are_none(account, monkeypatch, entries):
    _says(account, monkeypatch, {"status": 0, "dlrs": entries})
    assert account.does("ask", ["1"]) == []


def test_a_hundred_are_asked_for_at_once(account):
    ids = [str(each) for each in range(1, 151)]
    assert [each.provider_id for each in account.does("ask", ids)] == ids[:100]
    assert len(account.simulator.seen) == 1


def test_ids_that_are_none_are_not_asked_for(account):
    assert account.does("ask", ["../balance", "۱۲", ""]) == []
    assert list(account.simulator.seen) == []


def test_user_name_with_a_colon_is_not_sent(account, message):
    account.settings["username"] = "desk:x"
    assert account.does("send", message).reason is Reason.SETTINGS_WRONG
    assert list(account.simulator.seen) == []


def test_unit_of_their_tariff_is_not_called_rials(account, message):
    assert account.does("send", message).cost is None

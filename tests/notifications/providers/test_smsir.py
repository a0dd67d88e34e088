"""What is SMS.ir's alone: its codes, what it carries, the reports it gives one by one."""

from __future__ import annotations

import json

import pytest

from pishkhan.notifications.providers.protocol import Channel, Fate, Outcome, Outgoing, Reason
from pishkhan.notifications.providers.smsir import CODES, FATES
from simulators import base
from tests.notifications.providers.account import CODE

REFUSALS = {
    0: "unknown trouble", 10: "fail_over key_wrong", 11: "fail_over key_wrong", 12: "fail_over ip_refused",
    13: "fail_over account_off", 14: "fail_over account_off", 15: "fail_over access_missing",
    16: "fail_over request_wrong", 20: "retry rate", 101: "fail_over line_wrong", 102: "fail_over credit_empty",
    103: "fail_over request_wrong", 104: "permanent number_wrong", 105: "fail_over request_wrong",
    106: "fail_over request_wrong", 107: "fail_over request_wrong", 108: "fail_over request_wrong",
    109: "fail_over request_wrong", 110: "fail_over request_wrong", 111: "fail_over lost",
    112: "fail_over request_wrong", 113: "fail_over template_missing", 114: "fail_over template_fields",
    115: "fail_over number_blocked", 116: "fail_over template_fields", 117: "fail_over text_refused",
    118: "fail_over rate", 119: "fail_over access_missing", 123: "fail_over line_wrong",
    124: "fail_over template_missing",
}  # fmt: skip


@pytest.fixture
def account(opened):
    return opened("smsir")


@pytest.fixture
def message(account):
    return account.harness.kinds["template"].message()


def test_every_code_is_tried_here():
    assert set(REFUSALS) == set(CODES)


@pytest.mark.parametrize(("code", "expected"), REFUSALS.items())
def test_code(account, message, code, expected):
    account.simulator.faults.put(base.code(code))
    answer = account.does("send", message)
    assert (f"{answer.outcome} {answer.reason}", answer.vendor_code) == (expected, str(code))
    assert account.simulator.taken == []


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
def test_code_counts_with_whatever_status_it_comes(account, message, monkeypatch, status):
    refusal = base.Reply({"status": 102, "message": "", "data": None}, status=status)
    monkeypatch.setattr(account.simulator, "error", lambda code: refusal)
    account.simulator.credit = 0
    assert account.does("send", message).reason is Reason.CREDIT_EMPTY


@pytest.mark.parametrize(("status", "expected"), [
    (200, "fail_over not_understood"), (400, "fail_over not_understood"), (401, "fail_over key_wrong"),
    (429, "retry rate"), (500, "unknown not_understood"),
])  # fmt: skip
def test_code_not_in_the_table(account, message, monkeypatch, status, expected):
    monkeypatch.setattr(account.simulator, "_routed", lambda request: base.Reply({"status": 977}, status=status))
    answer = account.does("send", message)
    assert (f"{answer.outcome} {answer.reason}", answer.vendor_code) == (expected, "977")


@pytest.mark.parametrize(("found", "expected"), [
    (None, Outcome.UNKNOWN), ("12", Outcome.UNKNOWN), (True, Outcome.UNKNOWN), (0, Outcome.FAIL_OVER),
])  # fmt: skip
def test_success_without_an_id_is_none(account, message, monkeypatch, found, expected):
    said = base.Reply({"status": 1, "message": "", "data": {"messageId": found, "cost": 1.0}})
    monkeypatch.setattr(account.simulator, "_routed", lambda request: said)
    answer = account.does("send", message)
    assert (answer.outcome, answer.provider_id) == (expected, "")


@pytest.mark.parametrize(("changed", "carried"), [
    ({}, True),
    ({"template": ""}, False),
    ({"template": "login-code"}, False),
    ({"template": "۱۲۳۴۵۶"}, False),
    ({"to": "+4915112345678"}, False),
    ({"channel": Channel.VOICE}, False),
    ({"channel": Channel.EMAIL, "to": "student@example.org"}, False),
])  # fmt: skip
def test_carries_templates_to_iran_alone(account, changed, carried):
    message = account.harness.kinds["template"].message(**changed)
    assert account.provider.carries(message) is carried
    if not carried:
        assert account.does("send", message).outcome is Outcome.FAIL_OVER
        assert list(account.simulator.seen) == []


def test_number_and_values_as_their_samples_have_them(account, message):
    account.does("send", message)
    (request,) = account.simulator.seen
    assert json.loads(request.body) == {
        "mobile": "9123456780", "templateId": 123456, "parameters": [{"name": "CODE", "value": CODE}],
    }  # fmt: skip


def test_value_too_long_and_value_missing(account):
    kind = account.harness.kinds["template"]
    long = account.does("send", kind.message(values={"CODE": "۱" * 26}))
    wrong = account.does("send", kind.message(values={"NAME": "x"}))
    assert [long.reason, wrong.reason] == [Reason.TEMPLATE_FIELDS] * 2
    assert [long.vendor_code, wrong.vendor_code] == ["114", "116"]


@pytest.mark.parametrize("state", [*FATES, 9])
def test_delivery_state(account, message, state):
    sent = account.does("send", message)
    account.simulator.fates[sent.provider_id] = state
    (receipt,) = account.does("ask", [sent.provider_id])
    expected = {
        1: (Fate.DELIVERED, None), 2: (Fate.FAILED, Reason.NOT_DELIVERED), 3: (Fate.ON_ITS_WAY, None),
        4: (Fate.FAILED, Reason.NOT_DELIVERED), 5: (Fate.ON_ITS_WAY, None), 6: (Fate.FAILED, Reason.TROUBLE),
        7: (Fate.FAILED, Reason.NUMBER_BLOCKED), 8: (Fate.ON_ITS_WAY, None), 9: (Fate.ON_ITS_WAY, None),
    }  # fmt: skip
    assert (receipt.fate, receipt.reason, receipt.vendor_code) == (*expected[state], str(state))


def test_message_the_operator_has_not_spoken_of(account, message):
    sent = account.does("send", message)
    account.simulator.fates[sent.provider_id] = None
    (receipt,) = account.does("ask", [sent.provider_id])
    assert (receipt.fate, receipt.vendor_code) == (Fate.ON_ITS_WAY, "")


def test_reports_end_where_the_provider_stops_answering(account, message):
    made = [account.does("send", message).provider_id for _ in range(3)]
    account.simulator.seen.clear()
    account.simulator.faults.put(base.delay(0), base.drop())
    assert [each.provider_id for each in account.does("ask", made)] == made[:1]
    assert len(account.simulator.seen) == 2


def test_ids_that_are_none_are_not_asked_for(account):
    assert account.does("ask", ["../credit", "۱۲", ""]) == []
    assert list(account.simulator.seen) == []


@pytest.mark.parametrize(("credit", "ok", "balance"), [(0.4, False, 0), (1.0, True, 1), (165.3, True, 165)])
def test_credit_is_counted_in_messages(account, credit, ok, balance):
    account.simulator.credit = credit
    health = account.does("check_config")
    assert (health.ok, health.balance, health.balance_in) == (ok, balance, "messages")


def test_cost_in_their_unit_is_not_called_rials(account, message):
    assert account.does("send", message).cost is None


def test_message_to_a_template_is_never_sent_as_text(account):
    plain = Outgoing(reference=1, channel=Channel.SMS, to="+989123456780", text="سلام")
    assert account.does("send", plain).reason is Reason.TEMPLATE_MISSING


def test_no_more_reports_are_asked_for_than_it_takes(account, message):
    made = [account.does("send", message).provider_id for _ in range(22)]
    assert [each.provider_id for each in account.does("ask", made)] == made[:20]


def test_key_pasted_with_blanks_around_it(account, message):
    account.settings["api_key"] = f" {account.settings['api_key']}\n"
    assert account.does("send", message).outcome is Outcome.OK

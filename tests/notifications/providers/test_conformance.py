"""How every provider of the table must hand messages over, against a real server that misbehaves as theirs would."""

from __future__ import annotations

import pytest

from pishkhan.notifications.providers.protocol import Answer, Fate, Outcome, Reason
from pishkhan.notifications.providers.table import PROVIDERS
from simulators import base
from tests.notifications.providers.harness import HARNESSES, every_kind, every_template, needs

STRANGE = [
    "null", "[]", "0", '"ok"', "{}", "NaN",
    '{"status": {}, "data": [], "return": [], "entries": 0, "dlrs": 1}',
    '{"status": true, "data": "x", "meta": 7, "return": "x", "messages": {}, "entries": {}, "balance": NaN}',
    '{"status": 1, "data": {"messageId": "x", "credit": Infinity}, "meta": {"status": true}, "return": {}}',
    '{"status": 0, "messages": [null], "return": {"status": 200}, "entries": [7, null], "meta": {"status": []}}',
]  # fmt: skip


def test_every_provider_has_a_harness():
    assert set(HARNESSES) == set(PROVIDERS)


def _came_to(answer: Answer) -> tuple[Outcome, Reason | None]:
    return answer.outcome, answer.reason


@every_kind
def test_message_is_carried_taken_once_and_known_by_an_id(account, message):
    assert account.provider.carries(message)
    answer = account.does("send", message)
    assert _came_to(answer) == (Outcome.OK, None)
    (taken,) = account.simulator.taken
    assert answer.provider_id == taken.id
    assert taken.to == account.harness.dialled(message.to)
    assert taken.channel == message.channel


@every_kind
def test_what_the_person_needs_arrives(account, message):
    account.does("send", message)
    (taken,) = account.simulator.taken
    if message.template:
        assert (taken.template, dict(taken.values)) == (message.template, dict(message.values))
    elif taken.text:
        assert taken.text in (message.text, message.code)


@every_kind
def test_wrong_key(account, message):
    needs(account, "key")
    account.harness.break_key(account.simulator)
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.KEY_WRONG)
    assert account.simulator.taken == []


@every_kind
def test_key_that_no_request_can_hold(account, message):
    needs(account, "key")
    for name in [each.name for each in PROVIDERS[account.name].settings if each.secret]:
        account.settings[name] = "کلید\r\nX: محرمانه"
    assert account.does("send", message).outcome is Outcome.FAIL_OVER
    assert account.simulator.taken == []


@every_kind
def test_empty_credit(account, message):
    needs(account, "credit")
    account.simulator.credit = 0
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY)


@every_template
def test_template_deleted_at_the_provider(account, message):
    needs(account, "templates")
    account.simulator.templates.clear()
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING)


@every_kind
def test_refused_number(account, message):
    needs(account, "refusals")
    account.simulator.refused_numbers.add(account.harness.dialled(message.to))
    answer = account.does("send", message)
    assert answer.outcome is Outcome.PERMANENT
    assert answer.reason in (Reason.NUMBER_WRONG, Reason.ADDRESS_REFUSED)
    assert account.simulator.taken == []


@every_kind
def test_busy_provider_takes_it_a_little_later(account, message):
    needs(account, "busy")
    for busy in account.harness.busy:
        account.simulator.faults.put(base.code(busy))
        assert account.does("send", message).outcome is Outcome.RETRY
    assert account.simulator.taken == []
    assert account.does("send", message).outcome is Outcome.OK


@every_kind
def test_nobody_listens(account, message):
    needs(account, "faults")
    account.harness.close(account.simulator)
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.UNREACHABLE)
    if (found := account.does("find", message)) is not None:
        assert found.outcome is Outcome.UNKNOWN
    assert account.does("ask", ["1"]) == []


@every_kind
@pytest.mark.parametrize("fault", [base.hang_after_taking(), base.drop_after_taking()], ids=["hang", "drop"])
def test_answer_lost_after_the_message_was_taken(hurried, account, message, kind, fault):
    needs(account, "faults")
    account.simulator.faults.put(fault)
    lost = account.does("send", message)
    assert _came_to(lost) == (Outcome.UNKNOWN, Reason.NO_ANSWER)
    (taken,) = account.simulator.taken
    found = account.does("find", message)
    able = account.harness.kinds[kind]
    assert (found is not None) is able.find
    if found is not None:
        assert (found.outcome, found.provider_id) == (Outcome.OK, taken.id)
    if able.repeat_safe:
        assert account.does("send", message).provider_id == taken.id
        assert len(account.simulator.taken) == 1


@every_kind
@pytest.mark.parametrize("fault", [base.hang(), base.drop()], ids=["hang", "drop"])
def test_connection_dies_before_the_message_was_taken(hurried, account, message, kind, fault):
    needs(account, "faults")
    account.simulator.faults.put(fault)
    assert _came_to(account.does("send", message)) == account.harness.dies_early
    assert account.simulator.taken == []
    if account.harness.kinds[kind].find:
        assert account.does("find", message).outcome in (Outcome.FAIL_OVER, Outcome.UNKNOWN)


@every_kind
def test_message_never_handed_over_is_not_found(account, message, kind):
    if not account.harness.kinds[kind].find:
        assert account.does("find", message) is None
        return
    account.does("send", account.harness.kinds[kind].message(reference=1))
    found = account.does("find", message)
    assert found.outcome in (Outcome.FAIL_OVER, Outcome.UNKNOWN)
    assert found.provider_id == ""


@every_kind
@pytest.mark.parametrize("status", [200, 302, 403, 502])
def test_page_instead_of_an_answer(account, message, status):
    needs(account, "faults", "http")
    account.simulator.faults.standing = base.html(status)
    answer = account.does("send", message)
    expected = Outcome.FAIL_OVER if status == 403 else Outcome.UNKNOWN
    assert _came_to(answer) == (expected, Reason.NOT_UNDERSTOOD)
    if (found := account.does("find", message)) is not None:
        assert found.outcome is Outcome.UNKNOWN
    assert account.does("ask", ["1"]) == []
    assert not account.does("check_config").ok


@every_kind
@pytest.mark.parametrize("body", STRANGE)
def test_json_that_is_no_answer(account, message, monkeypatch, body):
    needs(account, "faults", "http")
    monkeypatch.setattr(account.simulator, "_routed", lambda request: base.Reply(body.encode()))
    assert account.does("send", message).outcome is Outcome.UNKNOWN
    if (found := account.does("find", message)) is not None:
        assert found.outcome is Outcome.UNKNOWN
    assert [each for each in account.does("ask", ["1"]) if each.fate is not Fate.ON_ITS_WAY] == []
    assert not account.does("check_config").ok
    account.simulator.refused.clear()

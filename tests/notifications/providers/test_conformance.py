"""What every provider of the table must do, against a real server that behaves and misbehaves as the provider would."""

from __future__ import annotations

import logging
from dataclasses import fields, is_dataclass

import pytest

from pishkhan.notifications.providers.protocol import Answer, Fate, Health, Outcome, Reason, Receipt
from pishkhan.notifications.providers.table import PROVIDERS
from simulators import base
from simulators.book import DELIVERED, FAILED, ON_WAY
from tests.notifications.providers.harness import HARNESSES

KINDS = [(name, kind) for name, harness in HARNESSES.items() for kind in harness.kinds]
FATES = [(ON_WAY, Fate.ON_ITS_WAY), (DELIVERED, Fate.DELIVERED), (FAILED, Fate.FAILED)]
STRANGE = [
    "null", "[]", "0", '"ok"', "{}", "NaN",
    '{"status": {}, "data": [], "return": [], "entries": 0, "dlrs": 1}',
    '{"status": true, "data": "x", "meta": 7, "return": "x", "messages": {}, "entries": {}, "balance": NaN}',
    '{"status": 1, "data": {"messageId": "x", "credit": Infinity}, "meta": {"status": true}, "return": {}}',
    '{"status": 0, "messages": [null], "return": {"status": 200}, "entries": [7, null], "meta": {"status": []}}',
]  # fmt: skip
every_kind = pytest.mark.parametrize(("name", "kind"), KINDS, ids=[f"{name}-{kind}" for name, kind in KINDS])
every_provider = pytest.mark.parametrize("name", sorted(HARNESSES))


def test_every_provider_has_a_harness():
    assert set(HARNESSES) == set(PROVIDERS)


@pytest.fixture
def account(opened, name, caplog, request):
    """An account, with little time where the test is marked so. Afterwards: no secret has got out, and the provider
    has never been spoken to in a way it does not know."""
    caplog.set_level(logging.DEBUG)
    account = opened(name, hurried="hurried" in request.fixturenames)
    secrets = set(account.secrets())
    yield account
    secrets |= set(account.secrets())
    said = caplog.text + "".join(f"{each!r} {each!s}" for each in account.returned)
    assert [each for each in secrets if each in said] == []
    assert list(account.simulator.refused) == []


@pytest.fixture
def hurried():
    """The account gives up soon."""


@pytest.fixture
def message(account, kind):
    return account.harness.kinds[kind].message()


def _needs(account, *able):
    if lacking := set(able) & account.harness.lacks:
        pytest.skip(f"{account.name} declares: no {', '.join(sorted(lacking))}")


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
    _needs(account, "key")
    account.harness.break_key(account.simulator)
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.KEY_WRONG)
    assert account.simulator.taken == []


@every_kind
def test_key_that_no_request_can_hold(account, message):
    _needs(account, "key")
    for name in [each.name for each in PROVIDERS[account.name].settings if each.secret]:
        account.settings[name] = "کلید\r\nX: محرمانه"
    assert account.does("send", message).outcome is Outcome.FAIL_OVER
    assert account.simulator.taken == []


@every_kind
def test_empty_credit(account, message):
    _needs(account, "credit")
    account.simulator.credit = 0
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY)


@every_kind
def test_template_deleted_at_the_provider(account, message):
    _needs(account, "templates")
    if not message.template:
        pytest.skip("this kind has no template")
    account.simulator.templates.clear()
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING)


@every_kind
def test_refused_number(account, message):
    _needs(account, "refusals")
    account.simulator.refused_numbers.add(account.harness.dialled(message.to))
    answer = account.does("send", message)
    assert answer.outcome is Outcome.PERMANENT
    assert answer.reason in (Reason.NUMBER_WRONG, Reason.ADDRESS_REFUSED)
    assert account.simulator.taken == []


@every_kind
def test_busy_provider_takes_it_a_little_later(account, message):
    _needs(account, "busy")
    for busy in account.harness.busy:
        account.simulator.faults.put(base.code(busy))
        assert account.does("send", message).outcome is Outcome.RETRY
    assert account.simulator.taken == []
    assert account.does("send", message).outcome is Outcome.OK


@every_kind
def test_nobody_listens(account, message):
    _needs(account, "faults")
    account.harness.close(account.simulator)
    assert _came_to(account.does("send", message)) == (Outcome.FAIL_OVER, Reason.UNREACHABLE)
    if (found := account.does("find", message)) is not None:
        assert found.outcome is Outcome.UNKNOWN
    assert account.does("ask", ["1"]) == []


@every_kind
@pytest.mark.parametrize("fault", [base.hang_after_taking(), base.drop_after_taking()], ids=["hang", "drop"])
def test_answer_lost_after_the_message_was_taken(hurried, account, message, kind, fault):
    _needs(account, "faults")
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
    _needs(account, "faults")
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
    _needs(account, "faults", "http")
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
    _needs(account, "faults", "http")
    monkeypatch.setattr(account.simulator, "_routed", lambda request: base.Reply(body.encode()))
    assert account.does("send", message).outcome is Outcome.UNKNOWN
    if (found := account.does("find", message)) is not None:
        assert found.outcome is Outcome.UNKNOWN
    assert [each for each in account.does("ask", ["1"]) if each.fate is not Fate.ON_ITS_WAY] == []
    assert not account.does("check_config").ok
    account.simulator.refused.clear()


@every_kind
@pytest.mark.parametrize(("fate", "expected"), FATES)
def test_receipt(account, message, fate, expected):
    _needs(account, "ask", *(["faults"] if expected is not Fate.DELIVERED else []))
    sent = account.does("send", message)
    account.simulator.fates[sent.provider_id] = fate
    (receipt,) = account.does("ask", [sent.provider_id])
    assert (receipt.provider_id, receipt.fate) == (sent.provider_id, expected)
    assert (receipt.reason is None) is (expected is not Fate.FAILED)


@every_kind
def test_receipts_of_several_and_of_one_nobody_knows(account, kind):
    _needs(account, "ask", "unknown")
    made = [account.does("send", account.harness.kinds[kind].message(each)).provider_id for each in (1, 2)]
    asked = [*made, account.harness.unknown_id]
    assert account.provider.asks_at_most >= len(asked)
    given = {each.provider_id: each.fate for each in account.does("ask", asked)}
    assert given == {**dict.fromkeys(made, Fate.DELIVERED), account.harness.unknown_id: Fate.NOT_KNOWN}


@every_kind
def test_receipt_given_twice_says_the_same(account, message):
    _needs(account, "ask", "faults")
    sent = account.does("send", message)
    account.simulator.duplicate_receipts = True
    given = account.does("ask", [sent.provider_id])
    assert set(given) == {Receipt(provider_id=sent.provider_id, fate=Fate.DELIVERED, vendor_code=given[0].vendor_code)}


@every_kind
@pytest.mark.parametrize(("fate", "expected"), FATES)
def test_pushed_receipt_is_the_one_asked_for(account, message, receiver, fate, expected):
    assert account.provider.pushes is ("push" not in account.harness.lacks)
    _needs(account, "push")
    sent = account.does("send", message)
    account.simulator.fates[sent.provider_id] = fate
    account.simulator.webhook = receiver.url
    assert account.simulator.push(sent.provider_id, times=2) == [200, 200]
    pushed = [account.does("pushed", {**each.params(), **each.form()}) for each in receiver.calls]
    assert pushed == [account.does("ask", [sent.provider_id])] * 2
    assert pushed[0][0].fate is expected


@every_provider
@pytest.mark.parametrize("call", [{}, {"status": "10"}, {"messageid": "", "status": "x"}, {"id": "9" * 5000}])
def test_call_that_is_no_receipt(account, call):
    assert account.does("pushed", call) == []


@every_provider
def test_account_that_stands(account):
    health = account.does("check_config")
    assert (health.ok, health.reason) == (True, None)
    if "credit" not in account.harness.lacks:
        assert health.balance == account.simulator.credit
    assert account.simulator.taken == []


@every_provider
def test_account_without_credit(account):
    _needs(account, "credit")
    account.simulator.credit = 0
    health = account.does("check_config")
    assert (health.ok, health.reason, health.balance) == (False, Reason.CREDIT_EMPTY, 0)


@every_provider
def test_account_with_a_wrong_key(account):
    _needs(account, "key")
    account.harness.break_key(account.simulator)
    health = account.does("check_config")
    assert (health.ok, health.reason) == (False, Reason.KEY_WRONG)


@every_provider
def test_account_nobody_answers_for(account):
    _needs(account, "faults")
    account.harness.close(account.simulator)
    health = account.does("check_config")
    assert (health.ok, health.reason) == (False, Reason.UNREACHABLE)


@every_provider
def test_secret_settings_are_called_secret(account):
    named = {each.name for each in PROVIDERS[account.name].settings if each.secret}
    assert named == {each for each in account.settings if "key" in each or "password" in each}


def test_nothing_returned_has_room_for_the_request():
    """Answers, receipts and health hold codes and ids alone: a field added for text must be thought about here."""
    given = {
        each.__name__: {one.name for one in fields(each)} for each in (Answer, Receipt, Health) if is_dataclass(each)
    }
    assert given == {
        "Answer": {"outcome", "reason", "vendor_code", "provider_id", "cost"},
        "Receipt": {"provider_id", "fate", "reason", "vendor_code"},
        "Health": {"ok", "reason", "vendor_code", "balance", "balance_in"},
    }

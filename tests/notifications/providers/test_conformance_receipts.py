"""What every provider of the table must say of its messages and of its account."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from pishkhan.notifications.providers.protocol import Answer, Fate, Health, Reason, Receipt
from pishkhan.notifications.providers.table import PROVIDERS
from simulators.book import DELIVERED, FAILED, ON_WAY
from tests.notifications.providers.harness import every_kind, every_provider, needs

FATES = [(ON_WAY, Fate.ON_ITS_WAY), (DELIVERED, Fate.DELIVERED), (FAILED, Fate.FAILED)]


@every_kind
@pytest.mark.parametrize(("fate", "expected"), FATES)
def test_receipt(account, message, fate, expected):
    needs(account, "ask", *(["faults"] if expected is not Fate.DELIVERED else []))
    sent = account.does("send", message)
    account.simulator.fates[sent.provider_id] = fate
    (receipt,) = account.does("ask", [sent.provider_id])
    assert (receipt.provider_id, receipt.fate) == (sent.provider_id, expected)
    assert (receipt.reason is None) is (expected is not Fate.FAILED)


@every_kind
def test_receipts_of_several_and_of_one_nobody_knows(account, kind):
    needs(account, "ask", "unknown")
    made = [account.does("send", account.harness.kinds[kind].message(each)).provider_id for each in (1, 2)]
    asked = [*made, account.harness.unknown_id]
    assert account.provider.asks_at_most >= len(asked)
    given = {each.provider_id: each.fate for each in account.does("ask", asked)}
    assert given == {**dict.fromkeys(made, Fate.DELIVERED), account.harness.unknown_id: Fate.NOT_KNOWN}


@every_kind
def test_receipt_given_twice_says_the_same(account, message):
    needs(account, "ask", "faults")
    sent = account.does("send", message)
    account.simulator.duplicate_receipts = True
    given = account.does("ask", [sent.provider_id])
    assert set(given) == {Receipt(provider_id=sent.provider_id, fate=Fate.DELIVERED, vendor_code=given[0].vendor_code)}


@every_kind
@pytest.mark.parametrize(("fate", "expected"), FATES)
def test_pushed_receipt_is_the_one_asked_for(account, message, receiver, fate, expected):
    assert account.provider.pushes is ("push" not in account.harness.lacks)
    needs(account, "push")
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
    needs(account, "credit")
    account.simulator.credit = 0
    health = account.does("check_config")
    assert (health.ok, health.reason, health.balance) == (False, Reason.CREDIT_EMPTY, 0)


@every_provider
def test_account_with_a_wrong_key(account):
    needs(account, "key")
    account.harness.break_key(account.simulator)
    health = account.does("check_config")
    assert (health.ok, health.reason) == (False, Reason.KEY_WRONG)


@every_provider
def test_account_nobody_answers_for(account):
    needs(account, "faults")
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

"""What is Kavenegar's alone."""

from __future__ import annotations

import pytest

from pishkhan.notifications.providers.kavenegar import CODES, STATES
from pishkhan.notifications.providers.protocol import Channel, Fate, Outcome, Reason, Receipt
from simulators import base
from simulators.book import CANCELLED
from tests.notifications.providers.account import Kind

TEXT = Kind()
JUDGED = {
    Outcome.RETRY: {402, 409, 429, 451},
    Outcome.PERMANENT: {411, 413, 422},
    Outcome.FAIL_OVER: {400, 401, 403, 404, 405, 406, 407, 412, 414, 416, 417, 418, 419, 420, 424, 426, 427, 428, 431,
                        432, 501},
}  # fmt: skip


@pytest.fixture
def kavenegar(opened):
    return opened("kavenegar")


def template(**tokens: str) -> Kind:
    return Kind(template="login-code", values=tokens)


@pytest.mark.parametrize(
    ("outcome", "code"), [(each, code) for each, codes in JUDGED.items() for code in sorted(codes)]
)
def test_error_of_the_provider(kavenegar, outcome, code):
    kavenegar.simulator.faults.put(base.code(code))
    answer = kavenegar.does("send", TEXT.message())
    assert (answer.outcome, answer.vendor_code) == (outcome, str(code))
    assert answer.reason not in (None, Reason.NOT_UNDERSTOOD)


def test_every_code_and_state_is_judged_here():
    assert set().union(*JUDGED.values()) == set(CODES)
    assert set(STATES) == {1, 2, 4, 5, 6, 10, 11, 13, 14, 100}


def test_error_nobody_has_told_us_of(kavenegar):
    kavenegar.simulator.faults.put(base.code(499), base.code(500))
    refused, broken = (kavenegar.does("send", TEXT.message()) for _ in range(2))
    assert (refused.outcome, refused.reason) == (Outcome.FAIL_OVER, Reason.TROUBLE)
    assert (broken.outcome, broken.reason) == (Outcome.UNKNOWN, Reason.TROUBLE)


@pytest.mark.parametrize("value", ["48 29", "48_29", "48\n29"])
def test_token_it_does_not_take_is_handed_over_as_it_is_and_refused(kavenegar, value):
    answer = kavenegar.does("send", template(token=value).message())
    assert (answer.outcome, answer.reason) == (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS)
    assert kavenegar.simulator.seen[-1].form()["token"] == value


@pytest.mark.parametrize(("token", "spaces", "outcome"), [
    ("token10", 5, Outcome.OK), ("token10", 6, Outcome.FAIL_OVER),
    ("token20", 8, Outcome.OK), ("token20", 9, Outcome.FAIL_OVER),
])  # fmt: skip
def test_tokens_for_several_words(kavenegar, token, spaces, outcome):
    kavenegar.simulator.templates["login-code"] = ("token", token)
    kind = template(token="482915", **{token: "آ ".join([""] * spaces) + " ب"})
    assert kind.values[token].count(" ") == spaces
    assert kavenegar.does("send", kind.message()).outcome is outcome


def test_code_goes_by_a_template_or_by_voice_never_as_a_text(kavenegar):
    """A text may leave over an advertising line, which many have blocked."""
    text = Kind(code="482915")
    assert not kavenegar.does("carries", text.message())
    assert kavenegar.does("carries", text.message(channel=Channel.VOICE))
    assert kavenegar.does("carries", Kind(code="482915", template="login-code", values={"token": "482915"}).message())
    assert kavenegar.does("carries", TEXT.message())


def test_field_no_template_there_can_have_costs_no_call(kavenegar):
    answer = kavenegar.does("send", template(token="482915", name="رضا").message())
    assert (answer.outcome, answer.reason) == (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS)
    assert not kavenegar.simulator.seen


def test_template_that_lacks_our_field(kavenegar):
    answer = kavenegar.does("send", template(token="482915", token2="تهران").message())
    assert (answer.outcome, answer.reason, answer.vendor_code) == (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS, "432")


def test_voice_template_reads_digits_only(kavenegar):
    answer = kavenegar.does("send", template(token="abc").message(channel=Channel.VOICE))
    assert (answer.outcome, answer.reason) == (Outcome.FAIL_OVER, Reason.VOICE_IMPOSSIBLE)


def test_number_of_another_country_is_dialled_with_two_zeros(kavenegar):
    kavenegar.does("send", TEXT.message(to="+4915112345678"))
    assert kavenegar.simulator.taken[0].to == "004915112345678"


def test_account_without_a_line_leaves_it_to_the_provider(kavenegar):
    kavenegar.settings["sender"] = ""
    kavenegar.does("send", TEXT.message())
    assert set(kavenegar.simulator.seen[-1].form()) == {"receptor", "message", "localid"}


def test_only_texts_carry_our_reference(kavenegar):
    kavenegar.does("send", TEXT.message(reference=2**53 - 1))
    kavenegar.does("send", template(token="482915").message())
    assert [each.uid for each in kavenegar.simulator.taken] == [str(2**53 - 1), ""]


def test_what_it_never_had_is_surely_lost(kavenegar):
    found = kavenegar.does("find", TEXT.message())
    assert (found.outcome, found.reason) == (Outcome.FAIL_OVER, Reason.LOST)


@pytest.mark.parametrize("code", [403, 404, 409, 451, 500])
def test_search_that_is_refused_proves_nothing(kavenegar, code):
    kavenegar.simulator.faults.put(base.code(code))
    assert kavenegar.does("find", TEXT.message()).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(("state", "fate", "reason"), [
    (1, Fate.ON_ITS_WAY, None), (2, Fate.ON_ITS_WAY, None), (4, Fate.ON_ITS_WAY, None), (5, Fate.ON_ITS_WAY, None),
    (6, Fate.FAILED, Reason.NOT_DELIVERED), (10, Fate.DELIVERED, None), (11, Fate.FAILED, Reason.NOT_DELIVERED),
    (CANCELLED, Fate.FAILED, Reason.CANCELLED), (14, Fate.FAILED, Reason.NUMBER_BLOCKED),
    (77, Fate.ON_ITS_WAY, Reason.NOT_UNDERSTOOD),
])  # fmt: skip
def test_state_of_a_message(kavenegar, state, fate, reason):
    sent = kavenegar.does("send", TEXT.message())
    kavenegar.simulator.fates[sent.provider_id] = state
    (receipt,) = kavenegar.does("ask", [sent.provider_id])
    assert (receipt.fate, receipt.reason) == (fate, reason)


def test_five_hundred_receipts_are_one_call(kavenegar):
    ids = [kavenegar.does("send", TEXT.message(reference)).provider_id for reference in range(1, 4)]
    asked = ids + [str(each) for each in range(10_000_000, 10_000_498)]
    kavenegar.simulator.seen.clear()
    given = kavenegar.does("ask", asked)
    assert [each.provider_id for each in given] == asked[:500]
    assert [each.fate for each in given[:3]] == [Fate.DELIVERED] * 3
    assert len(kavenegar.simulator.seen) == 1


def test_status_answer_with_an_entry_of_another_kind_keeps_the_rest(kavenegar):
    pushed = kavenegar.does("pushed", {"messageid": "8792343", "status": "10", "more": "x"})
    assert pushed == [Receipt(provider_id="8792343", fate=Fate.DELIVERED, vendor_code="10")]


def test_one_answer_not_in_a_list_is_understood(kavenegar, monkeypatch):
    monkeypatch.setattr(kavenegar.simulator, "done", lambda entries: base.Reply(
        {"return": {"status": 200, "message": ""}, "entries": entries[0]}))  # fmt: skip
    answer = kavenegar.does("send", template(token="482915").message())
    assert (answer.outcome, answer.provider_id) == (Outcome.OK, kavenegar.simulator.taken[0].id)

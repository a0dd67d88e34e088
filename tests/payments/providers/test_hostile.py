"""Whatever a bank or a browser says, nothing is raised or believed, and no secret and no card number is kept."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.payments.providers.protocol import Answer, Finding, Returned, Said
from pishkhan.payments.providers.table import GATEWAYS
from tests.payments.providers.cases import ORDER, PAYMENT, SECRETS, SETTINGS, Listener, returned, terminal

NOTHING_SAID = {Finding.UNKNOWN, Finding.NOT_OFFERED, Finding.REFUSED}
CALLS = ("request", "verify", "settle", "inquire", "reverse")
CARD = "6037991234567893"
PERSIAN_CARD = "۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳"
METHODS = ("bpPayRequest", "bpVerifyRequest", "bpSettleRequest", "bpInquiryRequest", "bpReversalRequest")
BOMB = '<!DOCTYPE x [<!ENTITY a "0"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
WRONG: list[Any] = [None, [], {}, True, -1, 1.5, "x" * 5000, "\x00", {"a": []}, 10**30, "0" * 500, [[]]]
NAMES = ("status", "token", "ResultCode", "ResCode", "Token", "data", "errors", "TransactionDetail", "Amount", "code")
BODIES = [
    "", "<!DOCTYPE html><html><body>بسته است</body></html>", "[]", '[{"status": 1, "token": "t"}]', "null", "0", BOMB,
    "<a>" * 50_000, '{"a":' * 30_000, "x" * 400_000, "\x00\x01", *(returned(each, "\x07") for each in METHODS),
    *(json.dumps(dict.fromkeys(NAMES, wrong)) for wrong in WRONG),
    json.dumps({"data": {"code": [], "authority": {}, "status": 3}, "errors": {"code": {}}}),
    json.dumps({"ResultCode": 0, "Success": True, "TransactionDetail": [1]}),
    json.dumps({"status": "verified", "amount": "many", "order": None}),
]  # fmt: skip


def asked(http: httpx.Client, key: str, call: str, base: str) -> Answer:
    there = terminal(key, base)
    answer = getattr(GATEWAYS[key], call)(http, there, ORDER if call == "request" else PAYMENT)
    assert isinstance(answer, Answer)
    return answer


def clean(found: object) -> None:
    written = json.dumps(asdict(found), default=str, ensure_ascii=False)  # type: ignore[call-overload]
    for secret in (*SECRETS, PERSIAN_CARD):
        assert secret not in written


@pytest.mark.parametrize("key", list(GATEWAYS))
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_hostile_answers(bank: Listener, http: httpx.Client, key: str, call: str, status: int) -> None:
    for body in BODIES:
        bank.says(body, status=status)
        answer = asked(http, key, call, bank.url)
        assert answer.finding in NOTHING_SAID, body[:80]
        assert answer.exchange is None or len(answer.exchange.heard) <= 2000
        if answer.finding is Finding.REFUSED:
            assert answer.code  # one of the wrong values is a code of the bank


@pytest.mark.parametrize("key", list(GATEWAYS))
@pytest.mark.parametrize("call", CALLS)
def test_nothing_that_was_secret_is_kept_or_logged(
    bank: Listener, http: httpx.Client, caplog: pytest.LogCaptureFixture, key: str, call: str
) -> None:
    caplog.set_level(logging.DEBUG)
    told = f"{CARD} {PERSIAN_CARD} 6037-9912-3456-7893 {' '.join(SETTINGS[key].values())} 09123456789"
    object_ = json.dumps(
        {
            "status": 1, "token": "t", "ResultCode": 0, "ResCode": 0, "Token": "t", "Success": True, "message": told,
            "data": {"code": 100, "card_pan": CARD, "card_hash": "h", "authority": "A1", "ref_id": 1, "status": told},
            "TransactionDetail": {"MaskedPan": CARD, "OrginalAmount": 150000, "RefNum": "5142510", "note": told},
            "Amount": 150000, "OrderId": 1001, "PrimaryAccNo": CARD, "CardHolderFullName": "نام کسی", "errors": [],
        },
        ensure_ascii=False,
    )  # fmt: skip
    for status, body in [
        (200, object_), (500, object_), (200, told), (200, f"<html>{told}</html>"),
        *((200, returned(each, told)) for each in METHODS),
        (200, json.dumps({"status": "verified", "amount": 1, "order": 1, "card": CARD, "error": told})),
    ]:  # fmt: skip
        bank.says(body, status=status)
        answer = asked(http, key, call, bank.url)
        if call == "request" and answer.go:
            assert all(secret not in str(answer.go.fields) for secret in SETTINGS[key].values())
        kept = Answer(answer.finding, answer.reason, code=answer.code, card=answer.card, exchange=answer.exchange)
        for secret in (CARD, PERSIAN_CARD, "6037-9912-3456-7893", "نام کسی", *SECRETS[:4]):
            assert secret not in str(kept)
            assert secret not in caplog.text
    for each in bank.told:
        assert each.path.count("?") == 0


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_nobody_there_and_nothing_raised(http: httpx.Client, key: str) -> None:
    for call in CALLS:
        answer = asked(http, key, call, "http://127.0.0.1:9")
        expected = {Finding.REFUSED} if call == "request" else {Finding.UNKNOWN, Finding.NOT_OFFERED}
        assert answer.finding in expected
        clean(answer)


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_a_terminal_without_settings(http: httpx.Client, bank: Listener, key: str) -> None:
    """Somebody emptied them while payments were under way."""
    bank.says("{}")
    bare = terminal(key, bank.url, **dict.fromkeys(SETTINGS[key], ""))
    for call in CALLS:
        answer = getattr(GATEWAYS[key], call)(http, bare, ORDER if call == "request" else PAYMENT)
        assert answer.finding in {Finding.REFUSED, Finding.UNKNOWN, Finding.NOT_OFFERED}


FIELDS = {
    "sep": ("State", "Status", "RefNum", "ResNum", "Token", "Amount", "RRN", "TraceNo", "SecurePan"),
    "mellat": ("RefId", "ResCode", "SaleOrderId", "SaleReferenceId", "FinalAmount", "CardHolderPan"),
    "sadad": ("OrderId", "Token", "ResCode", "SwitchResCode", "PrimaryAccNo"),
    "zarinpal": ("Authority", "Status"),
    "demo": ("order", "token", "status", "reference"),
}
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["0", "2", "OK", "paid", "-1", "17", "9" * 19, "9" * 5000, "\x00", "۱۰۰۱", CARD]),
)


@pytest.mark.parametrize("key", list(GATEWAYS))
@given(st.data())
def test_hostile_browsers(key: str, data: st.DataObject) -> None:
    named = st.sampled_from([*FIELDS[key], *(each.upper() for each in FIELDS[key]), "unknown", "\x00", ""])
    fields = data.draw(st.dictionaries(named, VALUES, max_size=12))
    read = GATEWAYS[key].read_return(fields)
    assert isinstance(read, Returned)
    for text in (read.token, read.receipt_ref, read.rrn, read.trace, read.card, read.code):
        assert len(text) <= 100
        assert text.isprintable()
    assert read.card != CARD
    for number in (read.order_no, read.amount):
        assert number is None or 0 <= number < 2**63


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_a_browser_that_brings_nothing(key: str) -> None:
    assert GATEWAYS[key].read_return({}) == Returned(Said.UNCLEAR)
    assert GATEWAYS[key].read_return({"unknown": "1"}) == Returned(Said.UNCLEAR)
    lists = {name: ["0", "1"] for name in FIELDS[key]}
    assert GATEWAYS[key].read_return(lists) == Returned(Said.UNCLEAR)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_what_stands_twice_says_nothing(key: str) -> None:
    for said in ("0", "2", "paid"):
        doubled = {**dict.fromkeys(FIELDS[key], said), **{name.upper(): "7" for name in FIELDS[key]}}
        read = GATEWAYS[key].read_return({**doubled, **{name.lower(): "8" for name in FIELDS[key]}})
        assert (read.said, read.token, read.receipt_ref, read.order_no) == (Said.UNCLEAR, "", "", None)

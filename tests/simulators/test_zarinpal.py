"""Zarinpal: the amount it compares, the two currencies, inquiring and reversing."""

from __future__ import annotations

import pytest

from tests.simulators.conftest import BACK

WHO = {"merchant_id": "11111111-2222-3333-4444-555555555555"}
OTHER = {"merchant_id": "66666666-7777-8888-9999-000000000000"}
ORDER = {**WHO, "amount": 150_000, "currency": "IRR", "description": "شهریه", "callback_url": BACK,
         "metadata": {"mobile": "09123456789", "order_id": "1001"}}  # fmt: skip
IBAN = "IR060190000000000000000002"


def call(caller, name, **given):
    return caller.post(f"/pg/v4/payment/{name}.json", **given)


def code(answer):
    return answer["errors"]["code"] if answer["errors"] else answer["data"]["code"]


@pytest.fixture
def token(caller):
    return call(caller, "request", **ORDER)["data"]["authority"]


def status(caller, token):
    return call(caller, "inquiry", **WHO, authority=token)["data"]["status"]


def test_from_request_to_verified_and_again(caller, token):
    assert len(token) == 36
    assert token.startswith("A000")
    assert status(caller, token) == "PENDING"
    assert caller.http.get(f"/pg/StartPay/{token}").status_code == 200
    assert status(caller, token) == "IN_BANK"
    assert code(call(caller, "verify", **WHO, authority=token, amount=150_000)) == -51
    back = caller.control("pay", token=token)["callback"]
    assert back == {"method": "GET", "url": BACK, "fields": {"Authority": token, "Status": "OK"}}
    assert status(caller, token) == "PAID"
    first = call(caller, "verify", **WHO, authority=token, amount=150_000)
    assert first["errors"] == []
    assert set(first["data"]) == {"code", "message", "ref_id", "card_pan", "card_hash", "fee", "fee_type"}
    assert (first["data"]["code"], str(first["data"]["ref_id"])) == (100, caller.order(token)["reference"])
    again = call(caller, "verify", **WHO, authority=token, amount=150_000)
    assert (again["data"]["code"], again["data"]["ref_id"]) == (101, first["data"]["ref_id"])
    assert status(caller, token) == "VERIFIED"
    assert caller.refused("zarinpal") == []


def test_an_error_has_no_data(caller):
    answer = call(caller, "request", **{**ORDER, "amount": 1})
    assert answer["data"] == []
    assert answer["errors"]["code"] == -9


@pytest.mark.parametrize(("change", "expected"), [
    ({"merchant_id": "short"}, -9),
    ({"merchant_id": "11111111-2222-3333-4444-555555555556"}, -10),
    ({"amount": "150000"}, -9),
    ({"amount": 999}, -9),
    ({"currency": "USD"}, -9),
    ({"description": ""}, -9),
    ({"description": "x" * 501}, -9),
    ({"callback_url": "nowhere"}, -9),
    ({"metadata": {"colour": "red"}}, -9),
    ({"order_id": "7"}, -9),
    ({"wages": [{"iban": "IR1", "amount": 1, "description": "x"}]}, -31),
    ({"wages": [{"iban": IBAN, "amount": 150_001, "description": "x"}]}, -32),
    ({"wages": [{"iban": IBAN, "amount": 1, "description": "x"}] * 6}, -35),
    ({"wages": [{"iban": IBAN, "amount": 1, "description": "x"}], **OTHER}, -30),
])  # fmt: skip
def test_what_is_refused(caller, change, expected):
    assert code(call(caller, "request", **{**ORDER, **change})) == expected


def test_tomans_are_ten_rials_and_are_verified_as_tomans(caller):
    token = call(caller, "request", **{**ORDER, "amount": 15_000, "currency": "IRT"})["data"]["authority"]
    caller.control("pay", token=token)
    assert caller.order(token)["amount"] == 150_000
    assert code(call(caller, "verify", **WHO, authority=token, amount=150_000)) == -50
    assert code(call(caller, "verify", **WHO, authority=token, amount=15_000)) == 100


def test_verifying_compares_amount_merchant_and_authority(caller, token):
    caller.control("pay", token=token)
    assert code(call(caller, "verify", **WHO, authority=token, amount=149_999)) == -50
    assert code(call(caller, "verify", **OTHER, authority=token, amount=150_000)) == -53
    assert code(call(caller, "verify", **WHO, authority="A" * 36, amount=150_000)) == -54
    assert caller.order(token)["state"] == "paid"


@pytest.mark.parametrize("deed", ["cancel", "wrong_pin"])
def test_a_payer_who_does_not_pay(caller, token, deed):
    assert caller.control(deed, token=token)["callback"]["fields"]["Status"] == "NOK"
    assert status(caller, token) == "FAILED"
    assert code(call(caller, "verify", **WHO, authority=token, amount=150_000)) == -51


def test_paid_and_unverified_are_listed(caller, token):
    assert call(caller, "unVerified", **WHO)["data"]["authorities"] == []
    caller.control("close", token=token)
    (found,) = call(caller, "unVerified", **WHO)["data"]["authorities"]
    assert (found["authority"], found["amount"], found["callback_url"]) == (token, 150_000, BACK)
    assert call(caller, "unVerified", **OTHER)["data"]["authorities"] == []
    call(caller, "verify", **WHO, authority=token, amount=150_000)
    assert call(caller, "unVerified", **WHO)["data"]["authorities"] == []


def test_reversing(caller, token):
    assert code(call(caller, "reverse", **WHO, authority=token)) == -61
    caller.control("pay", token=token)
    call(caller, "verify", **WHO, authority=token, amount=150_000)
    assert code(call(caller, "reverse", **WHO, authority=token)) == 100
    assert code(call(caller, "reverse", **WHO, authority=token)) == -63
    assert status(caller, token) == "REVERSED"
    assert code(call(caller, "verify", **WHO, authority=token, amount=150_000)) == -51


def test_reversing_has_an_end(caller, token):
    caller.control("pay", token=token)
    call(caller, "verify", **WHO, authority=token, amount=150_000)
    caller.control("clock", token=token, seconds=31 * 60)
    assert code(call(caller, "reverse", **WHO, authority=token)) == -60
    assert status(caller, token) == "VERIFIED"


def test_what_nobody_verifies_goes_back(caller, token):
    caller.control("late", token=token)
    assert status(caller, token) == "REVERSED"


def test_domains_and_merchants_off(caller):
    number = WHO["merchant_id"]
    caller.control("terminals", bank="zarinpal", terminal=number, hosts=["other.example"])
    assert code(call(caller, "request", **ORDER)) == -14
    caller.control("terminals", bank="zarinpal", terminal=number, on=False)
    assert code(call(caller, "request", **ORDER)) == -11
    caller.control("terminals", bank="zarinpal", terminal=number, ip_known=False)
    assert code(call(caller, "request", **ORDER)) == -10


def test_the_browser_is_redirected(caller, token):
    answer = caller.http.post(f"/payer/zarinpal/{token}", data={"deed": "pay"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BACK}?Authority={token}&Status=OK")

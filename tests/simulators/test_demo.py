"""The demo bank: every answer it can give, and every refusal."""

from __future__ import annotations

import pytest

from tests.simulators.conftest import BACK

WHO = {"terminal": "demo", "key": "demo"}
ORDER = {**WHO, "order": 1001, "amount": 150_000, "return_url": BACK}


@pytest.fixture
def token(caller):
    return caller.post("/demo/api/request", **ORDER)["token"]


def test_from_request_to_verified_and_again(caller, token):
    assert caller.post("/demo/api/verify", **WHO, token=token)["status"] == "pending"
    back = caller.control("pay", token=token)["callback"]
    order = caller.order(token)
    assert back == {"method": "POST", "url": BACK, "fields": {
        "order": "1001", "token": token, "status": "paid", "reference": order["reference"]}}  # fmt: skip
    assert caller.post("/demo/api/inquire", **WHO, token=token)["status"] == "paid"
    first = caller.post("/demo/api/verify", **WHO, token=token)
    assert first == {
        "status": "verified", "amount": 150_000, "order": 1001, "reference": order["reference"], "rrn": order["rrn"],
        "trace": order["trace"], "card": "603799******2149",
    }  # fmt: skip
    assert caller.post("/demo/api/verify", **WHO, token=token) == {**first, "status": "already"}
    assert caller.post("/demo/api/inquire", **WHO, token=token) == first
    assert caller.post("/demo/api/reverse", **WHO, token=token)["status"] == "reversed"
    assert caller.post("/demo/api/verify", **WHO, token=token)["status"] == "reversed"
    assert caller.refused("demo") == []


@pytest.mark.parametrize(("deed", "said"), [("cancel", "cancelled"), ("wrong_pin", "failed")])
def test_a_payer_who_does_not_pay(caller, token, deed, said):
    assert caller.control(deed, token=token)["callback"]["fields"]["status"] == said
    assert caller.order(token)["state"] == said
    assert caller.post("/demo/api/verify", **WHO, token=token)["status"] == "not_paid"


@pytest.mark.parametrize(("change", "code"), [
    ({"key": "wrong"}, "credentials"),
    ({"terminal": "nobody"}, "credentials"),
    ({"amount": 999}, "amount"),
    ({"amount": 1500.5}, "amount"),
    ({"order": 0}, "request"),
    ({"order": "۱۰۰۱"}, "request"),
    ({"return_url": "/relative"}, "request"),
    ({"colour": "red"}, "request"),
    ({"key": ""}, "request"),
])  # fmt: skip
def test_what_is_refused(caller, change, code):
    assert caller.post("/demo/api/request", **{**ORDER, **change}) == {"status": "error", "code": code}
    assert len(caller.refused("demo")) == (code == "request")


def test_an_order_number_is_used_once_per_terminal(caller, token):
    assert caller.post("/demo/api/request", **ORDER)["code"] == "duplicate"
    assert caller.post("/demo/api/request", **{**ORDER, "terminal": "second", "key": "two"})["status"] == "ok"


def test_a_token_belongs_to_its_terminal(caller, token):
    other = {"terminal": "second", "key": "two"}
    for call in ("verify", "inquire", "reverse"):
        assert caller.post(f"/demo/api/{call}", **other, token=token)["code"] == "not_found"
        assert caller.post(f"/demo/api/{call}", **WHO, token="x")["code"] == "not_found"


def test_what_nobody_verifies_goes_back(caller, token):
    caller.control("pay", token=token)
    caller.control("clock", bank="demo", seconds=15 * 60 - 30)
    assert caller.order(token)["state"] == "paid"
    caller.control("clock", bank="demo", seconds=60)
    assert caller.order(token)["state"] == "reversed"
    assert caller.post("/demo/api/verify", **WHO, token=token)["status"] == "reversed"


def test_an_order_nobody_pays_ends(caller, token):
    caller.control("clock", seconds=15 * 60 + 1)
    assert caller.post("/demo/api/inquire", **WHO, token=token)["status"] == "not_paid"
    assert caller.http.post("/control/pay", json={"token": token}).status_code == 409


def test_reversing_has_an_end(caller, token):
    caller.control("pay", token=token)
    caller.post("/demo/api/verify", **WHO, token=token)
    caller.control("clock", token=token, seconds=3 * 3600 + 1)
    assert caller.post("/demo/api/reverse", **WHO, token=token)["code"] == "too_late"
    assert caller.order(token)["state"] == "verified"


def test_terminals_off_unknown_addresses_and_foreign_hosts(caller):
    caller.control("terminals", bank="demo", terminal="demo", hosts=["other.example"])
    assert caller.post("/demo/api/request", **ORDER)["code"] == "address"
    caller.control("terminals", bank="demo", terminal="demo", hosts=["iums.localhost"], on=False)
    assert caller.post("/demo/api/request", **ORDER)["code"] == "terminal"
    caller.control("terminals", bank="demo", terminal="demo", on=True, ip_known=False)
    assert caller.post("/demo/api/request", **ORDER)["code"] == "address"
    caller.control("terminals", bank="demo", terminal="demo", ip_known=True)
    assert caller.post("/demo/api/request", **ORDER)["status"] == "ok"

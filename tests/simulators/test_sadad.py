"""Sadad: signatures, the clock, identifiers, splits and the four answers of verifying."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulators.banks.sadad import KEY
from simulators.banks.signing import sign
from tests.simulators.conftest import BACK

PLAIN = "/api/v0/Request/PaymentRequest"
ONE = "/api/v0/PaymentByIdentity/PaymentRequest"
MANY = "/VPG/api/v0/PaymentByMultiIdentityRequest"
VERIFY = "/api/v0/Advice/Verify"
IBAN, OTHER = "IR100100000000000000000001", "IR060190000000000000000002"


def now(seconds=0):
    tehran = datetime.now(UTC) + timedelta(hours=3.5, seconds=seconds)
    return tehran.strftime("%m/%d/%Y %I:%M:%S %p")


def ask(caller, path=PLAIN, **change):
    given = {"MerchantId": "000000140212149", "TerminalId": "24000615", "Amount": 150_000, "OrderId": 1001,
             "LocalDateTime": now(), "ReturnUrl": BACK, **change}  # fmt: skip
    given.setdefault("SignData", sign(f"{given['TerminalId']};{given['OrderId']};{given['Amount']}", KEY))
    return caller.post(path, **given)


@pytest.fixture
def token(caller):
    return ask(caller)["Token"]


def verify(caller, token, signed=None):
    return caller.post(VERIFY, Token=token, SignData=signed or sign(token, KEY))


@pytest.mark.parametrize(("text", "signed"), [
    ("24000615;1001;150000", "n8Uy5Ov7U2hdjrWJpXvyybdA0icydiVN"),
    ("0001A2B3C4", "1dixEPu3pzIhE8PC9OmOWQ=="),
])  # fmt: skip
def test_signatures_are_the_documents(text, signed):
    assert sign(text, KEY) == signed


def test_from_token_to_verified_and_again(caller, token):
    assert verify(caller, token)["ResCode"] == -1
    assert caller.http.get("/Purchase", params={"Token": token}).status_code == 200
    back = caller.control("pay", token=token)["callback"]
    assert (back["method"], back["url"]) == ("POST", BACK)
    assert list(back["fields"]) == [
        "OrderId", "Token", "ResCode", "SwitchResCode", "PrimaryAccNo", "HashedCardNo", "CardHolderFullName",
    ]  # fmt: skip
    assert (back["fields"]["OrderId"], back["fields"]["ResCode"]) == ("1001", "0")
    first, order = verify(caller, token), caller.order(token)
    assert set(first) == {
        "ResCode", "Amount", "Description", "RetrivalRefNo", "SystemTraceNo", "OrderId", "TransactionDate",
        "CardHolderFullName",
    }  # fmt: skip
    assert (first["ResCode"], first["Amount"], first["OrderId"]) == (0, 150_000, 1001)
    assert (first["RetrivalRefNo"], first["SystemTraceNo"]) == (order["rrn"], order["trace"])
    again = verify(caller, token)
    assert (again["ResCode"], again["Amount"], again["OrderId"]) == (100, 150_000, 1001)
    assert caller.refused("sadad") == []


def test_a_payment_is_found_though_the_browser_never_came_back(caller, token):
    assert caller.control("close", token=token)["callback"] is None
    assert verify(caller, token)["ResCode"] == 0


@pytest.mark.parametrize(("change", "code"), [
    ({"SignData": "n8Uy5Ov7U2hdjrWJpXvyybdA0icydiVN", "Amount": 150_001}, 1025),
    ({"SignData": "نه"}, 1025),
    ({"TerminalId": "1"}, 1028),
    ({"MerchantId": "140212149"}, 1027),
    ({"Amount": 999}, 1017),
    ({"Amount": "150000"}, 1001),
    ({"OrderId": "1001"}, 1001),
    ({"LocalDateTime": "2026-11-26 10:00:00"}, 1001),
    ({"LocalDateTime": now(-6000)}, 1024),
    ({"LocalDateTime": now(6000)}, 1024),
    ({"ReturnUrl": "nowhere"}, 1001),
    ({"Colour": "red"}, 1001),
    ({"MultiplexingData": {"Type": "Amount", "MultiplexingRows": [{"IbanNumber": IBAN, "Value": 150_000}]}}, 1104),
    ({"TerminalId": "24000616"}, 1104),
])  # fmt: skip
def test_what_is_refused(caller, change, code):
    said = ask(caller, **change)
    assert (said["ResCode"], said["Token"]) == (code, None)


def test_an_order_number_is_used_once(caller, token):
    assert ask(caller)["ResCode"] == 1011


@pytest.mark.parametrize(("kind", "values", "code"), [
    ("Percentage", (85, 15), 0),
    ("Amount", (100_000, 50_000), 0),
    ("Percentage", (85, 14), 1104),
    ("Amount", (100_000, 49_999), 1104),
    ("Share", (100_000, 50_000), 1104),
])  # fmt: skip
def test_a_split_sums_up(caller, kind, values, code):
    rows = [{"IbanNumber": iban, "Value": value} for iban, value in zip((1, OTHER), values, strict=True)]
    said = ask(caller, TerminalId="24000616", MultiplexingData={"Type": kind, "MultiplexingRows": rows})
    assert said["ResCode"] == code


def test_one_identifier(caller):
    token = ask(caller, ONE, PaymentIdentity="3" * 30)["Token"]
    assert caller.order(token)["identifier"] == "3" * 30
    for wrong in ("3" * 31, "12A", "۱۲"):
        assert ask(caller, ONE, PaymentIdentity=wrong, OrderId=2)["ResCode"] == 1040
    assert ask(caller, ONE, PaymentIdentity="3", TerminalId="24000616", OrderId=2)["ResCode"] == 1040
    assert ask(caller, ONE, OrderId=2)["ResCode"] == 1001


def test_several_identifiers(caller):
    def rows(*amounts, identity="12"):
        return {"MultiIdentityRows": [{"IbanNumber": IBAN, "Amount": a, "PaymentIdentity": identity} for a in amounts]}

    token = ask(caller, MANY, MultiIdentityData=rows(100_000, 50_000))["Token"]
    assert [row["amount"] for row in caller.order(token)["rows"]] == [100_000, 50_000]
    assert ask(caller, MANY, MultiIdentityData=rows(100_000, 49_999), OrderId=2)["ResCode"] == 1104
    assert ask(caller, MANY, MultiIdentityData=rows(150_000, identity="x"), OrderId=2)["ResCode"] == 1040


def test_verifying_wants_its_own_signature(caller, token):
    caller.control("pay", token=token)
    assert verify(caller, token, sign("other", KEY))["ResCode"] == -1
    assert verify(caller, "x")["ResCode"] == -1
    assert caller.order(token)["state"] == "paid"


@pytest.mark.parametrize("deed", ["cancel", "wrong_pin"])
def test_a_payer_who_does_not_pay(caller, token, deed):
    assert caller.control(deed, token=token)["callback"]["fields"]["ResCode"] == "-1"
    assert verify(caller, token)["ResCode"] == -1


def test_after_a_quarter_of_an_hour_it_is_over(caller, token):
    caller.control("late", token=token)
    assert verify(caller, token)["ResCode"] == 101
    assert caller.order(token)["state"] == "reversed"


def test_the_banks_wall_clock_may_be_off(caller):
    caller.control("clock", bank="sadad", wall=600)
    assert ask(caller)["ResCode"] == 1024
    assert ask(caller, LocalDateTime=now(600))["ResCode"] == 0


def test_addresses_domains_and_terminals_off(caller, token):
    caller.control("terminals", bank="sadad", terminal="24000615", hosts=["other.example"])
    assert ask(caller, OrderId=2)["ResCode"] == 1030
    caller.control("terminals", bank="sadad", terminal="24000615", ip_known=False)
    assert ask(caller, OrderId=2)["ResCode"] == 1003
    caller.control("terminals", bank="sadad", terminal="24000615", on=False)
    assert ask(caller, OrderId=2)["ResCode"] == 1020
    assert caller.http.get("/Purchase", params={"Token": token}).status_code == 403

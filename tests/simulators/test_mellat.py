"""Mellat: the envelope, the numbers that bind an order, and its table of codes."""

from __future__ import annotations

import re

import pytest

from tests.simulators.conftest import BACK

URL = "/pgwchannel/services/pgw"
WHO = {"terminalId": "1234567", "userName": "demo", "userPassword": "demo"}
ORDER = {
    **WHO, "orderId": "1001", "amount": "150000", "localDate": "20261126", "localTime": "101530",
    "additionalData": "", "callBackUrl": BACK, "payerId": "0",
}  # fmt: skip
SAMPLE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:int="http://interfaces.core.sw.bps.com/"><soapenv:Header/><soapenv:Body><int:{call}>{inner}</int:{call}>'
    "</soapenv:Body></soapenv:Envelope>"
)


def envelope(call, given):
    return SAMPLE.format(call=call, inner="".join(f"<{name}>{value}</{name}>" for name, value in given.items()))


def send(caller, body, kind="text/xml; charset=utf-8"):
    return caller.http.post(URL, content=body.encode(), headers={"Content-Type": kind, "SOAPAction": '""'})


def ask(caller, call="bpPayRequest", given=ORDER, **change):
    answer = send(caller, envelope(call, {**given, **change}))
    assert answer.status_code == 200, answer.text
    assert f"{call}Response" in answer.text
    return re.search("<return>(.*)</return>", answer.text)[1]


@pytest.fixture
def token(caller):
    return ask(caller).split(",")[1]


def sale(fields, **change):
    return {**WHO, "orderId": fields["SaleOrderId"], "saleOrderId": fields["SaleOrderId"],
            "saleReferenceId": fields["SaleReferenceId"], **change}  # fmt: skip


@pytest.fixture
def fields(caller, token):
    return caller.control("pay", token=token)["callback"]["fields"]


def call(caller, operation, fields, **change):
    return ask(caller, f"bp{operation}Request", sale(fields, **change))


def test_from_request_to_settled(caller, token, fields):
    assert re.fullmatch("[A-Za-z0-9]{20}", token)
    order = caller.order(token)
    assert fields == {
        "RefId": token, "ResCode": "0", "SaleOrderId": "1001", "SaleReferenceId": order["reference"],
        "CardHolderPan": "603799******2149", "CreditCardSaleResponseDetail": "", "FinalAmount": "150000",
    }  # fmt: skip
    assert [call(caller, "Settle", fields), call(caller, "Inquiry", fields)] == ["44", "44"]
    assert [call(caller, "Verify", fields) for _ in range(2)] == ["0", "43"]
    assert call(caller, "Inquiry", fields) == "0"
    assert [call(caller, "Settle", fields) for _ in range(2)] == ["0", "45"]
    assert call(caller, "Verify", fields) == "43"
    assert call(caller, "Reversal", fields) == "45"
    assert caller.order(token)["state"] == "settled"
    assert caller.refused("mellat") == []


def test_verifying_and_settling_in_one(caller, token, fields):
    assert [call(caller, "VerifySettle", fields) for _ in range(2)] == ["0", "45"]
    assert caller.order(token)["state"] == "settled"


@pytest.mark.parametrize(("change", "code"), [
    ({"terminalId": "7"}, "21"),
    ({"userPassword": "x"}, "24"),
    ({"amount": "0"}, "25"),
    ({"amount": "999"}, "25"),
    ({"amount": "1e6"}, "25"),
    ({"orderId": "abc"}, "32"),
    ({"orderId": str(2**63)}, "32"),
    ({"additionalData": "x" * 1001}, "32"),
    ({"mobileNo": "09123456789"}, "32"),
    ({"localDate": "20261301"}, "35"),
    ({"localTime": "1015"}, "35"),
    ({"payerId": "12a"}, "417"),
])  # fmt: skip
def test_what_is_refused(caller, change, code):
    assert ask(caller, **change) == code


def test_an_order_number_is_used_once(caller, token):
    assert ask(caller) == "41"


@pytest.mark.parametrize("body", [
    "no xml",
    "<a/>",
    envelope("bpPayRequest", {**ORDER, "colour": "red"}),
    envelope("bpPayRequest", {name: value for name, value in ORDER.items() if name != "payerId"}),
    envelope("bpSellRequest", ORDER),
    envelope("bpPayRequest", ORDER).replace("http://interfaces.core.sw.bps.com/", "http://example.com/"),
    envelope("bpPayRequest", ORDER).replace("<amount>", "<int:amount>").replace("</amount>", "</int:amount>"),
    envelope("bpPayRequest", ORDER).replace("<amount>", "<amount>1</amount><amount>"),
    '<!DOCTYPE a [<!ENTITY b "c">]>' + envelope("bpPayRequest", ORDER),
])  # fmt: skip
def test_what_is_no_call_gets_a_fault(caller, body):
    answer = send(caller, body)
    assert answer.status_code == 500
    assert "Fault>" in answer.text
    assert len(caller.refused("mellat")) == 1


def test_the_body_is_called_xml(caller):
    assert send(caller, envelope("bpPayRequest", ORDER), "application/json").status_code == 500


def test_the_payer_needs_a_referer(caller, token):
    here = {"Referer": "http://iums.localhost/"}
    for path in ("/pgwchannel/startpay.mellat", "/pgwchannel/enstartpay.mellat"):
        given = {"RefId": token, "MobileNo": "989123456789"}
        assert caller.http.post(path, data=given).status_code == 403
        assert caller.http.post(path, data=given, headers=here).status_code == 200
        assert caller.http.post(path, data={"RefId": token.swapcase()}, headers=here).status_code == 404


def test_a_cancelled_order_brings_no_sale_reference(caller, token):
    assert caller.control("cancel", token=token)["callback"]["fields"] == {
        "RefId": token, "ResCode": "17", "SaleOrderId": "1001"
    }  # fmt: skip


@pytest.mark.parametrize("operation", ["Verify", "Settle", "Inquiry", "Reversal"])
def test_every_number_must_be_of_that_order(caller, fields, operation):
    ask(caller, orderId="1002")
    assert call(caller, operation, fields, saleOrderId="1002") == "42"
    assert call(caller, operation, fields, saleReferenceId="123") == "42"
    assert call(caller, operation, fields, terminalId="1234568") == "42"
    assert call(caller, operation, fields, userName="x") == "24"


def test_after_twenty_minutes_it_went_back(caller, token):
    fields = caller.control("late", token=token)["callback"]["fields"]
    assert {call(caller, each, fields) for each in ("Verify", "Settle", "Inquiry", "Reversal")} == {"48"}
    assert caller.order(token)["state"] == "reversed"


def test_verified_money_that_is_never_settled_stays_so(caller, token, fields):
    call(caller, "Verify", fields)
    caller.control("clock", bank="mellat", seconds=5 * 24 * 3600)
    assert caller.order(token)["state"] == "verified"
    assert call(caller, "Reversal", fields) == "55"


def test_reversing_a_verified_sale(caller, token, fields):
    assert call(caller, "Reversal", fields) == "44"
    call(caller, "Verify", fields)
    assert [call(caller, "Reversal", fields) for _ in range(2)] == ["0", "48"]


def test_refunds_never_exceed_the_sale(caller, token, fields):
    assert call(caller, "Refund", fields, orderId="2001", refundAmount="1000") == "46"
    call(caller, "VerifySettle", fields)
    assert call(caller, "Refund", fields, orderId="2001", refundAmount="100000") == "0"
    assert call(caller, "Refund", fields, orderId="2001", refundAmount="1000") == "41"
    assert call(caller, "Refund", fields, orderId="1001", refundAmount="1000") == "41"
    assert call(caller, "Refund", fields, orderId="2002", refundAmount="50001") == "25"
    assert call(caller, "Refund", fields, orderId="2003", refundAmount="50000") == "0"
    assert call(caller, "Inquiry", fields, orderId="2003") == "0"
    assert call(caller, "Inquiry", fields, orderId="2004") == "54"
    assert ask(caller, orderId="2003") == "41"
    assert caller.order(token)["refunds"] == {"2001": 100_000, "2003": 50_000}


def test_a_split_of_triples(caller):
    cumulative = {name: value for name, value in ORDER.items() if name != "payerId"}

    def code(text, **change):
        return ask(caller, "bpCumulativeDynamicPayRequest", cumulative, additionalData=text, **change)

    assert code("1,100000,0;2,49999,12;") == "25"
    assert code("1,100000,0;2,50000") == "32"
    assert code("1,10000,0;" * 15) == "32"
    assert code("1,150000,0;", terminalId="1234568") == "21"
    token = code("1,100000,0;2,50000,12;").split(",")[1]
    assert caller.order(token)["rows"][1] == {"account": "2", "amount": 50_000, "identifier": "12"}
    assert ask(caller, "bpDynamicPayRequest", orderId="9", subServiceId="3").startswith("0,")


def test_domains_addresses_and_terminals_off(caller):
    caller.control("terminals", bank="mellat", terminal="1234567", hosts=["other.example"])
    assert ask(caller) == "62"
    caller.control("terminals", bank="mellat", terminal="1234567", ip_known=False)
    assert ask(caller) == "421"
    caller.control("terminals", bank="mellat", terminal="1234567", on=False)
    assert ask(caller) == "21"


def test_a_settlement_that_is_lost(caller, token, fields):
    call(caller, "Verify", fields)
    caller.fault("forget", bank="mellat", call="settle")
    assert call(caller, "Settle", fields) == "0"
    assert caller.order(token)["state"] == "verified"
    assert call(caller, "Settle", fields) == "0"
    assert caller.order(token)["state"] == "settled"


def test_a_code_of_the_banks_choice(caller):
    caller.fault("code", bank="mellat", call="request", code=34)
    assert ask(caller) == "34"
    assert ask(caller).startswith("0,")

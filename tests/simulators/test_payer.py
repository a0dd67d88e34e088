"""The payer's page of every bank, its buttons, and the ways back."""

from __future__ import annotations

import re
import threading
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest

from simulators.banks.pages import BANNER, DEEDS
from tests.simulators import test_demo, test_mellat, test_sadad, test_sep, test_zarinpal
from tests.simulators.conftest import BACK
from tests.simulators.merchant import Merchant

HERE = {"Referer": "http://iums.localhost/"}


def ordered(caller, bank, back=BACK):
    """A new order: its token and the request that opens the payer's page."""
    if bank == "demo":
        token = caller.post("/demo/api/request", **{**test_demo.ORDER, "return_url": back})["token"]
        return token, ("GET", f"/demo/pay?token={token}", None)
    if bank == "sep":
        token = test_sep.ask(caller, RedirectUrl=back, ResNum="1001")["token"]
        return token, ("POST", "/OnlinePG/OnlinePG", {"Token": token})
    if bank == "sadad":
        token = test_sadad.ask(caller, ReturnUrl=back)["Token"]
        return token, ("GET", f"/Purchase?Token={token}", None)
    if bank == "mellat":
        token = test_mellat.ask(caller, callBackUrl=back).split(",")[1]
        return token, ("POST", "/pgwchannel/startpay.mellat", {"RefId": token})
    token = test_zarinpal.call(caller, "request", **{**test_zarinpal.ORDER, "callback_url": back})["data"]["authority"]
    return token, ("GET", f"/pg/StartPay/{token}", None)


class Page(HTMLParser):
    """Forms of a page: action, hidden fields, buttons."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action, self.fields, self.deeds, self.tags = "", {}, [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "form":
            self.action = given["action"]
        if tag == "input":
            self.fields[given["name"]] = given["value"]
        if tag == "button" and "value" in given:
            self.deeds.append(given["value"])


BANKS = ("demo", "sep", "mellat", "sadad", "zarinpal")


@pytest.mark.parametrize("bank", BANKS)
def test_the_page_says_what_it_is_and_offers_every_deed(caller, bank):
    _, (method, path, data) = ordered(caller, bank)
    answer = caller.http.request(method, path, data=data, headers=HERE)
    page = Page(answer.text)
    assert answer.status_code == 200
    assert BANNER in answer.text
    assert '<html lang="fa" dir="rtl">' in answer.text
    assert "width=device-width" in answer.text
    assert "script" not in page.tags
    assert page.deeds == list(DEEDS)
    assert ("۱۲٬۰۰۰ ریال" if bank == "sep" else "۱۵۰٬۰۰۰ ریال") in answer.text
    assert "۱۰۰۱" in answer.text


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize(("deed", "state"), [
    ("pay", "paid"), ("cancel", "cancelled"), ("wrong_pin", "failed"), ("tampered", "paid"), ("late", "reversed"),
    ("twice", "paid"),
])  # fmt: skip
def test_what_the_browser_brings_is_what_control_says(caller, bank, deed, state):
    with Merchant() as merchant:
        token, _ = ordered(caller, bank, merchant.url)
        answer = caller.http.post(f"/payer/{bank}/{token}", data={"deed": deed})
        assert caller.order(token)["state"] == state
        if bank == "zarinpal":
            assert answer.status_code == 303
            brought = dict(httpx.URL(answer.headers["Location"]).params)
        else:
            page = Page(answer.text)
            assert "بازگشت به پذیرنده" in answer.text
            assert page.action == merchant.url
            brought = page.fields
        honest = caller.control("callback", token=token)["callback"]["fields"]
        if deed == "twice":
            assert merchant.arrived.acquire(timeout=30)
            assert {k: v for k, v in honest.items() if v} == merchant.returned[0][2]
    assert (brought != honest) is (deed == "tampered")
    assert set(brought) == set(honest)


@pytest.mark.parametrize("bank", BANKS)
def test_a_browser_that_never_returns(caller, bank):
    token, _ = ordered(caller, bank)
    answer = caller.http.post(f"/payer/{bank}/{token}", data={"deed": "close"})
    assert answer.status_code == 200
    assert BACK not in unescape(answer.text)
    assert caller.order(token)["state"] == "paid"


def test_a_return_that_is_dropped(caller):
    token, _ = ordered(caller, "sep")
    with pytest.raises(httpx.TransportError):
        caller.http.post(f"/payer/sep/{token}", data={"deed": "dropped"})
    assert caller.order(token)["state"] == "paid"


def test_an_order_is_finished_once(caller):
    token, _ = ordered(caller, "demo")
    assert caller.http.post(f"/payer/demo/{token}", data={"deed": "steal"}).status_code == 400
    assert caller.http.post(f"/payer/demo/{token}", data={"deed": "pay"}).status_code == 200
    assert caller.http.post(f"/payer/demo/{token}", data={"deed": "cancel"}).status_code == 410
    assert caller.http.get(f"/demo/pay?token={token}").status_code == 410
    assert caller.http.post("/control/cancel", json={"token": token}).status_code == 409
    assert caller.order(token)["state"] == "paid"


def test_of_many_payers_at_once_one_pays(caller):
    token, _ = ordered(caller, "sep")
    statuses: list[int] = []

    def press() -> None:
        statuses.append(caller.http.post(f"/payer/sep/{token}", data={"deed": "pay"}).status_code)

    threads = [threading.Thread(target=press) for _ in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted(statuses) == [200] + [410] * 7


@pytest.mark.parametrize("bank", ["sep", "zarinpal"])
def test_control_brings_it_together_as_often_as_asked(caller, bank):
    with Merchant() as merchant:
        merchant.together = threading.Barrier(3)
        token, _ = ordered(caller, bank, merchant.url)
        answer = caller.control("pay", token=token, deliver=3)
        assert answer["delivered"] == [204, 204, 204]
        fields = {name: value for name, value in answer["callback"]["fields"].items() if value}
        method = "GET" if bank == "zarinpal" else "POST"
        host = re.sub(r"http://(.*)/pay/.*", r"\1", merchant.url)
        assert merchant.returned == [(method, host, fields)] * 3


def test_twice_by_control_is_two_at_once(caller):
    with Merchant() as merchant:
        merchant.together = threading.Barrier(2)
        token, _ = ordered(caller, "mellat", merchant.url)
        assert caller.control("twice", token=token)["delivered"] == [204, 204]


def test_nobody_at_home_is_no_failure_of_the_bank(caller):
    token, _ = ordered(caller, "demo", "http://127.0.0.1:9/")
    assert caller.control("pay", token=token, deliver=1)["delivered"] == [0]


def test_fields_of_the_return_as_wished(caller):
    token, _ = ordered(caller, "sadad")
    wished = {"OrderId": None, "orderid": "1001", "Token": "forged"}
    fields = caller.control("pay", token=token, fields=wished)["callback"]["fields"]
    assert (fields["orderid"], fields["Token"]) == ("1001", "forged")
    assert "OrderId" not in fields
    caller.fault("tamper", bank="sadad", call="callback", fields={"ResCode": "-1"})
    assert caller.control("callback", token=token)["callback"]["fields"]["ResCode"] == "-1"
    assert caller.control("callback", token=token)["callback"]["fields"]["ResCode"] == "0"

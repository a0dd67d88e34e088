"""The simulated banks beside the running house, met with a browser."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from simulators.banks.pages import BANNER
from tests.e2e.looks import look
from tests.simulators.merchant import Merchant

pytestmark = pytest.mark.browser


def test_a_payer_pays_on_a_phone_and_goes_back(house, visitors):
    with Merchant() as merchant, httpx.Client(base_url=house.banks, trust_env=False, timeout=20) as http:
        order = {"action": "token", "TerminalId": "134795", "Amount": 2_500_000, "ResNum": "7"}
        token = http.post("/onlinepg/onlinepg", json={**order, "RedirectUrl": merchant.url}).json()["token"]
        page = visitors.page("iums", width=320)
        page.goto(f"{house.banks}/OnlinePG/SendToken?token={token}", referer="http://iums.localhost/")
        expect(page.get_by_text(BANNER)).to_be_visible()
        expect(page.get_by_text("۲٬۵۰۰٬۰۰۰ ریال")).to_be_visible()
        look(page, "bank-320")
        page.get_by_role("button", name="پرداخت", exact=True).click()
        look(page, "bank-paid-320")
        page.get_by_role("button", name="بازگشت به پذیرنده").click()
        assert merchant.arrived.acquire(timeout=30)
        ((method, _, fields),) = merchant.returned
        assert (method, fields["Token"], fields["Status"]) == ("POST", token, "2")
        (found,) = http.get("/control/orders", params={"token": token}).json()["orders"]
        assert (found["state"], found["amount"]) == ("paid", 2_500_000)

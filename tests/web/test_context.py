"""What stands around every page."""

from __future__ import annotations

import re

import pytest

from tests.web.desk.conftest import Desk


def header(browser: Desk) -> str:
    found = re.search(r"<header>.*?</header>", browser.html, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("address", ["/account/", "/account/absence/", "/help/", "/notifications/"])
def test_staff_have_a_way_back_to_their_work_on_every_page(iums, address):
    browser = Desk(iums, "edu.lead")
    assert browser.get(address) == 200
    assert '<a href="/desk/"' in header(browser)


def test_students_have_no_way_to_a_desk(iums):
    browser = Desk(iums, "981020304")
    assert browser.get("/account/") == 200
    assert "/desk/" not in header(browser)

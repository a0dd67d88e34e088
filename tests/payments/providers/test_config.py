"""What of a terminal or a split cannot work is seen here, before a bank sees it."""

from __future__ import annotations

import httpx
import pytest

from pishkhan.kernel import digits
from pishkhan.payments.providers.protocol import Finding, Order, Reason, Share, Trouble
from pishkhan.payments.providers.table import DEMO_ONLY, GATEWAYS
from tests.payments.providers.cases import (
    COLLEGE,
    IDENTIFIER,
    LIBRARY,
    PLAIN_SHARES,
    SETTINGS,
    SHARES,
    TREASURY,
    Listener,
    order,
    terminal,
)

WRONG_IBAN = f"IR{(int(COLLEGE[2:4]) + 1) % 97:02d}{COLLEGE[4:]}"
BASE = "http://127.0.0.1:9"


def troubles(gateway: str, shares: tuple[Share, ...] = (), /, **settings: str) -> list[tuple[str, str]]:
    found = GATEWAYS[gateway].check_config(terminal(gateway, BASE, **settings), shares)
    return [(each.field, each.code) for each in found]


def test_the_table() -> None:
    assert list(GATEWAYS) == ["sep", "mellat", "sadad", "zarinpal", "demo"]
    assert {"demo"} == DEMO_ONLY
    for gateway in GATEWAYS.values():
        assert gateway.fa
        assert gateway.en
        assert all(each.fa and each.en for each in gateway.settings)


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_good_settings(key: str) -> None:
    assert troubles(key) == []


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, given in SETTINGS.items() for name in given])
def test_a_setting_is_missing_or_wrong(key: str, name: str) -> None:
    assert troubles(key, **{name: " "}) == [(name, "setting_missing")]
    assert troubles(key, **{name: "نه این"}) == [(name, "setting_wrong")]
    assert troubles(key, **{name: f"{SETTINGS[key][name]}\n{'9' * 200}"}) == [(name, "setting_wrong")]


def test_persian_digits_in_settings() -> None:
    assert troubles("sep", terminal="۱۳۴۷۹۵", kind="split", iban=digits.to_persian(COLLEGE[2:])) == []


@pytest.mark.parametrize(
    ("key", "settings", "found"),
    [
        ("sep", {"kind": "other"}, [("kind", "setting_wrong"), ("iban", "shares_none")]),
        ("sep", {"kind": "split"}, [("iban", "shares_none")]),
        ("sep", {"kind": "government"}, [("iban", "shares_none")]),
        ("sep", {"kind": "split", "iban": WRONG_IBAN}, [("iban", "iban_wrong")]),
        ("sep", {"discount": "maybe"}, [("discount", "setting_wrong")]),
        ("sadad", {"kind": "split"}, [("iban", "shares_none")]),
        ("sadad", {"kind": "split", "iban": COLLEGE}, []),
        ("sadad", {"kind": "identified"}, []),
        ("sadad", {"key": "AQIDBAUGBwgJCgsMDQ4PEA=="}, []),
        ("sadad", {"key": "AQIDBAUGBwg="}, [("key", "setting_wrong")]),
        ("mellat", {"kind": "split"}, [("accounts", "shares_none")]),
        ("mellat", {"kind": "split", "accounts": f"{COLLEGE}=7"}, []),
        ("mellat", {"kind": "split", "accounts": f"{WRONG_IBAN}=7"}, [("accounts", "iban_wrong")]),
        ("mellat", {"accounts": "7=IR"}, [("accounts", "setting_wrong")]),
        ("zarinpal", {"iban": WRONG_IBAN}, [("iban", "iban_wrong")]),
    ],
)
def test_settings_that_do_not_go_together(key: str, settings: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert troubles(key, **settings) == found


def test_the_demo_bank_needs_an_address() -> None:
    assert GATEWAYS["demo"].check_config(terminal("demo")) == [Trouble("base", "base_missing")]


SPLIT = {
    "sep": {"kind": "split"},
    "mellat": {"kind": "split", "accounts": f"{TREASURY}=1,{COLLEGE}=2\n{LIBRARY}=3"},
    "sadad": {"kind": "split"},
    "zarinpal": {},
    "demo": {},
}


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_rows(key: str) -> None:
    first, second = PLAIN_SHARES
    assert troubles(key, PLAIN_SHARES, **SPLIT[key]) == []
    wrong = Share(WRONG_IBAN, 0, "12x")
    codes = troubles(key, (first, wrong), **SPLIT[key])
    assert {("shares.1.iban", "iban_wrong"), ("shares.1.amount", "share_amount")} <= set(codes)
    assert ("shares.1.identifier", "identifier_wrong") in codes
    long = Share(COLLEGE, 1, "1" * 31)
    assert ("shares.0.identifier", "identifier_wrong") in troubles(key, (long,), **SPLIT[key])
    late = Share(TREASURY, 5, government=True)
    assert ("shares.0.government", "government_first") in troubles(key, (second, late), **SPLIT[key])


@pytest.mark.parametrize(("key", "most"), [("sep", 9), ("mellat", 10), ("sadad", 10), ("zarinpal", 5), ("demo", 10)])
def test_how_many_rows(key: str, most: int) -> None:
    row = Share(COLLEGE, 10_000)
    assert troubles(key, (row,) * most, **SPLIT[key]) == []
    assert troubles(key, (row,) * (most + 1), **SPLIT[key]) == [("shares", "shares_many")]


def test_rows_that_do_not_fit_the_terminal() -> None:
    assert troubles("sep", PLAIN_SHARES) == [("shares", "shares_refused")]
    assert troubles("mellat", PLAIN_SHARES) == [("shares", "shares_refused")]
    assert troubles("sadad", PLAIN_SHARES) == [("shares", "shares_refused")]
    lost = [("shares", "shares_refused"), ("shares.0.identifier", "identifier_refused")]
    assert troubles("sep", SHARES) == lost
    assert troubles("sadad", SHARES) == lost
    assert troubles("sep", SHARES, kind="split") == [("shares.0.identifier", "identifier_refused")]
    assert troubles("sep", PLAIN_SHARES, kind="government") == [("shares.0.government", "government_first")]
    assert troubles("sep", SHARES, kind="government") == []
    assert troubles("sadad", SHARES, kind="split") == [("shares.0.identifier", "identifier_refused")]
    assert troubles("sadad", SHARES, kind="identified") == [("shares.1.identifier", "identifier_missing")]
    assert troubles("zarinpal", SHARES) == [("shares.0.identifier", "identifier_refused")]
    one = {"kind": "split", "accounts": f"{COLLEGE}=2"}
    assert troubles("mellat", PLAIN_SHARES, **one) == [("shares.1.iban", "account_unknown")]


@pytest.mark.parametrize(
    ("key", "settings", "asked", "reason"),
    [
        ("sep", {}, order(amount=0), Reason.AMOUNT),
        ("sep", {}, order(amount=-5), Reason.AMOUNT),
        ("sep", {}, order(amount=10**16), Reason.AMOUNT),
        ("sep", {"terminal": ""}, order(), Reason.CREDENTIALS),
        ("sep", {}, order(identifier=IDENTIFIER), Reason.IDENTIFIER),
        ("sep", {"kind": "split"}, order(shares=PLAIN_SHARES, amount=150_001), Reason.SHARES),
        ("sep", {"kind": "split"}, order(), Reason.CREDENTIALS),
        ("sep", {"kind": "split", "iban": COLLEGE}, order(identifier=IDENTIFIER), Reason.IDENTIFIER),
        ("sep", {"kind": "government"}, order(shares=SHARES, identifier="1"), Reason.IDENTIFIER),
        ("mellat", {}, order(identifier="۱۲"), Reason.IDENTIFIER),
        ("mellat", {}, order(identifier="1" * 31), Reason.IDENTIFIER),
        ("mellat", {}, order(shares=PLAIN_SHARES), Reason.SHARES),
        ("sadad", {}, order(identifier=IDENTIFIER), Reason.IDENTIFIER),
        ("sadad", {"kind": "identified"}, order(), Reason.IDENTIFIER),
        ("sadad", {"kind": "split", "iban": COLLEGE}, order(identifier=IDENTIFIER), Reason.IDENTIFIER),
        ("sadad", {"kind": "identified"}, order(shares=SHARES), Reason.IDENTIFIER),
        ("sadad", {"key": ""}, order(), Reason.CREDENTIALS),
        ("zarinpal", {}, order(identifier=IDENTIFIER), Reason.IDENTIFIER),
        ("zarinpal", {"iban": WRONG_IBAN}, order(shares=PLAIN_SHARES), Reason.CREDENTIALS),
        ("demo", {"key": ""}, order(), Reason.CREDENTIALS),
    ],
)
def test_what_cannot_work_is_not_asked(
    bank: Listener, http: httpx.Client, key: str, settings: dict[str, str], asked: Order, reason: Reason
) -> None:
    answer = GATEWAYS[key].request(http, terminal(key, bank.url, **settings), asked)
    assert (answer.finding, answer.reason, answer.passing) == (Finding.REFUSED, reason, False)
    assert not bank.told


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_reports_have_a_name_for_every_column(key: str) -> None:
    columns = GATEWAYS[key].report
    names = [each.name for each in columns]
    assert set(names) <= {"amount", "status", "at", "order_no", "receipt_ref", "rrn", "trace", "card"}
    headings = [heading for each in columns for heading in each.headings]
    assert len(headings) == len(set(headings))
    assert bool(columns) is (key in {"sep", "mellat", "sadad"})

from __future__ import annotations

import pytest

from pishkhan.payments.providers import identifiers
from pishkhan.payments.providers.identifiers import CHECKERS, bill_pair

PAIRS = [
    ("1117753200140", "12070160"),
    ("7748317800142", "1770160"),
    ("9174639504124", "12908190"),
    ("2050327604613", "1070189"),
]


@pytest.mark.parametrize(("bill_id", "payment_id"), PAIRS)
def test_bills_that_were_verified(bill_id: str, payment_id: str) -> None:
    assert CHECKERS["bill"](bill_id)
    assert bill_pair(bill_id, payment_id)


def test_a_bill_that_is_wrong() -> None:
    assert not bill_pair("3513366202128", "1770170")


@pytest.mark.parametrize(("bill_id", "payment_id"), PAIRS)
def test_every_wrong_digit_is_seen(bill_id: str, payment_id: str) -> None:
    for at, digit in enumerate(bill_id):
        for other in set("0123456789") - {digit}:
            changed = f"{bill_id[:at]}{other}{bill_id[at + 1 :]}"
            # Remainders 0 and 1 share the digit 0: that one change goes unseen, by the bank as well.
            assert not CHECKERS["bill"](changed) or bill_id[-1] == "0"
    assert not bill_pair(bill_id, f"{payment_id[:-1]}{(int(payment_id[-1]) + 1) % 10}")


@pytest.mark.parametrize(("number", "fits"), [("2363", True), ("123451", True), ("2364", False), ("3263", False)])
def test_verhoeff(number: str, fits: bool) -> None:
    assert CHECKERS["verhoeff"](number) is fits


@pytest.mark.parametrize("value", ["", "1" * 31, "12a", "۱۲۳", " 12", "-1", "1.0"])
@pytest.mark.parametrize("name", list(CHECKERS))
def test_no_identifier(name: str, value: str) -> None:
    assert not CHECKERS[name](value)


def test_any_thirty_digits() -> None:
    assert CHECKERS["none"]("0" * 30)
    assert CHECKERS["none"]("7")
    assert list(CHECKERS) == ["none", "bill", "verhoeff"]
    assert not identifiers.bill("7")

"""The daily report: the bank's headings, the day of Tehran, what counts as done."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from tests.simulators import test_mellat
from tests.simulators.test_payer import BANKS, ordered
from tests.simulators.test_sep import VERIFY, ask


def report(caller, **given):
    answer = caller.http.get("/control/report", params=given)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def today(days=0):
    return (datetime.now(UTC) + timedelta(hours=3.5, days=days)).date().isoformat()


def test_what_stands_in_seps_report(caller):
    tokens = [ask(caller, ResNum=str(number))["token"] for number in range(5)]
    for token, deed in zip(tokens, ("pay", "late", "wrong_pin", "pay"), strict=False):
        caller.control(deed, token=token)
    done = caller.order(tokens[0])
    caller.post(VERIFY, RefNum=done["reference"], TerminalNumber=134795)
    rows = report(caller, bank="sep", day=today())
    found = {row["شماره رزرو (ResNum)"]: row["وضعیت"] for row in rows}
    assert found == {"0": "موفق", "1": "برگشت‌خورده", "2": "ناموفق"}
    assert rows[0] | {"تاریخ": "", "ساعت": ""} == {
        "شماره ترمینال": "134795", "شماره رزرو (ResNum)": "0", "رسید دیجیتالی (RefNum)": done["reference"],
        "مبلغ (ریال)": "12000", "وضعیت": "موفق", "شماره مرجع (RRN)": done["rrn"], "شماره پیگیری": done["trace"],
        "شماره کارت": done["card"], "تاریخ": "", "ساعت": "",
    }  # fmt: skip


def test_a_day_is_tehrans_and_the_banks_clock_counts(caller):
    caller.control("clock", bank="mellat", seconds=24 * 3600)
    token = test_mellat.ask(caller).split(",")[1]
    fields = caller.control("pay", token=token)["callback"]["fields"]
    test_mellat.call(caller, "VerifySettle", fields)
    assert report(caller, bank="mellat", day=today()) == []
    (row,) = report(caller, bank="mellat", day=today(1))
    assert row["تاریخ تراکنش"] == today(1).replace("-", "/")
    assert report(caller, bank="mellat") == [row]


@pytest.mark.parametrize("bank", BANKS)
def test_every_bank_reports_under_headings_of_its_own(caller, bank):
    token, _ = ordered(caller, bank)
    caller.control("cancel", token=token)
    (row,) = report(caller, bank=bank)
    assert {"1001", "12000" if bank == "sep" else "150000"} <= set(row.values())


def test_a_report_of_no_bank(caller):
    assert caller.http.get("/control/report", params={"bank": "nobank"}).status_code == 400

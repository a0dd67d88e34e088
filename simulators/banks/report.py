"""The bank's daily report as its panel gives it: a CSV in the bank's own headings."""

from __future__ import annotations

import csv
import io
from typing import Any

from simulators.banks.base import Bank
from simulators.banks.common import tehran
from simulators.banks.orders import CANCELLED, FAILED, REVERSED, SETTLED, VERIFIED, Order

SAID = {VERIFIED: "موفق", SETTLED: "موفق", REVERSED: "برگشت‌خورده", CANCELLED: "ناموفق", FAILED: "ناموفق"}
"""What is paid and not yet verified is in no report."""


def of_day(bank: Bank, day: str) -> bytes:
    """Orders of one day in Tehran (2026-11-26), UTF-8 with a byte order mark as spreadsheets want it."""
    with bank.lock:
        orders = [bank.at(each) for each in bank.book.orders.values()]
        rows = [row(each) for each in orders if each.state in SAID and tehran(_moment(each)).date().isoformat() == day]
    paper = io.StringIO(newline="")
    writer = csv.writer(paper)
    writer.writerow(bank.headings)
    writer.writerows([found[name] for name in bank.headings.values()] for found in rows)
    return "\ufeff".encode() + paper.getvalue().encode()


def row(order: Order) -> dict[str, Any]:
    """An order by the names `Bank.headings` uses."""
    at = tehran(_moment(order))
    return {
        "terminal": order.terminal, "order": order.number, "amount": order.amount, "status": SAID.get(order.state, ""),
        "state": order.state, "reference": order.reference, "rrn": order.rrn, "trace": order.trace, "card": order.card,
        "date": at.strftime("%Y/%m/%d"), "time": at.strftime("%H:%M:%S"), "token": order.token,
    }  # fmt: skip


def _moment(order: Order) -> float:
    return order.paid_at or order.at

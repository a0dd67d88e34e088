"""From a bank's file to rows, by the headings its gateway knows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice

from pishkhan.identity import api as identity
from pishkhan.kernel import jalali, money
from pishkhan.kernel.digits import bare, only_digits, to_latin
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import search_key
from pishkhan.payments.providers.protocol import Gateway, ReportColumn, ReportRow

HEAD_WITHIN = 20
"""Lines above the headings that a bank's panel may put there."""
MOST = 20_000
SUCCESS, REVERSED, FAILED = "success", "reversed", "failed"
SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    (FAILED, ("ناموفق", "لغو", "رد شده", "fail", "unsuccessful", "cancel", "declined", "reject")),
    (REVERSED, ("برگشت", "اصلاحیه", "reverse", "refund", "return")),
    (SUCCESS, ("موفق", "تایید", "تسویه", "واریز", "success", "ok", "settle", "approved", "paid", "verified")),
)
"""Looked for in this order: «ناموفق» holds «موفق»."""
_DAY = re.compile(r"([0-9]{4})[/\-.]?([0-9]{2}|(?<=[/\-.])[0-9])[/\-.]?([0-9]{1,2})(?![0-9])")
_TIME = re.compile(r"(?<![0-9])([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
FIRST_GREGORIAN = 1900
LARGEST_NUMBER = 2**63 - 1


@dataclass(slots=True)
class Read:
    """A report as read: rows with the line they stand on, and lines nobody can read."""

    rows: list[tuple[int, ReportRow]] = field(default_factory=list)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    """Line and the name of the column that could not be read."""


def read(gateway: Gateway, name: str, content: bytes) -> Read:
    """Raises Invalid: file_empty, people_large, people_old_excel, people_format, people_bomb, people_broken and so on
    of the file; report_none (this bank has no report to read), report_headings, report_long."""
    if not gateway.report:
        raise Invalid("report_none")
    lines = identity.open_list(name, content).lines
    head = None
    for _line, cells in islice(lines, HEAD_WITHIN):
        if head := _head(gateway.report, cells):
            break
    if head is None:
        raise Invalid("report_headings")
    found = Read()
    for line, cells in lines:
        if len(found.rows) + len(found.unreadable) >= MOST:
            raise Invalid("report_long", most=MOST)
        values = {each: [cells[at].strip() for at in places if at < len(cells)] for each, places in head.items()}
        if not any("".join(each) for each in values.values()):
            continue
        try:
            found.rows.append((line, _row(values)))
        except _Unreadable as wrong:
            found.unreadable.append((line, wrong.column))
    return found


class _Unreadable(Exception):
    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def _head(columns: Sequence[ReportColumn], cells: Sequence[str]) -> Mapping[str, list[int]] | None:
    """Where each column stands, None while these are not the headings."""
    keys = [_key(cell) for cell in cells]
    found: dict[str, list[int]] = {}
    for column in columns:
        wanted = [_key(heading) for heading in column.headings]
        at = next((keys.index(heading) for heading in wanted if heading in keys), None)
        if at is None:
            if column.needed:
                return None
            continue
        if at not in found.setdefault(column.name, []):
            found[column.name].append(at)
    return found if "amount" in found else None


def _key(heading: str) -> str:
    return search_key(heading).replace(" ", "")


def _row(values: Mapping[str, Sequence[str]]) -> ReportRow:
    def text(name: str) -> str:
        return bare(" ".join(values.get(name, ())))

    number = text("order_no")
    if number and not (only_digits(number) and int(number) <= LARGEST_NUMBER):
        raise _Unreadable("order_no")
    return ReportRow(
        amount=_amount(" ".join(values.get("amount", ()))), status=_status(" ".join(values.get("status", ()))),
        at=_moment(" ".join(values.get("at", ()))), order_no=int(number) if number else None,
        receipt_ref=to_latin(" ".join(values.get("receipt_ref", ()))).strip()[:64], rrn=text("rrn")[:40],
    )  # fmt: skip


def _amount(typed: str) -> int:
    plain = re.sub(r"[.٫]0+$", "", to_latin(typed).strip())
    try:
        return money.parse_rials(plain.removesuffix("ریال").removesuffix("rials"), minimum=1)
    except DomainError:
        raise _Unreadable("amount") from None


def _status(typed: str) -> str:
    said = search_key(typed)
    for status, words in SAID:
        if any(search_key(word) in said for word in words):
            return status
    raise _Unreadable("status")


def _moment(typed: str) -> datetime | None:
    if not typed.strip():
        return None
    latin = to_latin(typed)
    found, hour = _DAY.search(latin), _TIME.search(latin)
    if found is None:
        raise _Unreadable("at")
    year, month, day = (int(part) for part in found.groups())
    try:
        on = date(year, month, day) if year >= FIRST_GREGORIAN else jalali.to_date(year, month, day)
    except (ValueError, DomainError):
        raise _Unreadable("at") from None
    at = time(12)
    if hour:
        at = time(int(hour[1]), int(hour[2]), int(hour[3] or 0))
    return datetime.combine(on, at, jalali.TEHRAN)

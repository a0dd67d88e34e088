"""The columns a list of dues may have, by the names people give them."""

from __future__ import annotations

from collections.abc import Sequence

from pishkhan.identity import api as identity
from pishkhan.kernel.text import search_key

Fault = identity.import_faults.Fault

NAMES: dict[str, tuple[str, ...]] = {
    "student_number": ("شماره دانشجویی", "Student number", "ش دانشجویی", "Student ID"),
    "national_id": ("کد ملی", "National ID", "شماره ملی", "National code"),
    "amount": ("مبلغ (ریال)", "Amount (rials)", "مبلغ", "مبلغ بدهی", "بدهی", "Amount", "مبلغ به ریال"),
    "subject": ("موضوع پرداخت", "Subject", "موضوع", "موضوع پرداخت وجه"),
    "reason": ("بابت", "Reason", "علت", "شرح"),
    "due_date": ("سررسید", "Due date", "مهلت", "تاریخ سررسید", "مهلت پرداخت"),
    "evidence": ("مستند", "Evidence", "سند", "شماره سند"),
}
"""Key → what the column may be called; the template's Persian and English name first."""
UNREAD = ("نام", "نام خانوادگی", "نام و نام خانوادگی", "ردیف", "First name", "Last name", "Full name", "Row", "No")
"""Columns that lists have for people's eyes. They are left unread: who is meant is told by a number."""
SAMPLE = {
    "student_number": "40112345", "national_id": "", "amount": "4500000", "subject": "", "reason": "خوابگاه نیم‌سال اول",
    "due_date": "1405/09/30", "evidence": "",
}  # fmt: skip


def _folded(name: str) -> str:
    return "".join(char for char in search_key(name) if char.isalnum())


_BY_NAME = {_folded(name): key for key, names in NAMES.items() for name in (*names, key)}
_UNREAD = {_folded(name) for name in UNREAD}


def read_header(header: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """The key of every column in the file's order, empty for one that is not read; and all that is wrong with them."""
    keys: list[str] = []
    faults: list[Fault] = []
    for name in header:
        key = _BY_NAME.get(_folded(name), "")
        if name.strip() and not key and _folded(name) not in _UNREAD:
            faults.append(Fault(1, "", "column_unknown", {"name": name.strip()[:60]}))
        elif key and key in keys:
            faults.append(Fault(1, key, "column_twice"))
        keys.append(key)
    if "amount" not in keys:
        faults.append(Fault(1, "amount", "column_missing"))
    if not {"student_number", "national_id"} & set(keys):
        faults.append(Fault(1, "student_number", "column_missing"))
    return keys, faults


def title(key: str, language: str) -> str:
    """What a column is called; empty for the whole row."""
    names = NAMES.get(key)
    return names[0 if language == "fa" else 1] if names else ""


def template(language: str) -> list[list[str]]:
    """Header and one line of example, for the file people fill in."""
    return [[title(key, language) for key in NAMES], [SAMPLE[key] for key in NAMES]]

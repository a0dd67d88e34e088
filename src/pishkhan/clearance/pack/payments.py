"""payments.json: what may be paid for, through which terminal; of a demo pack also who owes what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from pishkhan.clearance.pack.contents import People, Unit
from pishkhan.clearance.pack.places import FORMAT, check_date
from pishkhan.clearance.pack.spot import SLUG, Spot
from pishkhan.kernel import iban
from pishkhan.kernel.errors import Invalid

CHECKERS = ("none", "bill", "verhoeff")
MOST = 10**12
_IDENTIFIER = re.compile(r"(?:[0-9]|\{student\}|\{order\}){1,60}")
_GATEWAY = re.compile(r"[a-z][a-z0-9]{0,19}")


def read_payments(top: Spot, units: Collection[Unit], people: People | None) -> Mapping[str, Any]:
    """Terminals, subjects and demo dues, every optional part filled in."""
    top.only("format", "terminals", "subjects", "dues")
    if top.need("format", int, FORMAT) != FORMAT:
        top.refuse("format_unknown", "format", wanted=FORMAT)
    terminals: dict[str, dict[str, Any]] = {}
    for spot in top.each("terminals"):
        spot.only("key", "name", "gateway", "demo")
        key = _key(spot, terminals)
        terminals[key] = {
            "key": key, "name": spot.words("name"), "gateway": spot.text("gateway", _GATEWAY),
            "demo": spot.get("demo", dict, {}),
        }  # fmt: skip
    subjects: dict[str, dict[str, Any]] = {}
    for spot in top.each("subjects"):
        key = _key(spot, subjects)
        subjects[key] = {"key": key, **_subject(spot, terminals, {unit.key for unit in units})}
    students = people.student_numbers if people else set()
    dues = [_due(spot, subjects, students) for spot in top.each("dues", needed=False)]
    return {"terminals": list(terminals.values()), "subjects": list(subjects.values()), "dues": dues}


def _key(spot: Spot, taken: Collection[str]) -> str:
    key = spot.text("key", SLUG)
    if key in taken:
        spot.refuse("key_twice", "key", key=key)
    return key


def _subject(spot: Spot, terminals: Collection[str], units: Collection[str]) -> dict[str, Any]:
    spot.only(
        "key", "title", "centre", "office", "terminal", "free", "least", "most", "parts", "least_part", "identifier",
        "checker", "shares",
    )  # fmt: skip
    least, most = _rials(spot, "least", 10_000), _rials(spot, "most", 1_000_000_000)
    if least > most:
        spot.refuse("span_bad", "most", name="most")
    return {
        "title": spot.words("title"), "centre": spot.known("centre", units, "unit_unknown"),
        "office": spot.known("office", units, "unit_unknown"),
        "terminal": spot.known("terminal", terminals, "value_unknown"), "free": spot.get("free", bool, False),
        "least": least, "most": most, "parts": spot.get("parts", bool, True),
        "least_part": _rials(spot, "least_part", 10_000), "identifier": _identifier(spot),
        "checker": spot.known("checker", CHECKERS, "value_unknown") if spot.has("checker") else "none",
        "shares": _shares(spot),
    }  # fmt: skip


def _shares(spot: Spot) -> list[dict[str, Any]]:
    """Rows with an amount, and last one without, which takes the rest; a government's row is the first."""
    spots = list(spot.each("shares", needed=False))
    found = []
    for index, row in enumerate(spots):
        row.only("iban", "amount", "identifier", "government")
        number = row.text("iban")
        try:
            number = iban.parse(number) if number else ""
        except Invalid:
            row.refuse("text_bad", "iban", name="iban", value=number)
        if row.has("amount") == (index == len(spots) - 1):
            row.refuse("share_rest", name="amount")
        government = row.get("government", bool, False)
        if government and index:
            row.refuse("share_government", "government")
        amount = _rials(row, "amount", 0) if row.has("amount") else None
        found.append(
            {"iban": number, "amount": amount, "identifier": _identifier(row), "government": government}
        )
    return found


def _identifier(spot: Spot) -> str:
    return spot.text("identifier", _IDENTIFIER) if spot.has("identifier") else ""


def _rials(spot: Spot, name: str, default: int) -> int:
    value: int = spot.get(name, int, default)
    if spot.has(name) and not 0 < value <= MOST:
        spot.refuse("span_bad", name, name=name)
    return value


def _due(spot: Spot, subjects: Collection[str], students: Collection[str]) -> dict[str, Any]:
    spot.only("student", "subject", "amount", "reason", "due_date", "evidence")
    if spot.has("due_date"):
        check_date(spot, "due_date")
    return {
        "student": spot.known("student", students, "value_unknown"),
        "subject": spot.known("subject", subjects, "value_unknown"), "amount": _rials(spot, "amount", 0),
        "reason": spot.text("reason"), "due_date": spot.get("due_date", str, ""),
        "evidence": spot.get("evidence", str, ""),
    }  # fmt: skip

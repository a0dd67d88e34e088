"""pack.json and units.json: the institution, its calendar and its tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pishkhan.clearance.pack.contents import Unit
from pishkhan.clearance.pack.spot import SLUG, Spot
from pishkhan.kernel import jalali
from pishkhan.kernel.errors import Invalid

FORMAT = 1
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In Python's order: the index is `date.weekday()`."""
MAX_UNIT_DEPTH = 6

HOMES = ("requests", "payments")
"""Where students land when they log in: their requests, or the payment form (D5)."""
SECOND_FACTOR = ("required", "offered")
LEAST_PASSWORD, MOST_PASSWORD = 8, 64
"""Characters; the floor is also the table's."""
LOGIN_WORDS = (
    "title", "username_hint", "password_label", "forgot", "sign_up_question", "sign_up", "credit", "invitation",
)  # fmt: skip
"""Words of the login page that an institution may have of its own."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_PHONE = re.compile(r"0[0-9]{2,3}-?[0-9]{6,8}")


def read_about(top: Spot) -> Mapping[str, Any]:
    """Check pack.json and give it back."""
    top.only("format", "key", "demo", "institution", "phone", "office_hours", "calendar", "login", "certificate",
             "accounts", "home")  # fmt: skip
    if top.need("format", int, FORMAT) != FORMAT:
        top.refuse("format_unknown", "format", wanted=FORMAT)
    top.text("key", SLUG)
    top.get("demo", bool, False)
    top.words("office_hours")
    if (home := top.get("home", str, HOMES[0])) not in HOMES:
        top.refuse("value_unknown", "home", name="home", value=home)
    _institution(top)
    _phone(top)
    _calendar(top)
    _login(top)
    _certificate(top)
    _accounts(top)
    return dict(top.value)


def _institution(top: Spot) -> None:
    if (place := top.below("institution")) is None:
        return
    place.only("slug", "name", "owner", "hosts", "number_prefix", "languages")
    place.text("slug", SLUG)
    place.words("name")
    place.words("owner")
    place.get("number_prefix", str, "")
    if set(map(str, place.need("languages", list, ["fa"]))) - {"fa", "en"}:
        place.refuse("value_unknown", "languages", name="languages", value="")
    hosts = place.need("hosts", list, [])
    if not hosts:
        place.refuse("list_empty", name="hosts")
    for index, host in enumerate(hosts):
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            place.refuse("host_bad", "hosts", index, value=host)


def _phone(top: Spot) -> None:
    if (place := top.below("phone")) is None:
        return
    place.only("number", "extensions")
    place.text("number", _PHONE)
    span = place.below("extensions") if place.has("extensions") else None
    if span is not None and not 0 < span.need("from", int, 1) <= span.need("to", int, 1):
        span.refuse("span_bad", name="extensions")


def _calendar(top: Spot) -> None:
    if (place := top.below("calendar")) is None:
        return
    place.only("hours", "holidays")
    for row in place.each("hours"):
        row.only("since", "until", "weekdays", "opens", "closes")
        check_date(row, "since")
        if row.get("until", str, ""):
            check_date(row, "until")
        if row.text("opens", _CLOCK) >= row.text("closes", _CLOCK):
            row.refuse("span_bad", name="opens")
        for index, day in enumerate(row.need("weekdays", list, [])):
            if day not in WEEKDAYS:
                row.refuse("weekday_unknown", "weekdays", index, value=day)
    for day in place.each("holidays", needed=False):
        day.only("day", "name", "confirmed", "closes")
        check_date(day, "day")
        day.words("name")
        day.need("confirmed", bool, True)
        if day.has("closes"):
            day.text("closes", _CLOCK)


def _login(top: Spot) -> None:
    if (place := top.below("login")) is not None:
        place.only("username_label", "hint", *LOGIN_WORDS)
        for name in ("username_label", "hint", *(word for word in LOGIN_WORDS if place.has(word))):
            place.words(name)


def _certificate(top: Spot) -> None:
    if (place := top.below("certificate")) is None:
        return
    place.only("title", "letterhead", "signer", "statement")
    for name in ("title", "signer", "statement"):
        place.words(name)
    check_paragraphs(place, "letterhead")


def _accounts(top: Spot) -> None:
    """What the institution decides about accounts when it is set up."""
    place = top.below("accounts") if top.has("accounts") else None
    if place is None:
        return
    place.only("second_factor", "password_length", "password_digit")
    place.get("password_digit", bool, False)
    length = place.get("password_length", int, LEAST_PASSWORD)
    if not LEAST_PASSWORD <= length <= MOST_PASSWORD:
        place.refuse("span_bad", "password_length", name="password_length")
    if (word := place.text("second_factor")) not in SECOND_FACTOR:
        place.refuse("value_unknown", "second_factor", name="second_factor", value=word)


def check_date(spot: Spot, name: str) -> None:
    """Report a text that is not a Jalali date."""
    value = spot.text(name)
    try:
        if value:
            jalali.parse_date(value)
    except Invalid:
        spot.refuse("date_bad", name, name=name, value=value)


def check_paragraphs(spot: Spot, name: str) -> None:
    """Report lists of paragraphs that are not there, or not the same number, in both languages."""
    found = spot.need(name, dict, {})
    sizes = set()
    for lang in ("fa", "en") if spot.has(name) else ():
        lines = found.get(lang)
        if not isinstance(lines, list) or not lines or not all(map(_said, lines)):
            spot.refuse("words_missing", name, name=name, lang=lang)
        else:
            sizes.add(len(lines))
    if len(sizes) > 1:
        spot.refuse("paragraphs_differ", name, name=name)


def _said(line: object) -> bool:
    return isinstance(line, str) and bool(line.strip())


def read_units(top: Spot) -> tuple[Unit, ...]:
    """The tree, parents first."""
    top.only("units")
    found: dict[str, Unit] = {}
    for spot in top.each("units"):
        _unit(spot, None, found, 1)
    return tuple(found.values())


def _unit(spot: Spot, parent: str | None, found: dict[str, Unit], depth: int) -> None:
    spot.only("key", "kind", "name", "phone", "private", "children")
    key, kind = spot.text("key", SLUG), spot.text("kind", SLUG)
    if key in found:
        spot.refuse("key_twice", "key", key=key)
    name, phone = spot.words("name"), spot.get("phone", str, "")
    if key:
        found[key] = Unit(key, kind, name, parent, phone, spot.get("private", bool, False))
    if depth == MAX_UNIT_DEPTH and spot.has("children"):
        spot.refuse("tree_deep", "children", limit=MAX_UNIT_DEPTH)
        return
    for child in spot.each("children", needed=False):
        _unit(child, key or None, found, depth + 1)

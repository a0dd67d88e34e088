"""registration.json: the ways in which people register by themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pishkhan.clearance.pack.asking import Options, values_of, words_of
from pishkhan.clearance.pack.contents import PackForm, PackProfile, Unit
from pishkhan.clearance.pack.enrolments import read_enrolment
from pishkhan.clearance.pack.places import FORMAT
from pishkhan.clearance.pack.spot import LANGUAGES, SLUG, Spot

FIELDS = (
    "nationality", "first_name", "last_name", "full_name", "national_id", "passport", "fida", "birth_date", "mobile",
    "email", "password", "password_again",
)  # fmt: skip
"""What may be asked, each once and in the pack's order."""
ALWAYS = ("mobile", "email", "password")
USER_NAMES = ("national_id", "passport", "fida", "mobile")
LAYOUTS = ("portal", "short")
"""`portal`: the code of the mobile on the same page (E12). `short`: on a page of its own (D4)."""
MAX_MONTHS = 24
_KEYS = (
    "key", "title", "language", "layout", "terms", "others", "fields", "user_name", "either", "email_code", "months",
    "submit", "welcome", "profile",
)  # fmt: skip
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


@dataclass(frozen=True, slots=True)
class Around:
    """What a profile may name. `notices` are the keys of texts.json."""

    units: Collection[Unit]
    forms: Mapping[str, PackForm]
    options: Options
    notices: Collection[str]


def read_registration(top: Spot, around: Around) -> tuple[PackProfile, ...]:
    """The profiles in the order of the file, with every optional part filled in."""
    top.only("format", "profiles")
    if top.need("format", int, FORMAT) != FORMAT:
        top.refuse("format_unknown", "format", wanted=FORMAT)
    spots = list(top.each("profiles"))
    if not spots:
        top.refuse("list_empty", name="profiles")
    found: dict[str, PackProfile] = {}
    named = [spot.value.get("key") for spot in spots]
    for spot in spots:
        key = spot.text("key", SLUG)
        if key in found:
            spot.refuse("key_twice", "key", key=key)
        found[key] = PackProfile(key, _profile(spot, [other for other in named if other != key], around))
    return tuple(found.values())


def _profile(spot: Spot, others: Collection[str], around: Around) -> dict[str, Any]:
    spot.only(*_KEYS)
    fields = _fields(spot, around.options)
    return {
        "title": spot.words("title"),
        "language": _language(spot),
        "layout": spot.known("layout", LAYOUTS, "value_unknown"),
        "terms": _terms(spot, around.notices),
        "others": _others(spot, others),
        "fields": list(fields.values()),
        **_user_name(spot, fields),
        "email_code": spot.need("email_code", bool, True),
        "months": _months(spot),
        "submit": spot.words("submit"),
        "welcome": _welcome(spot),
        "profile": _completing(spot, around),
    }


def _language(spot: Spot) -> str:
    found: str = spot.get("language", str, "")
    if found not in ("", *LANGUAGES):
        spot.refuse("value_unknown", "language", name="language", value=found)
    return found


def _months(spot: Spot) -> int:
    found: int = spot.get("months", int, 1)
    if not 1 <= found <= MAX_MONTHS:
        spot.refuse("span_bad", "months", name="months")
    return found


def _terms(spot: Spot, notices: Collection[str]) -> dict[str, Any]:
    if (terms := spot.below("terms")) is None:
        return {}
    terms.only("version", "lead", "lines", "accept", "first", "guide", "guide_at")
    lines = [_said(line) for line in terms.each("lines")]
    if not lines:
        terms.refuse("list_empty", name="lines")
    if terms.has("guide") != terms.has("guide_at"):
        terms.refuse("key_missing", name="guide_at" if terms.has("guide") else "guide")
    return {
        "version": terms.text("version", _VERSION),
        "lead": _words(terms, "lead"),
        "lines": lines,
        "accept": terms.words("accept"),
        "first": terms.need("first", bool, True),
        "guide": _words(terms, "guide"),
        "guide_at": terms.known("guide_at", notices, "notice_absent") if terms.has("guide_at") else "",
    }


def _said(line: Spot) -> Mapping[str, str]:
    """A line of a list, which is a text in both languages itself."""
    line.only(*LANGUAGES)
    for lang in LANGUAGES:
        if not isinstance(value := line.value.get(lang), str) or not value.strip():
            line.refuse("words_missing", name="lines", lang=lang)
    return dict(line.value)


def _words(spot: Spot, name: str) -> Mapping[str, str]:
    return spot.words(name) if spot.has(name) else {}


def _others(spot: Spot, profiles: Collection[str]) -> dict[str, Any] | None:
    others = spot.below("others") if spot.has("others") else None
    if others is None:
        return None
    others.only("profile", "words")
    return {"profile": others.known("profile", profiles, "profile_absent"), "words": others.words("words")}


def _fields(spot: Spot, options: Options) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for field in spot.each("fields"):
        field.only("key", "label", "star", "help", "options")
        key = field.known("key", FIELDS, "value_unknown")
        if key in found:
            field.refuse("key_twice", "key", key=key)
        star = field.need("star", bool, True)
        if key in ALWAYS and not star:
            field.refuse("field_optional", "star", value=key)
        found[key] = {
            "key": key, "label": field.words("label"), "star": star, "help": _words(field, "help"),
            "choices": _nations(field, key, options),
        }  # fmt: skip
    for key in ALWAYS:
        if key not in found:
            spot.refuse("field_missing", "fields", value=key)
    if ("full_name" in found) == ("first_name" in found) or ("first_name" in found) != ("last_name" in found):
        spot.refuse("name_unclear", "fields")
    return found


def _nations(field: Spot, key: str, options: Options) -> list[list[Any]]:
    """Value and words of each option of a nationality; the only one of a list is preset (E7)."""
    if key != "nationality":
        if field.has("options"):
            field.refuse("key_unknown", "options", name="options")
        return []
    listed = options.get(field.known("options", options, "list_unknown"), [])
    return [[row.get("value", ""), words] for row in listed if (words := words_of(row))]


def _user_name(spot: Spot, fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """`either`: fields of which one must be filled. The user name told is that of `user_name`, or else the first of
    `either` that is filled; so it never stays empty."""
    either = spot.get("either", list, [])
    for index, key in enumerate(either):
        if key not in USER_NAMES or key not in fields:
            spot.refuse("field_missing", "either", index, value=key)
    key = spot.known("user_name", USER_NAMES, "value_unknown")
    if key and key not in fields:
        spot.refuse("field_missing", "user_name", value=key)
    elif key and not fields[key]["star"] and key not in either:
        spot.refuse("field_optional", "user_name", value=key)
    return {"user_name": key, "either": list(either)}


def _welcome(spot: Spot) -> dict[str, Any]:
    if (welcome := spot.below("welcome")) is None:
        return {}
    welcome.only("title", "body")
    return {"title": welcome.words("title"), "body": welcome.words("body")}


def _completing(spot: Spot, around: Around) -> dict[str, Any] | None:
    """What is completed after registering, None when nothing is: then the account is approved at once."""
    if spot.has("profile") and spot.value["profile"] is None:
        return None
    if (place := spot.below("profile")) is None:
        return None
    place.only("form", "office", "enrolment")
    key = place.known("form", around.forms, "form_absent")
    office = None
    if place.has("office") and place.value["office"] is not None:
        office = place.known("office", {unit.key for unit in around.units}, "unit_unknown")
    enrolment = None
    if place.has("enrolment"):
        form = around.forms.get(key)
        lists = {name: values_of(around.options, name) for name in around.options}
        enrolment = read_enrolment(place, form.form if form else None, lists)
    return {"form": key, "office": office, "enrolment": enrolment}

"""texts.json: what the portal says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pishkhan.clearance.pack.places import check_date, check_paragraphs
from pishkhan.clearance.pack.spot import SLUG, Spot

KINDS = ("process", "news")
EMAIL = re.compile(r"[a-z0-9._-]+@[a-z0-9.-]+")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_PLACES = {"hero": ("title", "lead"), "help": ("title", "unreachable"), "register": ("title", "lead")}
_OPTIONAL = ("register",)
"""`register`: the block of the front that leads to registering (E1). `help.email`: of the support (E4). `quick`: ways
to pay with the centre chosen already (D1). `icons`: of the groups of services, by their keys."""
_FRONT = ("banner", "hero", "popular", "quick", "notices", "faq", "terms", "help", "register", "calendar",
          "calendar_title", "pages", "guides", "icons")  # fmt: skip


def read_texts(top: Spot, types: set[str]) -> Mapping[str, Any]:
    """Check the texts and give them back. `types` are the request types that «پرکاربرد» and questions may name."""
    top.only(*_FRONT)
    check_paragraphs(top, "banner")
    for name, parts in _PLACES.items():
        if (name in _OPTIONAL and not top.has(name)) or (place := top.below(name)) is None:
            continue
        place.only(*parts, *(("email",) if name == "help" else ()))
        for part in parts:
            place.words(part)
        if place.has("email"):
            place.text("email", EMAIL)
    for index, key in enumerate(top.need("popular", list, [])):
        if not isinstance(key, str) or key not in types:
            top.refuse("type_absent", "popular", index, value=key)
    icons = top.need("icons", dict, {})
    for group in icons:
        if not isinstance(icons[group], str) or not SLUG.fullmatch(icons[group]):
            top.refuse("text_bad", "icons", group, value=icons[group])
    for way in top.each("quick", needed=False):
        way.only("title", "lead", "centre")
        way.words("title")
        if way.has("lead"):
            way.words("lead")
        way.text("centre", SLUG)
    _notices(top)
    _questions(top, types)
    if top.has("calendar_title"):
        top.words("calendar_title")
    for name in ("pages", "guides"):
        for page in top.each(name, needed=False):
            page.only("key", "title", "paragraphs", *(("about",) if name == "guides" else ()))
            page.text("key", SLUG)
            page.words("title")
            check_paragraphs(page, "paragraphs")
            _about(page, types)
    if (terms := top.below("terms")) is not None:
        terms.only("version", "title", "paragraphs")
        terms.need("version", int, 1)
        terms.words("title")
        check_paragraphs(terms, "paragraphs")
    return dict(top.value)


def _notices(top: Spot) -> None:
    for notice in top.each("notices"):
        notice.only("key", "kind", "date", "time", "title", "body", "paragraphs")
        notice.text("key", SLUG)
        notice.known("kind", KINDS, "value_unknown")
        check_date(notice, "date")
        if notice.has("time"):
            notice.text("time", CLOCK)
        notice.words("title")
        _said(notice)
    for event in top.each("calendar", needed=False):
        event.only("key", "date", "until", "title", "body", "paragraphs")
        event.text("key", SLUG)
        check_date(event, "date")
        if event.has("until"):
            check_date(event, "until")
        event.words("title")
        if event.has("body") or event.has("paragraphs"):
            _said(event)


def _said(spot: Spot) -> None:
    """One paragraph under `body`, or several under `paragraphs`."""
    if spot.has("paragraphs"):
        check_paragraphs(spot, "paragraphs")
    else:
        spot.words("body")


def _questions(top: Spot, types: set[str]) -> None:
    for question in top.each("faq"):
        question.only("key", "about", "question", "answer")
        if question.has("key"):
            question.text("key", SLUG)
        _about(question, types)
        question.words("question")
        question.words("answer")


def _about(spot: Spot, types: set[str]) -> None:
    if spot.has("about") and spot.text("about") not in types:
        spot.refuse("type_absent", "about", value=spot.value["about"])


def notice_keys(texts: Mapping[str, Any]) -> list[str]:
    """The keys of the notices, however broken the texts are."""
    notices = texts.get("notices")
    return [each.get("key", "") for each in notices if isinstance(each, Mapping)] if isinstance(notices, list) else []

"""texts.json: what the portal says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pishkhan.clearance.pack.places import check_date, check_paragraphs
from pishkhan.clearance.pack.spot import SLUG, Spot

KINDS = ("process", "news")
EMAIL = re.compile(r"[a-z0-9._-]+@[a-z0-9.-]+")
_PLACES = {"hero": ("title", "lead"), "help": ("title", "unreachable"), "register": ("title", "lead")}
_OPTIONAL = ("register",)
"""`register`: the block of the front that leads to registering (E1). `help.email`: of the support (E4)."""


def read_texts(top: Spot, types: set[str]) -> Mapping[str, Any]:
    """Check the texts and give them back. `types` are the request types that «پرکاربرد» may name."""
    top.only("banner", "hero", "popular", "notices", "faq", "terms", "help", "register")
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
    for notice in top.each("notices"):
        notice.only("key", "kind", "date", "title", "body")
        notice.text("key", SLUG)
        notice.known("kind", KINDS, "value_unknown")
        check_date(notice, "date")
        notice.words("title")
        notice.words("body")
    for question in top.each("faq"):
        question.only("question", "answer")
        question.words("question")
        question.words("answer")
    if (terms := top.below("terms")) is not None:
        terms.only("version", "title", "paragraphs")
        terms.need("version", int, 1)
        terms.words("title")
        check_paragraphs(terms, "paragraphs")
    return dict(top.value)


def notice_keys(texts: Mapping[str, Any]) -> list[str]:
    """The keys of the notices, however broken the texts are."""
    notices = texts.get("notices")
    return [each.get("key", "") for each in notices if isinstance(each, Mapping)] if isinstance(notices, list) else []

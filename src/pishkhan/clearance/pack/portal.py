"""texts.json: what the portal says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pishkhan.clearance.pack.places import check_date, check_paragraphs
from pishkhan.clearance.pack.spot import SLUG, Spot

KINDS = ("process", "news")


def read_texts(top: Spot, types: set[str]) -> Mapping[str, Any]:
    """Check the texts and give them back. `types` are the request types that «پرکاربرد» may name."""
    top.only("banner", "hero", "popular", "notices", "faq", "terms", "help")
    check_paragraphs(top, "banner")
    for name, parts in (("hero", ("title", "lead")), ("help", ("title", "unreachable"))):
        if (place := top.below(name)) is not None:
            place.only(*parts)
            for part in parts:
                place.words(part)
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

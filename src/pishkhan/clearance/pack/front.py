"""texts.json as articles of the front."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from pishkhan.clearance.pack.contents import Words
from pishkhan.kernel import jalali

ON_FRONT = ("banner", "hero", "notices", "faq", "terms", "register", "calendar", "calendar_title", "pages", "guides")
"""Parts of texts.json that become articles; what is left stays with the institution."""
TERMS = "use"
"""Key of the rules of the site."""


@dataclass(frozen=True, slots=True)
class PackArticle:
    """One article as a pack says it. `at` is when it was published, where the pack tells."""

    kind: str
    key: str
    title: Words
    body: Mapping[str, Sequence[str]] = field(default_factory=dict)
    about: str = ""
    day: date | None = None
    until: date | None = None
    position: int = 0
    at: datetime | None = None


def articles_of(texts: Mapping[str, Any]) -> list[PackArticle]:
    """Every article of checked texts."""
    return [*_blocks(texts), *_dated(texts), *_listed(texts)]


def _blocks(texts: Mapping[str, Any]) -> Iterator[PackArticle]:
    yield PackArticle("block", "banner", {}, texts["banner"])
    for key, part in (("hero", "lead"), ("register", "lead"), ("help", "unreachable")):
        if block := texts.get(key):
            yield PackArticle("block", key, block["title"], _one(block[part]))
    if title := texts.get("calendar_title"):
        yield PackArticle("block", "calendar", title)


def _dated(texts: Mapping[str, Any]) -> Iterator[PackArticle]:
    for notice in texts["notices"]:
        day = jalali.parse_date(notice["date"])
        at = datetime.combine(day, time.fromisoformat(notice["time"]), jalali.TEHRAN) if "time" in notice else None
        yield PackArticle(notice["kind"], notice["key"], notice["title"], _body(notice), day=day, at=at)
    for event in texts.get("calendar", []):
        until = jalali.parse_date(event["until"]) if "until" in event else None
        yield PackArticle(
            "calendar", event["key"], event["title"], _body(event), day=jalali.parse_date(event["date"]), until=until
        )


def _listed(texts: Mapping[str, Any]) -> Iterator[PackArticle]:
    for place, question in enumerate(texts["faq"], start=1):
        yield PackArticle(
            "question", question.get("key", f"question-{place}"), question["question"], _one(question["answer"]),
            about=question.get("about", ""), position=place,
        )  # fmt: skip
    for kind, name in (("page", "pages"), ("guide", "guides")):
        for place, page in enumerate(texts.get(name, []), start=1):
            yield PackArticle(
                kind, page["key"], page["title"], page["paragraphs"], about=page.get("about", ""), position=place
            )
    yield PackArticle("terms", TERMS, texts["terms"]["title"], texts["terms"]["paragraphs"])


def _body(spot: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    return spot["paragraphs"] if "paragraphs" in spot else _one(spot.get("body", {}))


def _one(words: Words) -> Mapping[str, Sequence[str]]:
    """A single paragraph."""
    return {language: [text] for language, text in words.items()}

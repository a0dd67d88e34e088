"""The words of an article before they become a row: cleaned, checked, and folded for search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pishkhan.kernel.errors import Faults, Several
from pishkhan.kernel.letters import ZWNJ
from pishkhan.kernel.text import clean_display, words
from pishkhan.organisation.models import ArticleKind, ArticleVersion

LANGUAGES = ("fa", "en")
LONGEST_TITLE, MOST_PARAGRAPHS, LONGEST_PARAGRAPH = 200, 100, 4_000
HIGHEST_PLACE = 999
DATED = frozenset({ArticleKind.NEWS, ArticleKind.PROCESS, ArticleKind.CALENDAR})
"""Kinds that stand at a day."""
TITLE_ONLY = frozenset({ArticleKind.CALENDAR, ArticleKind.BLOCK})
"""Kinds that need no paragraph."""
BLOCKS = ("banner", "hero", "register", "help", "calendar")
"""The parts of the front that there can be."""
NAMELESS = "banner"
"""The block whose lines need no title."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Title and paragraphs by language, with what else is said of the article: see `Article`."""

    title: Mapping[str, str]
    body: Mapping[str, Sequence[str]] = field(default_factory=dict)
    about: str = ""
    day: date | None = None
    until: date | None = None
    position: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        """As a version keeps them."""
        return {
            "about": self.about, "day": self.day.isoformat() if self.day else "",
            "until": self.until.isoformat() if self.until else "", "position": self.position,
        }  # fmt: skip


def wording_of(version: ArticleVersion) -> Wording:
    """A version's words as they were given."""
    facts = version.facts
    return Wording(
        title=version.title, body=version.body, about=facts.get("about", ""), day=_date(facts.get("day")),
        until=_date(facts.get("until")), position=facts.get("position", 0),
    )  # fmt: skip


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def cleaned(wording: Wording) -> Wording:
    """Persian letters, no empty paragraphs, no empty languages."""
    body = {language: _paragraphs(wording.body.get(language, ())) for language in LANGUAGES}
    title = {language: clean_display(wording.title.get(language, "")) for language in LANGUAGES}
    return Wording(
        title={language: text for language, text in title.items() if text},
        body={language: lines for language, lines in body.items() if lines}, about=wording.about, day=wording.day,
        until=wording.until, position=wording.position,
    )  # fmt: skip


def _paragraphs(lines: Iterable[str]) -> list[str]:
    return [text for line in lines if (text := clean_display(line))]


def check(kind: str, key: str, wording: Wording, *, whole: bool) -> None:
    """Raises Several, by the names of the inputs: article_title, article_title_long, article_long, article_until,
    article_place; with `whole` also article_body and article_day: what visitors read must have words and, by its kind,
    a day."""
    faults, nameless = Faults(), kind == ArticleKind.BLOCK and key == NAMELESS
    if not wording.title.get("fa") and not nameless:
        faults.note("title_fa", "article_title")
    for language in LANGUAGES:
        if len(wording.title.get(language, "")) > LONGEST_TITLE:
            faults.note(f"title_{language}", "article_title_long", most=LONGEST_TITLE)
        lines = wording.body.get(language, ())
        if len(lines) > MOST_PARAGRAPHS or max(map(len, lines), default=0) > LONGEST_PARAGRAPH:
            faults.note(f"body_{language}", "article_long", most=MOST_PARAGRAPHS, long=LONGEST_PARAGRAPH)
    if wording.until and (not wording.day or wording.until < wording.day):
        faults.note("until", "article_until")
    if not 0 <= wording.position <= HIGHEST_PLACE:
        faults.note("position", "article_place", most=HIGHEST_PLACE)
    if whole and not wording.body.get("fa") and (kind not in TITLE_ONLY or nameless):
        faults.note("body_fa", "article_body")
    if whole and kind in DATED and not wording.day:
        faults.note("day", "article_day")
    if faults.found:
        raise Several(faults.found)


def folded(texts: Iterable[str]) -> str:
    """The words to search in. A compound is found parted at its half-space and joined."""
    return " ".join(" ".join([*words(text), *words(text.replace(ZWNJ, ""))]) for text in texts)


def folded_title(wording: Wording) -> str:
    return folded(wording.title.values())


def folded_body(wording: Wording) -> str:
    return folded(line for lines in wording.body.values() for line in lines)

"""Articles as visitors read them, the published one and, for a preview, any version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.organisation import api as organisation
from pishkhan.web.components.language import current

Kind = organisation.ArticleKind
PLACES: Mapping[str, tuple[str, Promise]] = {
    Kind.NEWS: ("news", lazy("News")), Kind.PROCESS: ("processes", lazy("About the processes")),
    Kind.CALENDAR: ("calendar", lazy("Calendar")),
    Kind.QUESTION: ("questions", lazy("Frequently asked questions")), Kind.GUIDE: ("help", lazy("Guides")),
    Kind.TERMS: ("terms", lazy("Terms of use")), Kind.PAGE: ("home", lazy("Pages")),
    Kind.BLOCK: ("home", lazy("Parts of the front")),
}  # fmt: skip
"""Kind → the page it stands on, and what it is called."""
ITEMS = {Kind.NEWS: "news-item", Kind.PROCESS: "process-item", Kind.PAGE: "page"}
"""Kinds with a page for each article."""


@dataclass(frozen=True, slots=True)
class Read:
    """One article in one language. `lang` is empty when the words are in the page's language; `at` is the day, with
    the hour when it was published on that day."""

    key: str
    kind: str
    title: str
    lines: Sequence[str]
    lang: str
    at: date | datetime | None
    until: date | None
    about: str
    url: str

    @property
    def day(self) -> date | None:
        return timezone.localdate(self.at) if isinstance(self.at, datetime) else self.at

    @property
    def way(self) -> str:
        return "ltr" if self.lang == "en" else "rtl"


def read(article: organisation.Article) -> Read:
    """As it is published."""
    assert article.published is not None
    first: datetime | None = getattr(article, "first_at", None)
    return _read(article, article.published, _moment(article.day, first))


def as_if(article: organisation.Article, version: organisation.ArticleVersion) -> Read:
    """As a version would be read if it were published now."""
    wording = organisation.wordings.wording_of(version)
    draft = organisation.Article(
        kind=article.kind, key=article.key, about=wording.about, day=wording.day, until=wording.until
    )
    return _read(draft, version, _moment(wording.day, version.published_at or timezone.now()))


def _moment(day: date | None, first: datetime | None) -> date | datetime | None:
    return first if day and first and timezone.localdate(first) == day else day


def _read(article: organisation.Article, version: organisation.ArticleVersion, at: date | datetime | None) -> Read:
    title, lines, lang = words(version)
    return Read(
        key=article.key, kind=article.kind, title=title, lines=lines, lang=lang, at=at, until=article.until,
        about=article.about, url=url_of(article.kind, article.key),
    )  # fmt: skip


def words(version: organisation.ArticleVersion) -> tuple[str, Sequence[str], str]:
    """Title, paragraphs and, when the page's language has none of them, the language they are in."""
    lang = current()
    if not version.title.get(lang) and not version.body.get(lang):
        lang = "fa"
    return version.title.get(lang, ""), version.body.get(lang, []), "" if lang == current() else lang


def url_of(kind: str, key: str) -> str:
    """Where an article is read: its own page, or its place on the page of its kind."""
    if kind in ITEMS:
        return reverse(ITEMS[Kind(kind)], args=[key])
    place, _ = PLACES[Kind(kind)]
    return f"{reverse(place)}#{key}"


def block(blocks: Mapping[str, organisation.ArticleVersion], key: str) -> dict[str, Any]:
    """Title and lines of a part of the front; empty when the institution has none."""
    if key not in blocks:
        return {"title": "", "lines": [], "lang": ""}
    title, lines, lang = words(blocks[key])
    return {"title": title, "lines": lines, "lang": lang}

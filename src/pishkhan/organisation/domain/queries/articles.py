"""Reading the public front: what visitors see, and for administrators also drafts and what was taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import words
from pishkhan.organisation.models import Article, ArticleKind, ArticleVersion
from pishkhan.plumbing.actor import Actor

PAGE = 20
MOST_READ = 200
"""Articles of one kind on one page: questions, rules, guides."""
MOST_FOUND, SHOWN_FOUND = 200, 40
"""How many found articles are counted and ranked, and how many are shown."""
MOST_WORDS, LONGEST_QUERY = 8, 100
Place = tuple[date, UUID]
"""Where a page of dated articles ended."""


@dataclass(frozen=True, slots=True)
class Found:
    """Articles that hold every word, best first. `count` is at most MOST_FOUND; `more` says that there are others."""

    articles: Sequence[Article]
    count: int = 0
    more: bool = False


def shown(institution_id: UUID) -> QuerySet[Article]:
    """What visitors may read, with its words. `first_at` is when it was first published."""
    first = ArticleVersion.objects.filter(article=OuterRef("pk"), published_at__isnull=False).order_by("number")
    rows = Article.objects.filter(institution_id=institution_id, archived_at__isnull=True, published__isnull=False)
    return rows.select_related("published").annotate(first_at=Subquery(first.values("published_at")[:1]))


def dated(institution_id: UUID, kind: str, *, most: int = PAGE, before: Place | None = None) -> tuple[
    list[Article], Place | None
]:  # fmt: skip
    """News or notices, newest day first, and where the next page begins."""
    rows = shown(institution_id).filter(kind=kind, day__isnull=False)
    if before:
        rows = rows.filter(Q(day__lt=before[0]) | Q(day=before[0], id__lt=before[1]))
    found = list(rows.order_by("-day", "-id")[: most + 1])
    last = found[most - 1] if len(found) > most else None
    return found[:most], (last.day, last.id) if last and last.day else None


def events(institution_id: UUID, today: date, *, most: int = PAGE) -> list[Article]:
    """What is to come or goes on, the nearest first."""
    rows = shown(institution_id).filter(kind=ArticleKind.CALENDAR).annotate(end=Coalesce("until", "day"))
    return list(rows.filter(end__gte=today).order_by("day", "position", "id")[:most])


def past_events(institution_id: UUID, today: date, *, most: int = PAGE) -> list[Article]:
    """The latest that are over, newest first."""
    rows = shown(institution_id).filter(kind=ArticleKind.CALENDAR).annotate(end=Coalesce("until", "day"))
    return list(rows.filter(end__lt=today).order_by("-day", "-id")[:most])


def in_order(institution_id: UUID, kind: str, *, about: str | None = None) -> list[Article]:
    """Questions, rules, guides, pages or blocks in their order; `about` narrows to one service."""
    rows = shown(institution_id).filter(kind=kind)
    return list((rows if about is None else rows.filter(about=about)).order_by("position", "id")[:MOST_READ])


def blocks(institution_id: UUID) -> dict[str, ArticleVersion]:
    """The parts of the front by key."""
    rows = Article.objects.filter(
        institution_id=institution_id, kind=ArticleKind.BLOCK, archived_at__isnull=True, published__isnull=False
    )
    return {row.key: row.published for row in rows.select_related("published") if row.published}


def one_shown(institution_id: UUID, kind: str, key: str) -> Article | None:
    return shown(institution_id).filter(kind=kind, key=key).first()


def every_shown(institution_id: UUID) -> list[tuple[str, str, date | None]]:
    """Kind, key and day of what has a page of its own, newest first; for the map of the site."""
    kinds = [ArticleKind.NEWS, ArticleKind.PROCESS, ArticleKind.PAGE]
    rows = shown(institution_id).filter(kind__in=kinds).order_by("-id")
    return list(rows.values_list("kind", "key", "day"))


def search_articles(institution_id: UUID, text: str) -> Found:
    """Articles with every word of the text in either language; whole words only. Blocks are not looked in."""
    sought = words(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not sought:
        return Found([])
    query = SearchQuery(sought[0], config="simple")
    for word in sought[1:]:
        query &= SearchQuery(word, config="simple")
    rows = shown(institution_id).exclude(kind=ArticleKind.BLOCK).filter(words=query)
    ids = list(rows.order_by("-id").values_list("id", flat=True)[: MOST_FOUND + 1])
    ranked = shown(institution_id).filter(id__in=ids[:MOST_FOUND]).annotate(rank=SearchRank(F("words"), query))
    found = list(ranked.order_by("-rank", F("day").desc(nulls_last=True), "-id")[:SHOWN_FOUND]) if ids else []
    return Found(found, min(len(ids), MOST_FOUND), len(ids) > MOST_FOUND)


# For administrators -------------------------------------------------------------------------------


def visible_to(actor: Actor) -> QuerySet[Article]:
    """Everything of the institution for its administrators, nothing for others."""
    if not actor.is_administrator:
        return Article.objects.none()
    return Article.objects.filter(institution_id=actor.institution_id)


def articles_page(
    actor: Actor, kind: str, *, archived: bool = False, before: UUID | None = None
) -> tuple[Sequence[Article], UUID | None]:
    """Of one kind, by their days, the latest first, drafts without a day and kinds that have none by when they were
    made; each with `newest_title` and `newest_at` of its newest version; and the id after
    which the next page begins."""
    newest = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number")
    rows = visible_to(actor).filter(kind=kind, archived_at__isnull=not archived).select_related("published")
    rows = rows.annotate(
        newest_title=Subquery(newest.values("title")[:1]), newest_number=Subquery(newest.values("number")[:1]),
        newest_at=Subquery(newest.values("saved_at")[:1]), newest_by=Subquery(newest.values("author_id")[:1]),
    )  # fmt: skip
    rows = rows.annotate(place=Coalesce("day", Value(date.max)))
    if before:
        last = visible_to(actor).filter(id=before).values_list("day", flat=True).first() or date.max
        rows = rows.filter(Q(place__lt=last) | Q(place=last, id__lt=before))
    found = list(rows.order_by("-place", "-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def one_article(actor: Actor, article_id: UUID) -> Article:
    """Raises DomainError not_found."""
    found = visible_to(actor).select_related("published").filter(id=article_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


def versions_of(actor: Actor, article_id: UUID) -> list[ArticleVersion]:
    """Newest first; empty when the article is not theirs to see."""
    return list(
        ArticleVersion.objects.filter(article__in=visible_to(actor).filter(id=article_id)).order_by("-number")
    )

"""What a pack says on the front. It may be brought in again and again and then changes nothing; what an administrator
wrote in the console is left as it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from pishkhan.organisation.domain.articles import show
from pishkhan.organisation.domain.wordings import Wording, cleaned
from pishkhan.organisation.models import Article, ArticleVersion, Origin


class Put(StrEnum):
    """What became of an article of a pack."""

    SAME = "same"
    CHANGED = "changed"
    KEPT = "kept"
    """It was edited in the console, and the pack says something else."""


def put_article(
    *, institution_id: UUID, kind: str, key: str, wording: Wording, at: datetime | None = None
) -> Put:
    """Publish these words, `at` a moment when they are new. Inside the caller's transaction."""
    wording = cleaned(wording)
    article = Article.objects.select_related("published").filter(
        institution_id=institution_id, kind=kind, key=key
    ).first()  # fmt: skip
    said = article.published if article else None
    same = said is not None and (said.title, said.body, said.facts) == _columns(wording)
    if article and article.origin == Origin.CONSOLE:
        return Put.SAME if same else Put.KEPT
    if article and same and article.archived_at is None:
        return Put.SAME
    if article is None:
        article = Article.objects.create(institution_id=institution_id, kind=kind, key=key)
    article.archived_at = None
    if said is None or not same:
        title, body, facts = _columns(wording)
        said = ArticleVersion.objects.create(
            article=article, number=said.number + 1 if said else 1, title=title, body=body, facts=facts,
            published_at=(at if not said else None) or timezone.now(),
        )  # fmt: skip
    show(article, said)
    return Put.CHANGED


def _columns(wording: Wording) -> tuple[dict[str, str], dict[str, list[str]], dict[str, object]]:
    return dict(wording.title), {name: list(lines) for name, lines in wording.body.items()}, wording.facts


def archive_other_articles(*, institution_id: UUID, keep: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take off the front what a pack brought and has no more; (kind, key) of what went."""
    rows = Article.objects.filter(institution_id=institution_id, origin=Origin.PACK, archived_at__isnull=True)
    gone = [row for row in rows.order_by("kind", "key") if (row.kind, row.key) not in keep]
    Article.objects.filter(id__in=[row.id for row in gone]).update(archived_at=timezone.now())
    return [(row.kind, row.key) for row in gone]

"""Writing what the public front says. For administrators; what was published once is never changed, and every earlier
wording can be taken up again. Publishing, archiving and their like are in the audit, in the stream of the article."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.text import slugify

from pishkhan.kernel.errors import DomainError
from pishkhan.organisation.domain.wordings import (
    BLOCKS,
    Wording,
    check,
    cleaned,
    folded_body,
    folded_title,
    wording_of,
)
from pishkhan.organisation.models import Article, ArticleKind, ArticleVersion, Origin
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

MOST_ARTICLES, MOST_VERSIONS = 3_000, 300
"""Of an institution; of one article."""
Seen = tuple[int, int]
"""Number and saves of the version somebody has before them."""
P = ParamSpec("P")
T = TypeVar("T")


def _guarded(verb: Callable[P, T]) -> Callable[P, T]:
    """By administrators, whole or not at all. Raises DomainError not_found."""

    @wraps(verb)
    @transaction.atomic
    def done(*args: P.args, **given: P.kwargs) -> T:
        if not cast("Actor", given["actor"]).is_administrator:
            raise DomainError("not_found")
        return verb(*args, **given)

    return done


@_guarded
def begin_article(*, actor: Actor, kind: str, wording: Wording, key: str = "") -> ArticleVersion:
    """A new article with its first draft; visitors see nothing of it yet. Only a part of the front is given its `key`.
    Raises as `wordings.check`, and DomainError not_found for what is not made here, article_there, articles_many."""
    if kind not in ArticleKind.values or (key in BLOCKS) != (kind == ArticleKind.BLOCK):
        raise DomainError("not_found")
    wording = cleaned(wording)
    check(kind, key, wording, whole=False)
    audit.hold(actor.institution_id)
    here = Article.objects.filter(institution_id=actor.institution_id)
    if here.count() >= MOST_ARTICLES:
        raise DomainError("articles_many", most=MOST_ARTICLES)
    article = Article(institution_id=actor.institution_id, kind=kind, origin=Origin.CONSOLE)
    article.key = key or _free_key(article, wording)
    if key and here.filter(kind=kind, key=key).exists():
        raise DomainError("article_there")
    _set_facts(article, wording)
    article.save()
    _note(actor, article, "article.begun")
    return _new_version(article, wording, actor.person_id)


def _free_key(article: Article, wording: Wording) -> str:
    """For the address: the English title, else the kind; with the end of the id where somebody has it."""
    wanted = slugify(wording.title.get("en", ""))[:50].strip("-_") or f"{article.kind}-{article.id.hex[-8:]}"
    taken = Article.objects.filter(institution_id=article.institution_id, kind=article.kind, key=wanted)
    return f"{wanted[:50]}-{article.id.hex[-8:]}" if taken.exists() else wanted


@_guarded
def save_draft(*, actor: Actor, article_id: UUID, seen: Seen, wording: Wording) -> ArticleVersion:
    """Keep words that are not shown yet. The article is the console's from now on: a pack overwrites it no more.
    Raises as `wordings.check`, and DomainError not_found, article_changed, versions_many."""
    article = _held(actor, article_id)
    newest = _seen(article, seen)
    wording = cleaned(wording)
    check(article.kind, article.key, wording, whole=False)
    _make_own(article)
    if newest.published_at is not None:
        return _new_version(article, wording, actor.person_id)
    newest.title, newest.body, newest.facts = dict(wording.title), _body(wording), wording.facts
    newest.rev, newest.author_id = newest.rev + 1, actor.person_id
    newest.save()
    return newest


@_guarded
def publish(*, actor: Actor, article_id: UUID, seen: Seen) -> Article:
    """Show the draft to visitors, and find it by its words. Raises as `wordings.check`, and DomainError not_found,
    article_changed, article_no_draft."""
    article = _held(actor, article_id)
    newest = _seen(article, seen)
    if newest.published_at is not None:
        raise DomainError("article_no_draft")
    check(article.kind, article.key, wording_of(newest), whole=True)
    newest.published_at = timezone.now()
    newest.save()
    show(article, newest)
    _note(actor, article, "article.published", version=newest.number)
    return article


@_guarded
def take_up(*, actor: Actor, article_id: UUID, seen: Seen, number: int) -> ArticleVersion:
    """Make an earlier wording the newest draft; a draft there is stays among the versions. Raises DomainError
    not_found, article_changed, versions_many."""
    article = _held(actor, article_id)
    _seen(article, seen)
    earlier = ArticleVersion.objects.filter(article=article, number=number).first()
    if earlier is None:
        raise DomainError("not_found")
    _make_own(article)
    _note(actor, article, "article.taken_up", version=number)
    return _new_version(article, wording_of(earlier), actor.person_id)


@_guarded
def archive(*, actor: Actor, article_id: UUID) -> None:
    """Take it off the front; nothing is lost. Raises DomainError not_found."""
    article = _held(actor, article_id)
    if article.archived_at is None:
        article.archived_at = timezone.now()
        _make_own(article)
        _note(actor, article, "article.archived")


@_guarded
def restore(*, actor: Actor, article_id: UUID) -> None:
    """Put it back as it was. Raises DomainError not_found."""
    article = _held(actor, article_id)
    if article.archived_at is not None:
        article.archived_at = None
        _make_own(article)
        _note(actor, article, "article.restored")


def show(article: Article, version: ArticleVersion) -> None:
    """Make a version what visitors read."""
    wording = wording_of(version)
    article.published = version
    _set_facts(article, wording)
    article.save()
    title = SearchVector(Value(folded_title(wording)), config="simple", weight="A")
    body = SearchVector(Value(folded_body(wording)), config="simple", weight="B")
    Article.objects.filter(id=article.id).update(words=title + body)


def _make_own(article: Article) -> None:
    article.origin = Origin.CONSOLE
    article.save(update_fields=["origin", "archived_at"])


def _set_facts(article: Article, wording: Wording) -> None:
    article.about, article.day, article.until = wording.about, wording.day, wording.until
    article.position = wording.position


def _body(wording: Wording) -> dict[str, list[str]]:
    return {language: list(lines) for language, lines in wording.body.items()}


def _new_version(article: Article, wording: Wording, author_id: UUID | None) -> ArticleVersion:
    last = ArticleVersion.objects.filter(article=article).order_by("-number").values_list("number", flat=True).first()
    if (last or 0) >= MOST_VERSIONS:
        raise DomainError("versions_many", most=MOST_VERSIONS)
    return ArticleVersion.objects.create(
        article=article, number=(last or 0) + 1, title=dict(wording.title), body=_body(wording), facts=wording.facts,
        author_id=author_id,
    )  # fmt: skip


def _held(actor: Actor, article_id: UUID) -> Article:
    found = Article.objects.select_for_update().filter(institution_id=actor.institution_id, id=article_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


def _seen(article: Article, seen: Seen) -> ArticleVersion:
    """The newest version, when it is the one somebody has before them."""
    newest = ArticleVersion.objects.filter(article=article).order_by("-number").first()
    if newest is None or (newest.number, newest.rev) != seen:
        raise DomainError("article_changed")
    return newest


def _note(actor: Actor, article: Article, action: str, **after: int) -> None:
    told = {"kind": article.kind, "key": article.key, **after}
    audit.record(actor=actor, stream=article.id, lines=[Line(action, "article", article.id, after=told)])

"""What the public front says: news, rules, questions, guides, and the blocks of the home page."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from pishkhan.organisation.models.institution import Institution
from pishkhan.plumbing.models import Root


class ArticleKind(models.TextChoices):
    """What an article is. A block is a part of the front itself: banner, hero, words of help."""

    NEWS = "news"
    PROCESS = "process"
    CALENDAR = "calendar"
    QUESTION = "question"
    GUIDE = "guide"
    TERMS = "terms"
    PAGE = "page"
    BLOCK = "block"


class Origin(models.TextChoices):
    """Where something was made. What was changed in the console is not overwritten by a pack."""

    PACK = "pack"
    CONSOLE = "console"


class Article(Root):
    """One thing to read. What visitors see is its `published` version; a newer one is a draft.

    `about` names the request type it explains, empty for all. `day` dates news and events, `until` ends an event.
    `words` is the folded text of the published version in both languages, for search.
    """

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ArticleKind.choices)
    key = models.SlugField(max_length=60)
    about = models.SlugField(max_length=60, blank=True)
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PACK)
    published = models.ForeignKey("ArticleVersion", on_delete=models.SET_NULL, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)
    words = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "key"], name="article_key_once"),
        ]
        indexes = [
            models.Index(fields=["institution", "kind", "-day", "-id"], name="article_of_kind"),
            GinIndex(fields=["words"], name="article_words"),
        ]
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ArticleVersion(Root):
    """One wording of an article: title and paragraphs by language. A published one is never changed.

    `rev` counts the saves of a draft, so that two editors do not overwrite each other. `facts` are day, end, service
    and place in the list of this wording; the article has those of the published one.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    author_id = models.UUIDField(null=True)
    rev = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_once")]
        ordering = ["article", "number"]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"

"""Reading one's own notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import get_language

from pishkhan.notifications.domain import rendering, wording
from pishkhan.notifications.domain.messages import registry
from pishkhan.notifications.domain.rendering import Text
from pishkhan.notifications.enums import Surface
from pishkhan.notifications.models import Notice
from pishkhan.plumbing.actor import Actor

PAGE = 30
COUNT_UP_TO = 100


@dataclass(frozen=True, slots=True)
class ShownNotice:
    id: UUID
    title: str
    body: str
    icon: str
    link: str
    at: datetime
    unread: bool


def visible_to(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(institution_id=actor.institution_id, person_id=actor.me)


def unread_count(actor: Actor) -> int:
    """Unread notices, counted up to a hundred."""
    return visible_to(actor).filter(read_at=None)[:COUNT_UP_TO].count()


def unread_of(person_id: Combinable, institution_id: Combinable) -> Func:
    """`unread_count` of the person an outer query names, for use inside its statement."""
    rows = Notice.objects.filter(institution_id=institution_id, person_id=person_id, read_at=None).order_by()
    return Func(ArraySubquery(rows.values("id")[:COUNT_UP_TO]), function="CARDINALITY", output_field=IntegerField())


def page(actor: Actor, *, before: UUID | None = None) -> tuple[list[ShownNotice], UUID | None]:
    """Newest first, and the id to ask the next page with. Ids are time-ordered, so one key is enough."""
    rows = visible_to(actor).order_by("-id")
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    language = (get_language() or "fa")[:2]
    return [_shown(row, language) for row in found[:PAGE]], found[PAGE - 1].id if len(found) > PAGE else None


def _shown(row: Notice, language: str) -> ShownNotice:
    kind = registry.get(row.message)
    text, values = Text(row.message, ""), {}
    if kind:
        text = wording.of(row.institution_id, kind, Surface.BELL, language)
        values = rendering.shown(kind, row.values, language, native=False)
    return ShownNotice(
        id=row.id, title=rendering.fill(text.title, values), body=rendering.fill(text.body, values),
        icon=kind.icon if kind else "bell", link=row.link, at=row.created_at, unread=row.read_at is None,
    )  # fmt: skip


def link_of(actor: Actor, notice_id: UUID) -> str | None:
    """Where one of the actor's notices leads; None when the actor has no such notice."""
    return visible_to(actor).filter(id=notice_id).values_list("link", flat=True).first()

"""Drawing up a service: begun by an administrator, kept part by part, thrown away or published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from pishkhan.intake import api as intake
from pishkhan.intake.logic import building
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.building import content as contents
from pishkhan.servicedesk.models import RequestType, ServiceDraft
from pishkhan.workflow import api as workflow

LARGEST = 600_000
"""Characters of a draft as JSON."""
MOST_DRAFTS = 200
LONGEST_NAME = 120


def allowed(actor: Actor) -> None:
    """Raises NotYours for everybody who is not an administrator."""
    if not actor.is_administrator:
        raise workflow.NotYours


def visible_to(actor: Actor) -> QuerySet[ServiceDraft]:
    """The institution's drafts that are not published yet; nothing for others than administrators."""
    rows = ServiceDraft.objects.filter(institution_id=actor.institution_id, published_at=None)
    return rows if actor.is_administrator else rows.none()


def drafts_of(actor: Actor) -> list[ServiceDraft]:
    """With their `name`; the content, which is long, is not read."""
    rows = visible_to(actor).annotate(name=KeyTransform("name", KeyTransform("type", "content"))).defer("content")
    return list(rows[:MOST_DRAFTS])


def draft_of(actor: Actor, draft_id: UUID) -> ServiceDraft | None:
    return visible_to(actor).filter(id=draft_id).first()


def type_of(draft: ServiceDraft) -> RequestType | None:
    """The service that the draft would change; None for a new one."""
    rows = RequestType.objects.filter(institution_id=draft.institution_id, key=draft.key)
    return rows.select_related("group").first()


@transaction.atomic
def begin(*, actor: Actor, fa: str, en: str) -> ServiceDraft:
    """A draft of a new service. Raises NotYours, DomainError: build.text_missing, build.english_missing, name_long,
    drafts_many."""
    allowed(actor)
    fa, en = fa.strip(), en.strip()
    if not fa or not en:
        raise DomainError("build.english_missing" if fa else "build.text_missing", field="en" if fa else "fa", label=fa)
    if max(len(fa), len(en)) > LONGEST_NAME:
        raise DomainError("build.text_long", field="fa", label=fa[:60], most=LONGEST_NAME)
    key = free_key(actor.institution_id, en)
    return _create(actor, key, contents.blank(key, fa, en), "service.draft_begun")


@transaction.atomic
def begin_from(*, actor: Actor, type_id: UUID) -> ServiceDraft:
    """A draft of a change to a service; the one that is open already, if there is one. Raises NotYours,
    DomainError("not_found")."""
    allowed(actor)
    rows = RequestType.objects.filter(institution_id=actor.institution_id, id=type_id)
    kind = rows.select_related("group").first()
    if kind is None:
        raise DomainError("not_found")
    if found := visible_to(actor).filter(key=kind.key).first():
        return found
    return _create(actor, kind.key, contents.of_type(kind), "service.draft_begun")


@transaction.atomic
def begin_with(*, actor: Actor, key: str, content: contents.Content) -> ServiceDraft:
    """A draft of what was brought in. Raises NotYours, DomainError: service_draft_open, service_large."""
    allowed(actor)
    if visible_to(actor).filter(key=key).exists():
        raise DomainError("service_draft_open")
    _fits(content)
    return _create(actor, key, content, "service.draft_imported")


@transaction.atomic
def keep(*, actor: Actor, draft_id: UUID, rev: int, parts: Mapping[str, Any]) -> int:
    """Keep some parts of a draft; its new revision.

    Raises NotYours, DomainError: not_found, service_changed (another page was kept since revision `rev`: nothing of
    this one was), service_large.
    """
    allowed(actor)
    draft = visible_to(actor).select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise DomainError("not_found")
    if draft.rev != rev:
        raise DomainError("service_changed")
    draft.content = {**draft.content, **{name: value for name, value in parts.items() if name in contents.PARTS}}
    _fits(draft.content)
    draft.rev, draft.author_id = rev + 1, actor.me
    draft.save(update_fields=["content", "rev", "author_id", "saved_at"])
    return draft.rev


@transaction.atomic
def discard(*, actor: Actor, draft_id: UUID) -> None:
    """Throw a draft away; a published service stays as it is. Raises NotYours, DomainError("not_found")."""
    allowed(actor)
    draft = visible_to(actor).select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise DomainError("not_found")
    record(actor, "service.draft_discarded", draft.id, key=draft.key)
    draft.delete()


def free_key(institution_id: UUID, english: str) -> str:
    """A key that no service, form, process or draft of the institution has."""
    here = {"institution_id": institution_id}
    taken = {
        *RequestType.objects.filter(**here).values_list("key", flat=True),
        *ServiceDraft.objects.filter(**here, published_at=None).values_list("key", flat=True),
    }  # fmt: skip
    while True:
        key = building.make_key(english, taken, between="-", other="service")
        if not (intake.newest_version(**here, key=key) or workflow.newest_version(**here, key=key)):
            return key
        taken.add(key)


def touch_times(institution_id: UUID, key: str, opens_at: str | None, closes_at: str | None) -> None:
    """New times of a service stand in its open draft too, so that publishing does not bring the old ones back."""
    for draft in ServiceDraft.objects.select_for_update().filter(
        institution_id=institution_id, key=key, published_at=None
    ):
        made = {**draft.content.get("type", {}), "opens_at": opens_at, "closes_at": closes_at}
        content = {**draft.content, "type": made}
        ServiceDraft.objects.filter(id=draft.id).update(content=content, rev=F("rev") + 1, saved_at=timezone.now())


def record(actor: Actor, action: str, subject_id: UUID, kind: str = "service_draft", **after: Any) -> None:
    """A line of the institution's history."""
    line = audit.Line(action, kind, subject_id, after=after)
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])


def _create(actor: Actor, key: str, content: contents.Content, action: str) -> ServiceDraft:
    if visible_to(actor).count() >= MOST_DRAFTS:
        raise DomainError("service_drafts_many", most=MOST_DRAFTS)
    try:
        with transaction.atomic():
            draft = ServiceDraft.objects.create(
                institution_id=actor.institution_id, key=key, content=content, author_id=actor.me
            )
    except IntegrityError:
        raise DomainError("service_draft_open") from None
    record(actor, action, draft.id, key=key)
    return draft


def _fits(content: contents.Content) -> None:
    if len(json.dumps(content, ensure_ascii=False)) > LARGEST:
        raise DomainError("service_large")

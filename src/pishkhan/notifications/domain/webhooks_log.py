"""What other systems were told: the log, and telling them once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.domain import webhooks
from pishkhan.notifications.models import HookDelivery, HookState, Webhook
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

PAGE = 25
MOST = 500
"""Deliveries that one press replays."""


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `next` is where the next page begins."""

    rows: list[HookDelivery]
    next: UUID | None


def of_hook(actor: Actor, hook_id: UUID) -> QuerySet[HookDelivery]:
    """The log of an address. Raises DomainError("not_found")."""
    row = webhooks.one(actor, hook_id)
    return HookDelivery.objects.filter(webhook=row)


def page(actor: Actor, hook_id: UUID, *, state: str = "", before: UUID | None = None) -> Page:
    """By state; ids are time-ordered, one key pages. Raises DomainError("not_found")."""
    rows = of_hook(actor, hook_id)
    if state in HookState.values:
        rows = rows.filter(state=state)
    if before and (last := rows.model.objects.filter(id=before, webhook_id=hook_id).first()):
        rows = rows.filter(created_at__lte=last.created_at).exclude(created_at=last.created_at, id__gte=last.id)
    found = list(rows.defer("body", "answer").order_by("-created_at", "-id")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def one(actor: Actor, hook_id: UUID, delivery_id: UUID) -> HookDelivery:
    """Raises DomainError("not_found")."""
    found = of_hook(actor, hook_id).select_related("webhook", "replay_of").filter(id=delivery_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


@transaction.atomic
def replay(*, actor: Actor, hook_id: UUID, delivery_id: UUID) -> HookDelivery:
    """Tell it once more, by a delivery of its own. Raises DomainError not_found, hook_waits, hook_off."""
    row = one(actor, hook_id, delivery_id)
    if row.state == HookState.WAITING:
        raise DomainError("hook_waits")
    hook = _on(actor, hook_id)
    made = webhooks.put_in_queue(hook, row.event, row.event_id, row.body, replay_of=row)
    assert made is not None
    _note(actor, hook, 1)
    return made


@transaction.atomic
def replay_failed(*, actor: Actor, hook_id: UUID, day: date) -> int:
    """Tell once more what failed of a day and was not told since; how many, `MOST` at a time. Raises DomainError
    not_found, hook_off."""
    hook = _on(actor, hook_id)
    begin = timezone.make_aware(datetime.combine(day, time.min))
    again = HookDelivery.objects.filter(replay_of=OuterRef("pk")).exclude(state=HookState.FAILED)
    failed = of_hook(actor, hook_id).filter(
        state=HookState.FAILED, replay_of=None, created_at__gte=begin, created_at__lt=begin + timedelta(days=1)
    ).exclude(Exists(again))  # fmt: skip
    rows = list(failed.order_by("created_at", "id")[:MOST])
    for row in rows:
        webhooks.put_in_queue(hook, row.event, row.event_id, row.body, replay_of=row)
    if rows:
        _note(actor, hook, len(rows))
    return len(rows)


def failed_days(actor: Actor, hook_id: UUID) -> list[tuple[date, int]]:
    """Days of the log with deliveries that failed, newest first, with how many are looked at (`MOST` at most)."""
    rows = of_hook(actor, hook_id).filter(state=HookState.FAILED, replay_of=None).order_by("-created_at", "-id")
    found: dict[date, int] = {}
    for at in rows.values_list("created_at", flat=True)[:MOST]:
        day = timezone.localtime(at).date()
        found[day] = found.get(day, 0) + 1
    return list(found.items())


def _on(actor: Actor, hook_id: UUID) -> Webhook:
    hook = webhooks.one(actor, hook_id)
    if not hook.is_on:
        raise DomainError("hook_off")
    return hook


def _note(actor: Actor, hook: Webhook, count: int) -> None:
    line = Line("webhook.replayed", "webhook", hook.id, after={"count": count})
    audit.record(actor=actor, stream=hook.id, lines=[line])

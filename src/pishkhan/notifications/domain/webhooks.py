"""Addresses of other systems, and what they are told."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.ids import new_id
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.domain import webhooks_addresses
from pishkhan.notifications.models import HookDelivery, HookState, Webhook
from pishkhan.plumbing import audit, jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.remembering import remembered
from pishkhan.plumbing.rows import Statement

EVENTS = (
    "request.filed", "request.commented", "request.returned", "request.corrected", "request.closed",
    "request.withdrawn", "request.reopened", "task.opened", "payment.posted", "certificate.issued",
    "certificate.revoked",
)  # fmt: skip
PING = "ping"
"""A try by hand; every address gets it."""
MOST = 20
LONGEST_NAME = 80
_EMPTY = Statement("DELETE FROM notifications_hookdelivery WHERE webhook_id = %(hook)s")
"""Django would take replays from what they replay first, and then an event would be there twice."""
REMEMBERED = 30
"""Seconds in which other processes hear of a change."""
LEASE = timedelta(seconds=60)
"""A job or a try that says nothing for so long was lost with its worker."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address as an administrator wants it."""

    name: str
    url: str
    events: Collection[str]
    is_on: bool = True


def visible_to(actor: Actor) -> QuerySet[Webhook]:
    """Administrators see their institution's, nobody else any."""
    if not actor.is_administrator:
        return Webhook.objects.none()
    return Webhook.objects.filter(institution_id=actor.institution_id)


def one(actor: Actor, hook_id: UUID) -> Webhook:
    """Raises DomainError("not_found")."""
    found = visible_to(actor).filter(id=hook_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


def add(*, actor: Actor, wanted: Wanted) -> Webhook:
    """A new address with a secret of its own. Raises as `_checked`, and DomainError not_found, hooks_many."""
    if not actor.is_administrator:
        raise DomainError("not_found")
    name, url, events = _checked(actor, wanted)
    with transaction.atomic():
        if visible_to(actor).count() >= MOST:
            raise DomainError("hooks_many", most=MOST)
        row = Webhook.objects.create(
            institution_id=actor.institution_id, name=name, url=url, events=events, is_on=wanted.is_on,
            secret=new_secret(), made_by=actor.me,
        )  # fmt: skip
        _note(actor, row, "webhook.added")
    return row


def put(*, actor: Actor, hook_id: UUID, wanted: Wanted) -> Webhook:
    """Change an address. Raises as `_checked`, and DomainError("not_found")."""
    one(actor, hook_id)
    name, url, events = _checked(actor, wanted)
    with transaction.atomic():
        row = _locked(actor, hook_id)
        row.name, row.url, row.events, row.is_on = name, url, events, wanted.is_on
        row.save(update_fields=["name", "url", "events", "is_on"])
        _note(actor, row, "webhook.changed")
    return row


@transaction.atomic
def renew_secret(*, actor: Actor, hook_id: UUID) -> Webhook:
    """What is sent from now on is signed with a new secret, tries of older deliveries too. Raises not_found."""
    row = _locked(actor, hook_id)
    row.secret = new_secret()
    row.save(update_fields=["secret"])
    _note(actor, row, "webhook.secret")
    return row


@transaction.atomic
def remove(*, actor: Actor, hook_id: UUID) -> None:
    """Take an address away with its log. Raises DomainError("not_found")."""
    row = _locked(actor, hook_id)
    _note(actor, row, "webhook.removed")
    _EMPTY.touched(hook=str(row.id))
    row.delete()


@transaction.atomic
def ping(*, actor: Actor, hook_id: UUID) -> HookDelivery:
    """Try an address now; what comes of it stands in its log. Raises DomainError not_found, hook_off."""
    row = _locked(actor, hook_id)
    if not row.is_on:
        raise DomainError("hook_off")
    event_id, now = new_id(), timezone.now()
    made = put_in_queue(row, PING, event_id, _body(PING, event_id, now, {}))
    assert made is not None  # of an event that nobody was told of
    return made


def is_wanted(institution_id: UUID, event: str) -> bool:
    """Whether some address wants it, as this process remembers for some seconds: for events that happen all day."""
    found = remembered(_name(institution_id), REMEMBERED, lambda: (_wanted(institution_id),))
    return found is not None and event in found[0]


def _wanted(institution_id: UUID) -> frozenset[str]:
    rows = Webhook.objects.filter(institution_id=institution_id, is_on=True)
    return frozenset(event for events in rows.values_list("events", flat=True) for event in events)


def _name(institution_id: UUID) -> str:
    return f"hook-events.{institution_id}"


def announce_out(institution_id: UUID, event: str, event_id: UUID, body: Mapping[str, Any]) -> int:
    """Write a delivery for each address that wants the event, in the caller's transaction; how many. The same event
    again writes nothing. `body` holds ids, numbers, states and times only."""
    found = Webhook.objects.filter(institution_id=institution_id, is_on=True, events__contains=[event])
    told = _body(event, event_id, timezone.now(), body)
    return sum(put_in_queue(row, event, event_id, told) is not None for row in found.order_by("id"))


def put_in_queue(
    row: Webhook, event: str, event_id: UUID, body: Mapping[str, Any], *, replay_of: HookDelivery | None = None
) -> HookDelivery | None:
    """A delivery and the job that sends it; None when this address was told of the event already."""
    from pishkhan.notifications.tasks import post_hook  # tasks need the app registry

    given = {"event": event, "body": dict(body), "due_at": timezone.now() + LEASE}
    if replay_of is not None:
        made, fresh = HookDelivery.objects.create(webhook=row, event_id=event_id, replay_of=replay_of, **given), True
    else:
        made, fresh = HookDelivery.objects.get_or_create(
            webhook=row, event_id=event_id, replay_of=None, defaults=given
        )
    if not fresh:
        return None
    jobs.defer(post_hook, delivery_id=str(made.id), tries=0)
    return made


def waiting() -> QuerySet[HookDelivery]:
    return HookDelivery.objects.filter(state=HookState.WAITING)


def new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def _body(event: str, event_id: UUID, at: datetime, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"event": event, "id": str(event_id), "at": at.isoformat(timespec="seconds"), **more}


def _checked(actor: Actor, wanted: Wanted) -> tuple[str, str, list[str]]:
    """Looks the name up, so not inside a transaction. Raises DomainError hook_name, hook_url, hook_port, hook_inside,
    hook_unknown_host, hook_events, or Several."""
    faults, name, url = Faults(), clean_display(wanted.name).strip()[:LONGEST_NAME], wanted.url.strip()
    if not name:
        faults.note("name", "hook_name")
    faults.read("url", lambda: webhooks_addresses.find(url, of=actor.institution_id))
    events = [event for event in EVENTS if event in wanted.events]
    if not events:
        faults.note("events", "hook_events")
    faults.check()
    return name, url, events


def _locked(actor: Actor, hook_id: UUID) -> Webhook:
    row = visible_to(actor).select_for_update().filter(id=hook_id).first()
    if row is None:
        raise DomainError("not_found")
    return row


def _note(actor: Actor, row: Webhook, action: str) -> None:
    """The secret is never in the history; the address is, without what follows its path. This process forgets what it
    remembers."""
    caches["local"].delete(_name(row.institution_id))
    after = {"name": row.name, "url": row.url.partition("?")[0], "events": list(row.events), "is_on": row.is_on}
    audit.record(actor=actor, stream=row.id, lines=[Line(action, "webhook", row.id, after=after)])

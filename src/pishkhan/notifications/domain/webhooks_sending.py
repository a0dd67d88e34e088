"""Handing news to other systems: signed, with growing pauses, never more than a few calls to one address at a time."""

from __future__ import annotations

import hmac
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.domain import webhooks_addresses, webhooks_calling
from pishkhan.notifications.domain.webhooks import LEASE, waiting
from pishkhan.notifications.domain.webhooks_calling import Reply
from pishkhan.notifications.models import HookDelivery, HookState, Webhook
from pishkhan.plumbing import connections, incidents, jobs
from pishkhan.plumbing.rows import Statement

PAUSES = (10, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 21600, 43200)
"""Seconds before the next try; the last one goes on."""
GIVE_UP = timedelta(days=3)
PER_ADDRESS, PER_INSTITUTION = 2, 4
"""Calls under way in one process: to one address, and to all of an institution."""
BUSY = timedelta(seconds=10)
MOST = 200
LARGEST = 64 * 1024
FAILED = "webhook_failed"
"""Incident: an address took nothing for three days."""
KEPT = timedelta(days=30)
BATCH = 1000
_FORGET = Statement("""
    DELETE FROM notifications_hookdelivery WHERE id = ANY(ARRAY(
        SELECT id FROM notifications_hookdelivery old WHERE created_at < %(before)s AND state <> 'waiting'
        AND NOT EXISTS (SELECT FROM notifications_hookdelivery WHERE replay_of_id = old.id) LIMIT %(batch)s
    ))
""")
_under_way: Counter[UUID] = Counter()
_lock = Lock()


def post(delivery_id: UUID, tries: int = 0) -> None:
    """Try one delivery that was tried so often, with no transaction open while the other side makes us wait. A try
    that another job has begun meanwhile is left alone."""
    row = _begun(delivery_id, tries)
    if row is None:
        return
    with _slot(row.webhook) as free:
        if not free:
            waiting().filter(id=row.id).update(due_at=timezone.now() + BUSY, tries=row.tries - 1)
            return
        connections.put_back()
        reply = _call(row)
    with transaction.atomic():
        _keep(row, reply)


@transaction.atomic
def _begun(delivery_id: UUID, tries: int) -> HookDelivery | None:
    """The delivery, if nobody else tries it now."""
    rows = waiting().filter(id=delivery_id, tries=tries)
    row = rows.select_for_update(of=("self",), skip_locked=True).select_related("webhook").first()
    if row is None:
        return None
    if not row.webhook.is_on:
        _end(row, HookState.FAILED, Reply(None, "off"))
        return None
    row.tries, row.due_at = row.tries + 1, timezone.now() + LEASE
    row.save(update_fields=["tries", "due_at"])
    return row


@contextmanager
def _slot(hook: Webhook) -> Iterator[bool]:
    """Whether one more call may go to this address now."""
    limits = {hook.id: PER_ADDRESS, hook.institution_id: PER_INSTITUTION}
    with _lock:
        free = all(_under_way[key] < most for key, most in limits.items())
        _under_way.update({key: int(free) for key in limits})
    try:
        yield free
    finally:
        with _lock:
            _under_way.subtract({key: int(free) for key in limits})
            for key in limits:
                if not _under_way[key]:
                    del _under_way[key]


def _call(row: HookDelivery) -> Reply:
    body = body_of(row)
    if len(body) > LARGEST:
        return Reply(None, "large")
    try:
        target = webhooks_addresses.find(row.webhook.url, of=row.webhook.institution_id)
    except DomainError as error:
        return Reply(None, error.code)
    headers = {
        "Pishkhan-Event": row.event, "Pishkhan-Delivery": str(row.id),
        "Pishkhan-Signature": signature(row.webhook.secret, body, int(time.time())),
    }  # fmt: skip
    return webhooks_calling.post(target, body, headers)


def body_of(row: HookDelivery) -> bytes:
    """The bytes that are sent and signed."""
    return json.dumps(row.body, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, body: bytes, at: int) -> str:
    """`t=` the second of the try, `v1=` the HMAC-SHA256 of that second, a dot and the body."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={mac}"


def _keep(row: HookDelivery, reply: Reply) -> None:
    """What came of a try. A delivery that somebody else ended meanwhile stays as it is."""
    if not waiting().select_for_update().filter(id=row.id).exists():
        return
    now = timezone.now()
    if reply.taken:
        _end(row, HookState.DONE, reply)
        incidents.close_incidents(
            institution_id=row.webhook.institution_id, kind=FAILED, subject_id=row.webhook_id
        )  # fmt: skip
    elif (next_at := now + pause_after(row.tries)) < row.created_at + GIVE_UP:
        row.due_at, row.status, row.answer = next_at, reply.status, reply.words[:500]
        row.save(update_fields=["due_at", "status", "answer"])
    else:
        _end(row, HookState.FAILED, reply)
        incidents.open_incident(
            institution_id=row.webhook.institution_id, kind=FAILED, subject_kind="webhook", subject_id=row.webhook_id,
            detail={"name": row.webhook.name, "event": row.event, "status": reply.status},
        )  # fmt: skip


def pause_after(tries: int) -> timedelta:
    return timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])


def _end(row: HookDelivery, state: HookState, reply: Reply) -> None:
    row.state, row.status, row.answer, row.ended_at = state, reply.status, reply.words[:500], timezone.now()
    row.save(update_fields=["state", "status", "answer", "ended_at"])


@transaction.atomic
def sweep(now: datetime | None = None) -> int:
    """Put due deliveries back in the queue; their number."""
    from pishkhan.notifications.tasks import post_hook  # tasks need the app registry

    now = now or timezone.now()
    due = waiting().filter(due_at__lte=now).order_by("due_at", "id")
    rows = list(due.select_for_update(skip_locked=True).values_list("id", "tries")[:MOST])
    waiting().filter(id__in=[delivery_id for delivery_id, _ in rows]).update(due_at=now + LEASE)
    for delivery_id, tries in rows:
        jobs.defer(post_hook, delivery_id=str(delivery_id), tries=tries)
    return len(rows)


def forget_old() -> int:
    """The log goes after thirty days, a few rows in one transaction; how many. What was told again later stays as long
    as that."""
    forgotten = 0
    while gone := _FORGET.touched(before=timezone.now() - KEPT, batch=BATCH):
        forgotten += gone
    return forgotten

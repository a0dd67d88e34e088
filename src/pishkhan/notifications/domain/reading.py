"""Counting what was read."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from pishkhan.notifications.models import Notice
from pishkhan.plumbing.actor import Actor


def mark_read(*, actor: Actor, notice_id: UUID | None = None) -> int:
    """Mark one notice of the actor read, or all of them; the number newly read."""
    rows = Notice.objects.filter(
        institution_id=actor.institution_id, person_id=actor.me, read_at=None
    )
    if notice_id:
        rows = rows.filter(id=notice_id)
    return rows.update(read_at=timezone.now())

"""Having an attempt to oneself: a lock for a transaction, a lease for as long as a bank is asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt
from pishkhan.payments.providers import wire

LEASE = timedelta(seconds=40)
"""Longer than a call to a bank takes: nobody else begins the same call meanwhile."""
http = wire.client()
"""One client for all banks of a process."""


def read(attempt_id: UUID) -> Attempt:
    """An attempt with its terminal, not locked."""
    return Attempt.objects.select_related("terminal").get(id=attempt_id)


def locked(attempt_id: UUID, *states: State) -> Attempt | None:
    """An attempt under its lock, if it still is in one of these states."""
    row = Attempt.objects.select_for_update(of=("self",)).select_related("terminal").get(id=attempt_id)
    return row if row.state in states else None


def lease(attempt_id: UUID, state: State) -> bool:
    """Claim an attempt for one call; False when somebody else has it. Whoever dies with it is followed later."""
    now = timezone.now()
    rows = Attempt.objects.filter(id=attempt_id, state=state, lease_at__lte=now)
    return bool(rows.update(lease_at=now + LEASE, next_at=now + LEASE))

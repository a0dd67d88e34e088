"""Having an attempt to oneself: a lock for a transaction, a lease for as long as a bank is asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt
from pishkhan.payments.providers import wire
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.rows import Statement

LEASE = timedelta(seconds=100)
"""Longer than a call to a bank takes: nobody else begins the same call meanwhile."""
_STATE = Statement("SELECT state FROM payments_attempt WHERE id = %(attempt)s")
http = wire.client()
"""One client for all banks of a process."""


def read(attempt_id: UUID) -> Attempt:
    """An attempt with its terminal, not locked."""
    return _read(attempt=attempt_id)[0]


def locked(attempt_id: UUID, *states: State) -> Attempt | None:
    """An attempt under its lock, if it still is in one of these states."""
    row = _locked(attempt=attempt_id)[0]
    return row if row.state in states else None


@kept
def _read(*, attempt: UUID) -> QuerySet[Attempt]:
    return Attempt.objects.select_related("terminal").filter(id=attempt)


@kept
def _locked(*, attempt: UUID) -> QuerySet[Attempt]:
    return Attempt.objects.select_for_update(of=("self",)).select_related("terminal").filter(id=attempt)


def state_of(attempt_id: UUID) -> State:
    """Where it stands now."""
    (found,) = _STATE.row(attempt=attempt_id) or ("",)
    return State(found)


def lease(attempt_id: UUID, state: State) -> bool:
    """Claim an attempt for one call; False when somebody else has it. Whoever dies with it is followed later."""
    now = timezone.now()
    rows = Attempt.objects.filter(id=attempt_id, state=state, lease_at__lte=now)
    return bool(rows.update(lease_at=now + LEASE, next_at=now + LEASE))

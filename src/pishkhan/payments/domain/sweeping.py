"""Nothing is forgotten: attempts whose time has come are brought on, whoever died meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.payments.models import OPEN, Attempt

MOST = 200


def due_attempts() -> list[UUID]:
    """Attempts to be looked at now, oldest first."""
    rows = Attempt.objects.filter(state__in=OPEN, next_at__lte=timezone.now()).order_by("next_at")
    return list(rows.values_list("id", flat=True)[:MOST])


def taken_up(locks: Collection[str]) -> set[str]:
    """Which of these locks a running job holds, or one that a killed worker left running."""
    rows = ProcrastinateJob.objects.filter(status="doing", lock__in=locks)
    return {lock for lock in rows.values_list("lock", flat=True) if lock}

"""Opening and closing incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.models import Incident


def open_incident(
    *,
    institution_id: UUID,
    kind: str,
    subject_kind: str,
    subject_id: UUID | None,
    detail: Mapping[str, Any] | None = None,
    retry_event: Mapping[str, Any] | None = None,
) -> None:
    """Note that something failed. The same failure of the same subject counts up instead of piling up."""
    now = timezone.now()
    fields = {"detail": dict(detail or {}), "last_at": now}
    where = {"institution_id": institution_id, "kind": kind, "subject_id": subject_id, "state": Incident.State.OPEN}
    if Incident.objects.filter(**where).update(times=F("times") + 1, **fields):
        return
    Incident.objects.bulk_create(
        [Incident(**where, subject_kind=subject_kind, retry_event=retry_event, **fields)], ignore_conflicts=True
    )


def close_incidents(*, institution_id: UUID, kind: str, subject_id: UUID | None) -> int:
    """Close what is mended; the number of incidents closed."""
    return Incident.objects.filter(
        institution_id=institution_id, kind=kind, subject_id=subject_id, state=Incident.State.OPEN
    ).update(state=Incident.State.CLOSED, closed_at=timezone.now())


def visible_to(actor: Actor) -> QuerySet[Incident]:
    """Administrators see their institution's incidents, nobody else any."""
    if not actor.is_administrator:
        return Incident.objects.none()
    return Incident.objects.filter(institution_id=actor.institution_id)

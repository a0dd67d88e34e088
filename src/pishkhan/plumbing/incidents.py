"""Opening and closing incidents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.models import Incident


def open_incident(
    *,
    institution_id: UUID,
    kind: str,
    subject_kind: str,
    subject_id: UUID | None,
    detail: Mapping[str, Any] | None = None,
    retry_event: Mapping[str, Any] | None = None,
) -> bool:
    """Note that something failed; whether it is news. The same failure of the same subject counts up instead of
    piling up."""
    now = timezone.now()
    fields = {"detail": dict(detail or {}), "last_at": now}
    where = {"institution_id": institution_id, "kind": kind, "subject_id": subject_id, "state": Incident.State.OPEN}
    if Incident.objects.filter(**where).update(times=F("times") + 1, **fields):
        return False
    _, fresh = Incident.objects.get_or_create(
        **where, defaults={"subject_kind": subject_kind, "retry_event": retry_event, **fields}
    )
    return fresh


def was_open_since(*, institution_id: UUID, kind: str, subject_id: UUID, since: datetime) -> bool:
    """Whether the same failure of the same subject has been open at some time since a moment."""
    rows = Incident.objects.filter(institution_id=institution_id, kind=kind, subject_id=subject_id)
    return rows.filter(Q(state=Incident.State.OPEN) | Q(last_at__gte=since)).exists()


def open_detail(*, institution_id: UUID, kind: str, subject_id: UUID) -> dict[str, Any]:
    """What is told of an open incident; nothing when there is none."""
    rows = Incident.objects.filter(institution_id=institution_id, kind=kind, subject_id=subject_id)
    return rows.filter(state=Incident.State.OPEN).values_list("detail", flat=True).first() or {}


def open_batch(kind: str, *, after: UUID | None = None, most: int = 100) -> list[Incident]:
    """Open incidents of a kind in every institution, oldest first, at most so many; `after` the last of the batch
    before. For jobs."""
    rows = Incident.objects.filter(kind=kind, state=Incident.State.OPEN)
    return list((rows.filter(id__gt=after) if after else rows).order_by("id")[:most])


def close_incidents(*, institution_id: UUID, kind: str, subject_id: UUID | None) -> int:
    """Close what is mended; the number of incidents closed."""
    return Incident.objects.filter(
        institution_id=institution_id, kind=kind, subject_id=subject_id, state=Incident.State.OPEN
    ).update(state=Incident.State.CLOSED, closed_at=timezone.now())


def close_others(*, institution_id: UUID, kind: str, subject_ids: Collection[UUID]) -> int:
    """Close those of a kind whose subjects are none of these; the number of incidents closed."""
    rows = Incident.objects.filter(institution_id=institution_id, kind=kind, state=Incident.State.OPEN)
    return rows.exclude(subject_id__in=subject_ids).update(state=Incident.State.CLOSED, closed_at=timezone.now())


@transaction.atomic
def retry(*, actor: Actor, incident_id: UUID) -> None:
    """Put the follow-up job that failed back in the queue; the incident closes when the job works.

    Raises DomainError not_found, incident_closed, retry_none (nothing that can be tried again).
    """
    from pishkhan.plumbing.tasks import deliver_event  # tasks need this module

    row = open_one(actor, incident_id)
    if not row.retry_event:
        raise DomainError("retry_none")
    jobs.defer(deliver_event, subscriber=row.retry_event["subscriber"], payload=row.retry_event["payload"])
    _note(actor, row, "incident.retried")


@transaction.atomic
def close(*, actor: Actor, incident_id: UUID, reason: str) -> None:
    """Close by hand, with a reason. Raises DomainError not_found, incident_closed, reason_missing."""
    text = clean_display(reason).strip()[:500]
    if not text:
        raise DomainError("reason_missing")
    row = open_one(actor, incident_id)
    row.state, row.closed_at = Incident.State.CLOSED, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    _note(actor, row, "incident.closed", text)


def find_open(actor: Actor, incident_id: UUID) -> Incident:
    """An open incident. Raises DomainError not_found, incident_closed."""
    return _open(visible_to(actor).filter(id=incident_id).first())


def open_one(actor: Actor, incident_id: UUID) -> Incident:
    """An open incident, locked. Raises DomainError not_found, incident_closed."""
    return _open(visible_to(actor).select_for_update().filter(id=incident_id).first())


def _open(row: Incident | None) -> Incident:
    if row is None:
        raise DomainError("not_found")
    if row.state != Incident.State.OPEN:
        raise DomainError("incident_closed")
    return row


def _note(actor: Actor, row: Incident, action: str, reason: str = "") -> None:
    line = Line(action, "incident", row.id, reason=reason, after={"kind": row.kind})
    audit.record(actor=actor, stream=row.institution_id, lines=[line])


def visible_to(actor: Actor) -> QuerySet[Incident]:
    """Administrators see their institution's incidents, nobody else any."""
    if not actor.is_administrator:
        return Incident.objects.none()
    return Incident.objects.filter(institution_id=actor.institution_id)

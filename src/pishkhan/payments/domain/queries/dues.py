"""What is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from pishkhan.payments.models import Due, Subject
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.rows import Statement

_OWED = Statement("""
    SELECT coalesce(sum(e.amount), 0) FROM payments_due d JOIN payments_dueentry e ON e.due_id = d.id
    WHERE d.request_id = %(request)s AND (%(office)s::uuid IS NULL OR d.office_id = %(office)s)
    AND NOT EXISTS (SELECT FROM payments_instalmentplan p WHERE p.id = d.plan_id AND p.state = 'running')
""")


@dataclass(frozen=True, slots=True)
class OpenDue:
    """A due with what is still owed of it, in rials. `payable`: its subject is open and has an open
    terminal; without an open one, another of its office is and has (`queries.subjects.paid_for`)."""

    id: UUID
    office_id: UUID
    reason: str
    evidence: str
    due_date: date | None
    recorded_at: datetime
    owed: int
    amount: int
    payable: bool = False


def dues_of_request(request_id: UUID) -> list[OpenDue]:
    """Every due recorded in a request's case, settled ones too. The caller has decided who may see the request."""
    return [
        OpenDue(
            id=due.id, office_id=due.office_id, reason=due.reason, evidence=due.evidence, due_date=due.due_date,
            recorded_at=due.created_at, owed=due.owed, amount=due.recorded, payable=due.payable,
        )
        for due in _with_sums(request=request_id)
    ]  # fmt: skip


@kept
def _with_sums(*, request: UUID) -> QuerySet[Any]:
    instead = Subject.objects.filter(
        institution_id=OuterRef("institution_id"), office_id=OuterRef("office_id"), is_open=True,
        terminal__is_open=True,
    ).order_by()  # fmt: skip
    rows = Due.objects.filter(request_id=request).annotate(
        owed=Coalesce(Sum("entries__amount"), 0),
        recorded=Coalesce(Sum("entries__amount", filter=Q(entries__kind="recorded")), 0),
        payable=Case(
            When(subject__is_open=True, then=Coalesce(F("subject__terminal__is_open"), False)), default=Exists(instead)
        ),
    )
    return rows.order_by("created_at", "id")


def owed_in_request(request_id: UUID, office_id: UUID | None) -> int:
    """Rials still owed to an office in a request's case; to all offices when `office_id` is None. Instalments of a plan
    that runs are not."""
    (owed,) = _OWED.row(request=request_id, office=office_id) or (0,)
    return int(owed)


def visible_to(actor: Actor) -> QuerySet[Due]:
    """A student's own dues, and those of an actor's offices."""
    rows = Due.objects.filter(institution_id=actor.institution_id)
    if actor.is_staff:
        return rows.filter(office_id__in=actor.units())
    return rows.filter(enrolment__person_id=actor.me)


def my_dues(actor: Actor) -> QuerySet[Any]:
    """One's own dues of which something is owed, with `owed`, `recorded` and their subject; the most pressing
    first."""
    rows = Due.objects.filter(institution_id=actor.institution_id, enrolment__person_id=actor.me)
    return (
        rows.select_related("subject__centre", "subject__office", "subject__terminal")
        .annotate(
            owed=Coalesce(Sum("entries__amount"), 0),
            recorded=Coalesce(Sum("entries__amount", filter=Q(entries__kind="recorded")), 0),
        )
        .filter(owed__gt=0)
        .order_by("due_date", "created_at", "id")
    )

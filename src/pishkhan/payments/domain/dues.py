"""Recording what is owed, and what makes it less."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.events import DueChanged
from pishkhan.payments.models import Due, DueEntry
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

LARGEST_RIALS = 10**12
"""A hundred billion toman in one due is a slip of the finger."""


class Settled(DomainError):
    """Nothing is owed of a due any more. `kind` says what its last entry was, `by` (a person id) and `at` whose and
    when."""

    def __init__(self, *, kind: EntryKind, by: UUID | None, at: datetime) -> None:
        super().__init__("due_settled")
        self.kind, self.by, self.at = kind, by, at


@transaction.atomic
def record_due(
    *, actor: Actor, enrolment_id: UUID, office_id: UUID, amount: int, reason: str, source_ref: str,
    evidence: str = "", due_date: date | None = None, request_id: UUID | None = None, stream: UUID | None = None,
) -> Due:  # fmt: skip
    """Record a debt in rials. The same source reference twice is the same due, left as it was.

    Raises DomainError amount_wrong, reason_missing.
    """
    if not 0 < amount <= LARGEST_RIALS:
        raise DomainError("amount_wrong")
    if not reason.strip():
        raise DomainError("reason_missing")
    due, created = Due.objects.get_or_create(
        institution_id=actor.institution_id, source_ref=source_ref,
        defaults={
            "enrolment_id": enrolment_id, "office_id": office_id, "request_id": request_id, "due_date": due_date,
            "reason": clean_display(reason)[:300], "evidence": clean_display(evidence)[:500],
        },
    )  # fmt: skip
    if created:
        _enter(actor, due, EntryKind.RECORDED, amount, due.reason, due.evidence, stream)
    return due


@transaction.atomic
def reduce_due(
    *, actor: Actor, due_id: UUID, kind: EntryKind, reason: str, evidence: str = "", amount: int | None = None,
    stream: UUID | None = None,
) -> Due:  # fmt: skip
    """Waive, settle by evidence, put on instalments or cancel: all of it, or `amount` rials of it.

    Raises Due.DoesNotExist, Settled (nothing is owed), DomainError reason_missing, amount_wrong (more than is owed).
    """
    due = Due.objects.select_for_update().get(institution_id=actor.institution_id, id=due_id)
    owed = still_owed(due.id)
    if not reason.strip():
        raise DomainError("reason_missing")
    less = owed if amount is None else amount
    if not 0 < less <= owed:
        raise DomainError("amount_wrong")
    _enter(actor, due, kind, -less, clean_display(reason)[:300], clean_display(evidence)[:500], stream)
    return due


def still_owed(due_id: UUID) -> int:
    """Rials still owed of a due that was recorded. Raises Settled when nothing is."""
    entries = DueEntry.objects.filter(due_id=due_id)
    owed: int = entries.aggregate(owed=Sum("amount"))["owed"]
    if owed <= 0:
        last = entries.latest("id")
        raise Settled(kind=EntryKind(last.kind), by=last.actor_id, at=last.at)
    return owed


def _enter(
    actor: Actor, due: Due, kind: EntryKind, amount: int, reason: str, evidence: str, stream: UUID | None
) -> None:
    DueEntry.objects.create(
        due=due, kind=kind, amount=amount, reason=reason, evidence=evidence, actor_id=actor.person_id
    )
    line = Line(f"due.{kind}", "due", due.id, reason=reason, after={"amount": amount, "office": str(due.office_id)})
    audit.record(actor=actor, stream=stream or due.enrolment_id, lines=[line], locked=stream is not None)
    events.announce(
        DueChanged(
            institution_id=due.institution_id, due_id=due.id, office_id=due.office_id, request_id=due.request_id
        )
    )

"""Recording what is owed, and what makes it less."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import ledger
from pishkhan.payments.domain.queries.subjects import subject_of_office
from pishkhan.payments.enums import AccountKind, EntryKind, PlanState, PostingKind, State
from pishkhan.payments.events import DueChanged
from pishkhan.payments.models import Attempt, Due, DueEntry, DueList, InstalmentPlan, Subject
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.rows import Statement

LARGEST_RIALS = 10**12
"""A hundred billion toman in one due is a slip of the finger."""
_OWED = Statement("SELECT coalesce(sum(amount), 0) FROM payments_dueentry WHERE due_id = %(due)s")
_IN_FLIGHT = Statement("""
    SELECT coalesce(sum(amount), 0) FROM payments_attempt WHERE due_id = %(due)s
    AND state = ANY(%(states)s) AND (%(but)s::uuid IS NULL OR id <> %(but)s)
""")
IN_FLIGHT = (State.VERIFYING, State.VERIFIED, State.SETTLED)
"""States in which an attempt's money may be ours and is not in the ledger yet."""
WITHOUT_POSTING = {EntryKind.PAID, EntryKind.REFUNDED}
"""Entries whose posting is the payment's or the refund's own."""


class Settled(DomainError):
    """Nothing is owed of a due any more. `kind` says what its last entry was, `by` (a person id) and `at` whose and
    when."""

    def __init__(self, *, kind: EntryKind, by: UUID | None, at: datetime) -> None:
        super().__init__("due_settled")
        self.kind, self.by, self.at = kind, by, at


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a due belongs to besides its office."""

    subject: Subject | None = None
    plan: InstalmentPlan | None = None
    list: DueList | None = None


@transaction.atomic
def record_due(
    *, actor: Actor, enrolment_id: UUID, office_id: UUID, amount: int, reason: str, source_ref: str,
    evidence: str = "", due_date: date | None = None, request_id: UUID | None = None, stream: UUID | None = None,
    origin: Origin = Origin(),
) -> Due:  # fmt: skip
    """Record a debt in rials. The same source reference twice is the same due, left as it was. Without a subject it is
    paid for the first open one of its office.

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
            "subject": origin.subject or subject_of_office(actor.institution_id, office_id),
            "plan": origin.plan, "list": origin.list,
        },
    )  # fmt: skip
    if created:
        enter(actor, due, EntryKind.RECORDED, amount, due.reason, due.evidence, stream=stream)
    return due


@transaction.atomic
def reduce_due(
    *, actor: Actor, due_id: UUID, kind: EntryKind, reason: str, evidence: str = "", amount: int | None = None,
    stream: UUID | None = None, shown: int | None = None,
) -> Due:  # fmt: skip
    """Waive, settle by evidence, put on instalments or cancel: all of it, or `amount` rials of it. `shown`: the rials
    that were owed when whoever decides looked.

    Raises Due.DoesNotExist, Settled (nothing is owed), DomainError due_changed (`owed`: it is something else by now),
    reason_missing, amount_wrong (more than is owed), due_being_paid (a bank is being asked about a payment of it; in a
    minute it is known).
    """
    due = locked(actor.institution_id, due_id)
    owed = still_owed(due.id)
    _as_shown(owed, shown)
    if not reason.strip():
        raise DomainError("reason_missing")
    less = owed if amount is None else amount
    if not 0 < less <= owed:
        raise DomainError("amount_wrong")
    if less > owed - in_flight(due.id):
        raise DomainError("due_being_paid")
    enter(actor, due, kind, -less, clean_display(reason)[:300], clean_display(evidence)[:500], stream=stream)
    return due


@transaction.atomic
def correct_due(
    *, actor: Actor, due_id: UUID, amount: int, reason: str, stream: UUID | None = None, shown: int | None = None
) -> Due:
    """Have `amount` rials be owed from now on, more or less than before, as an entry. `shown` as in `reduce_due`.

    Raises Due.DoesNotExist, DomainError due_changed, reason_missing, amount_wrong (not between one rial and
    LARGEST_RIALS, or the same as before), due_being_paid.
    """
    due = locked(actor.institution_id, due_id)
    owed = owed_of(due.id)
    _as_shown(owed, shown)
    if not reason.strip():
        raise DomainError("reason_missing")
    if not 0 < amount <= LARGEST_RIALS or amount == owed:
        raise DomainError("amount_wrong")
    if amount < in_flight(due.id):
        raise DomainError("due_being_paid")
    enter(actor, due, EntryKind.CORRECTED, amount - owed, clean_display(reason)[:300], "", stream=stream)
    return due


def _as_shown(owed: int, shown: int | None) -> None:
    """What was decided on an amount that somebody paid or changed meanwhile is decided anew."""
    if shown is not None and shown != owed:
        raise DomainError("due_changed", owed=max(owed, 0))


@transaction.atomic
def attach_dues(*, enrolment_id: UUID, request_id: UUID, closed: Collection[UUID] = ()) -> int:
    """Have what an enrolment owes, and belongs to no request yet or to one of these that are closed, belong to this
    one; how many dues that were. What is on instalments stays by itself, until its plan breaks."""
    rows = Due.objects.select_for_update(of=("self",)).filter(
        Q(request_id=None) | Q(request_id__in=closed), enrolment_id=enrolment_id
    )  # fmt: skip
    rows = rows.filter(Q(plan=None) | ~Q(plan__state=PlanState.RUNNING))
    owing = [due.id for due in rows.order_by("id") if owed_of(due.id) > 0]
    return Due.objects.filter(id__in=owing).update(request_id=request_id)


def locked(institution_id: UUID, due_id: UUID) -> Due:
    """A due under its lock, which is taken after an attempt's and after a case's. Raises Due.DoesNotExist."""
    found = _locked(institution=institution_id, due=due_id)
    if not found:
        raise Due.DoesNotExist
    return found[0]


@kept
def _locked(*, institution: UUID, due: UUID) -> QuerySet[Due]:
    rows = Due.objects.select_for_update(of=("self",)).select_related("enrolment")
    return rows.filter(institution_id=institution, id=due)


def owed_of(due_id: UUID) -> int:
    """Rials still owed."""
    (owed,) = _OWED.row(due=due_id) or (0,)
    return int(owed)


def in_flight(due_id: UUID, *, but: UUID | None = None) -> int:
    """Rials of payments of a due that a bank may have taken and that are not posted yet; the caller holds its lock."""
    (total,) = _IN_FLIGHT.row(due=due_id, but=but, states=[state.value for state in IN_FLIGHT]) or (0,)
    return int(total)


def still_owed(due_id: UUID) -> int:
    """Rials still owed of a due that was recorded. Raises Settled when nothing is."""
    owed = owed_of(due_id)
    if owed <= 0:
        last = DueEntry.objects.filter(due_id=due_id).latest("id")
        raise Settled(kind=EntryKind(last.kind), by=last.actor_id, at=last.at)
    return owed


def enter(
    actor: Actor, due: Due, kind: EntryKind, amount: int, reason: str, evidence: str = "", *,
    stream: UUID | None = None, attempt: Attempt | None = None,
) -> DueEntry:  # fmt: skip
    """Add an entry to a locked (or new) due: the row, its posting, a line of history, the news."""
    entry = DueEntry.objects.create(
        due=due, kind=kind, amount=amount, reason=reason, evidence=evidence, actor_id=actor.person_id, attempt=attempt
    )
    if kind not in WITHOUT_POSTING:
        _post(actor, due, entry)
    line = Line(f"due.{kind}", "due", due.id, reason=reason, after={"amount": amount, "office": str(due.office_id)})
    audit.record(actor=actor, stream=stream or due.enrolment_id, lines=[line], locked=stream is not None)
    events.announce(
        DueChanged(
            institution_id=due.institution_id, due_id=due.id, office_id=due.office_id, request_id=due.request_id
        )
    )
    return entry


def _post(actor: Actor, due: Due, entry: DueEntry) -> None:
    other = (AccountKind.ELSEWHERE, due.office_id) if entry.kind == EntryKind.EVIDENCE else income(due)
    ledger.post(
        institution_id=due.institution_id, source=f"entry:{entry.id}", kind=PostingKind.DUE,
        subject_id=due.subject_id, actor_id=actor.person_id,
        sides=[(AccountKind.STUDENT, due.enrolment.person_id, entry.amount), (*other, -entry.amount)],
    )  # fmt: skip


def income(due: Due) -> tuple[AccountKind, UUID]:
    """The account a due belongs to: its subject's, without one its office's."""
    return AccountKind.INCOME, due.subject_id or due.office_id

"""Payments and refunds as those who keep the accounts look for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from pishkhan.kernel.digits import bare, only_digits, to_latin
from pishkhan.kernel.jalali import TEHRAN
from pishkhan.payments.domain.access import keeps_accounts
from pishkhan.payments.enums import RefundState, State
from pishkhan.payments.models import OPEN, Attempt, Line, Refund
from pishkhan.plumbing.actor import Actor

GROUPS: Mapping[str, tuple[str, ...]] = {
    "under_way": OPEN,
    "paid": (State.POSTED, State.REFUND_PENDING),
    "not_paid": (State.CANCELLED, State.FAILED, State.EXPIRED_UNKNOWN, State.REVERSED),
    "refunded": (State.REFUNDED,),
    "review": (State.NEEDS_REVIEW,),
}
SIZE = 25
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to show; `before` is the last payment of the page before. Days are Tehran's, both included."""

    text: str = ""
    group: str = ""
    terminal_id: UUID | None = None
    subject_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    before: UUID | None = None


def search(actor: Actor, asked: Asked, size: int = SIZE) -> tuple[list[Attempt], UUID | None]:
    """Payments, newest first, and the id the next page begins after; nothing for who keeps no accounts."""
    if not keeps_accounts(actor):
        return [], None
    rows = Attempt.objects.filter(institution_id=actor.institution_id).select_related("terminal", "subject")
    if asked.group in GROUPS:
        rows = rows.filter(state__in=GROUPS[asked.group])
    for name in ("terminal_id", "subject_id"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.first:
        rows = rows.filter(created_at__gte=begin_of(asked.first))
    if asked.last:
        rows = rows.filter(created_at__lt=begin_of(asked.last + timedelta(days=1)))
    if asked.text.strip():
        rows = rows.filter(_named(asked.text))
    return _page(rows, asked.before, size)


def payment(actor: Actor, attempt_id: UUID) -> Attempt | None:
    """One payment with what stands beside it."""
    if not keeps_accounts(actor):
        return None
    rows = Attempt.objects.select_related("terminal", "subject", "due")
    return rows.filter(institution_id=actor.institution_id, id=attempt_id).first()


def lines_of(attempt_id: UUID) -> list[Line]:
    """What stands in the ledger of a payment, oldest first. The caller has decided who may see the payment."""
    rows = Line.objects.filter(posting__attempt_id=attempt_id).select_related("posting", "account")
    return list(rows.order_by("posting_id", "id"))


def refunds(actor: Actor, *, waiting: bool, before: UUID | None = None) -> tuple[list[Refund], UUID | None]:
    """Refunds, newest first: those that wait for a decision, or the decided ones."""
    if not keeps_accounts(actor):
        return [], None
    rows = Refund.objects.filter(institution_id=actor.institution_id).select_related("attempt")
    rows = rows.filter(state=RefundState.ASKED) if waiting else rows.exclude(state=RefundState.ASKED)
    last = rows.filter(id=before).first() if before else None
    if last:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id))
    found = list(rows.order_by("-created_at", "-id")[: SIZE + 1])
    return found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else None


def refund(actor: Actor, refund_id: UUID) -> Refund | None:
    if not keeps_accounts(actor):
        return None
    rows = Refund.objects.select_related("attempt__subject", "attempt__terminal")
    return rows.filter(institution_id=actor.institution_id, id=refund_id).first()


def waiting(actor: Actor) -> tuple[int, int]:
    """How many payments need review, and how many refunds wait for a decision."""
    if not keeps_accounts(actor):
        return 0, 0
    reviews = Attempt.objects.filter(institution_id=actor.institution_id, state=State.NEEDS_REVIEW)
    asked = Refund.objects.filter(institution_id=actor.institution_id, state=RefundState.ASKED)
    return reviews.count(), asked.count()


def begin_of(day: date) -> datetime:
    """Midnight in Tehran."""
    return datetime.combine(day, time.min, TEHRAN)


def _named(text: str) -> Q:
    """Order number, reference, RRN or student number, as typed."""
    typed = bare(text)
    found = Q(receipt_ref=to_latin(text).strip()) | Q(rrn=typed) | Q(payer_number=typed)
    if only_digits(typed) and int(typed) <= LARGEST_NUMBER:
        found |= Q(order_no=int(typed))
    return found


def _page(rows: QuerySet[Attempt], before: UUID | None, size: int) -> tuple[list[Attempt], UUID | None]:
    last = rows.filter(id=before).first() if before else None
    if last:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id))
    found = list(rows.order_by("-created_at", "-id")[: size + 1])
    return found[:size], found[size - 1].id if len(found) > size else None

"""What a person of the accounts decides about a payment: ask the bank once more, or go by the bank's own books."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import attempts, closing, dues, posting, transitions
from pishkhan.payments.domain.access import keeps_accounts, refuse_own
from pishkhan.payments.enums import State
from pishkhan.payments.models import OPEN, Attempt
from pishkhan.payments.providers.protocol import Said
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

ASKED, CORRECTED = "asked_by_person", "corrected_by_person"
OVER = (State.CANCELLED, State.FAILED, State.EXPIRED_UNKNOWN, State.NEEDS_REVIEW)
"""Ended, and the bank may still say otherwise."""


class Verdict(StrEnum):
    """What the bank's own books say of a payment."""

    PAID = "paid"
    NOT_PAID = "not_paid"
    REVERSED = "reversed"


def may_ask(row: Attempt) -> bool:
    """Whether the bank can be asked about a payment again."""
    return row.state in OPEN or (row.state in OVER and row.token is not None)


def may_resolve(row: Attempt) -> bool:
    """Whether a person may write what the bank's books say: what needs review, and what ended without money."""
    return row.token is not None and (row.state in OVER or row.state == State.REVERSED)


@transaction.atomic
def ask_again(*, actor: Actor, attempt_id: UUID, receipt_ref: str = "") -> Attempt:
    """Have a job ask the bank now. `receipt_ref` is the bank's reference where we never heard it, as its report has it.

    Raises DomainError not_found, own_money, nothing_to_ask, reference_used (it is another payment's).
    """
    row = _locked(actor, attempt_id)
    if not may_ask(row):
        raise DomainError("nothing_to_ask")
    now = timezone.now()
    changed: dict[str, Any] = {"next_at": now, "lease_at": now}
    if receipt_ref and not row.receipt_ref:
        _unused(row, receipt_ref)
        changed["receipt_ref"] = receipt_ref[:64]
    if row.state in OPEN:
        transitions.note(row, ASKED, actor_id=actor.person_id, **changed)
    else:
        transitions.move(
            row, State.RETURNED, reason=ASKED, actor_id=actor.person_id, said=Said.PAID.value, tries=0, **changed
        )
        incidents.close_incidents(institution_id=row.institution_id, kind=closing.REVIEW, subject_id=row.id)
    _note(actor, row, "payment.asked", "", {})
    attempts.ask_bank(row)
    return row


@transaction.atomic
def resolve(*, actor: Actor, attempt_id: UUID, as_: Verdict, reason: str, reference: str = "") -> Attempt:
    """Write what the bank's own books say of a payment that needs review, or ended without money. Paid: it enters the
    ledger now.

    Raises DomainError not_found, own_money, not_in_review, reason_missing, reference_missing (paid and reversed name
    the bank's reference), reference_used, due_cannot_hold (`owed`: less than was paid is owed by now;
    have the bank give it back).
    """
    row = _locked(actor, attempt_id)
    if not may_resolve(row):
        raise DomainError("not_in_review")
    reason, reference = clean_display(reason).strip()[:300], clean_display(reference).strip()[:64]
    if not reason:
        raise DomainError("reason_missing")
    if as_ is not Verdict.NOT_PAID and not reference:
        raise DomainError("reference_missing")
    if row.state != State.NEEDS_REVIEW:  # it was over, and the bank's books say otherwise
        transitions.move(row, State.NEEDS_REVIEW, reason="taken_up", actor_id=actor.person_id)
    _note(actor, row, "payment.resolved", reason, {"as": as_.value, "reference": reference})
    if as_ is Verdict.PAID:
        _paid(actor, row, reference)
    else:
        over: dict[str, Any] = {"next_at": None, "receipt_ref": None} if as_ is Verdict.NOT_PAID else {"next_at": None}
        to = State.FAILED if as_ is Verdict.NOT_PAID else State.REVERSED
        transitions.move(row, to, reason=CORRECTED, actor_id=actor.person_id, **over)
    incidents.close_incidents(institution_id=row.institution_id, kind=closing.REVIEW, subject_id=row.id)
    return row


def _paid(actor: Actor, row: Attempt, reference: str) -> None:
    if row.due_id is not None:
        due = dues.locked(row.institution_id, row.due_id)
        owed = dues.owed_of(due.id) - dues.in_flight(due.id, but=row.id)
        if row.amount > owed:
            raise DomainError("due_cannot_hold", owed=max(owed, 0))
    changed: dict[str, Any] = {"verified_at": timezone.now(), "left": ""}
    if not row.receipt_ref:
        _unused(row, reference)
        changed["receipt_ref"] = reference
    try:
        with transaction.atomic():
            transitions.move(row, State.VERIFIED, reason=CORRECTED, actor_id=actor.person_id, **changed)
    except IntegrityError:  # claimed by another payment since we looked
        raise DomainError("reference_used") from None
    posting.post_locked(row)


def _unused(row: Attempt, reference: str) -> None:
    others = Attempt.objects.filter(gateway=row.gateway, receipt_ref=reference[:64]).exclude(id=row.id)
    if others.exists():
        raise DomainError("reference_used")


def _locked(actor: Actor, attempt_id: UUID) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("terminal")
    row = rows.filter(institution_id=actor.institution_id, id=attempt_id).first() if keeps_accounts(actor) else None
    if row is None:
        raise DomainError("not_found")
    refuse_own(actor, row.person_id)
    return row


def _note(actor: Actor, row: Attempt, action: str, reason: str, after: dict[str, Any]) -> None:
    line = Line(action, "payment", row.id, reason=reason, before={"state": row.state}, after=after)
    audit.record(actor=actor, stream=row.id, lines=[line])

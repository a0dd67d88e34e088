"""Giving money back of a posted payment: one asks, another decides, and both stand in the ledger's history."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import dues, ledger, transitions
from pishkhan.payments.domain.access import keeps_accounts, refuse_own
from pishkhan.payments.enums import AccountKind, EntryKind, PostingKind, RefundState, State
from pishkhan.payments.events import RefundDecided
from pishkhan.payments.models import Attempt, Refund
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line


@transaction.atomic
def ask_refund(*, actor: Actor, attempt_id: UUID, amount: int, reason: str, owed_again: bool = False) -> Refund:
    """Ask for a refund, whole or in part. It waits for another person of the accounts.

    Raises DomainError not_found, own_money (the actor paid it), not_posted, refund_waits (one is waiting),
    refund_amount (`most`), reason_missing.
    """
    row = _locked(actor, attempt_id)
    if not row.is_paid:
        raise DomainError("not_posted")
    if row.state == State.REFUND_PENDING:
        raise DomainError("refund_waits")
    most = row.amount - row.refunded
    if not 0 < amount <= most:
        raise DomainError("refund_amount", most=most)
    if not reason.strip():
        raise DomainError("reason_missing")
    refund = Refund.objects.create(
        institution_id=row.institution_id, attempt=row, amount=amount, reason=clean_display(reason)[:300],
        owed_again=owed_again, asked_by=actor.me, state=RefundState.ASKED,
    )  # fmt: skip
    transitions.move(row, State.REFUND_PENDING, reason="refund_asked", actor_id=actor.person_id)
    _note(actor, refund, "refund.asked", reason)
    return refund


@transaction.atomic
def decide_refund(*, actor: Actor, refund_id: UUID, approve: bool, words: str = "", reference: str = "") -> Refund:
    """Approve or refuse what somebody else asked for. Approving writes the ledger; `reference` is the number of the
    transfer by which the money goes back.

    Raises DomainError not_found, own_money (the actor paid it), refund_decided, refund_own (whoever asked cannot
    decide), reason_missing (a refusal says why), reference_missing.
    """
    found = Refund.objects.filter(institution_id=actor.institution_id, id=refund_id).first()
    if found is None or not keeps_accounts(actor):
        raise DomainError("not_found")
    row = _locked(actor, found.attempt_id)
    refund = Refund.objects.select_for_update().get(id=found.id)
    if refund.state != RefundState.ASKED:
        raise DomainError("refund_decided")
    if refund.asked_by == actor.person_id:
        raise DomainError("refund_own")
    words, reference = clean_display(words).strip()[:300], clean_display(reference).strip()[:60]
    if not approve and not words:
        raise DomainError("reason_missing")
    if approve and not reference:
        raise DomainError("reference_missing")
    refund.state = RefundState.APPROVED if approve else RefundState.REFUSED
    refund.decided_by, refund.decided_at = actor.person_id, timezone.now()
    refund.words, refund.reference = words, reference
    refund.save(update_fields=["state", "decided_by", "decided_at", "words", "reference"])
    if approve:
        _write(actor, row, refund)
    else:
        transitions.move(row, State.POSTED, reason="refund_refused", actor_id=actor.person_id)
    _note(actor, refund, f"refund.{refund.state}", words)
    events.announce(RefundDecided(institution_id=row.institution_id, refund_id=refund.id))
    return refund


def _write(actor: Actor, row: Attempt, refund: Refund) -> None:
    whole = row.refunded + refund.amount == row.amount
    to = State.REFUNDED if whole else State.POSTED
    transitions.move(
        row, to, reason="refund_approved", actor_id=actor.person_id, refunded=row.refunded + refund.amount
    )
    student, taken = (AccountKind.STUDENT, row.person_id), (AccountKind.TERMINAL, row.terminal_id)
    sides = [(*student, refund.amount), (*taken, -refund.amount)]
    if row.due_id is None:  # the charge that was made with the payment is taken back with it
        sides += [(*student, -refund.amount), (AccountKind.INCOME, row.subject_id, refund.amount)]
    ledger.post(
        institution_id=row.institution_id, source=f"refund:{refund.id}", kind=PostingKind.REFUND, sides=sides,
        subject_id=row.subject_id, terminal_id=row.terminal_id, attempt_id=row.id, actor_id=actor.person_id,
    )  # fmt: skip
    if row.due_id is None:
        return
    due = dues.locked(row.institution_id, row.due_id)
    dues.enter(actor, due, EntryKind.REFUNDED, refund.amount, refund.reason, attempt=row)
    if not refund.owed_again:
        dues.enter(actor, due, EntryKind.CANCELLED, -refund.amount, refund.reason)


def _locked(actor: Actor, attempt_id: UUID) -> Attempt:
    rows = Attempt.objects.select_for_update().filter(institution_id=actor.institution_id, id=attempt_id)
    row = rows.first() if keeps_accounts(actor) else None
    if row is None:
        raise DomainError("not_found")
    refuse_own(actor, row.person_id)
    return row


def _note(actor: Actor, refund: Refund, action: str, reason: str) -> None:
    line = Line(action, "payment", refund.attempt_id, reason=reason, after={"amount": refund.amount})
    audit.record(actor=actor, stream=refund.attempt_id, lines=[line])

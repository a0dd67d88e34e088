"""Attempts to pay, as people see them."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from pishkhan.payments.domain.access import keeps_accounts
from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt
from pishkhan.plumbing.actor import Actor


class Standing(StrEnum):
    """What a payer is told of an attempt."""

    PREPARING = "preparing"
    """The bank is being told; in a moment the payer goes there."""
    AT_BANK = "at_bank"
    CHECKING = "checking"
    """Came back; the bank's own word is awaited. Do not pay again."""
    PAID = "paid"
    CANCELLED = "cancelled"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    """The bank could not be reached or refused: nothing was begun."""
    GOES_BACK = "goes_back"
    """Paid at the bank and not taken by us: it returns to the card by itself, within 72 hours at most."""
    UNKNOWN = "unknown"
    """No word from the payer or the bank: if money left the card it returns by itself."""
    REVIEWED = "reviewed"
    """People of the accounts look into it."""
    REFUNDED = "refunded"


def standing(attempt: Attempt) -> Standing:
    """What the payer is told now. A cancelled return is told at once, though only time makes it final."""
    state, said = State(attempt.state), attempt.said
    if attempt.is_paid:
        return Standing.REFUNDED if state == State.REFUNDED else Standing.PAID
    if state == State.RETURNED:
        if attempt.left and attempt.left != "receipt_used":
            return Standing.GOES_BACK
        return {"cancelled": Standing.CANCELLED, "failed": Standing.FAILED}.get(said, Standing.CHECKING)
    if state == State.FAILED and attempt.token is None:
        return Standing.NOT_STARTED
    return {
        State.CREATED: Standing.PREPARING, State.TOKEN_OBTAINED: Standing.PREPARING, State.REDIRECTED: Standing.AT_BANK,
        State.CANCELLED: Standing.CANCELLED, State.FAILED: Standing.FAILED, State.REVERSED: Standing.GOES_BACK,
        State.EXPIRED_UNKNOWN: Standing.UNKNOWN, State.NEEDS_REVIEW: Standing.REVIEWED,
    }.get(state, Standing.CHECKING)  # fmt: skip


def my_payments(actor: Actor) -> QuerySet[Attempt]:
    """One's own attempts."""
    return Attempt.objects.filter(institution_id=actor.institution_id, person_id=actor.me)


def my_payment(actor: Actor, attempt_id: UUID) -> Attempt | None:
    return my_payments(actor).filter(id=attempt_id).first()


def payments_visible_to(actor: Actor) -> QuerySet[Attempt]:
    """Those who keep the accounts see all of the institution; everybody else their own."""
    if keeps_accounts(actor):
        return Attempt.objects.filter(institution_id=actor.institution_id)
    return my_payments(actor)


def by_code(*, institution_id: UUID, order_no: int) -> Attempt | None:
    """A payment that stands in the ledger, for the public check of a receipt."""
    rows = Attempt.objects.filter(institution_id=institution_id, order_no=order_no, posted_at__isnull=False)
    return rows.select_related("terminal").first()

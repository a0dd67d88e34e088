"""Telling payers. Runs in jobs; every function may be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pishkhan.identity import api as identity
from pishkhan.kernel.money import Rials
from pishkhan.notifications import api as notifications
from pishkhan.payments.enums import RefundState
from pishkhan.payments.messages import PaymentLeftNotice, PaymentReceiptNotice, RefundNotice
from pishkhan.payments.models import Attempt, Refund


def page_of(attempt_id: UUID) -> str:
    """The payer's page of a payment."""
    return f"/payments/{attempt_id}/"


def posted(attempt_id: UUID) -> None:
    row = Attempt.objects.get(id=attempt_id)
    _tell(row, PaymentReceiptNotice(amount=Rials(row.amount), **_facts(row)))


def left(attempt_id: UUID) -> None:
    row = Attempt.objects.get(id=attempt_id)
    _tell(row, PaymentLeftNotice(amount=Rials(row.amount), **_facts(row)))


def refund_decided(refund_id: UUID) -> None:
    """A refund that was refused is the business of whoever asked for it; the payer hears of money only."""
    refund = Refund.objects.select_related("attempt").get(id=refund_id)
    if refund.state == RefundState.APPROVED:
        row = refund.attempt
        _tell(row, RefundNotice(amount=Rials(refund.amount), reference=refund.reference, **_facts(row)))


def _facts(row: Attempt) -> dict[str, Any]:
    return {"subject": row.shown.get("subject", {}), "number": str(row.order_no), "link": page_of(row.id)}


def _tell(row: Attempt, message: notifications.Message) -> None:
    notifications.send(recipient=identity.recipient_of(row.person_id), message=message)

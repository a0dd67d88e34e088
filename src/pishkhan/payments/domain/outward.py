"""What other systems are told of payments. Runs in jobs; may be repeated."""

from __future__ import annotations

from uuid import UUID

from pishkhan.notifications import api as notifications
from pishkhan.payments.models import Attempt


def posted(event_id: UUID, attempt_id: UUID) -> None:
    """Money stands in the ledger; rials."""
    row = Attempt.objects.get(id=attempt_id)
    told = {
        "id": str(row.id), "tracking_number": str(row.order_no), "amount": row.amount,
        "due": str(row.due_id) if row.due_id else None, "request": str(row.request_id) if row.request_id else None,
        "posted_at": row.posted_at.isoformat(timespec="seconds") if row.posted_at else None,
    }  # fmt: skip
    notifications.announce_out(row.institution_id, "payment.posted", event_id, {"payment": told})

"""What other systems are told of certificates. Runs in jobs; may be repeated."""

from __future__ import annotations

from uuid import UUID

from pishkhan.clearance.models import Certificate
from pishkhan.notifications import api as notifications


def certificate(event: str, event_id: UUID, certificate_id: UUID) -> None:
    """It is signed, or revoked. The code lets anybody check it."""
    row = Certificate.objects.get(id=certificate_id)
    told = {
        "id": str(row.id), "number": row.number, "code": row.code, "request": str(row.request_id),
        "revoked_at": row.revoked_at.isoformat(timespec="seconds") if row.revoked_at else None,
    }  # fmt: skip
    notifications.announce_out(row.institution_id, event, event_id, {"certificate": told})

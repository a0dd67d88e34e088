"""What other systems are told of requests: ids, numbers, states and times. Runs in jobs; may be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pishkhan.notifications import api as notifications
from pishkhan.servicedesk.models import Comment, Request, Return


def tell(event: str, *, event_id: UUID, request_id: UUID, **more: str) -> None:
    """Something happened to a request."""
    request = Request.objects.select_related("type").get(id=request_id)
    notifications.announce_out(request.institution_id, event, event_id, {"request": shown(request), **more})


def commented(event_id: UUID, comment_id: UUID) -> None:
    """By whom, in one word; what was said is read with a token."""
    row = Comment.objects.select_related("request").get(id=comment_id)
    by = "applicant" if row.author_id == row.request.applicant_id else "office"
    tell("request.commented", event_id=event_id, request_id=row.request_id, comment=str(row.id), by=by)


def returned(event: str, event_id: UUID, return_id: UUID) -> None:
    row = Return.objects.get(id=return_id)
    reply_by = row.reply_by.isoformat()
    tell(event, event_id=event_id, request_id=row.request_id, **{"return": str(row.id), "reply_by": reply_by})


def shown(request: Request) -> dict[str, Any]:
    """A request as other systems are told of it. `request` comes with its type."""
    return {
        "id": str(request.id), "number": request.number, "service": request.type.key,
        "status": request.customer_status, "filed_at": request.created_at.isoformat(timespec="seconds"),
        "closed_at": request.closed_at.isoformat(timespec="seconds") if request.closed_at else None,
    }  # fmt: skip

"""The files of a request."""

from __future__ import annotations

from uuid import UUID

from pishkhan.servicedesk.models import Attachment, Request


def attachments_of(request: Request, *, public_only: bool = False) -> list[Attachment]:
    """Oldest first, with their stored files. The caller has decided that its actor may see the request."""
    rows = request.attachments.select_related("file").order_by("created_at", "id")
    return list(rows.filter(public=True) if public_only else rows)


def attachment_of(request: Request, attachment_id: UUID, *, public_only: bool = False) -> Attachment | None:
    """One file of a request the actor may see."""
    rows = request.attachments.select_related("file").filter(id=attachment_id)
    return (rows.filter(public=True) if public_only else rows).first()

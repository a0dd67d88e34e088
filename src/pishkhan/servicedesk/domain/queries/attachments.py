"""The files of a request."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pishkhan.plumbing.kept import kept
from pishkhan.servicedesk.models import Attachment, Request


def attachments_of(request: Request) -> list[Attachment]:
    """Oldest first, with their stored files. The caller has decided that its actor may see the request."""
    return _of(request=request.id)


@kept
def _of(*, request: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(request_id=request).select_related("file").order_by("created_at", "id")


def attachment_of(request: Request, attachment_id: UUID) -> Attachment | None:
    """One file of a request the actor may see."""
    return request.attachments.select_related("file").filter(id=attachment_id).first()

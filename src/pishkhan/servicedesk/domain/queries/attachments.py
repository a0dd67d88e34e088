"""The files of a request."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
from pishkhan.servicedesk.domain.attaching import comment_of
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.models import Attachment, Comment, Request


def attachments_of(request: Request) -> list[Attachment]:
    """Oldest first, with their stored files, also those of notes that not every reader sees: `by_comment` sorts them.
    The caller has decided that its actor may see the request."""
    return _of(request=request.id)


@kept
def _of(*, request: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(request_id=request).select_related("file").order_by("created_at", "id")


def attachment_of(request: Request, attachment_id: UUID, actor: Actor) -> Attachment | None:
    """One file of a request the actor has a task of; a file of another office's private note is not there (B22), and
    of one's own request only what every student sees, as `comments` has it."""
    found = request.attachments.select_related("file").filter(id=attachment_id).first()
    if found is not None and request.applicant_id == actor.person_id:
        return found if found.public else None
    comment_id = comment_of(found) if found else None
    if comment_id is None:
        return found
    row = Comment.objects.filter(id=comment_id, request_id=request.id).first()
    theirs = row is not None and (row.visibility != Visibility.OFFICE or row.office_id in actor.units())
    return found if theirs else None

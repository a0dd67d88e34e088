"""The files of a request."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
from pishkhan.servicedesk.domain.attaching import comment_of
from pishkhan.servicedesk.domain.queries.reading import reader
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.models import Attachment, Comment, Request


def attachments_of(request: Request, actor: Actor) -> list[Attachment]:
    """Oldest first, with their stored files, also those of notes that not every reader sees: `by_comment` sorts them.
    Of one's own request, and of that of somebody one stands in for, as `attachment_of` has it. The caller has decided
    that its actor may see the request."""
    seated = reader(actor, request)
    rows = _of(request=request.id)
    return rows if seated else [row for row in rows if _in_the_open(row, request, actor)]


@kept
def _of(*, request: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(request_id=request).select_related("file").order_by("created_at", "id")


def attachment_of(request: Request, attachment_id: UUID, actor: Actor) -> Attachment | None:
    """One file of a request the actor has a task of; a file of another office's private note is not there (B22), of
    one's own request only what every student sees, and from a lent seat of the lender's request only the files of
    messages, as `comments` has them."""
    found = request.attachments.select_related("file").filter(id=attachment_id).first()
    if found is None:
        return None
    seated = reader(actor, request)
    if seated is None:
        return found if _in_the_open(found, request, actor) else None
    comment_id = comment_of(found)
    if comment_id is None:
        return found
    row = Comment.objects.filter(id=comment_id, request_id=request.id).first()
    theirs = row is not None and (row.visibility != Visibility.OFFICE or row.office_id in seated.units())
    return found if theirs else None


def _in_the_open(row: Attachment, request: Request, actor: Actor) -> bool:
    return row.public and (request.applicant_id == actor.person_id or comment_of(row) is not None)

"""Files of a conversation, and how much a request holds of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet, Sum

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.models import Attachment, Comment

AT_ONCE = 5
"""Most files of one message."""
MOST_FILES, MOST_BYTES = 20, 50 * 1024 * 1024
"""Of one request, those of its form and of all its messages together."""
OF_COMMENT = "comment:"
"""Before the id of its message, in the field of an attachment that came with one."""


def check_room(request_id: UUID, sizes: Collection[int]) -> None:
    """Whether files of these sizes, in bytes, still find room in a request. Raises DomainError files_at_once,
    files_many, files_heavy."""
    if len(sizes) > AT_ONCE:
        raise DomainError("files_at_once", most=AT_ONCE)
    _check(Attachment.objects.filter(request_id=request_id), sizes)


def check_form_files(request_id: UUID | None, files: Mapping[str, StoredFile]) -> None:
    """Whether the files of a form, by field, find room in a request; in a new one for None. What stood in these fields
    before does not count: a full request can still be corrected. Raises DomainError files_many, files_heavy."""
    held = Attachment.objects.filter(request_id=request_id) if request_id else Attachment.objects.none()
    _check(held.exclude(field__in=list(files)), [stored.size for stored in files.values()])


def _check(held: QuerySet[Attachment], sizes: Collection[int]) -> None:
    if not sizes:
        return
    if held.count() + len(sizes) > MOST_FILES:
        raise DomainError("files_many", most=MOST_FILES)
    if (held.aggregate(sum=Sum("file__size"))["sum"] or 0) + sum(sizes) > MOST_BYTES:
        raise DomainError("files_heavy", most=MOST_BYTES // 1024 // 1024)


def attach_to_comment(row: Comment, files: Sequence[StoredFile]) -> None:
    """Put files beside a message, for its readers; under the case's lock, so that two do not overfill it. Raises as
    `check_room`."""
    check_room(row.request_id, [stored.size for stored in files])
    Attachment.objects.bulk_create(
        Attachment(
            request_id=row.request_id, file=stored, field=f"{OF_COMMENT}{row.id}",
            public=row.visibility == Visibility.PUBLIC,
        )
        for stored in files
    )  # fmt: skip


def comment_of(attachment: Attachment) -> UUID | None:
    """The message a file came with; None for a file of the form, or one an office made."""
    return uuid_of(attachment.field.removeprefix(OF_COMMENT)) if attachment.field.startswith(OF_COMMENT) else None


def by_comment(attachments: Iterable[Attachment], shown: Iterable[Comment]) -> Mapping[UUID, list[Attachment]]:
    """Files of the messages a reader sees, by message."""
    found: dict[UUID, list[Attachment]] = {row.id: [] for row in shown}
    for attachment in attachments:
        comment_id = comment_of(attachment)
        if comment_id in found:
            found[comment_id].append(attachment)
    return found

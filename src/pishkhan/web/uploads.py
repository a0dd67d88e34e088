"""Files that go with a message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.http import HttpRequest

from pishkhan.plumbing import files as storage
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.student.filling import take_in


@contextmanager
def taken(request: HttpRequest, request_id: UUID, name: str = "files") -> Iterator[list[StoredFile]]:
    """Take in the files of a form, for what is done inside; when that or one of them is refused, all are forgotten.
    Whether they find room is asked before the first is looked at. Opens no transaction.

    Raises DomainError files_at_once, files_many, files_heavy, Invalid as `files.take_in`.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    sent = [upload for upload in request.FILES.getlist(name) if upload]
    servicedesk.check_room(request_id, [upload.size or 0 for upload in sent])
    kept: list[StoredFile] = []
    try:
        for upload in sent:
            kept.append(take_in(actor, upload))
        yield kept
    except Exception:
        forget(kept)
        raise


def forget(kept: list[StoredFile]) -> None:
    """Of a press that came twice: the files of the first are kept, those of the second are nobody's."""
    for stored in kept:
        storage.forget(stored)

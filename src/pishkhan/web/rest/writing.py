"""What an office writes on a request, with files if any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File as Uploaded
from ninja import Form, Router, UploadedFile

from pishkhan.plumbing import files as storage
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.web import uploads
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.rest.access import DESK_WRITES, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import WRITES, Done, Message, Reason
from pishkhan.web.rest.tasks import AT

router = Router(tags=["desk"])
GIVEN: dict[str, Any] = {"auth": DESK_WRITES, "openapi_extra": DESCRIBED, "response": {200: Done, **WRITES}}
OK = {"ok": True}


@router.post(AT + "messages/", url_name="rest-message", **GIVEN)
@once
def message(request: HttpRequest, task_id: UUID, given: Message) -> Any:
    """Write to the student."""
    return _write(request, task_id, given.body, Visibility.PUBLIC)


@router.post(AT + "messages/files/", url_name="rest-message-files", **GIVEN)
def message_with_files(
    request: HttpRequest, task_id: UUID, body: Form[Reason], files: Uploaded[list[UploadedFile]]
) -> Any:
    """The same with files, as a form (multipart): PDF, JPG or PNG."""
    return _write_with_files(request, task_id, body, Visibility.PUBLIC)


@router.post(AT + "notes/", url_name="rest-note", **GIVEN)
@once
def note(request: HttpRequest, task_id: UUID, given: Message) -> Any:
    """Write for colleagues; from a private station for its own office only."""
    return _write(request, task_id, given.body, Visibility.INTERNAL)


@router.post(AT + "notes/files/", url_name="rest-note-files", **GIVEN)
def note_with_files(
    request: HttpRequest, task_id: UUID, body: Form[Reason], files: Uploaded[list[UploadedFile]]
) -> Any:
    """The same with files, as a form (multipart): PDF, JPG or PNG."""
    return _write_with_files(request, task_id, body, Visibility.INTERNAL)


def _write(
    request: HttpRequest, task_id: UUID, body: str, visibility: Visibility, files: Sequence[StoredFile] = ()
) -> Any:  # fmt: skip
    actor = actor_of(request)
    found = Sheet(actor, task_id).request
    servicedesk.comment(
        actor=actor, request_id=found.id, body=body, visibility=visibility, task_id=task_id, files=files
    )
    return OK


def _write_with_files(request: HttpRequest, task_id: UUID, body: str, visibility: Visibility) -> Any:
    found = Sheet(actor_of(request), task_id).request
    return with_files(request, found.id, lambda files: _write(request, task_id, body, visibility, files))


def with_files(request: HttpRequest, request_id: UUID, write: Callable[[Sequence[StoredFile]], object]) -> Any:
    """Take files in, with no transaction open, and write once what they go with. Sent again with its key nothing is
    written, and the files are forgotten. Raises as `uploads.taken`."""
    wrote = False

    @once
    def written(_request: HttpRequest) -> Any:
        nonlocal wrote
        write(kept)
        wrote = True
        return OK

    with uploads.taken(request, request_id) as kept:
        answer = written(request)
        if not wrote:
            for stored in kept:
                storage.forget(stored)
        return answer

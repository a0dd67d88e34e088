"""One's own requests: the list, one with all its page shows, and what one does with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import File as Uploaded
from ninja import Form, P, Query, QueryEx, Router, Schema, UploadedFile

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.rest import forms
from pishkhan.web.rest.access import MINE, MY_WRITES, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import READS, WRITES, WRONG, Done, Message, Reason, Why, Words, words
from pishkhan.web.rest.sight import Seen, seen
from pishkhan.web.rest.writing import with_files
from pishkhan.web.student import guests
from pishkhan.web.student.files import sent

router = Router(tags=["requests"])


class Line(Schema):
    """`status`: new, open, back (with you for correction), debt, visit, closed or withdrawn. `enrolment` is null where
    one takes part in somebody else's request."""

    number: str
    service: str
    name: Words
    status: str
    status_at: datetime
    filed_at: datetime
    closed_at: datetime | None
    enrolment: UUID | None


class Lines(Schema):
    """`next`: the `after` of the next page; null on the last one."""

    rows: list[Line]
    next: UUID | None


class Attachment(Schema):
    """`state`: plain and clean ones can be fetched; quarantined ones wait for the scanner, infected ones are gone."""

    id: UUID
    field: str
    title: Words
    name: str
    size: int
    media_type: str
    state: str
    at: datetime


class Returned(Schema):
    """What an office asks to be mended: the keys of the fields, why, until when."""

    id: UUID
    fields: list[str]
    reason: str
    reply_by: date
    asked_at: datetime


class Certificate(Schema):
    """`is_ready`: the signed file can be fetched."""

    code: str
    is_ready: bool
    is_revoked: bool


class Request(Line, Seen):
    attachments: list[Attachment]
    returns: list[Returned]
    answers: list[forms.Answered]
    certificate: Certificate | None
    reopen_until: datetime | None


@router.get("/requests/", auth=MINE, response={200: Lines, **WRONG}, url_name="rest-requests")
def listing(
    request: HttpRequest, service: QueryEx[str, P(max_length=60)] = "",
    status: QueryEx[str, P(max_length=20)] = "", after: Query[UUID | None] = None,
) -> Any:
    """Newest first, 25 at a time. `status` may also be `unfinished`; what is no status counts as not said."""
    page = servicedesk.my_requests(actor_of(request), type_key=service, status=status, before=after)
    return {"rows": [line(row) for row in page.rows], "next": page.next}


def line(row: servicedesk.Request) -> dict[str, Any]:
    return {
        "number": row.number, "service": row.type.key, "name": words(row.type.name), "status": row.customer_status,
        "status_at": row.status_at, "filed_at": row.created_at, "closed_at": row.closed_at,
        "enrolment": row.enrolment_id,
    }  # fmt: skip


def readable(request: HttpRequest, number: str) -> servicedesk.Request:
    """One's own request, or one that one takes part in. Raises Http404."""
    found = servicedesk.my_request(actor_of(request), number, taking_part=True)
    if found is None:
        raise Http404
    return found


def own(request: HttpRequest, number: str) -> servicedesk.Request:
    """Raises Http404."""
    found = servicedesk.my_request(actor_of(request), number)
    if found is None:
        raise Http404
    return found


@router.get("/requests/{number}/", auth=MINE, response={200: Request, **READS}, url_name="rest-request")
def read(request: HttpRequest, number: str) -> Any:
    """One's own request, or one somebody asked one to follow, with stations, conversation, answers, files and what
    happened; of another's what was written since one agreed, and no sealed answers, record, forms' files, debts or
    visits. Reading it here does not count as having seen its messages."""
    found = readable(request, number)
    page, told = seen(actor_of(request), found)
    certificate, guest = page["certificate"], page["guest"]
    return {
        **line(found), **told, **({"status": page["status_key"], "enrolment": None} if guest else {}),
        "attachments": [_attachment(each) for each in guests.files(actor_of(request), found)],
        "returns": [_returned(each) for each in page["returns"]],
        "answers": forms.answered(page["answers"]),
        "certificate": {
            "code": certificate.code, "is_ready": certificate.file_id is not None,
            "is_revoked": certificate.revoked_at is not None,
        } if certificate else None,
        "reopen_until": page["reopen_until"],
    }  # fmt: skip


def _attachment(row: servicedesk.Attachment) -> dict[str, Any]:
    told = forms.file(row.field, row.file)
    return {"id": row.id, "title": words(row.title), "at": row.created_at, "state": row.file.state, **told}


def _returned(row: servicedesk.Return) -> dict[str, Any]:
    return {"id": row.id, "fields": row.fields, "reason": row.reason, "reply_by": row.reply_by,
            "asked_at": row.created_at}  # fmt: skip


@router.get("/requests/{number}/files/{uuid:attachment_id}/", auth=MINE, response=READS, url_name="rest-request-file",
            openapi_extra={"responses": {200: {"description": "The file", "content": {"*/*": {}}}}})  # fmt: skip
def file(request: HttpRequest, number: str, attachment_id: UUID) -> HttpResponseBase:
    """The bytes of one file."""
    found = readable(request, number)
    for attachment in guests.files(actor_of(request), found):
        if attachment.id == attachment_id:
            return sent(attachment.file)
    raise Http404


@router.get("/requests/{number}/certificate/", auth=MINE, response=READS, url_name="rest-certificate",
            openapi_extra={"responses": {200: {"description": "The signed PDF", "content": {"application/pdf": {}}}}})
def certificate(request: HttpRequest, number: str) -> HttpResponseBase:
    """The signed certificate; 404 until it is there."""
    found = clearance.certificate_of(own(request, number).id)
    if found is None or found.file is None:
        raise Http404
    return sent(found.file)


@router.post("/requests/{number}/messages/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-comment",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def comment(request: HttpRequest, number: str, message: Message) -> Any:
    """Write to whoever holds the request now."""
    servicedesk.comment(actor=actor_of(request), request_id=_open(request, number).id, body=message.body)
    return {"ok": True}


def _open(request: HttpRequest, number: str) -> servicedesk.Request:
    """Raises Http404, DomainError("case_closed")."""
    found = readable(request, number)
    if found.closed_at:
        raise DomainError("case_closed")
    return found


@router.post("/requests/{number}/messages/files/", auth=MY_WRITES, response={200: Done, **WRITES},
             url_name="rest-comment-files", openapi_extra=DESCRIBED)  # fmt: skip
def comment_with_files(
    request: HttpRequest, number: str, body: Form[Reason], files: Uploaded[list[UploadedFile]]
) -> Any:
    """The same with files, as a form (multipart): PDF, JPG or PNG."""
    found, actor = _open(request, number), actor_of(request)
    return with_files(
        request, found.id, lambda kept: servicedesk.comment(actor=actor, request_id=found.id, body=body, files=kept)
    )


@router.post("/requests/{number}/seen/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-seen",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def mark_seen(request: HttpRequest, number: str) -> Any:
    """Everything on the request has been seen up to now."""
    servicedesk.mark_read(actor=actor_of(request), request=readable(request, number))
    return {"ok": True}


@router.post("/requests/{number}/withdraw/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-withdraw",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def withdraw(request: HttpRequest, number: str, why: Why) -> Any:
    """End it where it stands."""
    servicedesk.withdraw(actor=actor_of(request), request_id=own(request, number).id, reason=why.reason)
    return {"ok": True}


@router.post("/requests/{number}/reopen/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-reopen",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def reopen(request: HttpRequest, number: str, why: Why) -> Any:
    """Take a closed request up again within its days."""
    servicedesk.reopen(actor=actor_of(request), request_id=own(request, number).id, reason=why.reason)
    return {"ok": True}

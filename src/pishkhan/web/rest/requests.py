"""One's own requests: the list, one with all its page shows, and what one does with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.rest import forms
from pishkhan.web.rest.access import MINE, MY_WRITES, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import READS, WRITES, WRONG, Done, Reason, Words, words
from pishkhan.web.rest.sight import Seen, seen
from pishkhan.web.student.files import sent

router = Router(tags=["requests"])


class Line(Schema):
    """`status`: new, open, back (with you for correction), debt, visit, closed or withdrawn."""

    number: str
    service: str
    name: Words
    status: str
    status_at: datetime
    filed_at: datetime
    closed_at: datetime | None
    enrolment: UUID


class Lines(Schema):
    """`next`: the `after` of the next page; null on the last one."""

    rows: list[Line]
    next: UUID | None


class Message(Schema):
    body: Reason


class Why(Schema):
    reason: Reason


class Attachment(Schema):
    id: UUID
    field: str
    title: Words
    name: str
    size: int
    media_type: str
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
    request: HttpRequest, service: str = Query("", max_length=60), status: str = Query("", max_length=20),
    after: Query[UUID | None] = None,
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


def own(request: HttpRequest, number: str) -> servicedesk.Request:
    """Raises Http404."""
    found = servicedesk.my_request(actor_of(request), number)
    if found is None:
        raise Http404
    return found


@router.get("/requests/{number}/", auth=MINE, response={200: Request, **READS}, url_name="rest-request")
def read(request: HttpRequest, number: str) -> Any:
    """One request with stations, conversation, answers, files and what happened. Reading it here does not count as
    having seen its messages."""
    found = own(request, number)
    page, told = seen(actor_of(request), found)
    certificate = page["certificate"]
    return {
        **line(found), **told,
        "attachments": [_attachment(each) for each in servicedesk.attachments(found)],
        "returns": [_returned(each) for each in servicedesk.open_returns(found)],
        "answers": forms.answered(page["answers"]),
        "certificate": {
            "code": certificate.code, "is_ready": certificate.file_id is not None,
            "is_revoked": certificate.revoked_at is not None,
        } if certificate else None,
        "reopen_until": servicedesk.reopenable_until(found),
    }  # fmt: skip


def _attachment(row: servicedesk.Attachment) -> dict[str, Any]:
    return {"id": row.id, "title": words(row.title), "at": row.created_at, **forms.file(row.field, row.file)}


def _returned(row: servicedesk.Return) -> dict[str, Any]:
    return {"id": row.id, "fields": row.fields, "reason": row.reason, "reply_by": row.reply_by,
            "asked_at": row.created_at}  # fmt: skip


@router.get("/requests/{number}/files/{uuid:attachment_id}/", auth=MINE, response=READS, url_name="rest-request-file",
            openapi_extra={"responses": {200: {"description": "The file", "content": {"*/*": {}}}}})  # fmt: skip
def file(request: HttpRequest, number: str, attachment_id: UUID) -> HttpResponseBase:
    """The bytes of one file."""
    for attachment in servicedesk.attachments(own(request, number)):
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
    found = own(request, number)
    if found.closed_at:
        raise DomainError("case_closed")
    servicedesk.comment(actor=actor_of(request), request_id=found.id, body=message.body)
    return {"ok": True}


@router.post("/requests/{number}/seen/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-seen",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def mark_seen(request: HttpRequest, number: str) -> Any:
    """Everything on the request has been seen up to now."""
    servicedesk.mark_read(actor=actor_of(request), request=own(request, number))
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

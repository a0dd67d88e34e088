"""Mending the answers an office named."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File as Uploaded
from ninja import Query, Router, Schema, UploadedFile

from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.rest import forms
from pishkhan.web.rest.access import MINE, MY_WRITES, actor_of
from pishkhan.web.rest.filling import keep, present, put_file
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.requests import own
from pishkhan.web.rest.shapes import READS, WRITES, Answers, Done, Rev, Revision, not_accepted, typed
from pishkhan.web.student import filling as work

router = Router(tags=["requests"])
AT = "/requests/{number}/returns/{uuid:return_id}/"


class Correction(forms.Sheet):
    """The named fields with their answers as they stand."""

    fields: list[str]
    reason: str
    reply_by: date
    form: list[forms.Group]


class Mended(Schema):
    """Answers not named stay as they are."""

    answers: Answers
    rev: Revision


class Sent(Schema):
    """The answers that were kept, with these over them."""

    answers: Answers = {}
    rev: Revision | None = None


def _load(request: HttpRequest, number: str, return_id: UUID) -> tuple[servicedesk.Return, work.Filling]:
    """Raises Http404, DomainError return_ended, answered_already."""
    found = own(request, number)
    row = next((each for each in servicedesk.open_returns(found) if each.id == return_id), None)
    if row is None:
        past = next((each for each in servicedesk.returns_of(found) if each.id == return_id), None)
        if past is None:
            raise Http404
        raise DomainError("answered_already" if past.answered_at else "return_ended")
    return row, work.load_return(actor=actor_of(request), found=found, row=row)


@router.get(AT, auth=MINE, response={200: Correction, **READS, 409: WRITES[409]}, url_name="rest-return")
def read(request: HttpRequest, number: str, return_id: UUID) -> Any:
    """What is to be mended, as far as it is."""
    row, filling = _load(request, number, return_id)
    return {
        **forms.sheet(filling), "fields": row.fields, "reason": row.reason, "reply_by": row.reply_by,
        "form": forms.shape(filling.form, only=filling.only),
    }  # fmt: skip


@router.put(AT, auth=MY_WRITES, response={200: Rev, **WRITES}, url_name="rest-return", openapi_extra=DESCRIBED)
@once
def save(request: HttpRequest, number: str, return_id: UUID, mended: Mended) -> Any:
    """Keep mended answers, to send them later."""
    _row, filling = _load(request, number, return_id)
    return keep(filling, mended.answers, mended.rev)


@router.post(AT + "files/{slug:field}/", auth=MY_WRITES, response={200: Rev, **WRITES}, url_name="rest-return-file",
             openapi_extra=DESCRIBED)  # fmt: skip
def upload(request: HttpRequest, number: str, return_id: UUID, field: str, rev: Query[Revision],
           file: Uploaded[UploadedFile]) -> Any:  # fmt: skip
    """Choose another file for a named field."""
    _row, filling = _load(request, number, return_id)
    return put_file(request, filling, field, file, rev)


@router.post(AT + "send/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-return-send",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def send(request: HttpRequest, number: str, return_id: UUID, sent: Sent) -> Any:
    """Send the correction. Number and officer stay."""
    row, filling = _load(request, number, return_id)
    filling.raw |= typed(filling.form, sent.answers, only=filling.only)
    try:
        with present(filling):
            servicedesk.resubmit(
                actor=filling.actor, return_id=row.id, raw=filling.raw, files=filling.files, rev=sent.rev
            )
    except intake.NotAccepted as error:
        raise not_accepted(filling.form, error) from None
    return {"ok": True}

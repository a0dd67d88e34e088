"""Filling a form in over several calls, and filing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import File as Uploaded
from ninja import Query, Router, Schema, Status, UploadedFile

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import files as storage
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.rest import forms, requests
from pishkhan.web.rest.access import MINE, MY_WRITES, actor_of
from pishkhan.web.rest.catalogue import gate_of, offered
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import READS, WRITES, WRONG, Answers, Done, Key, Rev, Revision, not_accepted, typed
from pishkhan.web.student import filling as work
from pishkhan.web.student import reports
from pishkhan.web.student.files import sent

router = Router(tags=["drafts"])


class Draft(Schema):
    service: str
    enrolment: UUID
    rev: int
    saved_at: datetime


class Drafts(Schema):
    rows: list[Draft]


class Save(Schema):
    """Answers not named stay as they are. `rev` is the revision they were read with; another one is refused (409).
    `enrolment` may stand here or in the address."""

    answers: Answers
    rev: Revision
    enrolment: UUID | None = None


class Filing(Schema):
    """What the draft holds, with these answers over it. Without `enrolment`, here or in the address, the only one that
    may use the service."""

    service: Key
    enrolment: UUID | None = None
    answers: Answers = {}
    rev: Revision | None = None


@router.get("/drafts/", auth=MINE, response={200: Drafts, **WRONG}, url_name="rest-drafts")
def drafts(request: HttpRequest) -> Any:
    """Forms that were begun and not filed, at most 50."""
    start = servicedesk.DRAFT
    return {
        "rows": [
            {
                "service": row.purpose.removeprefix(start), "enrolment": row.subject_id, "rev": row.rev,
                "saved_at": row.saved_at,
            }
            for row in intake.drafts_of(actor_of(request)) if row.purpose.startswith(start)
        ]
    }  # fmt: skip


def _filling(request: HttpRequest, key: str, *named: UUID | None) -> work.Filling:
    """The form of a service for one of one's own enrolments, `named` in the address or the body. Raises Http404,
    DomainError not_for_you, enrolment_which (several, and none or two of them named)."""
    actor = actor_of(request)
    wanted = {each for each in named if each is not None}
    if len(wanted) > 1:
        raise DomainError("enrolment_which")
    mine = identity.enrolments_of(actor)
    _offer, kind = offered(actor, key, mine)
    if gate := gate_of(request):
        raise DomainError("not_for_you", why=gate)
    if wanted:
        mine = [each for each in mine if each.id in wanted]
        if not mine:
            raise Http404
    whys = {each.id: servicedesk.usable_by(kind, each, actor) for each in mine}
    able = [each for each in mine if not whys[each.id]]
    if not able:
        raise DomainError("not_for_you", why=next(iter(whys.values()), ""))
    if len(able) > 1:
        raise DomainError("enrolment_which")
    return work.load(actor=actor, kind=kind, enrolment=able[0])


@router.get("/drafts/{slug:key}/", auth=MINE, response={200: forms.Sheet, **READS}, url_name="rest-draft")
def draft(request: HttpRequest, key: str, enrolment: Query[UUID | None] = None) -> Any:
    """The form of a service as far as it is filled in; at first what the record knows."""
    return forms.sheet(_filling(request, key, enrolment))


@router.put("/drafts/{slug:key}/", auth=MY_WRITES, response={200: Rev, **WRITES}, url_name="rest-draft",
            openapi_extra=DESCRIBED)  # fmt: skip
@once
def save(request: HttpRequest, key: str, given: Save, enrolment: Query[UUID | None] = None) -> Any:
    """Keep answers, right or wrong, to go on later, here or in a browser."""
    return keep(_filling(request, key, enrolment, given.enrolment), given.answers, given.rev)


def keep(filling: work.Sheet, answers: Any, rev: int) -> dict[str, Any]:
    """Answers over what is kept. Raises Rejected, DomainError draft_large, draft_elsewhere with the present `rev`."""
    filling.raw |= typed(filling.form, answers, only=filling.only)
    with present(filling):
        return {"rev": work.save(filling, rev=rev)[0]}


@contextmanager
def present(filling: work.Sheet) -> Iterator[None]:
    """Tells who came too late which revision there is now."""
    try:
        yield
    except DomainError as error:
        if error.code == "draft_elsewhere":
            found = intake.draft_of(filling.actor, purpose=filling.purpose, subject_id=filling.subject_id)
            error.rev = found.rev if found else 0  # type: ignore[attr-defined]
        raise


@router.post("/drafts/{slug:key}/files/{slug:field}/", auth=MY_WRITES, response={200: Rev, **WRITES},
             url_name="rest-draft-file", openapi_extra=DESCRIBED)  # fmt: skip
def upload(request: HttpRequest, key: str, field: str, rev: Query[Revision], file: Uploaded[UploadedFile],
           enrolment: Query[UUID | None] = None) -> Any:  # fmt: skip
    """Choose a file for a field, in the place of the one before: PDF, JPG or PNG, 10 MB at most."""
    return put_file(request, _filling(request, key, enrolment), field, file, rev)


def put_file(request: HttpRequest, filling: work.Sheet, field: str, file: UploadedFile, rev: int) -> Any:
    """Take a file in, then keep the draft that names it. Raises Http404, Invalid as the storage, DomainError as
    `keep`."""
    picker(filling, field)
    stored = work.take_in(filling.actor, file)  # it is written and looked at with no transaction open
    filling.files[field] = stored
    saved = False

    @once
    def kept(_request: HttpRequest) -> Any:
        nonlocal saved
        saved = True
        with present(filling):
            return {"rev": work.save(filling, rev=rev)[0]}

    answer = kept(request)
    if not saved:  # sent again with its key
        storage.forget(stored)
    return answer


def picker(filling: work.Sheet, field: str) -> None:
    """Raises Http404 unless the field takes files now."""
    if not any(each.key == field and each.type is logic.FieldType.FILEPICKER for each in filling.fields):
        raise Http404


@router.get("/drafts/{slug:key}/files/{slug:field}/", auth=MINE, response=READS, url_name="rest-draft-file",
            openapi_extra={"responses": {200: {"description": "The file", "content": {"*/*": {}}}}})  # fmt: skip
def chosen_file(request: HttpRequest, key: str, field: str, enrolment: Query[UUID | None] = None) -> HttpResponseBase:
    """The bytes of a file that was chosen."""
    found = _filling(request, key, enrolment).files.get(field)
    if found is None:
        raise Http404
    return sent(found)


@router.delete("/drafts/{slug:key}/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-draft",
               openapi_extra=DESCRIBED)  # fmt: skip
@once
def discard(request: HttpRequest, key: str, rev: Query[Revision], enrolment: Query[UUID | None] = None) -> Any:
    """Throw a draft away."""
    filling = _filling(request, key, enrolment)
    with present(filling):
        intake.discard_draft(actor=filling.actor, purpose=filling.purpose, subject_id=filling.subject_id, rev=rev)
    return {"ok": True}


@requests.router.post("/requests/", auth=MY_WRITES, response={201: requests.Line, **WRITES}, url_name="rest-requests",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def create(request: HttpRequest, filing: Filing, enrolment: Query[UUID | None] = None) -> Any:
    """File a request. Its draft is gone then."""
    filling = _filling(request, filing.service, enrolment, filing.enrolment)
    filling.raw |= typed(filling.form, filing.answers)
    try:
        with present(filling), transaction.atomic():
            filed = servicedesk.file_request(
                actor=filling.actor, type_id=filling.kind.id, enrolment=filling.enrolment, raw=filling.raw,
                files=filling.files, rev=filing.rev,
            )  # fmt: skip
            reports.send(filling, filed)
    except intake.NotAccepted as error:
        raise not_accepted(filling.form, error) from None
    return Status(201, requests.line(filed))

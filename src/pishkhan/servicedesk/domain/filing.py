"""From a filled form to a request with a number and a running case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import events, idempotency, rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk.domain import status
from pishkhan.servicedesk.domain.attaching import check_form_files
from pishkhan.servicedesk.domain.numbers import next_number
from pishkhan.servicedesk.domain.queries.catalogue import usable_by
from pishkhan.servicedesk.events import RequestFiled
from pishkhan.servicedesk.models import Attachment, Request, RequestType
from pishkhan.workflow import api as workflow

DRAFT = "file:"


class AlreadyOpen(DomainError):
    """The enrolment has an open request of this kind (C3); `request` is it."""

    def __init__(self, request: Request | None) -> None:
        super().__init__("already_open")
        self.request = request


@transaction.atomic
def file_request(
    *, actor: Actor, type_id: UUID, enrolment: identity.Enrolment, raw: intake.Raw,
    files: Mapping[str, StoredFile] | None = None, key: str = "", rev: int | None = None,
) -> Request:  # fmt: skip
    """File a request: answers kept, case opened, number given, draft gone. `rev` is the draft's revision that the
    answers were read from.

    The enrolment must be the actor's own. Raises NotYours, DomainError("not_for_you") with the reason why,
    intake.NotAccepted, AlreadyOpen, DomainError("already_filed") for a second press of the same button,
    DomainError("draft_elsewhere") when another device wrote into the draft since, and DomainError files_many,
    files_heavy.
    """
    kind = RequestType.objects.filter(institution_id=actor.institution_id, id=type_id).first()
    if kind is None or enrolment.person_id != actor.person_id:
        raise workflow.NotYours
    if why := identity.applicants.why_closed(enrolment.person_id) or usable_by(kind, enrolment, actor):
        raise DomainError("not_for_you", why=why)
    if not idempotency.first_time(person_id=enrolment.person_id, key=key, verb="file_request"):
        raise DomainError("already_filed")
    if kind.open_slot and (found := open_request(enrolment.id, kind.open_slot)):
        raise AlreadyOpen(found)
    version_id = intake.newest_version_id(institution_id=actor.institution_id, key=kind.form_key)
    if version_id is None:
        raise DomainError("form_missing", key=kind.form_key)
    record = identity.record_of(enrolment)
    answers = intake.check(version_id=version_id, raw=raw, record=record, files=described(files or {}))
    check_form_files(None, files or {})
    submission = intake.submit(actor=actor, version_id=version_id, answers=answers, record=record)
    request_id, case_id = new_id(), new_id()
    case = workflow.open_case(
        actor=actor, case_id=case_id, request_id=request_id, process_key=kind.process_key,
        data=_case_data(enrolment, answers.plain), faculty_id=enrolment.faculty_id,
        version_id=kind.process_version_id,
    )  # fmt: skip
    request = _create(actor, kind, enrolment, submission, request_id, case_id)
    if case.status == workflow.CaseStatus.FINISHED:
        status.close(request.id, request.institution_id)
    attach(request, files or {})
    intake.discard_draft(actor=actor, purpose=DRAFT + kind.key, subject_id=enrolment.id, rev=rev)
    events.announce(RequestFiled(institution_id=actor.institution_id, request_id=request.id))
    return request


def open_request(enrolment_id: UUID, slot: str) -> Request | None:
    """The open request that holds a one-at-a-time slot."""
    found = _holding(enrolment=enrolment_id, slot=slot)
    return found[0] if found else None


@kept
def _holding(*, enrolment: UUID, slot: str) -> QuerySet[Request]:
    return Request.objects.filter(enrolment_id=enrolment, open_slot=slot, closed_at=None)


def _create(
    actor: Actor, kind: RequestType, enrolment: identity.Enrolment, submission: intake.Submission,
    request_id: UUID, case_id: UUID,
) -> Request:  # fmt: skip
    try:
        with transaction.atomic():
            request = Request(
                id=request_id, institution_id=actor.institution_id, type=kind, enrolment=enrolment,
                number=next_number(institution_id=actor.institution_id, series="request"),
                applicant_id=enrolment.person_id, submission=submission, case_id=case_id,
                status_at=timezone.now(), open_slot=kind.open_slot or None,
            )  # fmt: skip
            rows.insert([request])
            return request
    except IntegrityError:
        # Another device of the same student was a moment quicker; the constraint is the judge.
        raise AlreadyOpen(None) from None


def _case_data(enrolment: identity.Enrolment, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What gateways and decision tables may read: words of lists only, nothing that tells a person."""
    data: dict[str, Any] = {
        "admission_type": enrolment.admission_type, "degree": enrolment.degree, "status": enrolment.status,
    }  # fmt: skip
    if "reason" in answers:
        data["reason"] = answers["reason"]
    return data


def attach(request: Request, files: Mapping[str, StoredFile]) -> None:
    """Put files of the form beside the request; an earlier file of the same field stays, for the history."""
    Attachment.objects.bulk_create(
        Attachment(request=request, file=stored, field=field) for field, stored in files.items()
    )


def described(files: Mapping[str, StoredFile]) -> dict[str, Any]:
    return {
        field: {"id": str(stored.id), "name": stored.name, "size": stored.size, "media_type": stored.media_type}
        for field, stored in files.items()
    }

"""What an office does with a task: the verbs behind the buttons of its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.rest.access import DESK_WRITES, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import (
    WRITES,
    Answers,
    Done,
    Key,
    Reason,
    Rev,
    Revision,
    Short,
    Why,
    not_accepted,
    typed,
)
from pishkhan.web.rest.tasks import AT
from pishkhan.workflow import api as workflow
from pishkhan.workflow.engine.refused import Refused

router = Router(tags=["desk"])
GIVEN: dict[str, Any] = {"auth": DESK_WRITES, "openapi_extra": DESCRIBED, "response": {200: Done, **WRITES}}
OK = {"ok": True}
Rials = Annotated[int, Field(ge=1, le=10**15)]


class Holder(Schema):
    """Whom to give the task; null takes it back."""

    person: UUID | None


class Sending(Schema):
    """`rev` is the task's, as it was read. Answers not named are those kept in one's draft. `message` goes to the
    student."""

    rev: Revision
    answers: Answers = {}
    message: Reason = ""


class Typed(Schema):
    """`rev` is the draft's (`draft_rev`)."""

    answers: Answers
    rev: Revision


class Back(Schema):
    """`fields`: keys among `correctable`."""

    fields: Annotated[list[Key], Field(min_length=1, max_length=200)]
    reason: Reason
    days: Annotated[int, Field(ge=1, le=90)] = servicedesk.DEFAULT_DAYS


class Holding(Schema):
    amount: Rials
    reason: Short
    evidence: Short = ""
    due_date: date | None = None


class Reducing(Schema):
    """`kind`: evidence, waived or cancelled."""

    kind: Annotated[str, Field(max_length=20)]
    reason: Short
    evidence: Short = ""


class Coming(Schema):
    reason: Short
    bring: Short = ""
    place: Short = ""
    hours: Short = ""


class Came(Schema):
    """`outcome`: came, no_show or not_needed."""

    outcome: Annotated[str, Field(max_length=20)]
    note: Short = ""


@contextmanager
def present(actor: Actor, task_id: UUID) -> Iterator[None]:
    """Tells who came too late which revision of the task there is now."""
    try:
        yield
    except (workflow.Changed, workflow.AlreadyDone) as error:
        error.rev = Sheet(actor, task_id).task.rev  # type: ignore[union-attr]
        raise


@router.post(AT + "claim/", url_name="rest-claim", **GIVEN)
@once
def claim(request: HttpRequest, task_id: UUID) -> Any:
    """Take a free task."""
    actor = actor_of(request)
    with present(actor, task_id):
        workflow.claim(actor=actor, task_id=task_id)
    return OK


@router.post(AT + "assign/", url_name="rest-assign", **GIVEN)
@once
def assign(request: HttpRequest, task_id: UUID, given: Holder) -> Any:
    """Give a task to somebody of the office; the lead does."""
    actor = actor_of(request)
    with present(actor, task_id):
        workflow.assign(actor=actor, task_id=task_id, person_id=given.person)
    return OK


@router.put(AT + "draft/", url_name="rest-step-draft", **{**GIVEN, "response": {200: Rev, **WRITES}})
@once
def keep(request: HttpRequest, task_id: UUID, given: Typed) -> Any:
    """Keep answers of the step form, to send them later."""
    sheet = _open(actor_of(request), task_id)
    if sheet.form is None or sheet.task.form_version_id is None:
        return {"rev": 0}
    try:
        rev, _at = intake.save_draft(
            actor=sheet.actor, purpose=clearance.STEP_DRAFT, subject_id=task_id, rev=given.rev,
            version_id=sheet.task.form_version_id, raw=_raw(sheet, given.answers),
        )  # fmt: skip
    except DomainError as error:
        found = intake.draft_of(sheet.actor, purpose=clearance.STEP_DRAFT, subject_id=task_id)
        error.rev = found.rev if found else 0  # type: ignore[attr-defined]
        raise
    return {"rev": rev}


def _open(actor: Actor, task_id: UUID) -> Sheet:
    """Raises NotYours, AlreadyDone."""
    if not workflow.workable_by(actor).filter(id=task_id).exists():
        raise workflow.NotYours
    sheet = Sheet(actor, task_id)
    if not sheet.open:
        done = sheet.task
        raise workflow.AlreadyDone(by=done.done_by, at=done.done_at, same=done.done_by == actor.person_id)
    return sheet


def _raw(sheet: Sheet, answers: Any) -> dict[str, list[str]]:
    """What is kept, with these answers over it."""
    kept = intake.raw_of(sheet.draft) if sheet.draft else {}
    return {**kept, **(typed(sheet.form, answers) if sheet.form else {})}


@router.post(AT + "send/", url_name="rest-send", **GIVEN)
@once
def send(request: HttpRequest, task_id: UUID, given: Sending) -> Any:
    """Send the station on, with its form."""
    actor = actor_of(request)
    sheet = Sheet(actor, task_id)
    raw = _raw(sheet, given.answers) if sheet.open else {}
    try:
        with present(actor, task_id):
            clearance.send_on(actor=actor, task_id=task_id, raw=raw, rev=given.rev, message=given.message)
    except intake.NotAccepted as error:
        if sheet.form is None:
            raise
        raise not_accepted(sheet.form, error) from None
    return OK


@router.post(AT + "not-applicable/", url_name="rest-skip", **GIVEN)
@once
def skip(request: HttpRequest, task_id: UUID, why: Why) -> Any:
    """Pass the station as not applicable."""
    actor = actor_of(request)
    with present(actor, task_id):
        clearance.mark_not_applicable(actor=actor, task_id=task_id, reason=why.reason)
    return OK


@router.post(AT + "reopen/", url_name="rest-reopen-step", **GIVEN)
@once
def reopen(request: HttpRequest, task_id: UUID, why: Why) -> Any:
    """Take one's own finished station up again."""
    try:
        workflow.reopen_step(actor=actor_of(request), task_id=task_id, reason=why.reason.strip()[:500])
    except Refused:
        raise DomainError("cannot_go_back") from None
    return OK


@router.post(AT + "return/", url_name="rest-send-back", **GIVEN)
@once
def send_back(request: HttpRequest, task_id: UUID, given: Back) -> Any:
    """Ask the student to mend named answers; number and expert stay."""
    actor = actor_of(request)
    with present(actor, task_id):
        servicedesk.return_for_correction(
            actor=actor, task_id=task_id, fields=given.fields, reason=given.reason, days=given.days
        )
    return OK


@router.post(AT + "debts/", url_name="rest-hold", **GIVEN)
@once
def hold(request: HttpRequest, task_id: UUID, given: Holding) -> Any:
    """Record a debt; the station waits for it."""
    if not given.reason.strip():
        raise DomainError("reason_missing")
    actor = actor_of(request)
    with present(actor, task_id):
        clearance.hold_for_debt(
            actor=actor, task_id=task_id, amount=given.amount, reason=given.reason, evidence=given.evidence,
            due_date=given.due_date,
        )  # fmt: skip
    return OK


@router.post(AT + "debts/{uuid:due_id}/", url_name="rest-settle", **GIVEN)
@once
def settle(request: HttpRequest, task_id: UUID, due_id: UUID, given: Reducing) -> Any:
    """Settle a debt by evidence, waive it, or cancel one recorded by mistake."""
    actor = actor_of(request)
    with present(actor, task_id):
        clearance.reduce_debt(
            actor=actor, task_id=task_id, due_id=due_id, kind=given.kind, reason=given.reason, evidence=given.evidence
        )
    return OK


@router.post(AT + "visit/", url_name="rest-visit", **GIVEN)
@once
def visit(request: HttpRequest, task_id: UUID, given: Coming) -> Any:
    """Ask the student to come; asked again, they are told again."""
    actor = actor_of(request)
    with present(actor, task_id):
        clearance.require_visit(
            actor=actor, task_id=task_id, reason=given.reason, bring=given.bring, place=given.place, hours=given.hours
        )
    return OK


@router.post(AT + "visit/end/", url_name="rest-visit-end", **GIVEN)
@once
def end_visit(request: HttpRequest, task_id: UUID, given: Came) -> Any:
    """Say how the visit ended."""
    actor = actor_of(request)
    with present(actor, task_id):
        clearance.close_visit(actor=actor, task_id=task_id, outcome=given.outcome, note=given.note)
    return OK

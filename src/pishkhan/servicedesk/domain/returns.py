"""Sending a request back for correction, and its coming back to the same hands (B18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, events, idempotency
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk.domain.attaching import check_form_files
from pishkhan.servicedesk.domain.conversation import body_of
from pishkhan.servicedesk.domain.filing import attach, described
from pishkhan.servicedesk.events import Resubmitted, ReturnedToStudent
from pishkhan.servicedesk.models import Request, Return
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import TaskStatus, Waiting

CORRECTION = "correct"
"""Purpose of the drafts of corrections; their subject is the return."""
DEFAULT_DAYS = 7
MOST_DAYS = 90


@transaction.atomic
def return_for_correction(
    *, actor: Actor, task_id: UUID, fields: Sequence[str], reason: str, days: int = DEFAULT_DAYS, key: str = ""
) -> Return | None:
    """Ask the student to mend named answers. Number, station and expert stay; only this station stops.

    Raises NotYours, AlreadyDone, DomainError fields_missing, reason_missing, comment_long, deadline_wrong,
    returned_already, Several of them. None: the same button was pressed twice.
    """
    faults = Faults()
    text = ""
    if clean_display(reason):
        text = faults.read("reason", lambda: body_of(reason)) or ""
    else:
        faults.note("reason", "reason_missing")
    if not 1 <= days <= MOST_DAYS:
        faults.note("days", "deadline_wrong", most=MOST_DAYS)
    task = workflow.locked_task(actor, task_id)
    actor = workflow.seated(actor, task)
    request = Request.objects.select_related("submission").get(case_id=task.case_id)
    editable = {field.key for field in correctable(request.submission)}
    chosen = [name for name in dict.fromkeys(fields) if name in editable]
    if not chosen:
        faults.note("fields", "fields_missing")
    faults.check()
    if actor.person_id is None or "return" not in workflow.station(task.case.version_id, task.node).actions:
        raise workflow.NotYours
    if not idempotency.first_time(person_id=actor.me, key=key, verb="return"):
        return None
    if Return.objects.filter(task_id=task_id, answered_at=None).exists():
        raise DomainError("returned_already")
    row = Return.objects.create(
        request=request, task_id=task_id, office_id=task.office_id, author_id=actor.person_id, fields=chosen,
        reason=text, reply_by=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip
    Request.objects.filter(id=request.id).update(sent_back=F("sent_back") + 1)
    workflow.begin_waiting(actor=actor, task_id=task_id, what=Waiting.STUDENT, reason=text)
    events.announce(
        ReturnedToStudent(institution_id=actor.institution_id, request_id=request.id, return_id=row.id)
    )
    return row


@transaction.atomic
def resubmit(
    *, actor: Actor, return_id: UUID, raw: intake.Raw, files: Mapping[str, StoredFile] | None = None,
    rev: int | None = None,
) -> Request:  # fmt: skip
    """Take in the corrected answers: only the named ones may differ, all others stay as they were, files too. `rev`
    is the draft's revision that holds them.

    Raises NotYours, intake.NotAccepted, DomainError answered_already, draft_elsewhere (another device wrote since),
    files_many, files_heavy.
    """
    own = Return.objects.filter(request__institution_id=actor.institution_id, request__applicant_id=actor.me)
    row = own.filter(id=return_id).first()
    if row is None:
        raise workflow.NotYours
    task = workflow.locked_open_task(institution_id=actor.institution_id, task_id=row.task_id)
    if not Return.objects.filter(id=row.id, answered_at=None).update(answered_at=timezone.now()):
        raise DomainError("answered_already")
    # Read under the lock: another station's correction may just have replaced the answers.
    request = Request.objects.select_related(
        "submission", "enrolment__person", "enrolment__faculty"
    ).get(id=row.request_id)
    merged = {**intake.typed(request.submission), **{k: v for k, v in raw.items() if k in row.fields}}
    merged.update({name: [] for name in row.fields if name not in raw})  # an unticked box posts nothing
    record = identity.record_of(request.enrolment)
    filed = intake.answers_of(request.submission)
    fresh = {field: stored for field, stored in (files or {}).items() if field in row.fields}
    answers = intake.check(
        version_id=request.submission.form_version_id, raw=merged, record=record, filed=filed,
        files={**{key: kept for key, kept in filed.items() if isinstance(kept, dict)}, **described(fresh)},
    )  # fmt: skip
    check_form_files(request.id, fresh)
    request.submission = intake.submit(
        actor=actor, version_id=request.submission.form_version_id, answers=answers, record=record
    )
    request.save(update_fields=["submission"])
    attach(request, fresh)
    intake.discard_draft(actor=actor, purpose=CORRECTION, subject_id=row.id, rev=rev)
    workflow.end_waiting(actor=actor, task=task, what=Waiting.STUDENT)
    line = Line("request.corrected", "request", request.id, after={"fields": list(row.fields)})
    audit.record(actor=actor, stream=task.case_id, lines=[line], locked=True)
    events.announce(Resubmitted(institution_id=actor.institution_id, request_id=request.id, return_id=row.id))
    return request


def correctable(submission: intake.Submission) -> list[logic.Field]:
    """The questions whose answers may be asked anew: what comes from the record, or is kept as first accepted, is
    nothing the student could mend."""
    answers = intake.answers_of(submission)
    return [
        field for field in intake.form_of(submission.form_version_id).fields
        if field.asks and field.key in answers and not (field.frozen or field.locked)
    ]  # fmt: skip


def open_returns(request: Request, tasks: Iterable[workflow.Task] | None = None) -> list[Return]:
    """Returns the student can still answer: a station that was undone or timed out takes no answer any more. `tasks`
    of the case, for a page that has read them."""
    found = workflow.open_tasks_of_case(request.case_id) if tasks is None else tasks
    waiting = [task.id for task in found if task.status == TaskStatus.READY and task.returned]
    if not waiting:
        return []
    rows = request.returns.filter(answered_at=None, task_id__in=waiting)
    return list(rows.select_related("author").order_by("created_at", "id"))


def answerable_among(returns: Collection[UUID]) -> set[UUID]:
    """Those of some returns that still wait for their answer."""
    tasks = dict(Return.objects.filter(id__in=returns, answered_at=None).values_list("id", "task_id"))
    ready = workflow.ready_among(tasks.values())
    return {id_ for id_, task_id in tasks.items() if task_id in ready}


def returns_of(request: Request) -> list[Return]:
    """Every return the request ever had, oldest first."""
    return list(request.returns.order_by("created_at", "id"))

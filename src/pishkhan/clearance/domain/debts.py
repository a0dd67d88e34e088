"""Debts at a station: the office records, waives, or settles by evidence; the station waits meanwhile (F1)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from pishkhan.clearance.events import DebtRecorded, DebtReduced
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.ids import new_id
from pishkhan.payments import api as payments
from pishkhan.payments.api import EntryKind
from pishkhan.plumbing import events, idempotency
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Waiting

REDUCTIONS = {EntryKind.WAIVED, EntryKind.EVIDENCE, EntryKind.CANCELLED}


@transaction.atomic
def hold_for_debt(
    *, actor: Actor, task_id: UUID, amount: int, reason: str, evidence: str = "", due_date: date | None = None,
    key: str = "",
) -> payments.Due | None:  # fmt: skip
    """Record a debt and hold the station for it; the student is told. None: the same button pressed twice.

    Raises NotYours, AlreadyDone, Blocked (one's own request), DomainError hold_not_offered, amount_wrong,
    reason_missing.
    """
    task = workflow.locked_task(actor, task_id)
    actor = workflow.seated(actor, task)
    if actor.person_id is None or task.office_id is None:
        raise workflow.NotYours
    if "hold" not in workflow.station(task.case.version_id, task.node).actions:
        raise DomainError("hold_not_offered")
    if not idempotency.first_time(person_id=actor.person_id, key=key, verb="hold"):
        return None
    request = servicedesk.request_of_case(actor, task.case_id)
    if request is None:
        raise workflow.NotYours
    due = payments.record_due(
        actor=actor, enrolment_id=request.enrolment_id, office_id=task.office_id, amount=amount, reason=reason,
        evidence=evidence, due_date=due_date, request_id=request.id, stream=task.case_id,
        source_ref=f"case:{task.case_id}:{new_id()}",
    )  # fmt: skip
    workflow.begin_waiting(actor=actor, task_id=task_id, what=Waiting.DEBT, reason=reason)
    events.announce(DebtRecorded(institution_id=actor.institution_id, request_id=request.id, due_id=due.id))
    return due


@transaction.atomic
def reduce_debt(
    *, actor: Actor, task_id: UUID, due_id: UUID, kind: str, reason: str, evidence: str = ""
) -> payments.Due:
    """Waive, settle by evidence or cancel a debt of this station. When nothing is owed the station may go on.

    Raises NotYours, AlreadyDone, Blocked (one's own request), Settled (somebody was quicker), DomainError kind_wrong,
    reason_missing, evidence_missing, or Several of these.
    """
    task = workflow.locked_task(actor, task_id)
    actor = workflow.seated(actor, task)
    here = payments.visible_to(actor).filter(id=due_id, request_id=task.case.request_id)
    if task.office_id is None or not here.filter(office_id=task.office_id).exists():
        raise workflow.NotYours
    payments.still_owed(due_id)
    _check(kind, reason, evidence)
    due = payments.reduce_due(
        actor=actor, due_id=due_id, kind=EntryKind(kind), reason=reason, evidence=evidence, stream=task.case_id
    )
    events.announce(
        DebtReduced(
            institution_id=actor.institution_id, request_id=task.case.request_id, due_id=due.id, kind=EntryKind(kind)
        )
    )
    if task.debt_held and payments.owed_in_request(task.case.request_id, task.office_id) <= 0:
        workflow.end_waiting(actor=actor, task=task, what=Waiting.DEBT, reason=reason)
    return due


def _check(kind: str, reason: str, evidence: str) -> None:
    faults = Faults()
    if kind not in REDUCTIONS:
        faults.note("kind", "kind_wrong")
    if not reason.strip():
        faults.note("reason", "reason_missing")
    if kind == EntryKind.EVIDENCE and not evidence.strip():
        faults.note("evidence", "evidence_missing")
    faults.check()

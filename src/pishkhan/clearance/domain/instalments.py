"""Instalments that a station agrees on: the debt becomes a plan, the certificate holds while it is kept (C10, F8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from pishkhan.clearance.domain import certificates
from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.api import EntryKind, PlanState
from pishkhan.plumbing.actor import system
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow.api import Block, Step

RULE = "instalments"
FIELD = "instalment_count"


def agreed(step: Step) -> bool:
    """Whether this step puts its debt on instalments."""
    return step.answers.get("instalments") == "yes" and RULE in step.node.words("guards")


def make(step: Step) -> Sequence[Block]:
    """Make the plan inside the step's transaction. What the office had recorded in the case must be the plan's sum; a
    plan of the same station from before it was taken back is cancelled."""
    amount, office = int(step.answers.get("debt_amount") or 0), step.task.office_id
    if office is None:
        return []
    open_dues = [
        due for due in payments.dues_of_request(step.case.request_id) if due.office_id == office and due.owed > 0
    ]
    owed = sum(due.owed for due in open_dues)
    if owed and owed != amount:
        return [Block("plan_sum", {"amount": owed}, field="debt_amount")]
    try:
        _plan(step, office, amount, open_dues)
    except DomainError as error:
        return [Block(error.code, error.params, field=FIELD)]
    return []


@transaction.atomic
def _plan(step: Step, office: UUID, amount: int, open_dues: Sequence[payments.OpenDue]) -> None:
    request = servicedesk.request_of_case(step.actor, step.case.id)
    if request is None:
        return
    reason = open_dues[0].reason if open_dues else str(step.node.name)
    for earlier in payments.plans_of_request(request.id):
        if earlier.office_id == office and earlier.state == PlanState.RUNNING:
            payments.cancel_plan(actor=step.actor, plan_id=earlier.id, reason=reason)
    for due in open_dues:
        payments.reduce_due(
            actor=step.actor, due_id=due.id, kind=EntryKind.INSTALMENTS, reason=reason, stream=step.case.id
        )
    payments.make_plan(
        actor=step.actor, enrolment_id=request.enrolment_id, office_id=office, total=amount,
        start=_day(step, "instalment_start"), end=_day(step, "instalment_end"),
        count=int(step.answers.get("instalment_count") or 0), reason=reason, request_id=request.id,
        source_ref=f"task:{step.task.id}:{step.task.rev}",
        subject=payments.subject_of_office(request.institution_id, office),
    )  # fmt: skip


def _day(step: Step, name: str) -> date:
    return date.fromisoformat(str(step.answers[name]))


def plan_ended(plan_id: UUID) -> None:
    """A plan that was broken takes the certificate with it; when all are kept the certificate is free of its
    condition. Repeating it changes nothing."""
    plan = payments.InstalmentPlan.objects.get(id=plan_id)
    if plan.request_id is None:
        return
    states = {each.state for each in payments.plans_of_request(plan.request_id)}
    if PlanState.BROKEN in states:
        certificates.lapse(institution_id=plan.institution_id, request_id=plan.request_id)
    elif PlanState.RUNNING not in states and PlanState.KEPT in states:
        certificates.free(actor=system(plan.institution_id), request_id=plan.request_id)

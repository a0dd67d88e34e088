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
FIELD, AMOUNT = "instalment_count", "debt_amount"
UNKEPT = (PlanState.BROKEN, PlanState.CANCELLED)


def agreed(step: Step) -> bool:
    """Whether this step puts its debt on instalments."""
    return step.answers.get("instalments") == "yes" and RULE in step.node.words("guards")


def make(step: Step) -> Sequence[Block]:
    """Make the plan inside the step's transaction. What the office had recorded in the case must be the plan's sum; a
    plan of the same station from before it was taken back is cancelled, what it replaced counting again."""
    if step.task.office_id is None:
        return []
    try:
        _plan(step, step.task.office_id, int(step.answers.get("debt_amount") or 0))
    except DomainError as error:
        return [Block(error.code, error.params, field=AMOUNT if error.code == "plan_sum" else FIELD)]
    return []


@transaction.atomic
def _plan(step: Step, office: UUID, amount: int) -> None:
    request = servicedesk.request_of_case(step.actor, step.case.id)
    if request is None:
        return
    open_dues = _open_dues(step, request.id, office)
    owed = sum(due.owed for due in open_dues)
    if owed and owed != amount:
        raise DomainError("plan_sum", amount=owed)
    plan = payments.make_plan(
        actor=step.actor, enrolment_id=request.enrolment_id, office_id=office, total=amount,
        start=_day(step, "instalment_start"), end=_day(step, "instalment_end"),
        count=int(step.answers.get("instalment_count") or 0),
        reason=open_dues[0].reason if open_dues else str(step.node.name), request_id=request.id,
        source_ref=f"{_source(step.task.id)}{step.task.rev}",
        subject=payments.subject_of_office(request.institution_id, office),
    )  # fmt: skip
    for due in open_dues:
        payments.reduce_due(
            actor=step.actor, due_id=due.id, kind=EntryKind.INSTALMENTS, reason=plan.reason, amount=due.owed,
            evidence=payments.plan_mark(plan), stream=step.case.id,
        )  # fmt: skip


def _open_dues(step: Step, request_id: UUID, office: UUID) -> list[payments.OpenDue]:
    """What the office is owed in the case, locked, with what its earlier plans had replaced."""
    earlier = [
        plan for plan in payments.plans_of_request(request_id)
        if plan.office_id == office and plan.state == PlanState.RUNNING
    ]  # fmt: skip
    here = [due.id for due in payments.dues_of_request(request_id) if due.office_id == office]
    payments.hold_plans(
        institution_id=step.actor.institution_id, plan_ids=[plan.id for plan in earlier], due_ids=here
    )  # fmt: skip
    for plan in earlier:  # a sum the officer typed then is what the officer types now
        payments.cancel_plan(actor=step.actor, plan_id=plan.id, reason=plan.reason, again=False)
    return [due for due in payments.dues_of_request(request_id) if due.office_id == office and due.owed > 0]


def _source(task_id: UUID) -> str:
    return f"task:{task_id}:"


def holds(plans: Sequence[payments.InstalmentPlan], task_id: UUID) -> bool:
    """Whether what a station agreed on still is to be kept: its last plan runs. Without a plan its word counts."""
    made = [plan for plan in plans if plan.source_ref.startswith(_source(task_id))]
    return not made or made[-1].state == PlanState.RUNNING


def _day(step: Step, name: str) -> date:
    return date.fromisoformat(str(step.answers[name]))


def plan_ended(plan_id: UUID) -> None:
    """A plan that was broken, or cancelled, takes the certificate with it while its debt is owed; when all are kept
    the certificate is free of its condition. Repeating it changes nothing."""
    plan = payments.InstalmentPlan.objects.get(id=plan_id)
    if plan.request_id is None:
        return
    plans = payments.plans_of_request(plan.request_id)
    owing = {each.state for each in plans if each.state in UNKEPT and payments.owed_behind(each) > 0}
    if owing:
        certificates.lapse(
            institution_id=plan.institution_id, request_id=plan.request_id, cancelled=PlanState.BROKEN not in owing
        )
    elif not any(each.state == PlanState.RUNNING for each in plans):
        certificates.free(actor=system(plan.institution_id), request_id=plan.request_id)

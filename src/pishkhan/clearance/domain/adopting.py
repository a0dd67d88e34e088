"""Debts that an office knows of already, from a list, belong to the clearance their student files (F1)."""

from __future__ import annotations

from uuid import UUID

from pishkhan.payments import api as payments
from pishkhan.payments.api import PlanState
from pishkhan.servicedesk import api as servicedesk


def at_filing(request_id: UUID) -> None:
    """Everything the enrolment owes anywhere shows in the case from now on, and holds its station."""
    request = servicedesk.Request.objects.select_related("type").get(id=request_id)
    if request.type.certificate and request.closed_at is None:
        _attach(request.enrolment_id, request.id)


def of_due(due_id: UUID) -> None:
    """A debt recorded while a clearance is open belongs to it."""
    due = payments.Due.objects.select_related("plan").get(id=due_id)
    if payments.owed_of(due.id) > 0 and (due.plan is None or due.plan.state != PlanState.RUNNING):
        _of_enrolment(due.enrolment_id)


def of_plan(plan_id: UUID) -> None:
    """What is unpaid of a plan that broke belongs to the clearance that is open."""
    _of_enrolment(payments.InstalmentPlan.objects.get(id=plan_id).enrolment_id)


def _of_enrolment(enrolment_id: UUID) -> None:
    rows = servicedesk.Request.objects.filter(enrolment_id=enrolment_id, closed_at=None, type__certificate=True)
    for request_id in rows.order_by("created_at").values_list("id", flat=True)[:1]:
        _attach(enrolment_id, request_id)


def _attach(enrolment_id: UUID, request_id: UUID) -> None:
    """What was recorded in an earlier clearance's case and is still owed holds this one."""
    closed = servicedesk.Request.objects.filter(enrolment_id=enrolment_id, closed_at__isnull=False)
    payments.attach_dues(
        enrolment_id=enrolment_id, request_id=request_id, closed=list(closed.values_list("id", flat=True))
    )  # fmt: skip

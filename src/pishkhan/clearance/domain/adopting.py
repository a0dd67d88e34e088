"""Debts that an office knows of already, from a list, belong to the clearance their student files (F1)."""

from __future__ import annotations

from uuid import UUID

from pishkhan.payments import api as payments
from pishkhan.servicedesk import api as servicedesk


def at_filing(request_id: UUID) -> None:
    """Everything the enrolment owes anywhere shows in the case from now on, and holds its station."""
    request = servicedesk.Request.objects.select_related("type").get(id=request_id)
    if request.type.certificate and request.closed_at is None:
        payments.attach_dues(enrolment_id=request.enrolment_id, request_id=request.id)


def of_due(due_id: UUID) -> None:
    """A debt recorded while a clearance is open belongs to it."""
    due = payments.Due.objects.get(id=due_id)
    if due.request_id is None and due.plan_id is None and payments.owed_of(due.id) > 0:
        rows = servicedesk.Request.objects.filter(
            enrolment_id=due.enrolment_id, closed_at=None, type__certificate=True
        )  # fmt: skip
        for request_id in rows.order_by("created_at").values_list("id", flat=True)[:1]:
            payments.attach_dues(enrolment_id=due.enrolment_id, request_id=request_id)

"""The customer status: one word that sums up all open stations (B15)."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from pishkhan.plumbing import events
from pishkhan.servicedesk.enums import CustomerStatus
from pishkhan.servicedesk.events import RequestClosed
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow


def refresh(request_id: UUID, case_id: UUID) -> None:
    """Bring the status up to date inside the step's transaction. What the student must do comes first."""
    tasks = workflow.open_tasks_of_case(case_id)
    status = CustomerStatus.OPEN
    if any(task.returned for task in tasks):
        status = CustomerStatus.BACK
    elif any(task.debt_held for task in tasks):
        status = CustomerStatus.DEBT
    elif any(task.visit_open for task in tasks):
        status = CustomerStatus.VISIT
    changed = Request.objects.filter(id=request_id, closed_at=None).exclude(customer_status=status)
    if status == CustomerStatus.OPEN and not _touched(tasks, case_id):
        return
    changed.update(customer_status=status, status_at=timezone.now())


def _touched(tasks: list[workflow.Task], case_id: UUID) -> bool:
    """A request is new until somebody took it or some station is done."""
    return any(task.assignee_id for task in tasks) or workflow.any_done(case_id)


def close(request_id: UUID, institution_id: UUID) -> None:
    """The case is finished. Closing twice changes nothing."""
    now = timezone.now()
    closed = Request.objects.filter(id=request_id, closed_at=None).update(
        customer_status=CustomerStatus.CLOSED, status_at=now, closed_at=now
    )
    if closed:
        events.announce(RequestClosed(institution_id=institution_id, request_id=request_id))

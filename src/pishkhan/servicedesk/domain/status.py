"""The customer status: one word that sums up all open stations (B15)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from pishkhan.plumbing import events
from pishkhan.servicedesk.enums import CustomerStatus
from pishkhan.servicedesk.events import RequestClosed
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow


def refresh(request_id: UUID, case_id: UUID) -> None:
    """Bring the status up to date inside the step's transaction. What the student must do comes first; a request is
    new until somebody took it or some station is done."""
    told = workflow.summed_up(
        case_id, student=CustomerStatus.BACK, debt=CustomerStatus.DEBT, visit=CustomerStatus.VISIT,
        begun=CustomerStatus.OPEN,
    )  # fmt: skip
    word = Coalesce(told, F("customer_status"))
    rows = Request.objects.filter(id=request_id, closed_at=None).exclude(customer_status=word)
    rows.update(customer_status=word, status_at=timezone.now())


def close(request_id: UUID, institution_id: UUID) -> None:
    """The case is finished. Closing twice changes nothing."""
    now = timezone.now()
    closed = Request.objects.filter(id=request_id, closed_at=None).update(
        customer_status=CustomerStatus.CLOSED, status_at=now, closed_at=now
    )
    if closed:
        events.announce(RequestClosed(institution_id=institution_id, request_id=request_id))

"""The customer status: one word that sums up all open stations (B15)."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from pishkhan.plumbing import events
from pishkhan.plumbing.rows import Statement
from pishkhan.servicedesk.enums import CustomerStatus
from pishkhan.servicedesk.events import RequestClosed
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow

_REFRESH = Statement(f"""
    UPDATE servicedesk_request r SET customer_status = coalesce(now_is.word, r.customer_status),
    status_at = CASE WHEN r.customer_status <> now_is.word THEN %(at)s ELSE r.status_at END,
    first_answer_at = CASE WHEN now_is.answered THEN coalesce(r.first_answer_at, %(at)s) ELSE r.first_answer_at END
    FROM ({workflow.SUMMED_UP}) now_is
    WHERE r.id = %(request)s AND r.closed_at IS NULL
    AND (r.customer_status <> now_is.word OR now_is.answered AND r.first_answer_at IS NULL)
""")  # noqa: S608 - made of our own words


def refresh(request_id: UUID, case_id: UUID) -> None:
    """Bring the status up to date inside the step's transaction. What the student must do comes first; a request is
    new until somebody took it or some station is done. When an office first did something is noted here too."""
    _REFRESH.touched(
        request=request_id, case=case_id, at=timezone.now(), student=CustomerStatus.BACK.value,
        debt=CustomerStatus.DEBT.value, visit=CustomerStatus.VISIT.value, begun=CustomerStatus.OPEN.value,
    )  # fmt: skip


def close(request_id: UUID, institution_id: UUID) -> None:
    """The case is finished. Closing twice changes nothing."""
    now = timezone.now()
    closed = Request.objects.filter(id=request_id, closed_at=None).update(
        customer_status=CustomerStatus.CLOSED, status_at=now, closed_at=now
    )
    if closed:
        events.announce(RequestClosed(institution_id=institution_id, request_id=request_id))

"""Taking one's own request back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import events, idempotency
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.conversation import body_of, write
from pishkhan.servicedesk.enums import CustomerStatus, Visibility
from pishkhan.servicedesk.events import RequestWithdrawn
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow


@transaction.atomic
def withdraw(*, actor: Actor, request_id: UUID, reason: str, key: str = "") -> Request | None:
    """End one's own open request where it stands. The reason stands in the conversation, the case is cancelled, its
    slot is free again, whoever held it is told. Debts recorded in it stay debts of the enrolment.

    Raises NotYours, DomainError reason_missing, comment_long, case_closed, workflow.Blocked (a certificate exists, a
    payment is on its way). None: the same button was pressed twice.
    """
    request = Request.objects.filter(
        institution_id=actor.institution_id, applicant_id=actor.me, id=request_id
    ).first()
    if request is None or actor.person_id is None:
        raise workflow.NotYours
    if not reason.strip():
        raise DomainError("reason_missing")
    text = body_of(reason)
    if not idempotency.first_time(person_id=actor.me, key=key, verb="withdraw"):
        return None
    workflow.cancel_case(actor=actor, case_id=request.case_id)
    write(actor=actor, request=request, office_id=None, visibility=Visibility.PUBLIC, body=text)
    now = timezone.now()
    if not Request.objects.filter(id=request.id, closed_at=None).update(
        customer_status=CustomerStatus.WITHDRAWN, status_at=now, closed_at=now
    ):
        raise DomainError("case_closed")
    request.customer_status, request.status_at, request.closed_at = CustomerStatus.WITHDRAWN, now, now
    events.announce(RequestWithdrawn(institution_id=actor.institution_id, request_id=request.id))
    return request

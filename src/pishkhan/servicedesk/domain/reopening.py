"""Taking up a request that was closed a few days ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import events, idempotency
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.conversation import body_of, write
from pishkhan.servicedesk.domain.filing import AlreadyOpen, open_request
from pishkhan.servicedesk.enums import CustomerStatus, Visibility
from pishkhan.servicedesk.events import RequestReopened
from pishkhan.servicedesk.models import Request, RequestType
from pishkhan.workflow import api as workflow

USUAL_DAYS = 7
MOST_TIMES = 5
"""How often one request is taken up again: after that a new one is filed."""


def days_of(kind: RequestType) -> int:
    """For how many days a closed request of a type may be taken up again: as the type says, else a week; 0 is never,
    which is what a type with a certificate has unless it says otherwise."""
    days = kind.rules.get("reopen_days")
    if isinstance(days, int) and not isinstance(days, bool) and days >= 0:
        return days
    return 0 if kind.certificate else USUAL_DAYS


def reopenable_until(request: Request) -> datetime | None:
    """The last moment at which the applicant may take a request up again; None when it is not to be. `request` comes
    with its type."""
    if request.closed_at is None or request.customer_status != CustomerStatus.CLOSED or request.reopened >= MOST_TIMES:
        return None
    until = request.closed_at + timedelta(days=days_of(request.type))
    return until if until > timezone.now() else None


@transaction.atomic
def reopen(*, actor: Actor, request_id: UUID, reason: str, key: str = "") -> Request | None:
    """Take one's own closed request up again at the station it ended with, in the same hands; the reason is a message
    to them.

    Raises NotYours, DomainError reason_missing, comment_long, cannot_reopen, AlreadyOpen (another request of the kind
    is open), workflow.Blocked. None: the same button was pressed twice.
    """
    request = Request.objects.select_related("type").filter(
        institution_id=actor.institution_id, applicant_id=actor.me, id=request_id
    ).first()  # fmt: skip
    if request is None or actor.person_id is None:
        raise workflow.NotYours
    if not reason.strip():
        raise DomainError("reason_missing")
    text = body_of(reason)
    workflow.locked_case(actor.institution_id, request.case_id)  # before the request's row, as a step and a message do
    request.refresh_from_db(fields=["closed_at", "customer_status", "reopened"])
    if not idempotency.first_time(person_id=actor.me, key=key, verb="reopen"):
        return None
    if reopenable_until(request) is None:
        raise DomainError("cannot_reopen")
    if request.open_slot and (other := open_request(request.enrolment_id, request.open_slot)):
        raise AlreadyOpen(other)
    _open(request)
    workflow.reopen_case(actor=actor, case_id=request.case_id)
    write(actor=actor, request=request, office_id=None, visibility=Visibility.PUBLIC, body=text)
    events.announce(RequestReopened(institution_id=actor.institution_id, request_id=request.id))
    return request


def _open(request: Request) -> None:
    """The constraint is the judge of the slot: a new request of the kind may be filed at this moment."""
    try:
        with transaction.atomic():
            opened = Request.objects.filter(id=request.id, closed_at__isnull=False).update(
                closed_at=None, customer_status=CustomerStatus.OPEN, status_at=timezone.now(),
                reopened=F("reopened") + 1,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyOpen(None) from None
    if not opened:
        raise DomainError("cannot_reopen")
    request.closed_at = None

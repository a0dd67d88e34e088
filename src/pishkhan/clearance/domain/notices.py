"""Telling the student. Runs in jobs; every function may be repeated."""

from __future__ import annotations

from uuid import UUID

from pishkhan.clearance import messages
from pishkhan.clearance.models import Certificate, Visit
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.servicedesk import api as servicedesk


def _office(office_id: UUID | None) -> notifications.Words:
    unit = organisation.units_by_id([office_id]).get(office_id) if office_id else None
    return unit.name if unit else {}


def visit_asked(visit_id: UUID) -> None:
    visit = Visit.objects.select_related("request").get(id=visit_id)
    request = visit.request
    message = messages.VisitNotice(
        number=request.number, office=_office(visit.office_id), reason=visit.reason, link=servicedesk.page_of(request)
    )
    servicedesk.to_student(request, message)


def debt_recorded(due_id: UUID, request_id: UUID) -> None:
    due = payments.Due.objects.get(id=due_id)
    request = servicedesk.Request.objects.get(id=request_id)
    message = messages.DebtNotice(
        number=request.number, office=_office(due.office_id), reason=due.reason, link=servicedesk.page_of(request)
    )
    servicedesk.to_student(request, message)


def debt_reduced(due_id: UUID, request_id: UUID, kind: payments.EntryKind) -> None:
    due = payments.Due.objects.get(id=due_id)
    request = servicedesk.Request.objects.get(id=request_id)
    owed = payments.owed_in_request(request_id, due.office_id)
    message = messages.DebtReducedNotice(
        number=request.number, office=_office(due.office_id), reason=due.reason, what=messages.REDUCED[kind],
        left=messages.SOMETHING_LEFT if owed > 0 else messages.NOTHING_LEFT, link=servicedesk.page_of(request),
    )  # fmt: skip
    servicedesk.to_student(request, message)


def certificate_signed(certificate_id: UUID) -> None:
    """A closing letter is told with the closing of its request."""
    row = Certificate.objects.select_related("request").get(id=certificate_id)
    if row.letter:
        return
    message = messages.CertificateNotice(
        number=row.request.number, certificate=row.number, link=servicedesk.page_of(row.request)
    )
    servicedesk.to_student(row.request, message)


def certificate_revoked(certificate_id: UUID) -> None:
    row = Certificate.objects.select_related("request").get(id=certificate_id)
    message = messages.RevokedNotice(
        number=row.request.number, certificate=row.number, reason=row.revoked_reason,
        link=servicedesk.page_of(row.request),
    )  # fmt: skip
    servicedesk.to_student(row.request, message)

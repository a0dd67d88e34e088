"""Issuing, signing, checking and revoking certificates."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.clearance.events import CertificateIssued, CertificateRevoked, CertificateSigned
from pishkhan.clearance.models import Certificate
from pishkhan.clearance.paper import code as codes
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow.api import Block, Blocked, Case, NotYours, locked_case


def issue(*, actor: Actor, case: Case) -> Certificate:
    """Give the certificate its number and code inside the step's transaction; the file is made in a job.

    A case has one certificate: issuing again (a station was reopened and walked again) keeps number and code,
    and has the file made anew.
    """
    from pishkhan.clearance.domain.conditions import conditions_of

    conditions = conditions_of(case)
    found = Certificate.objects.select_for_update().filter(request_id=case.request_id).first()
    if found is None:
        found = Certificate.objects.create(
            institution_id=case.institution_id, request_id=case.request_id, code=codes.new_code(),
            number=servicedesk.next_number(institution_id=case.institution_id, series="certificate"),
            conditions=conditions,
        )  # fmt: skip
    elif found.revoked_at:
        raise Blocked([Block("certificate_revoked")])
    elif found.conditions != conditions:
        found.conditions = conditions
        found.save(update_fields=["conditions"])
    events.announce(CertificateIssued(institution_id=case.institution_id, certificate_id=found.id))
    return found


@transaction.atomic
def revoke(*, actor: Actor, certificate_id: UUID, reason: str) -> Certificate:
    """Take a certificate back. Administrators only; the reason is kept.

    Raises NotYours, DomainError reason_missing, revoked_already.
    """
    text = clean_display(reason).strip()[:500]
    if not text:
        raise DomainError("reason_missing")
    if not may_revoke(actor):
        raise NotYours
    rows = Certificate.objects.filter(institution_id=actor.institution_id, id=certificate_id)
    case_id = rows.values_list("request__case_id", flat=True).first()
    if case_id is None:
        raise NotYours
    locked_case(actor.institution_id, case_id)  # before the certificate's row, as a step that issues one does
    found = rows.select_for_update().get()
    if found.revoked_at:
        raise DomainError("revoked_already")
    found.revoked_at, found.revoked_by, found.revoked_reason = timezone.now(), actor.person_id, text
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    line = Line("certificate.revoked", "certificate", found.id, reason=text)
    audit.record(actor=actor, stream=case_id, lines=[line], locked=True)
    events.announce(CertificateRevoked(institution_id=found.institution_id, certificate_id=found.id))
    return found


def may_revoke(actor: Actor) -> bool:
    return actor.is_administrator


def find(*, institution_id: UUID | None, typed: str) -> Certificate | None:
    """A certificate by its code, for the public page. The code alone finds it; numbers can be guessed."""
    try:
        code = codes.parse(typed)
    except Invalid:
        return None
    rows = Certificate.objects.filter(code=code).select_related("institution", "request__applicant", "key")
    return rows.filter(institution_id=institution_id).first() if institution_id else rows.first()


def signed(certificate: Certificate) -> None:
    events.announce(CertificateSigned(institution_id=certificate.institution_id, certificate_id=certificate.id))


def certificate_of(request_id: UUID) -> Certificate | None:
    return Certificate.objects.filter(request_id=request_id).select_related("file").first()

"""Issuing, signing, checking and revoking certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from pishkhan.clearance.events import CertificateIssued, CertificateRevoked, CertificateSigned
from pishkhan.clearance.models import Certificate
from pishkhan.clearance.paper import code as codes
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor, system
from pishkhan.plumbing.audit import Line
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow.api import Block, Blocked, Case, NotYours, locked_case


def issue(*, actor: Actor, case: Case) -> Certificate:
    """Give the certificate its number and code inside the step's transaction; the file is made in a job.

    A case has one of them: issuing again (a station was reopened and walked again) keeps number and code, and has
    the file made anew. Raises Blocked: it was revoked.
    """
    from pishkhan.clearance.domain.conditions import conditions_of

    conditions = conditions_of(case)
    found = _standing(case.request_id)
    if found is None:
        return _new(case, conditions=conditions)
    if found.revoked_at:
        raise Blocked([Block("certificate_revoked")])
    if found.conditions != conditions:
        found.conditions = conditions
        found.save(update_fields=["conditions"])
    events.announce(CertificateIssued(institution_id=case.institution_id, certificate_id=found.id))
    return found


def issue_letter(*, case: Case, words: Mapping[str, Any]) -> Certificate:
    """Give the closing letter its number and code inside the step's transaction; the file is made in a job.

    Each issue is a letter of its own: whoever holds the signed file of the former, which may say something else,
    learns from its code that it was replaced. That one may have been revoked.
    """
    if found := _standing(case.request_id):
        found.replaced_at = timezone.now()
        found.save(update_fields=["replaced_at"])
    return _new(case, letter=dict(words))


def _standing(request_id: UUID) -> Certificate | None:
    return Certificate.objects.select_for_update().filter(request_id=request_id, replaced_at=None).first()


def _new(case: Case, **more: Any) -> Certificate:
    made = Certificate.objects.create(
        institution_id=case.institution_id, request_id=case.request_id, code=codes.new_code(),
        number=servicedesk.next_number(institution_id=case.institution_id, series="certificate"), **more,
    )  # fmt: skip
    events.announce(CertificateIssued(institution_id=case.institution_id, certificate_id=made.id))
    return made


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
    found = _locked(actor.institution_id, id=certificate_id)
    if found is None:
        raise NotYours
    if found.revoked_at:
        raise DomainError("revoked_already")
    _take_back(actor, found, text)
    return found


@transaction.atomic
def lapse(*, institution_id: UUID, request_id: UUID, cancelled: bool = False) -> None:
    """The instalments it hung on were not kept, or were cancelled and the debt is owed again: it is revoked by itself,
    once. No certificate is nothing to revoke."""
    found = _locked(institution_id, request_id=request_id)
    if found is not None and not found.revoked_at:
        with translation.override("fa"):  # as officers write theirs
            broken = gettext("The instalments agreed on were not paid.")
            owed_again = gettext("The instalments agreed on were cancelled; the debt is owed again.")
        _take_back(system(institution_id), found, owed_again if cancelled else broken)


@transaction.atomic
def free(*, actor: Actor, request_id: UUID) -> None:
    """Everything agreed on is paid: the certificate holds without condition, and its file is made anew. Number and
    code stay."""
    found = _locked(actor.institution_id, request_id=request_id)
    if found is None or found.revoked_at or not found.conditions:
        return
    line = Line("certificate.freed", "certificate", found.id, before={"conditions": found.conditions})
    found.conditions = []
    found.save(update_fields=["conditions"])
    audit.record(actor=actor, stream=found.request.case_id, lines=[line], locked=True)
    events.announce(CertificateIssued(institution_id=found.institution_id, certificate_id=found.id))


def _locked(institution_id: UUID, **which: UUID) -> Certificate | None:
    """A certificate under its case's lock, which is taken before the certificate's row as a step that issues one
    does. By `request_id` it is the one that stands, also one that is just being issued is waited for."""
    rows = Certificate.objects.filter(institution_id=institution_id, **which)
    request_id = which.get("request_id") or rows.values_list("request_id", flat=True).first()
    if "request_id" in which:
        rows = rows.filter(replaced_at=None)
    if request_id is None:
        return None
    requests = servicedesk.Request.objects.filter(institution_id=institution_id, id=request_id)
    case_id = requests.values_list("case_id", flat=True).first()
    if case_id is None:
        return None
    locked_case(institution_id, case_id)
    return rows.select_for_update(of=("self",)).select_related("request").first()


def _take_back(actor: Actor, found: Certificate, reason: str) -> None:
    found.revoked_at, found.revoked_by, found.revoked_reason = timezone.now(), actor.person_id, reason
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    line = Line("certificate.revoked", "certificate", found.id, reason=reason)
    audit.record(actor=actor, stream=found.request.case_id, lines=[line], locked=True)
    events.announce(CertificateRevoked(institution_id=found.institution_id, certificate_id=found.id))


def may_revoke(actor: Actor) -> bool:
    return actor.is_administrator


def find(*, institution_id: UUID | None, typed: str) -> Certificate | None:
    """A certificate by its code, for the public page. The code alone finds it; numbers can be guessed."""
    try:
        code = codes.parse(typed)
    except Invalid:
        return None
    rows = Certificate.objects.filter(code=code)
    rows = rows.select_related("institution", "request__applicant", "request__type", "key")
    return rows.filter(institution_id=institution_id).first() if institution_id else rows.first()


def signed(certificate: Certificate) -> None:
    events.announce(CertificateSigned(institution_id=certificate.institution_id, certificate_id=certificate.id))


def certificate_of(request_id: UUID) -> Certificate | None:
    """The one that stands, with its file; it may be revoked."""
    return Certificate.objects.filter(request_id=request_id, replaced_at=None).select_related("file").first()

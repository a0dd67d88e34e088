"""What happened in a clearance."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pishkhan.payments.api import EntryKind
from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAsked(Event):
    visit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtRecorded(Event):
    request_id: UUID
    due_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtReduced(Event):
    """A debt was settled by evidence, waived or cancelled, as `kind` says."""

    request_id: UUID
    due_id: UUID
    kind: EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """Number and content are fixed; the file is to be made."""

    certificate_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSigned(Event):
    certificate_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(Event):
    certificate_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWanted(Event):
    """The filled clearance form is to be made and attached (B27)."""

    request_id: UUID

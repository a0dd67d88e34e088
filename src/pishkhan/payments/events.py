"""What happened to dues and payments."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChanged(Event):
    """An entry was added. `request_id` is the request in whose case the due was recorded, if any."""

    due_id: UUID
    office_id: UUID
    request_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPosted(Event):
    """Money stands in the ledger, and the due it was for, if any, is less by it."""

    attempt_id: UUID
    due_id: UUID | None
    request_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLeft(Event):
    """A payer came back paid, and we will not take it: the money goes back by itself."""

    attempt_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDecided(Event):
    refund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEnded(Event):
    """An instalment plan was kept, broken or cancelled."""

    plan_id: UUID
    request_id: UUID | None

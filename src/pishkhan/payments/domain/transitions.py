"""The one place where an attempt changes its state. Every move is a row of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt, AttemptEvent
from pishkhan.payments.providers.protocol import Exchange
from pishkhan.plumbing import rows

S = State
EDGES: Mapping[State, frozenset[State]] = {
    S.CREATED: frozenset({S.TOKEN_OBTAINED, S.FAILED}),
    S.TOKEN_OBTAINED: frozenset({S.REDIRECTED, S.RETURNED, S.CANCELLED, S.FAILED, S.EXPIRED_UNKNOWN, S.REVERSED}),
    S.REDIRECTED: frozenset({S.RETURNED, S.VERIFYING, S.CANCELLED, S.FAILED, S.EXPIRED_UNKNOWN, S.REVERSED}),
    S.RETURNED: frozenset({S.VERIFYING, S.CANCELLED, S.FAILED, S.EXPIRED_UNKNOWN, S.REVERSED, S.NEEDS_REVIEW}),
    S.VERIFYING: frozenset({S.RETURNED, S.REDIRECTED, S.VERIFIED, S.FAILED, S.REVERSED, S.NEEDS_REVIEW}),
    S.VERIFIED: frozenset({S.SETTLED, S.POSTED, S.REVERSED, S.NEEDS_REVIEW}),
    S.SETTLED: frozenset({S.POSTED, S.NEEDS_REVIEW}),
    S.POSTED: frozenset({S.REFUND_PENDING}),
    S.REFUND_PENDING: frozenset({S.POSTED, S.REFUNDED}),
    S.REFUNDED: frozenset(),
    # What looked over may still turn out paid: positive evidence wins over a hint.
    S.CANCELLED: frozenset({S.RETURNED, S.NEEDS_REVIEW}),
    S.FAILED: frozenset({S.RETURNED, S.NEEDS_REVIEW}),
    S.EXPIRED_UNKNOWN: frozenset({S.RETURNED, S.NEEDS_REVIEW}),
    S.REVERSED: frozenset({S.NEEDS_REVIEW}),
    # By a person, with a reason: what the bank's own books say.
    S.NEEDS_REVIEW: frozenset({S.RETURNED, S.VERIFIED, S.FAILED, S.REVERSED}),
}


class Illegal(Exception):
    """A move the table does not have: a fault of ours."""


def move(
    attempt: Attempt, to: State, *, reason: str = "", actor_id: UUID | None = None, exchange: Exchange | None = None,
    **changed: Any,
) -> None:  # fmt: skip
    """Bring a locked attempt to a state, together with other columns. Raises Illegal."""
    if to not in EDGES[State(attempt.state)]:
        raise Illegal(f"{attempt.order_no}: {attempt.state} → {to}")
    before, attempt.state, attempt.reason = attempt.state, to, reason[:40]
    for name, value in changed.items():
        setattr(attempt, name, value)
    rows.update(attempt, "state", "reason", *changed)
    _write(attempt, before, reason, actor_id, exchange)


def note(
    attempt: Attempt, reason: str, *, actor_id: UUID | None = None, exchange: Exchange | None = None, **changed: Any
) -> None:
    """Something happened to a locked attempt that moved it nowhere."""
    if changed:
        for name, value in changed.items():
            setattr(attempt, name, value)
        rows.update(attempt, *changed)
    _write(attempt, attempt.state, reason, actor_id, exchange)


def _write(attempt: Attempt, before: str, reason: str, actor_id: UUID | None, exchange: Exchange | None) -> None:
    event = AttemptEvent(
        attempt_id=attempt.id, before=before, after=attempt.state, reason=reason[:60], actor_id=actor_id,
        exchange=asdict(exchange) if exchange else {},
    )  # fmt: skip
    rows.insert([event])

"""Ends of attempts that were not simply paid: looked for, out of time, given back, or for a person to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.payments.domain import asking, terminals, transitions
from pishkhan.payments.domain.holding import http, lease, locked
from pishkhan.payments.domain.returning import CLAIM, TWICE, claim_again, patience
from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt
from pishkhan.payments.providers.protocol import Answer, Exchange, Finding, Reason, Said
from pishkhan.plumbing import incidents
from pishkhan.plumbing.connections import put_back

GRACE = timedelta(minutes=5)
"""After the bank's window: its clock and ours differ."""
LOOK = timedelta(minutes=3)
"""How long a payer is left alone at the bank before it is asked."""
LOOK_AGAIN = timedelta(minutes=2)
LOOK_BLIND = timedelta(minutes=6)
"""Twice in the fifteen minutes such a bank keeps unverified money."""
UNSETTLED_AFTER = timedelta(hours=1)
REFUSED = "gateway_refused"
"""Incident: the bank does not accept us (key, terminal, address)."""
OURS = {Reason.CREDENTIALS, Reason.TERMINAL, Reason.ADDRESS, Reason.CLOCK, Reason.REQUEST}
REVIEW, UNSETTLED, STUCK = "payment_review", "payment_unsettled", "payment_stuck"
REST = timedelta(minutes=10)
WAITS = "waits_for_another"
ENDED = {Said.CANCELLED.value: State.CANCELLED, Said.FAILED.value: State.FAILED}


def end_of(row: Attempt) -> datetime:
    """When the bank has surely given back what nobody verified."""
    return (row.window_at or row.created_at) + GRACE


def is_blind(attempt: Attempt) -> bool:
    """Whether it is time to ask, by verifying, for a payer who may have paid and never came back."""
    wait = attempt.next_at is None or attempt.next_at <= timezone.now()
    return wait and terminals.gateway_of(attempt).blind and timezone.now() < end_of(attempt)


def look_for(attempt: Attempt) -> None:
    """A payer who is still at the bank, came back without having paid, or whose money is left alone.

    Where the bank can be asked it is; else time decides.
    """
    now = timezone.now()
    if attempt.next_at and attempt.next_at > now:
        return
    if not lease(attempt.id, State(attempt.state)):
        return
    gateway = terminals.gateway_of(attempt)
    answer = Answer(Finding.NOT_OFFERED)
    if attempt.left == TWICE and claim_again(attempt):
        return
    if gateway.inquires and not attempt.left:
        put_back()
        terminal = terminals.terminal_of(attempt.terminal)
        answer = gateway.inquire(http, terminal, terminals.payment_of(attempt))
    with transaction.atomic():
        row = locked(attempt.id, State(attempt.state))
        if row is not None and row.said == attempt.said:
            _found(row, answer)


def _found(row: Attempt, answer: Answer) -> None:
    now, over = timezone.now(), timezone.now() > end_of(row)
    if answer.finding in (Finding.PAID, Finding.VERIFIED, Finding.SETTLED):
        changed: dict[str, Any] = {"said": Said.PAID.value, "next_at": now, "lease_at": now, "tries": 0}
        if row.state == State.RETURNED:
            transitions.note(row, "found_paid", exchange=answer.exchange, **changed)
        else:
            transitions.move(row, State.RETURNED, reason="found_paid", exchange=answer.exchange, **changed)
    elif answer.finding is Finding.REVERSED:
        end(row, State.REVERSED, answer)
    elif answer.finding is Finding.NOT_PAID:
        end(row, ENDED.get(row.said, State.FAILED), answer)
    elif over:
        _out_of_time(row, answer)
    else:
        wait = LOOK_AGAIN if answer.finding is Finding.PENDING else patience(row)
        at = now + wait if answer.finding is not Finding.NOT_OFFERED else end_of(row)
        if row.left == TWICE:
            at = now + CLAIM
        transitions.note(
            row, f"looked_{answer.finding.value}", exchange=answer.exchange, tries=row.tries + 1, next_at=at,
            lease_at=now,
        )  # fmt: skip
        complain(row, answer)


def _out_of_time(row: Attempt, answer: Answer) -> None:
    if row.left:
        end(row, State.REVERSED, answer, reason=f"left_{row.left}")
    elif row.said in ENDED:
        end(row, ENDED[row.said], answer)
    else:
        end(row, State.EXPIRED_UNKNOWN, answer, reason="no_return")


def end(row: Attempt, to: State, answer: Answer, *, reason: str = "") -> None:
    """The attempt is over without money of ours; its claim on the bank's reference is let go where nothing was paid."""
    changed: dict[str, Any] = {"next_at": None, "lease_at": timezone.now(), "tries": 0}
    if to == State.FAILED:
        changed["receipt_ref"] = None
    transitions.move(row, to, reason=reason or answer.reason.value, exchange=answer.exchange, **changed)


def late(row: Attempt, answer: Answer) -> None:
    """We came too late: it went back by itself. When the bank was asked before, that call may have taken it."""
    now = timezone.now()
    if asking.times(row) <= 1:
        end(row, State.REVERSED, answer)
    elif now < end_of(row):
        later = now + patience(row)
        transitions.note(row, "late_after_unknown", exchange=answer.exchange, next_at=later, lease_at=now)
    else:
        review(row, "unknown_and_late", answer.exchange)


def review(row: Attempt, why: str, exchange: Exchange | None) -> None:
    """A person must look into the bank's own books."""
    transitions.move(row, State.NEEDS_REVIEW, reason=why, exchange=exchange, next_at=None)
    incidents.open_incident(
        institution_id=row.institution_id, kind=REVIEW, subject_kind="payment", subject_id=row.id,
        detail={"why": why, "order": row.order_no},
    )  # fmt: skip


def never_settles(row: Attempt) -> bool:
    """Whether the bank will not settle any more: the time in which it gives back is over."""
    since = timezone.now() - (row.verified_at or row.created_at)
    return since > (terminals.gateway_of(row).reversal or UNSETTLED_AFTER)


def stuck(attempt_id: UUID) -> None:
    """A fault of ours stopped an attempt: it rests for a while instead of being tried every few seconds, and somebody
    is told."""
    row = Attempt.objects.filter(id=attempt_id).only("institution_id", "order_no").first()
    if row is None:
        return
    Attempt.objects.filter(id=attempt_id).update(next_at=timezone.now() + REST)
    incidents.open_incident(
        institution_id=row.institution_id, kind=STUCK, subject_kind="payment", subject_id=attempt_id,
        detail={"order": row.order_no},
    )  # fmt: skip


def unsettled(row: Attempt) -> None:
    """Verified money that is not settled never reaches the account: after an hour somebody is told."""
    if row.verified_at and timezone.now() - row.verified_at > UNSETTLED_AFTER:
        incidents.open_incident(
            institution_id=row.institution_id, kind=UNSETTLED, subject_kind="payment", subject_id=row.id,
            detail={"order": row.order_no},
        )  # fmt: skip


def complain(row: Attempt, answer: Answer) -> None:
    """The bank refuses us, not the payer: somebody must look at the terminal."""
    if answer.finding is Finding.REFUSED and answer.reason in OURS:
        incidents.open_incident(
            institution_id=row.institution_id, kind=REFUSED, subject_kind="terminal", subject_id=row.terminal_id,
            detail={"reason": answer.reason.value, "code": answer.code[:20], "terminal": str(row.terminal.key)},
        )  # fmt: skip



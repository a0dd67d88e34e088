"""Bringing an attempt on: ask the bank with no transaction open, write what it said, post.

Every step begins by looking at the row anew under its lock, so any number of workers, repeats and deaths in between
come to the same end.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.payments.domain import asking, closing, dues, posting, terminals, transitions
from pishkhan.payments.domain.holding import LEASE, http, lease, locked, read, state_of
from pishkhan.payments.domain.returning import leave, patience
from pishkhan.payments.enums import State
from pishkhan.payments.models import OPEN, Attempt
from pishkhan.payments.providers.protocol import Answer, Finding, Order, Reason, Share
from pishkhan.plumbing.connections import put_back

STEPS = 6
"""More steps in a row than an attempt has."""
TAKEN = (Finding.VERIFIED, Finding.SETTLED)


def bring_on(attempt_id: UUID) -> State:
    """Do all that can be done for an attempt now; the state it came to. Safe to repeat at any time."""
    for _ in range(STEPS):
        before, after = _step(attempt_id)
        if before == after or after not in OPEN:
            break
    return after


def _step(attempt_id: UUID) -> tuple[State, State]:
    attempt = read(attempt_id)
    before = State(attempt.state)
    if before == State.CREATED:
        _request(attempt)
    elif before == State.REDIRECTED and closing.is_blind(attempt):
        _verify(attempt)
    elif before in (State.TOKEN_OBTAINED, State.REDIRECTED):
        closing.look_for(attempt)
    elif before == State.RETURNED:
        if attempt.said == "paid" and not attempt.left:
            _verify(attempt)
        else:
            closing.look_for(attempt)
    elif before == State.VERIFYING:
        _verify(attempt)
    elif before == State.VERIFIED:
        _settle(attempt)
    elif before == State.SETTLED:
        posting.post(attempt.id)
    return before, state_of(attempt_id)


def _request(attempt: Attempt) -> None:
    """Have the bank know the order. Whoever never got a token never paid: an unclear answer ends the attempt."""
    if not lease(attempt.id, State.CREATED):
        return
    gateway, terminal = terminals.gateway_of(attempt), terminals.terminal_of(attempt.terminal)
    if not attempt.terminal.is_open:
        answer = Answer(Finding.REFUSED, reason=Reason.TERMINAL)
    else:
        put_back()
        answer = gateway.request(http, terminal, _order(attempt))
    with transaction.atomic():
        row = locked(attempt.id, State.CREATED)
        if row is None:
            return
        now = timezone.now()
        if answer.finding is Finding.READY and answer.token:
            usual = gateway.go(terminal, answer.token).url
            page = answer.go.url if answer.go and answer.go.url != usual else ""
            transitions.move(
                row, State.TOKEN_OBTAINED, exchange=answer.exchange, token=answer.token[:120], page=page[:300],
                window_at=now + gateway.window, next_at=now + closing.LOOK, lease_at=now, tries=0,
            )  # fmt: skip
            return
        transitions.move(
            row, State.FAILED, reason=answer.reason.value or answer.finding.value, exchange=answer.exchange,
            next_at=None, lease_at=now,
        )  # fmt: skip
        closing.complain(row, answer)


def _order(attempt: Attempt) -> Order:
    base = settings.PUBLIC_URL.format(host=organisation.host_of(attempt.institution_id))
    return Order(
        order_no=attempt.order_no, amount=attempt.amount, return_url=f"{base}/hooks/bank/{attempt.word}/",
        at=attempt.created_at, shares=tuple(Share(**row) for row in attempt.shares), identifier=attempt.identifier,
        description=str(attempt.shown.get("subject", {}).get("fa", ""))[:100],
    )  # fmt: skip


def _verify(attempt: Attempt) -> None:
    """Verifying takes the money for good, so what must not be taken is not verified."""
    begun = _begin_verifying(attempt.id)
    if begun is None:
        return
    attempt = begun
    put_back()
    answer = _ask(attempt)
    if answer.finding in TAKEN and not fits(attempt, answer):
        _give_back(attempt, answer)
        return
    with transaction.atomic():
        row = locked(attempt.id, State.VERIFYING)
        if row is not None:
            _heard(row, answer)


def _ask(attempt: Attempt) -> Answer:
    """Verify; out of time first ask how it stands, where that can be asked."""
    gateway, terminal = terminals.gateway_of(attempt), terminals.terminal_of(attempt.terminal)
    payment = terminals.payment_of(attempt)
    if timezone.now() > closing.end_of(attempt):
        answer = gateway.inquire(http, terminal, payment)
        if answer.finding not in (Finding.NOT_OFFERED, Finding.PAID):
            return answer
    return gateway.verify(http, terminal, payment)


@transaction.atomic
def _begin_verifying(attempt_id: UUID) -> Attempt | None:
    """Lock the attempt, then its due: what is owed, less what other banks are being asked about, must hold it."""
    row = locked(attempt_id, State.REDIRECTED, State.RETURNED, State.VERIFYING)
    now = timezone.now()
    if row is None or row.lease_at > now:
        return None
    again: dict[str, Any] = {"tries": row.tries + 1, "lease_at": now + LEASE, "next_at": now + LEASE}
    if row.state == State.VERIFYING:
        if row.next_at and row.next_at > now:
            return None
        transitions.note(row, asking.AGAIN, **again)
        return row
    # What an earlier verify may have taken is asked about, whatever became of the due since.
    if not asking.is_unclear(row) and (why := _must_not(row)):
        # Another payment of this due is at its bank: this one may still be wanted.
        if why == closing.WAITS and now < closing.end_of(row):
            transitions.note(row, why, next_at=now + patience(row), tries=row.tries + 1)
            return None
        transitions.note(row, f"left_{why}", left=why, next_at=closing.end_of(row))
        leave(row, why)
        return None
    transitions.move(row, State.VERIFYING, **again)
    return row


def _must_not(row: Attempt) -> str:
    """Why this payment is not to be taken; empty when it is."""
    if not row.terminal.is_open:
        return "terminal_closed"
    if row.due_id is None:
        return ""
    due = dues.locked(row.institution_id, row.due_id)
    owed = dues.owed_of(due.id)
    if row.amount > owed:
        return "due_settled"
    return closing.WAITS if row.amount > owed - dues.in_flight(due.id, but=row.id) else ""


def fits(attempt: Attempt, answer: Answer) -> bool:
    """Whether what the bank verified is what we asked it to take."""
    return answer.amount in (None, attempt.amount) and answer.order_no in (None, attempt.order_no)


def _heard(row: Attempt, answer: Answer) -> None:
    """Write what verifying came to. The row is locked and `verifying`."""
    found, now, end = answer.finding, timezone.now(), closing.end_of(row)
    if found in TAKEN:
        verified(row, answer)
    elif found in (Finding.NOT_PAID, Finding.REVERSED):
        to = State.FAILED if found is Finding.NOT_PAID else State.REVERSED
        closing.end(row, to, answer)
    elif found is Finding.PENDING and now < end:
        transitions.move(row, State.RETURNED, exchange=answer.exchange, next_at=now + patience(row), lease_at=now)
    elif found is Finding.PENDING:  # the page's time is over as well
        closing.end(row, State.FAILED, answer)
    elif found is Finding.REFUSED and answer.reason is Reason.NOT_FOUND and row.said != "paid" and now < end:
        at = min(now + closing.LOOK_BLIND, end)  # the payer is still at the bank, or gave up
        transitions.move(row, State.REDIRECTED, exchange=answer.exchange, next_at=at, lease_at=now)
    elif found is Finding.REFUSED and answer.reason is Reason.NOT_FOUND and (not answer.passing or now > end):
        if answer.passing and asking.is_doubtful(row):
            closing.review(row, "never_clear", answer.exchange)
        else:
            closing.end(row, State.FAILED, answer)
    elif found is Finding.REFUSED and answer.reason is Reason.EXPIRED and not answer.passing:
        closing.late(row, answer)
    elif now > end:
        closing.review(row, "never_clear", answer.exchange)
    else:
        reason = asking.UNKNOWN if found is Finding.UNKNOWN else f"refused_{answer.reason.value}"
        transitions.note(row, reason, exchange=answer.exchange, next_at=now + patience(row), lease_at=now)
        closing.complain(row, answer)


def verified(row: Attempt, answer: Answer, *, reason: str = "") -> None:
    """The bank vouches for the money. Where nothing else is to be asked it is posted in the same transaction."""
    now = timezone.now()
    changed: dict[str, Any] = {
        "verified_at": now, "next_at": now, "lease_at": now, "tries": 0, "rrn": answer.rrn[:40] or row.rrn,
        "trace": answer.trace[:40] or row.trace, "card": answer.card[:30] or row.card,
        "receipt_ref": row.receipt_ref or answer.receipt_ref[:64] or None,
    }  # fmt: skip
    transitions.move(row, State.VERIFIED, reason=reason, exchange=answer.exchange, **changed)
    if not terminals.gateway_of(row).settles:
        posting.post_locked(row)


def _settle(attempt: Attempt) -> None:
    gateway = terminals.gateway_of(attempt)
    if not gateway.settles:
        posting.post(attempt.id)
        return
    if not lease(attempt.id, State.VERIFIED):
        return
    put_back()
    answer = gateway.settle(http, terminals.terminal_of(attempt.terminal), terminals.payment_of(attempt))
    with transaction.atomic():
        row = locked(attempt.id, State.VERIFIED)
        if row is None:
            return
        if answer.finding is Finding.SETTLED:
            transitions.move(row, State.SETTLED, exchange=answer.exchange, lease_at=timezone.now(), tries=0)
            posting.post_locked(row)
        elif answer.finding is Finding.REVERSED:
            closing.end(row, State.REVERSED, answer)
        else:
            now = timezone.now()
            if closing.never_settles(row):
                closing.review(row, "never_settled", answer.exchange)
                return
            transitions.note(
                row, f"unsettled_{answer.finding.value}", exchange=answer.exchange, tries=row.tries + 1, lease_at=now,
                next_at=now + patience(row),
            )  # fmt: skip
            closing.unsettled(row)


def _give_back(attempt: Attempt, answer: Answer) -> None:
    """The bank took another amount, or for another order: give all of it back, and tell staff."""
    put_back()
    gateway = terminals.gateway_of(attempt)
    back = gateway.reverse(http, terminals.terminal_of(attempt.terminal), terminals.payment_of(attempt))
    with transaction.atomic():
        row = locked(attempt.id, State.VERIFYING)
        if row is None:
            return
        transitions.note(row, "mismatch", exchange=answer.exchange)
        if back.finding is Finding.REVERSED:
            closing.end(row, State.REVERSED, back, reason="mismatch")
            leave(row, "mismatch")
        else:
            closing.review(row, "mismatch", back.exchange)

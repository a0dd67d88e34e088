"""The browser comes back from the bank. What it brings is a hint; only the bank's own word moves money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.payments.domain import attempts, terminals, transitions
from pishkhan.payments.enums import State
from pishkhan.payments.events import PaymentLeft
from pishkhan.payments.models import Attempt
from pishkhan.payments.providers.protocol import Exchange, Returned, Said
from pishkhan.plumbing import events, incidents
from pishkhan.plumbing.kept import kept

HEARD_FROM = {
    State.TOKEN_OBTAINED, State.REDIRECTED, State.RETURNED, State.CANCELLED, State.FAILED, State.EXPIRED_UNKNOWN,
}  # fmt: skip
"""States in which what a browser brings may still change something."""
OVER = (State.CANCELLED, State.FAILED, State.EXPIRED_UNKNOWN)
HEARD_FOR = timedelta(days=4)
"""After the window: no bank of ours keeps a payment longer than three days."""
TWICE = "receipt_used"
CLAIM = timedelta(minutes=2)
"""Until a reference that another payment holds is tried again."""
MOST_NOTES = 80
"""Lines of one attempt's history after which its returns are no longer written; somebody may press «back» for ever."""


@transaction.atomic
def note_return(*, institution_id: UUID, word: str, fields: Mapping[str, str]) -> Attempt | None:
    """Write down what the browser brought, and have a job ask the bank. None: no payment has this address.

    Whoever comes with a success may move an attempt forward, whatever was said before; a failure never moves back.
    """
    found = _addressed(institution=institution_id, word=word)
    if not found:
        return None
    attempt = found[0]
    back = terminals.gateway_of(attempt).read_return(fields)
    told = _exchange(back)
    blind = attempt.state == State.VERIFYING and not attempt.said  # the bank is asked about a payer not yet back
    heard = blind or attempt.state in HEARD_FROM
    known = attempt.events.count()
    if not heard or not _is_of(attempt, back) or known > MOST_NOTES or _is_over(attempt):
        if known < MOST_NOTES:
            reason = "return_foreign" if heard else "returned_again"
            transitions.note(attempt, reason, exchange=told)
        return attempt
    if back.said is Said.PAID:
        _paid(attempt, back, told)
    elif attempt.state in (State.TOKEN_OBTAINED, State.REDIRECTED):
        transitions.move(
            attempt, State.RETURNED, reason=f"said_{back.said}", exchange=told, said=back.said.value,
            next_at=timezone.now(), tries=0,
        )  # fmt: skip
    attempts.ask_bank(attempt)
    return attempt


@kept
def _addressed(*, institution: UUID, word: str) -> QuerySet[Attempt]:
    return Attempt.objects.select_for_update().filter(institution_id=institution, word=word)


def _is_over(attempt: Attempt) -> bool:
    """Long ended without a payment: a browser's word is no news of it any more; the bank's report still is."""
    last = (attempt.window_at or attempt.created_at) + HEARD_FOR
    return attempt.state in OVER and timezone.now() > last


def _is_of(attempt: Attempt, back: Returned) -> bool:
    """A return names the very attempt whose address it came to, and nothing else."""
    if back.order_no is not None and back.order_no != attempt.order_no:
        return False
    if back.token and back.token != attempt.token:
        return False
    return back.said is not Said.PAID or back.order_no is not None or bool(back.token)


def _paid(attempt: Attempt, back: Returned, told: Exchange) -> None:
    before = attempt.left
    if before not in ("", "amount", TWICE) and attempt.state == State.RETURNED:  # decided; the payer was told
        transitions.note(attempt, "returned_again", exchange=told)
        return
    left = "amount" if back.amount not in (None, attempt.amount) else ""
    receipt = attempt.receipt_ref
    if attempt.state != State.RETURNED or not receipt:
        receipt = back.receipt_ref[:64] or None
    elif back.receipt_ref and back.receipt_ref != receipt:
        transitions.note(attempt, "another_receipt", exchange=told)
        return
    changed: dict[str, Any] = {
        "said": Said.PAID.value, "next_at": timezone.now(), "tries": 0, "left": left, "rrn": back.rrn[:40],
        "trace": back.trace[:40], "card": back.card[:30],
    }  # fmt: skip
    try:
        with transaction.atomic():  # the reference may be another attempt's already
            _advance(attempt, told, receipt_ref=receipt, **changed)
    except IntegrityError:
        attempt.refresh_from_db()
        changed |= {"left": TWICE, "next_at": timezone.now() + CLAIM}
        _advance(attempt, told, **changed)
    if attempt.left and attempt.left != before:
        leave(attempt, attempt.left)


def _advance(attempt: Attempt, told: Exchange, **changed: Any) -> None:
    if attempt.state in (State.RETURNED, State.VERIFYING):
        transitions.note(attempt, "said_paid", exchange=told, **changed)
    else:
        transitions.move(attempt, State.RETURNED, reason="said_paid", exchange=told, **changed)


def leave(attempt: Attempt, why: str) -> None:
    """Do not take this money: the bank gives it back by itself when nobody verifies. Staff hear of it."""
    incidents.open_incident(
        institution_id=attempt.institution_id, kind="payment_left", subject_kind="payment", subject_id=attempt.id,
        detail={"why": why, "order": attempt.order_no},
    )  # fmt: skip
    events.announce(PaymentLeft(institution_id=attempt.institution_id, attempt_id=attempt.id))


def _exchange(back: Returned) -> Exchange:
    sent = {
        "said": back.said.value, "order_no": back.order_no, "token": back.token[:120], "amount": back.amount,
        "receipt_ref": back.receipt_ref[:64], "rrn": back.rrn[:40], "trace": back.trace[:40], "card": back.card[:30],
        "code": back.code[:20],
    }  # fmt: skip
    return Exchange(call="return", sent=sent)


def patience(attempt: Attempt) -> timedelta:
    """Until the next look at an attempt that is neither here nor there: soon at first, then every minute."""
    return timedelta(seconds=min(60, 5 * 2 ** min(attempt.tries, 4)))


def claim_again(attempt: Attempt) -> bool:
    """Try once more to claim the reference a payer brought, which another payment held: a forged claim is let go when
    the bank does not know it. Whether it is ours now."""
    with transaction.atomic():
        row = Attempt.objects.select_for_update().get(id=attempt.id)
        told = row.events.filter(reason="said_paid").order_by("-id").values_list("exchange", flat=True).first()
        wanted = ((told or {}).get("sent") or {}).get("receipt_ref", "")
        held = Attempt.objects.filter(gateway=row.gateway, receipt_ref=wanted).exclude(id=row.id).exists()
        if row.left != TWICE or not wanted or held:
            return False
        now = timezone.now()
        transitions.note(row, "claimed", receipt_ref=wanted, left="", next_at=now, lease_at=now)
        return True

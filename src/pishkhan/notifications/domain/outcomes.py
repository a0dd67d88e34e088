"""What becomes of a delivery after an attempt."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pishkhan.notifications.domain import limits, quiet, research, slots, troubles
from pishkhan.notifications.enums import OPEN, Channel, Outcome, Reason, State, Urgency, Why
from pishkhan.notifications.models import Attempt, Delivery, ProviderAccount
from pishkhan.notifications.providers.protocol import Answer
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing.rows import Statement

log = logging.getLogger(__name__)

ASK_BACK = 3
"""How often a provider is asked whether it has a message before we go on without knowing."""
CODE_PATIENCE, PATIENCE = timedelta(seconds=20), timedelta(hours=5)
"""How long it is tried; who waits for a code is offered another way then."""
DELAYS = (
    (timedelta(seconds=30), timedelta(seconds=5)), (timedelta(minutes=3), timedelta(seconds=30)),
    (timedelta(minutes=15), timedelta(minutes=2)), (PATIENCE, timedelta(minutes=5)),
)  # fmt: skip
"""Up to this age of a message → the pause before it is tried again."""
CODE_DELAY = timedelta(seconds=3)
UNSURE_DELAY = timedelta(seconds=15)
"""A provider may still be at a message whose answer we gave up waiting for."""
FIRST_ASK = timedelta(seconds=10)
"""When a receipt is first asked for."""

_SPEND = Statement(
    "INSERT INTO notifications_spending (institution_id, account_id, channel, day, messages, parts, cost)"
    " VALUES (%(institution)s, %(account)s, %(channel)s, %(day)s, 1, %(parts)s, %(cost)s)"
    " ON CONFLICT (institution_id, day, account_id, channel) DO UPDATE SET"
    " messages = notifications_spending.messages + 1, parts = notifications_spending.parts + EXCLUDED.parts,"
    " cost = notifications_spending.cost + EXCLUDED.cost"
)


@transaction.atomic
def finish(attempt_id: int, answer: Answer | None, *, asked: bool) -> bool:
    """Write what an attempt came to; whether to go on with another account at once.

    `asked`: the attempt only asked what became of the one before; no answer then means that nobody can tell.
    """
    attempt = Attempt.objects.select_related("delivery__account").select_for_update(of=("delivery",)).get(id=attempt_id)
    row, told = attempt.delivery, answer or Answer(outcome=Outcome.UNKNOWN, reason=Reason.LOST)
    late = attempt.ended_at is not None
    attempt.ended_at, attempt.outcome = timezone.now(), told.outcome
    attempt.reason, attempt.vendor_code, attempt.provider_id = told.reason or "", told.vendor_code, told.provider_id
    attempt.save(update_fields=["ended_at", "outcome", "reason", "vendor_code", "provider_id"])
    if row.state not in OPEN or (late and told.outcome is not Outcome.OK):
        return False
    row.reason = told.reason or ""
    match told.outcome:
        case Outcome.OK:
            _handed_over(row, told)
            return False
        case Outcome.PERMANENT:
            end(row, State.FAILED, row.reason)
            return False
        case Outcome.UNKNOWN:
            if asked and answer is None:
                row.asked_back = ASK_BACK
            _not_sure(row)
        case _:
            row.unsure = False
            row.state, row.not_before, row.next_at = State.WAITING, None, timezone.now()
            row.save(update_fields=["state", "not_before", "next_at", "reason", "unsure"])
    if row.account and told.reason is not Reason.LOST:
        troubles.note(row.account, told, resting=slots.is_resting(row.account.id))
    return told.outcome is not Outcome.UNKNOWN


def _handed_over(row: Delivery, answer: Answer) -> None:
    now, account = timezone.now(), row.account
    row.state, row.unsure, row.provider_id, row.cost = State.SENT, False, answer.provider_id, answer.cost
    row.handed_at, row.secret = now, None
    asks = account is not None and answer.provider_id and (
        PROVIDERS[account.provider].asks_at_most or research.receipt(answer.provider_id)
    )  # fmt: skip
    row.next_at = now + FIRST_ASK if asks else None
    row.save(
        update_fields=["state", "unsure", "provider_id", "cost", "handed_at", "secret", "next_at", "reason", "doubled"]
    )  # fmt: skip
    if account is None:
        return
    troubles.over(account)
    _SPEND.touched(
        institution=row.institution_id, account=account.id, channel=row.channel, day=timezone.localdate(),
        parts=row.parts, cost=answer.cost or 0,
    )  # fmt: skip


def _not_sure(row: Delivery) -> None:
    pause = CODE_DELAY if row.urgency == Urgency.CODE else UNSURE_DELAY
    row.unsure, row.state, row.next_at = True, State.WAITING, timezone.now() + pause
    row.not_before = row.next_at
    row.save(update_fields=["unsure", "state", "next_at", "not_before", "reason", "asked_back"])


def worker_lost(row: Delivery, attempt: Attempt) -> None:
    """The worker of an attempt is gone: nobody knows what came of it."""
    attempt.ended_at, attempt.outcome, attempt.reason = timezone.now(), Outcome.UNKNOWN, Reason.NO_ANSWER
    attempt.save(update_fields=["ended_at", "outcome", "reason"])
    row.unsure, row.reason = True, Reason.NO_ANSWER


def may_send_again(row: Delivery) -> bool:
    """A message of unknown outcome is sent once more, a code never."""
    return row.urgency != Urgency.CODE and not row.doubled


def leave_unknown(row: Delivery) -> None:
    """Nothing more can be done without risking that it comes twice."""
    end(row, State.UNKNOWN, row.reason or Reason.NO_ANSWER)


def end(row: Delivery, state: State, reason: str) -> None:
    """Write a final state; the code goes."""
    row.state, row.reason, row.ended_at, row.next_at, row.secret = state, reason, timezone.now(), None, None
    row.save(update_fields=["state", "reason", "ended_at", "next_at", "secret", "unsure", "doubled"])


@transaction.atomic
def wait(delivery_id: int) -> None:
    """Nobody took it now."""
    row = Delivery.objects.select_for_update().filter(id=delivery_id, state=State.WAITING).first()
    if row:
        wait_in(row, row.reason)


def wait_in(row: Delivery, reason: str) -> None:
    """Put a message off until it is tried again, or give it up when it has been tried long enough."""
    now = timezone.now()
    is_code = row.urgency == Urgency.CODE
    age = now - (row.began_at or now)
    if age >= (CODE_PATIENCE if is_code else PATIENCE):
        end(row, State.FAILED, reason if reason == Why.NO_PROVIDER else Why.GAVE_UP)
    else:
        row.state, row.reason = State.WAITING, reason
        row.not_before = now + (CODE_DELAY if is_code else next(pause for until, pause in DELAYS if age < until))
        row.next_at, row.began_at = row.not_before, row.began_at or now
        row.save(
            update_fields=["state", "reason", "next_at", "not_before", "began_at", "unsure", "doubled"]
        )  # fmt: skip
    if not is_code or row.state == State.FAILED:
        troubles.stuck(row)


def may_go(row: Delivery, now: datetime) -> bool:
    """Whether a waiting message may be handed over now: not before its pause is over, and not at night."""
    if row.not_before and row.not_before > now:
        return False
    if row.urgency != Urgency.BY_DAY or row.channel == Channel.EMAIL:
        return True
    until = quiet.ends(limits.rules_of(row.institution_id), now)
    if until is not None:
        row.not_before = row.next_at = until
        row.save(update_fields=["not_before", "next_at"])
    return until is None


def note_fault(account: ProviderAccount, error: Exception) -> None:
    """A fault of a translator, told without its words: they may hold keys."""
    log.error("provider %s stumbled: %s", account.provider, type(error).__name__)

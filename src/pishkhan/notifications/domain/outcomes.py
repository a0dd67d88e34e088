"""What becomes of a delivery after an attempt."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pishkhan.notifications.domain import accounts, limits, quiet, research, slots, troubles
from pishkhan.notifications.enums import OPEN, Outcome, Reason, State, Urgency, Why
from pishkhan.notifications.models import Attempt, Delivery, ProviderAccount
from pishkhan.notifications.providers.protocol import Answer
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing import rows
from pishkhan.plumbing.rows import Statement

log = logging.getLogger(__name__)

ASK_BACK = 3
"""How often a provider is asked whether it has a message before we go on without knowing."""
CODE_PATIENCE, PATIENCE = timedelta(seconds=20), timedelta(hours=5)
"""How long it is tried. Who waits for a code must be offered another way then: `fate_of` tells."""
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


MUTABLE = (
    "state", "reason", "attempts", "counted", "unsure", "doubled", "account", "provider_id", "cost", "secret",
    "not_before", "next_at", "began_at", "handed_at", "ended_at", "asked_back",
)  # fmt: skip
"""What changes on the way of a delivery; its words and its address never do."""


def keep(row: Delivery) -> None:
    """Write how a delivery stands. Written twice for every message, so its statement is kept (decision 8)."""
    rows.update(row, *MUTABLE)


def is_trouble(answer: Answer) -> bool:
    """Whether an answer is a sign of a provider in trouble, and not the message's own."""
    return answer.outcome not in {Outcome.OK, Outcome.PERMANENT} and answer.reason is not Reason.LOST


@transaction.atomic
def finish(attempt_id: int, answer: Answer | None, *, asked: bool) -> bool:
    """Write what an attempt came to; whether to go on with another account at once.

    `asked`: the attempt only asked what became of the one before; no answer then means that nobody can tell. An answer
    that comes after its worker was thought lost counts if the provider has the message.
    """
    attempt = Attempt.objects.select_related("delivery__account").select_for_update(of=("delivery",)).get(id=attempt_id)
    row, told = attempt.delivery, answer or Answer(outcome=Outcome.UNKNOWN, reason=Reason.LOST)
    late = attempt.ended_at is not None
    attempt.ended_at, attempt.outcome = timezone.now(), told.outcome
    attempt.reason, attempt.vendor_code, attempt.provider_id = told.reason or "", told.vendor_code, told.provider_id
    attempt.save(update_fields=["ended_at", "outcome", "reason", "vendor_code", "provider_id"])
    if told.outcome is Outcome.OK and (row.state in OPEN or row.state == State.UNKNOWN):
        _handed_over(row, told)
        return False
    if late or row.state not in OPEN:
        return False
    row.reason = told.reason or ""
    if row.account and is_trouble(told):
        troubles.note(row.account, told, row.message, resting=slots.is_resting(row.account.id))
    if asked:
        return _answered_back(row, told, knows=answer is not None)
    return _refused(row, told)


def _answered_back(row: Delivery, told: Answer, *, knows: bool) -> bool:
    """The provider did not say that it has the message; whether to go on with an account at once. It may still be at
    it, so a code is left alone even where it says that it has none, and anything else is marked when sent once more."""
    if told.reason is Reason.LOST and knows and row.urgency != Urgency.CODE:
        row.unsure, row.doubled = False, True
        row.state, row.not_before, row.next_at = State.WAITING, None, timezone.now()
        keep(row)
        return True
    if row.urgency == Urgency.CODE and (told.reason is Reason.LOST or row.asked_back >= ASK_BACK):
        leave_unknown(row)
    else:
        row.asked_back = row.asked_back if knows else ASK_BACK
        _not_sure(row)
    return False


def _refused(row: Delivery, told: Answer) -> bool:
    """Write that a provider did not take a message, or may not have; whether another one may be asked at once."""
    if told.outcome is Outcome.PERMANENT:
        end(row, State.FAILED, row.reason)
        return False
    if told.outcome is Outcome.UNKNOWN:
        _not_sure(row)
        return False
    row.unsure, row.state, row.not_before, row.next_at = False, State.WAITING, None, timezone.now()
    keep(row)
    return True


def _handed_over(row: Delivery, answer: Answer) -> None:
    now, account = timezone.now(), row.account
    row.state, row.unsure, row.reason, row.provider_id = State.SENT, False, "", answer.provider_id
    row.handed_at, row.ended_at, row.secret = now, None, None
    row.cost = accounts.price(account, answer, row.parts) if account else answer.cost
    asks = account is not None and answer.provider_id and (
        _asks(account) or research.receipt(answer.provider_id)
    )  # fmt: skip
    row.next_at = now + FIRST_ASK if asks else None
    keep(row)
    if account is None:
        return
    troubles.over(account, row.message)
    _SPEND.touched(
        institution=row.institution_id, account=account.id, channel=row.channel, day=timezone.localdate(),
        parts=row.parts, cost=row.cost or 0,
    )  # fmt: skip


def _asks(account: ProviderAccount) -> bool:
    kind = PROVIDERS.get(account.provider)
    return kind is not None and kind.asks_at_most > 0


def _not_sure(row: Delivery) -> None:
    pause = CODE_DELAY if row.urgency == Urgency.CODE else UNSURE_DELAY
    row.unsure, row.state, row.next_at = True, State.WAITING, timezone.now() + pause
    row.not_before = row.next_at
    keep(row)


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
    keep(row)


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
        row.state, row.reason, row.began_at = State.WAITING, reason, row.began_at or now
        row.not_before = now + (CODE_DELAY if is_code else next(pause for until, pause in DELAYS if age < until))
        row.next_at = row.not_before
        keep(row)
    if not is_code or row.state == State.FAILED:
        troubles.stuck(row)


def put_off_to_tomorrow(row: Delivery) -> None:
    """The institution's messages of the day are used up: it goes with tomorrow's."""
    tomorrow = timezone.localtime().replace(hour=0, minute=1) + timedelta(days=1)
    row.state, row.reason, row.began_at = State.WAITING, Why.DAY_LIMIT, None
    row.not_before = row.next_at = tomorrow
    keep(row)
    troubles.day_full(row.institution_id)


def may_go(row: Delivery, now: datetime) -> bool:
    """Whether a waiting message may be handed over now: not before its pause is over, and not at night. The time it
    is tried begins anew after the night."""
    if row.not_before and row.not_before > now:
        return False
    until = quiet.keeps(limits.rules_of(row.institution_id), row.urgency, row.channel, now)
    if until is not None:
        row.not_before = row.next_at = until
        row.began_at, row.reason = None, Why.NIGHT
        keep(row)
    return until is None


def note_fault(account: ProviderAccount, error: Exception) -> None:
    """A fault of a translator, told without its words: they may hold keys."""
    log.error("provider %s stumbled: %s", account.provider, type(error).__name__)

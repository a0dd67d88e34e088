"""Handing a delivery over: the attempt is written first, the provider is called with no transaction open, then what
came of it is written. Every state has a way out, whenever the worker dies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from pishkhan.notifications.domain import accounts, dressing, limits, outcomes, research, slots
from pishkhan.notifications.enums import OPEN, Outcome, Reason, State, Why
from pishkhan.notifications.models import Attempt, Delivery, ProviderAccount
from pishkhan.notifications.providers.protocol import Answer, Outgoing, Provider

AT_ONCE = 4
"""Providers tried one after the other before the message waits."""
ALIVE = timedelta(seconds=settings.STALLED_SECONDS)
"""An attempt younger than this may still be under way in a living worker. Longer than any call takes."""
ROOM_SOON = timedelta(seconds=1)
OURS = {Outcome.OK, Outcome.PERMANENT}
"""Outcomes that are no sign of a provider in trouble."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt under way. `ask` says to ask first what became of the one before."""

    attempt_id: int
    account: ProviderAccount
    provider: Provider
    outgoing: Outgoing
    ask: bool


def hand_over(delivery_id: int) -> None:
    """Hand a delivery over if it is due, moving to the next provider at once where one refuses. May be repeated."""
    tried: set[UUID] = set()
    for _ in range(AT_ONCE):
        begun = _begin(delivery_id, tried)
        if begun is None:
            return
        _put_connection_back()
        answer = _call(begun)
        if not begun.ask:
            tried.add(begun.account.id)
        if not outcomes.finish(begun.attempt_id, answer, asked=begun.ask):
            return
    outcomes.wait(delivery_id)


def _call(begun: Begun) -> Answer | None:
    """Never raises: what a translator stumbles over counts as no answer. None: the provider cannot be asked."""
    worked = False
    try:
        answer = _said(begun)
        worked = answer is None or answer.outcome in OURS or answer.reason is Reason.LOST
    except Exception as error:
        outcomes.note_fault(begun.account, error)
        answer = Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD)
    finally:
        slots.give_back(begun.account.id, worked=worked)
    return answer


def _said(begun: Begun) -> Answer | None:
    if research.is_research(begun.outgoing):
        return research.answer(begun.outgoing)
    return begun.provider.find(begun.outgoing) if begun.ask else begun.provider.send(begun.outgoing)


def _begin(delivery_id: int, tried: Collection[UUID]) -> Begun | None:
    """Write down that an attempt begins, with an account that has room for it."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(id=delivery_id, state__in=OPEN).first()
        if row is None or not _is_due(row):
            return None
        if row.expires_at and row.expires_at <= timezone.now():
            outcomes.end(row, State.EXPIRED, Why.CODE_DIED)
            return None
        if row.unsure:
            if asking := _asking(row):
                return asking
            if not outcomes.may_send_again(row):
                outcomes.leave_unknown(row)
                return None
            row.unsure, row.doubled = False, True
        if why := limits.refusal(row):
            outcomes.end(row, State.STOPPED, why)
            return None
        return _choose(row, tried)


def _is_due(row: Delivery) -> bool:
    """Whether it is this job's turn. A row being sent by a worker that is gone becomes unsure."""
    now = timezone.now()
    if row.state == State.GATHERED:
        return False
    if row.state == State.WAITING:
        return outcomes.may_go(row, now)
    last = row.tries.order_by("-number").first()
    if last and last.ended_at is None:
        if last.began_at > now - ALIVE:
            return False
        outcomes.worker_lost(row, last)
    return True


def _asking(row: Delivery) -> Begun | None:
    """Ask the provider of the last attempt what became of it, where it can be asked."""
    account = row.account
    if account is None or not account.enabled or row.asked_back >= outcomes.ASK_BACK:
        return None
    provider = accounts.provider_of(account)
    outgoing = accounts.dressed(dressing.outgoing(row), account, row.message)
    if type(provider).find is Provider.find or not slots.take(account.id, per_second=account.per_second):
        return None
    row.asked_back += 1
    return _written(row, account, provider, outgoing, ask=True)


def _choose(row: Delivery, tried: Collection[UUID]) -> Begun | None:
    message = dressing.outgoing(row)
    # What may be with one provider already goes to another one, if there is any.
    unsure_at = {row.account_id} if row.doubled and row.account_id else set()
    found = accounts.choose(row.institution_id, message, row.message, without={*tried, *unsure_at})
    if found is None and unsure_at:
        found = accounts.choose(row.institution_id, message, row.message, without=tried)
    if found:
        account, provider, outgoing = found
        return _written(row, account, provider, outgoing, ask=False)
    if tried or not accounts.carriers(row.institution_id, message, row.message):
        outcomes.wait_in(row, row.reason if tried else Why.NO_PROVIDER)
        return None
    # All of them are busy: a moment later there is room.
    row.state, row.next_at = State.WAITING, timezone.now() + ROOM_SOON
    row.save(update_fields=["state", "next_at", "unsure", "doubled"])
    return None


def _written(row: Delivery, account: ProviderAccount, provider: Provider, outgoing: Outgoing, *, ask: bool) -> Begun:
    now = timezone.now()
    row.attempts += 1
    attempt = Attempt.objects.create(delivery=row, account=account, number=row.attempts, began_at=now)
    row.state, row.account, row.next_at, row.began_at = State.SENDING, account, now + ALIVE * 2, row.began_at or now
    row.save(
        update_fields=["state", "account", "next_at", "began_at", "attempts", "asked_back", "unsure", "doubled"]
    )  # fmt: skip
    return Begun(attempt.pk, account, provider, outgoing, ask)


def _put_connection_back() -> None:
    """Hold no connection while a stranger makes us wait."""
    if not connection.in_atomic_block:
        connection.close()



"""Handing a delivery over: the attempt is written first, the provider is called with no transaction open, then what
came of it is written. Every state has a way out, whenever the worker dies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pishkhan.notifications.domain import accounts, calling, dressing, limits, outcomes, research, slots
from pishkhan.notifications.enums import OPEN, Outcome, Reason, State, Why
from pishkhan.notifications.models import Attempt, Delivery, ProviderAccount
from pishkhan.notifications.providers.protocol import Answer, Outgoing, Provider
from pishkhan.plumbing.connections import put_back

AT_ONCE = 4
"""Providers tried one after the other before the message waits."""
ALIVE = timedelta(seconds=settings.STALLED_SECONDS)
"""An attempt younger than this may still be under way in a living worker: `calling.LONGEST` is shorter."""
ROOM_SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt under way, with a slot taken. `ask` says to ask first what became of the one before."""

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
        answer = _call(begun)
        if not begun.ask:
            tried.add(begun.account.id)
        if not outcomes.finish(begun.attempt_id, answer, asked=begun.ask):
            return
    outcomes.wait(delivery_id)


def _call(begun: Begun) -> Answer | None:
    """Never raises: what a translator stumbles over counts as no answer. None: the provider cannot be asked."""
    put_back()
    account_id = begun.account.id
    try:
        answer = calling.within(begun.provider, partial(_said, begun), partial(slots.give_back, account_id))
    except TimeoutError:
        answer = Answer(outcome=Outcome.UNKNOWN, reason=Reason.NO_ANSWER)
    except Exception as error:
        outcomes.note_fault(begun.account, error)
        answer = Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD)
    slots.note(account_id, worked=answer is None or not outcomes.is_trouble(answer))
    return answer


def _said(begun: Begun) -> Answer | None:
    if research.is_research(begun.outgoing):
        return research.answer(begun.outgoing)
    return begun.provider.find(begun.outgoing) if begun.ask else begun.provider.send(begun.outgoing)


def _begin(delivery_id: int, tried: Collection[UUID]) -> Begun | None:
    """Write down that an attempt begins, with an account that has room for it."""
    held: list[UUID] = []
    try:
        with transaction.atomic():
            row = Delivery.objects.select_for_update().filter(id=delivery_id, state__in=OPEN).first()
            return _begun(row, tried, held) if row and _is_due(row) else None
    except BaseException:
        for account_id in held:
            slots.give_back(account_id)
        raise


def _begun(row: Delivery, tried: Collection[UUID], held: list[UUID]) -> Begun | None:
    """The attempt that begins now; None when the row was ended or put off. Slots taken are noted in `held`."""
    dead = bool(row.expires_at and row.expires_at <= timezone.now())
    if row.unsure:
        if not dead and (asking := _asking(row, held)):
            return asking
        if dead or not outcomes.may_send_again(row):
            outcomes.leave_unknown(row)
            return None
        row.unsure, row.doubled = False, True
    if dead:
        outcomes.end(row, State.EXPIRED, Why.CODE_DIED)
    elif (why := limits.refusal(row)) is Why.DAY_LIMIT:
        outcomes.put_off_to_tomorrow(row)
    elif why:
        outcomes.end(row, State.STOPPED, why)
    else:
        return _choose(row, tried, held)
    return None


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


def _asking(row: Delivery, held: list[UUID]) -> Begun | None:
    """Ask the provider of the last attempt what became of it, where it can be asked."""
    account = row.account
    provider = accounts.provider_or_none(account) if account and account.enabled else None
    if account is None or provider is None or row.asked_back >= outcomes.ASK_BACK:
        return None
    outgoing = accounts.dressed(dressing.outgoing(row), account, row.message, row.language)
    if type(provider).find is Provider.find or not slots.take(account.id, per_second=account.per_second):
        return None
    held.append(account.id)
    row.asked_back += 1
    return _written(row, account, provider, outgoing, ask=True)


def _choose(row: Delivery, tried: Collection[UUID], held: list[UUID]) -> Begun | None:
    message = dressing.outgoing(row)
    able = accounts.carriers(row.institution_id, message, row.message, row.language)
    # What may be with one provider already goes to another one, if there is any.
    unsure_at = {row.account_id} if row.doubled else set()
    rest = [one for one in able if one[0].id not in tried]
    found = accounts.choose([one for one in rest if one[0].id not in unsure_at] or rest)
    if found:
        held.append(found[0].id)
        limits.count_once(row)
        return _written(row, *found, ask=False)
    if rest:
        # All of them are busy: a moment later there is room.
        row.state, row.next_at = State.WAITING, timezone.now() + ROOM_SOON
        outcomes.keep(row)
    else:
        outcomes.wait_in(row, row.reason if tried else Why.NO_PROVIDER)
    return None


def _written(row: Delivery, account: ProviderAccount, provider: Provider, outgoing: Outgoing, *, ask: bool) -> Begun:
    now = timezone.now()
    row.attempts += 1
    attempt = Attempt.objects.create(delivery=row, account=account, number=row.attempts, began_at=now)
    row.state, row.account, row.next_at, row.began_at = State.SENDING, account, now + ALIVE * 2, row.began_at or now
    outcomes.keep(row)
    return Begun(attempt.pk, account, provider, outgoing, ask)

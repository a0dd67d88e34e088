"""The log of deliveries, and sending again what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.domain import limits, rendering, sending
from pishkhan.notifications.enums import Channel, State, Urgency, Why
from pishkhan.notifications.models import Attempt, Delivery, KeptMessage, ProviderAccount, Spending
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

PAGE = 50
FAILED = (State.FAILED, State.EXPIRED, State.STOPPED, State.UNKNOWN)


def visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Administrators see their institution's deliveries, nobody else any."""
    if not actor.is_administrator:
        return Delivery.objects.none()
    return Delivery.objects.filter(institution_id=actor.institution_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an administrator looks for. `people`: who the words of the search box name; None: no such word."""

    address: str = ""
    people: Sequence[UUID] | None = None
    channel: str = ""
    state: str = ""
    message: str = ""


def page(actor: Actor, sought: Sought, *, before: int | None = None) -> tuple[list[Delivery], int | None]:
    """Newest first, with their accounts, and the id to ask the next page with."""
    rows = visible_to(actor).select_related("account").defer("body", "secret", "values")
    if sought.channel:
        rows = rows.filter(channel=sought.channel)
    if sought.state == "failed":
        rows = rows.filter(state__in=FAILED)
    elif sought.state:
        rows = rows.filter(state=sought.state)
    if sought.message:
        rows = rows.filter(message=sought.message)
    if sought.address:
        rows = rows.filter(address_index=_index(sought.address))
    elif sought.people is not None:
        rows = rows.filter(person_id__in=list(sought.people))
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _index(typed: str) -> str:
    """The index of a number or address as it was typed; one that cannot be sent to is found as it was given."""
    channel = Channel.EMAIL if "@" in typed else Channel.SMS
    address, _wrong = sending.read_address(typed.strip(), channel)
    return sending.address_index(address or typed.strip())


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery with its tries and its words; a code is never among them."""

    row: Delivery
    tries: list[Attempt]
    subject: str
    body: str
    can_retry: bool


def one(actor: Actor, delivery_id: int) -> Told:
    """Raises DomainError not_found."""
    row = visible_to(actor).select_related("account", "digest").filter(id=delivery_id).first()
    if row is None:
        raise DomainError("not_found")
    tries = list(Attempt.objects.filter(delivery=row).select_related("account").order_by("number"))
    body = rendering.fill(row.body or "", {"code": "••••••"})
    return Told(row, tries, row.subject or "", body, _can_retry(row))


def _can_retry(row: Delivery) -> bool:
    able = row.state in FAILED and row.urgency != Urgency.CODE and row.reason != Why.MUTED
    return able and bool(row.address) and bool(row.body)


@transaction.atomic
def retry(*, actor: Actor, delivery_id: int) -> None:
    """Send a message that failed once more, from the first provider on.

    Raises DomainError not_found, retry_none: it is under way, has arrived, has no usable address, was muted by the
    person, or was a code, which its owner can ask for again.
    """
    row = visible_to(actor).select_for_update().filter(id=delivery_id).first()
    if row is None:
        raise DomainError("not_found")
    if not _can_retry(row):
        raise DomainError("retry_none")
    before = {"state": row.state, "reason": row.reason}
    row.doubled = row.doubled or row.state == State.UNKNOWN
    row.state, row.reason, row.unsure, row.asked_back, row.asked = State.WAITING, "", False, 0, 0
    row.ended_at = row.began_at = row.not_before = None
    row.provider_id, row.next_at = "", timezone.now() + sending.LEASE
    row.save()
    sending.put_in_queue(row)
    line = Line("message.retried", "delivery", None, before=before, after={"delivery": row.pk})
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What one account carried and cost in a Jalali month that began on `month`."""

    month: date
    account: str
    channel: str
    messages: int
    parts: int
    cost: int


def costs(actor: Actor, *, months: int = 12) -> list[MonthCost]:
    """By month, account and channel, newest month first."""
    if not actor.is_administrator:
        return []
    start = limits.month_start(timezone.localdate())
    for _ in range(months - 1):
        start = limits.month_start(start - timedelta(days=1))
    rows = Spending.objects.filter(institution_id=actor.institution_id, day__gte=start).select_related("account")
    sums: dict[tuple[date, UUID, str], list[int]] = {}
    names = {}
    for row in rows.order_by("-day", "account_id", "channel"):
        names[row.account.id] = row.account.name
        added = sums.setdefault((limits.month_start(row.day), row.account.id, row.channel), [0, 0, 0])
        for place, number in enumerate((row.messages, row.parts, row.cost)):
            added[place] += number
    return [MonthCost(month, names[one], channel, *found) for (month, one, channel), found in sums.items()]


def month_cost_by_account(actor: Actor) -> dict[UUID, int]:
    """Rials spent this Jalali month, by account."""
    if not actor.is_administrator:
        return {}
    rows = Spending.objects.filter(
        institution_id=actor.institution_id, day__gte=limits.month_start(timezone.localdate())
    )
    return dict(rows.values_list("account_id").annotate(n=Sum("cost")).order_by("account_id"))


def in_trouble(actor: Actor) -> int:
    """Accounts in use that cannot send now, for the badge of the console."""
    return ProviderAccount.objects.filter(
        institution_id=actor.institution_id, enabled=True, healthy=False
    ).count() if actor.is_administrator else 0  # fmt: skip


def kept(institution_id: UUID, *, address: str = "", most: int = 60) -> list[KeptMessage]:
    """What the demo provider was given, newest first; of one number or address when it is named."""
    rows = KeptMessage.objects.filter(institution_id=institution_id)
    if address:
        channel = Channel.EMAIL if "@" in address else Channel.SMS
        read, _wrong = sending.read_address(address.strip(), channel)
        rows = rows.filter(address=read or address.strip())
    return list(rows.order_by("-id")[:most])


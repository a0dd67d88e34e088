"""How much may be sent: per number, person, network and day, and for how much money."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.notifications.domain import troubles
from pishkhan.notifications.enums import Alarm, Channel, State, Urgency, Why
from pishkhan.notifications.models import Delivery, SendingRules, Spending
from pishkhan.plumbing import audit, sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.remembering import remembered
from pishkhan.plumbing.rows import Statement

BUDGET = "messages_budget"
"""Incident: the money for messages runs out."""
SPENT = "messages_spent"
"""Incident: the money for messages is spent."""
ALARM_AT = 0.8
CODES_MAY = 1.5
"""Of the caps of money and day."""
REMEMBERED = 5
PAID = (Channel.SMS, Channel.VOICE)

_COUNT = Statement(
    "INSERT INTO notifications_tally (institution_id, kind, subject, day, count)"
    " VALUES (%(institution)s, %(kind)s, %(subject)s, %(day)s, 1)"
    " ON CONFLICT (institution_id, kind, subject, day) DO UPDATE SET count = notifications_tally.count + 1"
    " RETURNING count"
)


_HAD = Statement(
    "SELECT count FROM notifications_tally WHERE institution_id = %(institution)s AND kind = %(kind)s"
    " AND subject = %(subject)s AND day = %(day)s"
)


def rules_of(institution_id: UUID) -> SendingRules:
    """The institution's rules, or what the house starts with."""
    found = remembered(
        f"sending-rules.{institution_id}", REMEMBERED,
        lambda: SendingRules.objects.filter(institution_id=institution_id).first()
        or SendingRules(institution_id=institution_id),
    )  # fmt: skip
    assert found is not None
    return found


def read_rules(institution_id: UUID) -> SendingRules:
    """The same as they are now, for who changes them."""
    found = SendingRules.objects.filter(institution_id=institution_id).first()
    return found or SendingRules(institution_id=institution_id)


def count(institution_id: UUID, kind: str, subject: str) -> int:
    """Count one more of something today; how many there are now. Waits for others counting the same."""
    row = _COUNT.row(institution=institution_id, kind=kind, subject=subject, day=timezone.localdate())
    assert row is not None
    return int(row[0])


def may_ask(*, institution_id: UUID, channel: Channel, address_index: str, network: str) -> None:
    """Count a request for a code, per address and per network. Raises DomainError number_limit, address_limit,
    network_limit, with the cap as `most`; that tells nothing of anybody else. Inside a transaction that the refusal
    rolls back, it is not counted itself: the count stays at the cap."""
    rules = rules_of(institution_id)
    if network and count(institution_id, "network", _network_index(network)) > rules.per_network:
        raise DomainError(Why.NETWORK_LIMIT, most=rules.per_network)
    most = rules.per_number if channel in PAID else rules.per_address
    if count(institution_id, "code", address_index) > most:
        raise DomainError(Why.NUMBER_LIMIT if channel in PAID else Why.ADDRESS_LIMIT, most=most)


def _network_index(address: str) -> str:
    """One household's network counts as one: all of an IPv6 /64."""
    parsed = ipaddress.ip_address(address)
    whole = ipaddress.ip_network((parsed, 64), strict=False) if parsed.version == 6 else parsed
    return sealing.blind_index("network", str(whole))


def refusal(delivery: Delivery) -> Why | None:
    """Why a message may not be handed over now. Codes were counted when they were asked for, and pass the caps of day
    and money until they are overdrawn by half: without them nobody gets in."""
    rules, spent = rules_of(delivery.institution_id), _spent(delivery.institution_id)
    is_code = delivery.urgency == Urgency.CODE
    may = CODES_MAY if is_code else 1
    if delivery.channel in PAID and rules.budget and spent.month >= rules.budget * may:
        return Why.BUDGET
    if spent.messages >= rules.per_day * may:
        return Why.DAY_LIMIT if not is_code else Why.DAY_FULL
    if is_code or delivery.counted:
        return None
    had = _counts(delivery)
    if delivery.channel not in PAID:
        return Why.ADDRESS_LIMIT if had.get("address", 0) >= rules.per_address else None
    if had.get("number", 0) >= rules.per_number:
        return Why.NUMBER_LIMIT
    return Why.PERSON_LIMIT if had.get("person", 0) >= rules.per_person else None


def _subjects(delivery: Delivery) -> dict[str, str]:
    """What a message counts for: kind → subject."""
    if delivery.channel not in PAID:
        return {"address": delivery.address_index}
    person = {"person": str(delivery.person_id)} if delivery.person_id else {}
    return {"number": delivery.address_index, **person}


def _counts(delivery: Delivery) -> dict[str, int]:
    found = {}
    for kind, subject in _subjects(delivery).items():
        row = _HAD.row(
            institution=delivery.institution_id, kind=kind, subject=subject, day=timezone.localdate()
        )  # fmt: skip
        found[kind] = int(row[0]) if row else 0
    return found


def count_once(delivery: Delivery) -> None:
    """Count a message that is handed over now, once however often it is tried."""
    if not delivery.counted and delivery.urgency != Urgency.CODE:
        for kind, subject in _subjects(delivery).items():
            count(delivery.institution_id, kind, subject)
        delivery.counted = True


@dataclass(frozen=True, slots=True)
class Spent:
    """Messages of today, rials of this Jalali month."""

    messages: int
    month: int


def _spent(institution_id: UUID) -> Spent:
    """A few seconds old at most: a cap may be passed by what was under way."""
    found = remembered(f"spent.{institution_id}", REMEMBERED, lambda: read_spent(institution_id))
    assert found is not None
    return found


def read_spent(institution_id: UUID) -> Spent:
    today = timezone.localdate()
    rows = Spending.objects.filter(institution_id=institution_id, day__gte=month_start(today))
    of_today = rows.filter(day=today).aggregate(n=Sum("messages"))["n"]
    return Spent(of_today or 0, rows.aggregate(n=Sum("cost"))["n"] or 0)


def month_start(day: date) -> date:
    """The first day of the Jalali month."""
    return day - timedelta(days=jalali.parts(day)[2] - 1)


def watch_budgets() -> None:
    """Open an incident where four fifths of the month's money are gone, another where all of it is, and close them
    where there is money again."""
    for rules in SendingRules.objects.order_by("institution_id"):
        spent = read_spent(rules.institution_id).month
        for kind, share, alarm in ((BUDGET, ALARM_AT, Alarm.BUDGET), (SPENT, 1.0, Alarm.SPENT)):
            troubles.watch(
                institution_id=rules.institution_id, kind=kind, subject_kind="rules", subject_id=rules.id, alarm=alarm,
                wrong=bool(rules.budget) and spent >= rules.budget * share,
                detail={"percent": spent * 100 // rules.budget if rules.budget else 0},
            )  # fmt: skip


FIELDS = ("quiet_from", "quiet_until", "per_number", "per_address", "per_person", "per_network", "per_day", "budget")


@transaction.atomic
def set_rules(*, actor: Actor, wanted: SendingRules, rev: int) -> None:
    """Change what may be sent; what waits for the morning or for tomorrow is looked at anew.

    Raises DomainError not_found, rules_changed; Invalid cap_wrong with the field.
    """
    if not actor.is_administrator:
        raise DomainError("not_found")
    for name in FIELDS[2:-1]:
        if getattr(wanted, name) < 1:
            raise Invalid("cap_wrong", field=name)
    row, _ = SendingRules.objects.select_for_update().get_or_create(institution_id=actor.institution_id)
    if row.rev != rev:
        raise DomainError("rules_changed")
    before = {name: str(getattr(row, name)) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, getattr(wanted, name))
    row.rev += 1
    row.save()
    waiting = Delivery.objects.filter(institution_id=actor.institution_id, state=State.WAITING)
    waiting.filter(reason__in=[Why.NIGHT, Why.DAY_LIMIT]).update(not_before=None, next_at=timezone.now())
    after = {name: str(getattr(row, name)) for name in FIELDS}
    line = Line("rules.changed", "rules", row.id, before=before, after=after)
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])

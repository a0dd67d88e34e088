"""How much may be sent: per number, person, network and day, and for how much money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.notifications.enums import Alarm, Channel, Urgency, Why
from pishkhan.notifications.events import AlarmRaised
from pishkhan.notifications.models import Delivery, SendingRules, Spending
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.events import announce
from pishkhan.plumbing.remembering import remembered
from pishkhan.plumbing.rows import Statement

BUDGET = "messages_budget"
"""Incident: the money for messages runs out."""
ALARM_AT = 0.8
CODES_MAY = 1.5
"""Codes go on until the budget is overspent by half: without them nobody gets in."""
REMEMBERED = 5
PAID = (Channel.SMS, Channel.VOICE)

_COUNT = Statement(
    "INSERT INTO notifications_tally (institution_id, kind, subject, day, count)"
    " VALUES (%(institution)s, %(kind)s, %(subject)s, %(day)s, 1)"
    " ON CONFLICT (institution_id, kind, subject, day) DO UPDATE SET count = notifications_tally.count + 1"
    " RETURNING count"
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


def may_ask(*, institution_id: UUID, number_index: str, network: str) -> None:
    """Count a request for a code. Raises DomainError number_limit, network_limit, with the cap as `most`; what is
    refused is counted too, and tells nothing to anybody else."""
    rules = rules_of(institution_id)
    if network and count(institution_id, "network", network) > rules.per_network:
        raise DomainError(Why.NETWORK_LIMIT, most=rules.per_network)
    if count(institution_id, "code", number_index) > rules.per_number:
        raise DomainError(Why.NUMBER_LIMIT, most=rules.per_number)


def refusal(delivery: Delivery) -> Why | None:
    """Why a message may not be handed over now; counts it where it may. Codes were counted when they were asked for."""
    rules, institution = rules_of(delivery.institution_id), delivery.institution_id
    spent = _spent(institution)
    if spent.messages >= rules.per_day:
        return Why.DAY_LIMIT
    is_code = delivery.urgency == Urgency.CODE
    if delivery.channel in PAID and rules.budget and spent.month >= rules.budget * (CODES_MAY if is_code else 1):
        return Why.BUDGET
    if is_code or delivery.attempts:
        return None
    if delivery.channel not in PAID:
        over = count(institution, "address", delivery.address_index) > rules.per_address
        return Why.ADDRESS_LIMIT if over else None
    if count(institution, "number", delivery.address_index) > rules.per_number:
        return Why.NUMBER_LIMIT
    if delivery.person_id and count(institution, "person", str(delivery.person_id)) > rules.per_person:
        return Why.PERSON_LIMIT
    return None


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


@transaction.atomic
def watch_budgets() -> None:
    """Open an incident where four fifths of the month's money are gone, and close it where there is money again."""
    for rules in SendingRules.objects.order_by("institution_id"):
        spent = read_spent(rules.institution_id).month
        if rules.budget and spent >= rules.budget * ALARM_AT:
            detail = {"percent": spent * 100 // rules.budget}
            news = incidents.open_incident(
                institution_id=rules.institution_id, kind=BUDGET, subject_kind="rules", subject_id=rules.id,
                detail=detail,
            )  # fmt: skip
            if news:
                announce(AlarmRaised(institution_id=rules.institution_id, alarm=Alarm.BUDGET))
        else:
            incidents.close_incidents(institution_id=rules.institution_id, kind=BUDGET, subject_id=rules.id)


FIELDS = ("quiet_from", "quiet_until", "per_number", "per_address", "per_person", "per_network", "per_day", "budget")


@transaction.atomic
def set_rules(*, actor: Actor, wanted: SendingRules, rev: int) -> None:
    """Change what may be sent. Raises DomainError not_found, rules_changed; Invalid cap_wrong with the field."""
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
    after = {name: str(getattr(row, name)) for name in FIELDS}
    line = Line("rules.changed", "rules", row.id, before=before, after=after)
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])

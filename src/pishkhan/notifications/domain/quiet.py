"""The hours in which no phone of a person should ring."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from pishkhan.notifications.enums import Channel, Urgency
from pishkhan.notifications.models import SendingRules


def ends(rules: SendingRules, at: datetime) -> datetime | None:
    """When the quiet hours that hold at a moment end; None outside them. From and until alike: there are none."""
    here = timezone.localtime(at)
    if not is_quiet(rules, here.time()):
        return None
    until = timezone.make_aware(datetime.combine(here.date(), rules.quiet_until))
    return until if until > at else until + timedelta(days=1)


def keeps(rules: SendingRules, urgency: str, channel: str, at: datetime) -> datetime | None:
    """Until when a message must wait for the morning; None when it may go: it cannot wait, or no phone rings."""
    return ends(rules, at) if urgency == Urgency.BY_DAY and channel != Channel.EMAIL else None


def is_quiet(rules: SendingRules, clock: time) -> bool:
    """Whether a time of day lies in the quiet hours, which may span midnight."""
    start, end = rules.quiet_from, rules.quiet_until
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end

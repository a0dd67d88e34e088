"""Quiet hours."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from pishkhan.notifications.domain import quiet
from pishkhan.notifications.models import SendingRules

TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.mark.parametrize(
    ("start", "end", "at", "until"),
    [
        (22, 7, "26 23:30", "27 07:00"), (22, 7, "27 06:59", "27 07:00"), (22, 7, "27 07:00", None),
        (22, 7, "26 21:59", None), (22, 7, "26 22:00", "27 07:00"),
        (1, 6, "26 00:59", None), (1, 6, "26 03:00", "26 06:00"), (0, 0, "26 03:00", None),
    ],
)  # fmt: skip
def test_quiet_hours_end_in_the_morning_they_lead_to(start, end, at, until):
    rules = SendingRules(quiet_from=time(start), quiet_until=time(end))

    def moment(words):
        return datetime.strptime(f"2026-11-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=TEHRAN)

    assert quiet.ends(rules, moment(at)) == (moment(until) if until else None)

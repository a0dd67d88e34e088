"""Working time: deadlines count only the hours in which an office is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import caches

from pishkhan.organisation.models import Holiday, WorkHours

TEHRAN = ZoneInfo("Asia/Tehran")
MAX_DAYS = 730


@dataclass(frozen=True, slots=True)
class Calendar:
    """One institution's opening hours, as plain data."""

    hours: tuple[tuple[int, time, time, date, date | None], ...]
    holidays: tuple[tuple[date, time | None], ...]

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Open spans of a day in Tehran time, earliest first."""
        half = _lookup(self.holidays).get(day, time.max)
        if half is None:
            return
        for weekday, opens, closes, since, until in self.hours:
            if weekday == day.weekday() and since <= day and (until is None or day <= until):
                closes = min(closes, half)
                if opens < closes:
                    yield datetime.combine(day, opens, TEHRAN), datetime.combine(day, closes, TEHRAN)

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment `hours` working hours after `start`. A calendar without open hours counts plain hours."""
        left, moment = timedelta(hours=hours), start.astimezone(TEHRAN)
        for offset in range(MAX_DAYS):
            for opens, closes in self.spans(moment.date() + timedelta(days=offset)):
                begin = max(opens, moment)
                if begin >= closes:
                    continue
                if begin + left <= closes:
                    return begin + left
                left -= closes - begin
        return start + timedelta(hours=hours)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; zero when the end is not later."""
        total, day = timedelta(), start.astimezone(TEHRAN).date()
        last = min(end.astimezone(TEHRAN).date(), day + timedelta(days=MAX_DAYS))
        while day <= last:
            for opens, closes in self.spans(day):
                total += max(timedelta(), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return total


@lru_cache(maxsize=64)
def _lookup(holidays: tuple[tuple[date, time | None], ...]) -> dict[date, time | None]:
    return dict(holidays)


def calendar_of(institution_id: UUID) -> Calendar:
    """The institution's calendar, remembered for a minute per process."""
    key = f"calendar:{institution_id}"
    found: Calendar | None = caches["local"].get(key)
    if found is None:
        found = Calendar(
            hours=tuple(
                WorkHours.objects.filter(institution_id=institution_id).order_by("weekday", "opens").values_list(
                    "weekday", "opens", "closes", "since", "until"
                )
            ),
            holidays=tuple(
                Holiday.objects.filter(institution_id=institution_id).order_by("day").values_list("day", "closes")
            ),
        )
        caches["local"].set(key, found, 60)
    return found

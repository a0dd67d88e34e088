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
from pishkhan.plumbing.remembering import remembered

TEHRAN = ZoneInfo("Asia/Tehran")
MAX_DAYS = 730
REMEMBERED = 5
"""Seconds."""


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

    def before(self, end: datetime, hours: float) -> datetime:
        """The moment `hours` working hours before `end`: what was due then is late by so many. Without open hours
        plain hours count."""
        left, moment = timedelta(hours=hours), end.astimezone(TEHRAN)
        for offset in range(MAX_DAYS):
            for opens, closes in reversed(list(self.spans(moment.date() - timedelta(days=offset)))):
                finish = min(closes, moment)
                if finish <= opens:
                    continue
                if finish - left >= opens:
                    return finish - left
                left -= finish - opens
        return end - timedelta(hours=hours)

    def usual_day(self, day: date) -> timedelta:
        """Open time of a usual working day of the hours in force on `day`; a whole day where none are."""
        lengths: dict[int, timedelta] = {}
        for weekday, opens, closes, since, until in self.hours:
            if since <= day and (until is None or day <= until):
                length = datetime.combine(day, closes) - datetime.combine(day, opens)
                lengths[weekday] = lengths.get(weekday, timedelta()) + length
        return max(lengths.values(), default=timedelta(days=1))

    def closed_days(self, first: date, days: int) -> list[date]:
        """Holidays and half days among so many days from `first` on, on which the institution would else be open."""
        known = _lookup(self.holidays)
        coming = (first + timedelta(days=offset) for offset in range(days))
        return [day for day in coming if day in known and self._opens_on(day)]

    def _opens_on(self, day: date) -> bool:
        return any(
            weekday == day.weekday() and since <= day and (until is None or day <= until)
            for weekday, _, _, since, until in self.hours
        )

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; zero when the end is not later. Without open hours plain time counts."""
        if not self.hours:
            return max(end - start, timedelta())
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
    """The institution's calendar, remembered for a few seconds per process; what was written with an older one is
    counted anew when a change is told."""
    found = remembered(_name(institution_id), REMEMBERED, lambda: read_calendar(institution_id))
    assert found is not None
    return found


def read_calendar(institution_id: UUID) -> Calendar:
    """The calendar as it is now, which this process remembers from here on."""
    columns = ("weekday", "opens", "closes", "since", "until")
    hours = WorkHours.objects.filter(institution_id=institution_id).order_by("weekday", "opens")
    holidays = Holiday.objects.filter(institution_id=institution_id).order_by("day")
    found = Calendar(tuple(hours.values_list(*columns)), tuple(holidays.values_list("day", "closes")))
    caches["local"].set(_name(institution_id), found, REMEMBERED)
    return found


def _name(institution_id: UUID) -> str:
    return f"calendar:{institution_id}"

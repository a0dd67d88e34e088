"""Working time: weekends are dated rows, half days close early, deadlines count open hours only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.organisation import api as organisation
from pishkhan.organisation.domain.calendar import Calendar
from pishkhan.organisation.domain.places import put_holiday, put_institution, set_work_hours

TEHRAN = ZoneInfo("Asia/Tehran")
SINCE = date(2021, 3, 21)
CHANGED = date(2026, 12, 12)
"""From this Saturday on, Saturday is free and Thursday is worked until noon."""

HOURS = (
    *((day, time(8), time(15, 30), SINCE, None) for day in (6, 0, 1, 2)),
    (5, time(8), time(15, 30), SINCE, CHANGED - timedelta(days=1)),
    (3, time(8), time(12), CHANGED, None),
)
CALENDAR = Calendar(hours=HOURS, holidays=((date(2026, 11, 23), None), (date(2026, 11, 24), time(11))))


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TEHRAN)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(21, 9), 2, at(21, 11)),  # Saturday
        (at(21, 9), 6.5, at(21, 15, 30)),
        (at(21, 14), 2, at(22, 8, 30)),  # over the night
        (at(21, 3), 1, at(21, 9)),  # before opening
        (at(21, 20), 1, at(22, 9)),  # after closing
        (at(18, 15), 1, at(21, 8, 30)),  # Wednesday evening over the weekend
        (at(22, 15), 1, at(24, 8, 30)),  # over the holiday of Monday the 23rd
        (at(24, 10), 2, at(25, 9)),  # the half day closes at 11
        (at(9, 15, month=12), 1, at(13, 8, 30, month=12)),  # the first free Saturday is not counted
        (at(16, 15, month=12), 1, at(17, 8, 30, month=12)),  # and the Thursday after it is
        (at(17, 11, month=12), 2, at(20, 9, month=12)),
    ],
)  # fmt: skip
def test_hours_after_a_moment(start, hours, end):
    assert CALENDAR.after(start, hours) == end


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(21, 9), at(21, 11), 2), (at(21, 14), at(22, 8, 30), 2), (at(18, 15), at(21, 8, 30), 1),
        (at(22, 15), at(24, 8, 30), 1), (at(24, 8), at(24, 18), 3), (at(23), at(24), 0), (at(22, 9), at(21, 9), 0),
    ],
)  # fmt: skip
def test_hours_between_two_moments(start, end, hours):
    assert CALENDAR.between(start, end) == timedelta(hours=hours)


@given(
    minutes=st.integers(0, 40 * 24 * 60), hours=st.integers(0, 600).map(lambda tenths: tenths / 10)
)
def test_after_and_between_agree(minutes, hours):
    start = at(1) + timedelta(minutes=minutes)
    end = CALENDAR.after(start, hours)
    assert CALENDAR.between(start, end) == timedelta(hours=hours)
    assert CALENDAR.between(start, end - timedelta(seconds=1)) < timedelta(hours=hours) or hours == 0


@given(minutes=st.integers(0, 40 * 24 * 60), hours=st.integers(1, 600).map(lambda tenths: tenths / 10))
def test_before_is_the_last_moment_with_so_many_hours_between(minutes, hours):
    end = at(1, month=12) + timedelta(minutes=minutes)
    start = CALENDAR.before(end, hours)
    assert CALENDAR.between(start, end) == timedelta(hours=hours)
    assert CALENDAR.between(start + timedelta(seconds=1), end) < timedelta(hours=hours)


def test_closed_days_to_come_are_those_on_which_one_would_work():
    """A holiday on a weekend closes nothing; a half day counts."""
    calendar = Calendar(HOURS, (*CALENDAR.holidays, (date(2026, 11, 27), None)))
    assert calendar.closed_days(date(2026, 11, 21), 10) == [date(2026, 11, 23), date(2026, 11, 24)]
    assert calendar.closed_days(date(2026, 11, 24), 1) == [date(2026, 11, 24)]


def test_usual_day_is_the_longest_of_the_hours_in_force():
    assert CALENDAR.usual_day(date(2026, 12, 13)) == timedelta(hours=7, minutes=30)
    assert Calendar((), ()).usual_day(date(2026, 12, 13)) == timedelta(days=1)


def test_same_moment_in_another_zone_is_the_same_deadline():
    start = at(21, 14)
    assert CALENDAR.after(start.astimezone(ZoneInfo("UTC")), 2) == CALENDAR.after(start, 2)


def test_calendar_without_hours_counts_plain_hours():
    assert Calendar((), ()).after(at(20, 23), 5) == at(21, 4)
    assert Calendar((), ()).before(at(21, 4), 5) == at(20, 23)
    assert Calendar((), ()).between(at(20, 23), at(21, 4)) == timedelta(hours=5)


@pytest.mark.django_db
def test_calendar_comes_from_the_institutions_rows():
    institution, _ = put_institution(slug="sample", name={"fa": "دانشگاه نمونه"})
    hours = (5, time(8), time(14), SINCE, None)
    set_work_hours(institution=institution, hours=[(5, time(7), time(9), SINCE, None)])
    set_work_hours(institution=institution, hours=[hours])  # the later ones are the only ones
    put_holiday(institution=institution, day=date(2026, 11, 28), name={"fa": "تعطیل"}, confirmed=False, closes=time(10))
    calendar = organisation.calendar_of(institution.id)
    assert calendar.after(at(21, 13), 4) == at(5, 9, month=12)

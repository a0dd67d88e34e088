"""X3: every date is Jalali, every time Tehran's; `<time>` carries ISO."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.utils import translation

from pishkhan.web.components import dates

DAY = dt.date(2026, 11, 23)
MOMENT = dt.datetime(2026, 11, 19, 5, 44, tzinfo=dt.UTC)
"""9:14 in Tehran on 28 Aban 1405."""
NUM = '<bdi class="num" dir="ltr">{}</bdi>'


@pytest.fixture(autouse=True)
def _now():
    with mock.patch("django.utils.timezone.now", return_value=dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def _fa():
    with translation.override("fa"):
        yield


@pytest.mark.usefixtures("_fa")
def test_long_names_the_weekday():
    assert dates.long(DAY) == (f'<time datetime="2026-11-23">دوشنبه {NUM.format("۲")} آذر {NUM.format("۱۴۰۵")}</time>')


@pytest.mark.usefixtures("_fa")
def test_plain_has_no_markup():
    assert dates.plain(DAY) == "دوشنبه ۲ آذر ۱۴۰۵"


@pytest.mark.usefixtures("_fa")
def test_short_this_year_has_no_year():
    assert dates.short(MOMENT) == f'<time datetime="2026-11-19T09:14+03:30">{NUM.format("۲۸")} آبان</time>'


@pytest.mark.usefixtures("_fa")
def test_short_of_another_year_has_its_year():
    assert NUM.format("۱۴۰۴") in dates.short(dt.date(2025, 11, 19))


@pytest.mark.usefixtures("_fa")
def test_numeric_is_for_tables():
    assert dates.numeric(DAY) == f'<time datetime="2026-11-23">{NUM.format("۱۴۰۵/۰۹/۰۲")}</time>'


def test_clock_is_tehran_without_leading_zero():
    with translation.override("en"):
        assert dates.clock(MOMENT) == f'<time datetime="2026-11-19T09:14+03:30">{NUM.format("9:14")}</time>'


def test_when_has_day_and_time():
    with translation.override("en"):
        assert dates.when(MOMENT) == (
            f'<time datetime="2026-11-19T09:14+03:30">{NUM.format("28")} Aban, {NUM.format("9:14")}</time>'
        )


def test_when_late_in_the_evening_counts_for_tehran():
    late = dt.datetime(2026, 11, 22, 21, 0, tzinfo=dt.UTC)
    with translation.override("en"):
        assert dates.when(late).startswith('<time datetime="2026-11-23T00:30+03:30">')


def test_full_has_weekday_year_and_time():
    with translation.override("en"):
        assert dates.full(MOMENT) == (
            f'<time datetime="2026-11-19T09:14+03:30">Thursday {NUM.format("28")} Aban {NUM.format("1405")}, '
            f"at {NUM.format('9:14')}</time>"
        )


@pytest.mark.parametrize("show", [dates.long, dates.short, dates.numeric, dates.when, dates.full, dates.clock])
def test_no_date_is_nothing(show):
    assert show(None) == ""


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (dt.timedelta(seconds=20), "just now"),
        (dt.timedelta(minutes=1), "1 minute"),
        (dt.timedelta(minutes=40), "40 minutes"),
        (dt.timedelta(hours=4, minutes=59), "4 hours"),
        (dt.timedelta(days=6, hours=23), "6 days"),
    ],
)
def test_age_is_the_largest_whole_unit(span, words):
    with translation.override("en"):
        assert dates.age(span) == words


def test_age_of_a_moment_is_since_then():
    with translation.override("en"):
        assert dates.age(dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)) == "2 days"

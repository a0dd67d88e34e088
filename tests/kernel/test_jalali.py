import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import digits, jalali
from pishkhan.kernel.errors import Invalid

MONDAY = datetime.date(2026, 11, 23)
dates = st.dates(datetime.date(1921, 3, 21), datetime.date(2120, 12, 31))


@pytest.mark.parametrize(
    ("shown", "iso"),
    [
        ("1403/12/30", "2025-03-20"),
        ("1404/01/01", "2025-03-21"),
        ("1405/01/01", "2026-03-21"),
        ("1408/01/01", "2029-03-20"),
        ("1405/09/02", "2026-11-23"),
    ],
)
def test_jalali_day_and_its_gregorian_date(shown: str, iso: str) -> None:
    date = datetime.date.fromisoformat(iso)
    assert (jalali.parse_date(shown), jalali.show(date)) == (date, shown)


def test_leap_years_of_the_working_life_of_the_system() -> None:
    leaps = [year for year in range(1399, 1442) if jalali.is_leap(year)]
    assert leaps == [1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441]


@pytest.mark.parametrize(
    "typed", ["1404/12/30", "1405/13/01", "1405/00/10", "1405/07/31", "1405/01/32", "1405/01/00"]
)
def test_a_day_that_does_not_exist(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^date\.no_such_day$"):
        jalali.parse_date(typed)


def test_a_missing_day_is_named_in_the_refusal() -> None:
    with pytest.raises(Invalid) as refused:
        jalali.parse_date("1404-12-30")
    assert refused.value.params == {"year": 1404, "month": 12, "day": 30}


@pytest.mark.parametrize(
    "typed",
    [
        "1405/09/02",
        "1405-09-02",
        "1405.9.2",
        "1405/9/2",
        "۱۴۰۵/۰۹/۰۲",
        "١٤٠٥/٠٩/٠٢",
        " \u200f۱۴۰۵/ ۹/ ۲\u200e",
    ],
)
def test_x2_date_as_people_type_it(typed: str) -> None:
    assert jalali.parse_date(typed) == MONDAY


@pytest.mark.parametrize(
    "typed", ["", "1405", "1405/09", "05/09/02", "02/09/1405", "1405/09-02", "14050902", "آذر"]
)
def test_date_of_another_shape(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^date\.format$"):
        jalali.parse_date(typed)


@pytest.mark.parametrize("typed", ["2026-11-23", "1299/12/29", "1500/01/01"])
def test_a_year_outside_the_range_is_not_taken_for_jalali(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^date\.range$") as refused:
        jalali.parse_date(typed)
    assert refused.value.params == {"first": 1300, "last": 1499}


def test_the_first_and_last_day_of_the_range() -> None:
    assert [jalali.parse_date("1300/01/01"), jalali.parse_date("1499/12/29")] == [
        datetime.date(1921, 3, 21),
        datetime.date(2121, 3, 20),
    ]


def test_long_date_in_both_languages() -> None:
    assert (jalali.long(MONDAY, "fa"), jalali.long(MONDAY, "en")) == (
        "دوشنبه ۲ آذر ۱۴۰۵",
        "Monday 2 Azar 1405",
    )


def test_short_date_in_both_languages() -> None:
    assert (jalali.short(MONDAY, "fa"), jalali.short(MONDAY, "en")) == ("۲ آذر", "2 Azar")


def test_the_days_of_a_week_in_order() -> None:
    week = [MONDAY + datetime.timedelta(days=day) for day in range(7)]
    assert [jalali.long(day, "fa").split()[0] for day in week] == [
        "دوشنبه", "سه\u200cشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه",
    ]  # fmt: skip
    assert [jalali.long(day, "en").split()[0] for day in week] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip


def test_the_months_in_order() -> None:
    assert [month.called("fa") for month in jalali.JalaliMonth] == [
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ]  # fmt: skip
    assert [month.called("en") for month in jalali.JalaliMonth] == [
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
        "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ]  # fmt: skip


def test_year_changes_at_nowruz() -> None:
    assert [jalali.year(datetime.date(2025, 3, 20)), jalali.year(datetime.date(2025, 3, 21))] == [1403, 1404]


def test_a_moment_counts_by_its_day_in_tehran() -> None:
    late = datetime.datetime(2026, 11, 22, 20, 30, tzinfo=datetime.UTC)
    assert (jalali.show(late), jalali.long(late, "en")) == ("1405/09/02", "Monday 2 Azar 1405")


def test_a_moment_in_summer_time_of_the_past_counts_by_the_clock_of_then() -> None:
    """Until 2022 Tehran was at +04:30 in summer."""
    late = datetime.datetime(2021, 6, 30, 19, 30, tzinfo=datetime.UTC)
    assert jalali.show(late) == "1400/04/10"


@pytest.mark.parametrize(("year", "expected"), [(1404, 365), (1403, 366)])
def test_the_months_fill_the_year(year: int, expected: int) -> None:
    assert sum(jalali.days_in(year, month) for month in jalali.JalaliMonth) == expected


@given(dates)
def test_date_there_and_back(date: datetime.date) -> None:
    assert jalali.parse_date(digits.to_persian(jalali.show(date))) == date


@given(dates.filter(lambda date: date.year > 1921))
def test_the_next_day_is_the_next_day(date: datetime.date) -> None:
    year, month, day = jalali.parts(date)
    if day < jalali.days_in(year, month):
        expected = (year, month, day + 1)
    else:
        expected = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
    assert jalali.parts(date + datetime.timedelta(days=1)) == expected


def test_a_month_later_is_the_same_day_or_the_last_one():
    """A Jalali month from registration (E20)."""
    for begun, ends in (
        ("1405/01/31", "1405/02/31"), ("1405/06/31", "1405/07/30"), ("1405/09/02", "1405/10/02"),
        ("1405/11/30", "1405/12/29"), ("1403/11/30", "1403/12/30"), ("1405/12/29", "1406/01/29"),
    ):  # fmt: skip
        assert jalali.show(jalali.months_later(jalali.parse_date(begun), 1)) == ends

"""Days and amounts of instalments."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.payments.domain.plan_dates import instalments


def days(start: str, end: str, count: int) -> list[str]:
    parts = instalments(
        total=10_000_000, start=jalali.parse_date(start), end=jalali.parse_date(end), count=count
    )  # fmt: skip
    return [jalali.show(part.day) for part in parts]


@pytest.mark.parametrize(
    ("start", "end", "count", "wanted"),
    [
        ("1405/01/31", "1405/09/30", 9, ["1405/01/31", "1405/02/31", "1405/03/31", "1405/04/31", "1405/05/31",
                                         "1405/06/31", "1405/07/30", "1405/08/30", "1405/09/30"]),
        ("1403/11/30", "1404/01/15", 3, ["1403/11/30", "1403/12/30", "1404/01/15"]),  # a leap year
        ("1404/11/30", "1405/01/15", 3, ["1404/11/30", "1404/12/29", "1405/01/15"]),
        ("1405/01/15", "1405/04/10", 4, ["1405/01/15", "1405/02/15", "1405/03/15", "1405/04/10"]),
        ("1405/01/01", "1405/12/01", 3, ["1405/01/01", "1405/06/01", "1405/12/01"]),
        ("1405/01/01", "1405/12/01", 1, ["1405/12/01"]),
        ("1405/01/01", "1405/01/01", 1, ["1405/01/01"]),
    ],
)  # fmt: skip
def test_days_are_monthly_clamped_and_end_at_the_end(start, end, count, wanted):
    assert days(start, end, count) == wanted


def test_the_last_instalment_takes_the_remainder():
    parts = instalments(total=10_000_001, start=date(2026, 4, 1), end=date(2026, 6, 1), count=3)
    assert [part.amount for part in parts] == [3_333_000, 3_333_000, 3_334_001]


@given(
    st.integers(1, 10**12), st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 2000), st.integers(1, 60)
)  # fmt: skip
def test_whatever_is_agreed_sums_up_and_goes_on(total, start, length, count):
    end = date.fromordinal(start.toordinal() + length)
    try:
        parts = instalments(total=total, start=start, end=end, count=count)
    except DomainError as error:
        assert error.code in {"plan_small", "plan_months", "plan_dates"}  # noqa: PT017
        return
    assert sum(part.amount for part in parts) == total
    assert all(part.amount > 0 for part in parts)
    assert all(part.amount % 1_000 == 0 for part in parts[:-1])
    assert [part.day for part in parts] == sorted({part.day for part in parts})
    assert (len(parts), parts[-1].day) == (count, end)
    assert count == 1 or parts[0].day == start


@pytest.mark.parametrize(
    ("total", "start", "end", "count", "code"),
    [
        (0, date(2026, 4, 1), date(2026, 8, 1), 2, "amount_wrong"),
        (-5, date(2026, 4, 1), date(2026, 8, 1), 2, "amount_wrong"),
        (10**6, date(2026, 8, 1), date(2026, 4, 1), 2, "plan_dates"),
        (10**6, date(2026, 8, 1), date(2026, 8, 1), 2, "plan_dates"),
        (10**6, date(2026, 4, 1), date(2026, 8, 1), 0, "plan_count"),
        (10**8, date(2026, 4, 1), date(2036, 8, 1), 61, "plan_count"),
        (10**6, date(2026, 4, 1), date(2026, 8, 1), 6, "plan_months"),
        (4_999, date(2026, 4, 1), date(2026, 8, 1), 5, "plan_small"),
    ],
)
def test_what_cannot_be_agreed_is_refused(total, start, end, count, code):
    with pytest.raises(DomainError) as refused:
        instalments(total=total, start=start, end=end, count=count)
    assert refused.value.code == code

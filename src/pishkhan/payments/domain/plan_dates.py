"""The days and amounts of instalments: no framework, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError

ROUND = 1_000
"""Rials an instalment is a whole number of; the last one takes the remainder."""
MOST = 60


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a debt and its day; `number` counts from 1."""

    number: int
    day: date
    amount: int


def instalments(*, total: int, start: date, end: date, count: int) -> list[Instalment]:
    """A debt in parts, in whole Jalali months from the first day to the last: each on the day of the month the plan
    starts on, or the last one of a shorter month, and the last part at the end. Where there are more months than
    parts they stand as evenly as whole months allow; one part alone is due at the end.

    Raises DomainError amount_wrong, plan_dates (the end is not after the start), plan_count (less than one or more
    than MOST), plan_months (more parts than months; `most`), plan_small (a part would be less than ROUND; `most`).
    """
    if total <= 0:
        raise DomainError("amount_wrong")
    if not 1 <= count <= MOST:
        raise DomainError("plan_count", most=MOST)
    if end < start or (count > 1 and end == start):
        raise DomainError("plan_dates")
    if total < count * ROUND:
        raise DomainError("plan_small", most=max(total // ROUND, 1))
    months = _months(start, end)
    if count - 1 > months:
        raise DomainError("plan_months", most=months + 1)
    part = total // count // ROUND * ROUND
    days = [jalali.months_later(start, n * months // (count - 1)) for n in range(count - 1)] + [end]
    amounts = [part] * (count - 1) + [total - part * (count - 1)]
    return [Instalment(n, day, amount) for n, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1)]


def _months(start: date, end: date) -> int:
    """How many Jalali months the end's month lies after the start's."""
    first, last = jalali.parts(start), jalali.parts(end)
    return (last[0] - first[0]) * 12 + last[1] - first[1]

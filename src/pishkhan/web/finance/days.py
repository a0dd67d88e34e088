"""Which days a page is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError

LONGEST = timedelta(days=3700)


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included, with what was typed; `wrong` says what could not be read."""

    first: date | None
    last: date | None
    typed_first: str
    typed_last: str
    wrong: str = ""


def asked(given: QueryDict) -> Days:
    """The days of an address; those not given are not there."""
    begin, end = (given.get(name, "").strip()[:20] for name in ("first", "last"))
    try:
        first, last = (jalali.parse_date(text) if text else None for text in (begin, end))
    except DomainError:
        return Days(None, None, begin, end, _("Write days like 1405/09/05."))
    if first and last and first > last:
        return Days(None, None, begin, end, _("The last day is before the first one. Correct one of them."))
    return Days(first, last, begin, end)


def spanned(given: QueryDict) -> tuple[date, date, Days]:
    """Days that begin and end; without any it is this Jalali month until today."""
    days, today = asked(given), timezone.localdate()
    year, month, _day = jalali.parts(today)
    last = days.last or max(today, days.first or today)
    first = days.first or min(jalali.to_date(year, month, 1), last)
    return max(first, last - LONGEST), last, days


def choices() -> list[tuple[str, date, date]]:
    """Spans people ask for: words, first, last."""
    today = timezone.localdate()
    year, month, _day = jalali.parts(today)
    begin = jalali.to_date(year, month, 1)
    before = jalali.months_later(begin, -1)
    return [
        (_("Today"), today, today), (_("Yesterday"), today - timedelta(days=1), today - timedelta(days=1)),
        (_("This month"), begin, today), (_("Last month"), before, begin - timedelta(days=1)),
        (_("This year"), jalali.to_date(year, 1, 1), today),
    ]  # fmt: skip

"""What is typed into the forms of the calendar, and how its hours read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.web.components.fields import Field
from pishkhan.web.components.language import current
from pishkhan.web.components.numbers import bare
from pishkhan.web.typed import listed

WEEK = (5, 6, 0, 1, 2, 3, 4)
"""Saturday first, as weeks go in Iran; 0 is Monday."""
CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?")
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hours:
    """One line of the list of hours: on which days, from when to when, since which day and until which."""

    days: str
    opens: time
    closes: time
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Closed:
    """What was typed of a closed day, for `keep_holiday`."""

    fields: dict[str, Any]


def clock(typed: str, field: str, code: str = "closes_wrong") -> time | None:
    """«۱۱:۳۰» or 8; None when nothing is typed. Raises DomainError with the code."""
    text = to_latin(typed).strip()
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise DomainError(code, field=field)
    return time(int(found[1]), int(found[2] or 0))


def day(given: Given, field: str = "day") -> date:
    """Raises DomainError day_missing."""
    try:
        return jalali.parse_date(given.get(field, "").strip())
    except DomainError:
        raise DomainError("day_missing", field=field) from None


def year(given: Given) -> int:
    """Raises DomainError year_wrong."""
    typed = to_latin(given.get("year", ""))
    if not typed.isascii() or not typed.isdecimal() or len(typed) != 4:
        raise DomainError("year_wrong", field="year")
    return int(typed)


def year_or_this(typed: str) -> int:
    """A Jalali year near this one; this one for anything else."""
    this = jalali.year(timezone.localdate())
    try:
        asked = year({"year": typed})
    except DomainError:
        return this
    return asked if abs(asked - this) <= 5 else this


def holiday(given: Given) -> Closed:
    """Raises DomainError day_missing, closes_wrong."""
    return Closed(
        {
            "day": day(given), "name": {"fa": given.get("name", ""), "en": given.get("name_en", "")},
            "closes": clock(given.get("closes", ""), "closes"), "confirmed": given.get("estimated") != "true",
        }
    )  # fmt: skip


def week(given: Given) -> tuple[date, dict[int, tuple[time, time]]]:
    """From which day on, and weekday → hours; days with nothing typed are closed. Raises DomainError."""
    found = {}
    for number in WEEK:
        opens = clock(given.get(f"opens{number}", ""), f"opens{number}")
        closes = clock(given.get(f"closes{number}", ""), f"closes{number}")
        if (opens is None) != (closes is None):
            raise DomainError("closes_wrong", field=f"{'opens' if opens is None else 'closes'}{number}")
        if opens is not None and closes is not None:
            if opens >= closes:
                raise DomainError("hours_order", field=f"closes{number}")
            found[number] = (opens, closes)
    return day(given, "since"), found


def weekday(number: int) -> str:
    """The name of a weekday, 0 being Monday."""
    return jalali.long(date(2026, 11, 23 + number), current()).replace("،", "").replace(",", "").split()[0]


def hours_in_words(rows: Iterable[organisation.WorkHours]) -> list[Hours]:
    """Days with the same hours on one line, in the order of their beginning."""
    groups: dict[tuple[date, date | None, time, time], list[int]] = defaultdict(list)
    for row in rows:
        groups[row.since, row.until, row.opens, row.closes].append(row.weekday)
    return [
        Hours(listed([weekday(number) for number in WEEK if number in days]), opens, closes, since, until)
        for (since, until, opens, closes), days in groups.items()
    ]


def drawn(
    given: Given, form: str, fault: tuple[str, str], rows: Iterable[organisation.WorkHours], today: date
) -> dict[str, list[Field]]:
    """The fields of the three forms; what was typed and what is wrong stands in the one that was sent."""

    def one(at: str, name: str, label: str, value: str = "", **more: Any) -> Field:
        sent = form == at
        wrong = [fault[1]] if sent and fault[0] == name else ()
        shown = given.get(name, "") if sent else value
        return Field(id=f"{at}-{name}", name=name, label=label, value=shown, errors=wrong, **more)

    names: list[tuple[str, str, dict[str, Any]]] = [
        ("name", _("Why it is closed"), {}), ("name_en", _("The same in English"), {"optional": True}),
    ]  # fmt: skip
    until = _("Only from this time on")
    like = _("Like 11:30; empty when the whole day is closed.")
    half: dict[str, Any] = {"optional": True, "latin": True, "help": like}
    now = {(row.weekday): row for row in rows if row.until is None}
    return {
        "sudden": [
            one("sudden", "day", _("Day"), jalali.show(today), type="jalali_date"),
            *(one("sudden", name, label, **more) for name, label, more in names),
            one("sudden", "closes", until, **half),
        ],
        "holiday": [
            one("holiday", "day", _("Day"), type="jalali_date"),
            *(one("holiday", name, label, **more) for name, label, more in names),
            one("holiday", "closes", until, **half),
            one("holiday", "estimated", _("Estimated: it is confirmed when the moon is seen"), type="checkbox"),
        ],
        "since": [one("hours", "since", _("From this day on"), type="jalali_date")],
        "week": [
            one("hours", f"{end}{number}", words % {"day": weekday(number)}, _shown(now.get(number), end), latin=True)
            for number in WEEK
            for end, words in (("opens", _("%(day)s, from")), ("closes", _("%(day)s, until")))
        ],
    }  # fmt: skip


def _shown(row: organisation.WorkHours | None, end: str) -> str:
    return bare(f"{getattr(row, end):%H:%M}") if row else ""

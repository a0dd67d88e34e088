"""Changing when an institution works: hours from a day on, holidays, sudden closures. For administrators; every change
is in the audit and announced, and this process works with it at once, the others within seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from functools import partial, wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.organisation.domain.calendar import calendar_of, read_calendar
from pishkhan.organisation.events import CalendarChanged
from pishkhan.organisation.models import Holiday, WorkHours
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

MOST = 120
"""Closed days in one Jalali year."""
LONGEST_NAME = 120
BACK, AHEAD = timedelta(days=366), timedelta(days=3 * 366)
FIXED = {
    (1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13), (3, 14), (3, 15), (11, 22), (12, 29),
}  # fmt: skip
"""Holidays of the solar year (month, day); all others follow the moon and are estimated until confirmed."""
ESTIMATED = " (تخمینی)", " (estimated)"
Week = Mapping[int, tuple[time, time]]
"""Weekday (0 = Monday) → when it opens and closes; a day that is not named is closed."""
P = ParamSpec("P")
T = TypeVar("T")


def _change(verb: Callable[P, T]) -> Callable[P, T]:
    """By administrators, one at a time; what changed is announced. Raises DomainError not_found."""

    @wraps(verb)
    @transaction.atomic
    def done(*args: P.args, **given: P.kwargs) -> T:
        actor = cast("Actor", given["actor"])
        if not actor.is_administrator:
            raise DomainError("not_found")
        audit.hold(actor.institution_id)
        found = verb(*args, **given)
        if found:
            events.announce(CalendarChanged(institution_id=actor.institution_id))
            transaction.on_commit(partial(read_calendar, actor.institution_id))
        return found

    return done


@_change
def change_hours(*, actor: Actor, since: date, week: Week) -> bool:
    """Make `week` the hours from a day on; days before keep theirs, later changes are taken back. Whether it changed.

    Raises DomainError not_found, day_far, hours_none, hours_order.
    """
    _near(since)
    if not week:
        raise DomainError("hours_none", field="hours")
    if any(opens >= closes for opens, closes in week.values()):
        raise DomainError("hours_order", field="hours")
    here = WorkHours.objects.filter(institution_id=actor.institution_id)
    wanted = {(day, *span) for day, span in week.items()}
    going_on = here.filter(Q(until=None) | Q(until__gte=since))
    same = set(going_on.values_list("weekday", "opens", "closes")) == wanted
    if same and not going_on.exclude(since__lte=since, until=None).exists():
        return False
    here.filter(since__gte=since).delete()
    going_on.update(until=since - timedelta(days=1))
    WorkHours.objects.bulk_create(
        WorkHours(institution_id=actor.institution_id, weekday=day, opens=opens, closes=closes, since=since)
        for day, opens, closes in sorted(wanted)
    )
    after = {"since": since.isoformat(), "week": {str(day): _span(*span) for day, span in sorted(week.items())}}
    _note(actor, "calendar.hours", after=after)
    return True


@_change
def keep_holiday(
    *, actor: Actor, day: date, name: Mapping[str, str], closes: time | None = None, confirmed: bool = True,
    sudden: bool = False,
) -> bool:  # fmt: skip
    """Close a day, or from a time on. A day that is closed already gets these words. Whether it changed.

    Raises DomainError not_found, day_far, closure_name, holidays_many.
    """
    _near(day)
    words = {lang: clean_display(str(text)).strip()[:LONGEST_NAME] for lang, text in name.items()}
    words = {"fa": words.get("fa", ""), "en": words.get("en", "") or words.get("fa", "")}
    if not words["fa"]:
        raise DomainError("closure_name", field="name")
    fields = {"name": words, "closes": closes, "confirmed": confirmed}
    row = Holiday.objects.filter(institution_id=actor.institution_id, day=day).first()
    before = _facts(row)
    if row is None:
        _room(actor.institution_id, day)
        Holiday.objects.create(institution_id=actor.institution_id, day=day, **fields)
    elif all(getattr(row, key) == value for key, value in fields.items()):
        return False
    else:
        Holiday.objects.filter(id=row.id).update(**fields)
    after = {"day": day.isoformat(), "closes": _hour(closes), "confirmed": confirmed}
    _note(actor, "calendar.closed_suddenly" if sudden else "calendar.holiday", words["fa"], before, after)
    return True


@_change
def remove_holiday(*, actor: Actor, holiday_id: int) -> bool:
    """Work on this day as on any other. Raises DomainError not_found."""
    row = _one(actor, holiday_id)
    _note(actor, "calendar.holiday_removed", str(row.name.get("fa", "")), _facts(row))
    row.delete()
    return True


@_change
def confirm_holiday(*, actor: Actor, holiday_id: int) -> bool:
    """The day is announced officially. Raises DomainError not_found."""
    row = _one(actor, holiday_id)
    if row.confirmed:
        return False
    _note(actor, "calendar.confirmed", str(row.name.get("fa", "")), _facts(row))
    row.confirmed = True
    row.save(update_fields=["confirmed"])
    return True


@_change
def fill_year(*, actor: Actor, year: int) -> int:
    """Add the public holidays of a Jalali year as they are foreseen; days that are there already stay as they are. How
    many were added. Raises DomainError not_found, year_wrong."""
    if abs(year - jalali.year(timezone.localdate())) > 2:
        raise DomainError("year_wrong", field="year")
    days = foreseen(year)
    there = set(
        Holiday.objects.filter(institution_id=actor.institution_id, day__in=days).values_list("day", flat=True)
    )
    fresh = [
        Holiday(institution_id=actor.institution_id, day=day, name=name, confirmed=jalali.parts(day)[1:] in FIXED)
        for day, name in days.items()
        if day not in there
    ]
    Holiday.objects.bulk_create(fresh)
    if fresh:
        _note(actor, "calendar.filled", after={"year": year, "days": len(fresh)})
    return len(fresh)


def foreseen(year: int) -> dict[date, dict[str, str]]:
    """The public holidays of Iran in a Jalali year, by the almanac of the `holidays` package."""
    import holidays  # reads its tables when imported; needed once a year

    first, last = bounds(year)
    found: dict[date, dict[str, str]] = {}
    for lang, code, mark in (("fa", "fa_IR", ESTIMATED[0]), ("en", "en_US", ESTIMATED[1])):
        for day, name in holidays.country_holidays("IR", years=[first.year, last.year], language=code).items():
            if first <= day <= last:
                found.setdefault(day, {})[lang] = name.replace(mark, "").replace("; ", "، " if lang == "fa" else ", ")
    return dict(sorted(found.items()))


def bounds(year: int) -> tuple[date, date]:
    """First and last day of a Jalali year."""
    return jalali.to_date(year, 1, 1), jalali.to_date(year + 1, 1, 1) - timedelta(days=1)


def holidays_of(institution_id: UUID, first: date, last: date) -> list[Holiday]:
    """Closed days between two days, both included, in their order."""
    return list(Holiday.objects.filter(institution_id=institution_id, day__range=(first, last)).order_by("day"))


def hours_of(institution_id: UUID) -> list[WorkHours]:
    """Dated rows of hours that hold today or later, oldest first."""
    rows = WorkHours.objects.filter(institution_id=institution_id)
    return list(rows.filter(Q(until=None) | Q(until__gte=timezone.localdate())).order_by("since", "weekday", "opens"))


def coming(institution_id: UUID, days: int) -> list[Holiday]:
    """Closed days among the next so many, today included, on which the institution would else be open."""
    today = timezone.localdate()
    closed = set(calendar_of(institution_id).closed_days(today, days))
    if not closed:
        return []
    return [row for row in holidays_of(institution_id, today, today + timedelta(days=days)) if row.day in closed]


def changed_here(institution_id: UUID) -> bool:
    """Whether somebody changed the calendar in the console: then a pack leaves it alone."""
    return audit.history(institution_id).filter(action__startswith="calendar.").exists()


def tell_changed(institution_id: UUID) -> None:
    """Have deadlines counted anew, after a pack changed the calendar."""
    events.announce(CalendarChanged(institution_id=institution_id))


def _near(day: date) -> None:
    today = timezone.localdate()
    if not today - BACK <= day <= today + AHEAD:
        raise DomainError("day_far", field="day")


def _room(institution_id: UUID, day: date) -> None:
    first, last = bounds(jalali.year(day))
    if Holiday.objects.filter(institution_id=institution_id, day__range=(first, last)).count() >= MOST:
        raise DomainError("holidays_many", most=MOST, field="day")


def _one(actor: Actor, holiday_id: int) -> Holiday:
    row = Holiday.objects.filter(institution_id=actor.institution_id, id=holiday_id).first()
    if row is None:
        raise DomainError("not_found")
    return row


def _facts(row: Holiday | None) -> dict[str, object]:
    if row is None:
        return {}
    return {"day": row.day.isoformat(), "closes": _hour(row.closes), "confirmed": row.confirmed}


def _hour(value: time | None) -> str:
    return value.isoformat("minutes") if value else ""


def _span(opens: time, closes: time) -> str:
    return f"{_hour(opens)}-{_hour(closes)}"


def _note(
    actor: Actor, action: str, reason: str = "", before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    line = Line(action, "calendar", actor.institution_id, reason, before or {}, after or {})
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])

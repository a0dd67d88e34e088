"""Hours, holidays and sudden closures: by administrators, told, and never doubled."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.organisation.models import Holiday, WorkHours
from pishkhan.plumbing.models import AuditEntry
from tests.factories.packs import load

TODAY = date(2026, 11, 26)
NAME = {"fa": "آلودگی هوا", "en": "Air pollution"}


@pytest.fixture
def admin(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 9, tzinfo=organisation.TEHRAN))
    caches["local"].clear()
    return load("iums-nursing").actor("admin")


def announced() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args->>'subscriber' = 'workflow.recount_deadlines'"
        )
        return cursor.fetchone()[0]


def actions() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="calendar.").order_by("seq")
    return list(rows.values_list("action", flat=True))


def test_sudden_closure_holds_at_once_and_is_announced_once(admin):
    calendar = organisation.calendar_of(admin.institution_id)
    saturday = datetime(2026, 11, 28, 8, tzinfo=organisation.TEHRAN)
    assert calendar.after(saturday, 1) == saturday + timedelta(hours=1)
    kept = {"actor": admin, "day": date(2026, 11, 28), "name": NAME, "sudden": True}
    assert [organisation.keep_holiday(**kept), organisation.keep_holiday(**kept)] == [True, False]
    fresh = organisation.read_calendar(admin.institution_id)
    assert fresh.after(saturday, 1) == saturday + timedelta(days=1, hours=1)
    assert organisation.calendar_of(admin.institution_id) is fresh
    assert (announced(), actions()) == (1, ["calendar.closed_suddenly"])


def test_half_day_closes_early(admin):
    organisation.keep_holiday(actor=admin, day=date(2026, 11, 28), name=NAME, closes=time(10))
    calendar = organisation.read_calendar(admin.institution_id)
    opened = datetime(2026, 11, 28, 8, tzinfo=organisation.TEHRAN)
    assert calendar.after(opened, 3) == datetime(2026, 11, 29, 9, tzinfo=organisation.TEHRAN)


def test_year_is_filled_once_and_moon_days_are_estimated(admin):
    there = Holiday.objects.filter(institution_id=admin.institution_id).count()
    added = organisation.fill_year(actor=admin, year=1406)
    assert added > 10
    assert organisation.fill_year(actor=admin, year=1406) == 0
    assert Holiday.objects.filter(institution_id=admin.institution_id).count() == there + added
    first, last = organisation.year_bounds(1406)
    found = {row.day: row for row in organisation.holidays_of(admin.institution_id, first, last)}
    oil, fitr = found[jalali.to_date(1406, 12, 29)], found[date(2028, 2, 27)]
    assert (oil.confirmed, fitr.confirmed) == (True, False)
    assert fitr.name == {"fa": "عید سعید فطر", "en": "Eid al-Fitr"}  # no mark in the name: the row says it
    assert actions() == ["calendar.filled"]


def test_estimated_day_is_confirmed_or_taken_away(admin):
    organisation.keep_holiday(actor=admin, day=date(2026, 12, 23), name=NAME, confirmed=False)
    row = Holiday.objects.get(institution_id=admin.institution_id, day=date(2026, 12, 23))
    assert organisation.confirm_holiday(actor=admin, holiday_id=row.id) is True
    assert organisation.confirm_holiday(actor=admin, holiday_id=row.id) is False
    organisation.remove_holiday(actor=admin, holiday_id=row.id)
    assert not Holiday.objects.filter(id=row.id).exists()
    assert actions() == ["calendar.holiday", "calendar.confirmed", "calendar.holiday_removed"]


def test_hours_change_from_a_day_on_and_days_before_keep_theirs(admin):
    since = date(2026, 12, 12)
    week = {day: (time(7), time(13)) for day in (6, 0, 1, 2)} | {3: (time(7), time(11))}
    assert organisation.change_hours(actor=admin, since=since, week=week) is True
    assert organisation.change_hours(actor=admin, since=since, week=week) is False
    calendar = organisation.read_calendar(admin.institution_id)
    before = datetime(2026, 12, 9, 15, tzinfo=organisation.TEHRAN)  # a Wednesday
    assert calendar.after(before, 0.5) == datetime(2026, 12, 9, 15, 30, tzinfo=organisation.TEHRAN)
    # Saturday the 12th is free now, Thursday is worked until eleven.
    assert calendar.after(before, 1) == datetime(2026, 12, 13, 7, 30, tzinfo=organisation.TEHRAN)
    thursday = datetime(2026, 12, 17, 10, tzinfo=organisation.TEHRAN)
    assert calendar.after(thursday, 2) == datetime(2026, 12, 20, 8, tzinfo=organisation.TEHRAN)
    # Taken back before it came: nothing of it is left.
    usual = {day: (time(8), time(15, 30)) for day in (5, 6, 0, 1, 2)}
    organisation.change_hours(actor=admin, since=date(2026, 12, 1), week=usual)
    assert not WorkHours.objects.filter(institution_id=admin.institution_id, since=since).exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"day": TODAY - timedelta(days=400)}, "day_far"), ({"day": TODAY + timedelta(days=1200)}, "day_far"),
        ({"name": {"fa": " ", "en": "x"}}, "closure_name"),
    ],
)  # fmt: skip
def test_closures_that_cannot_be_are_refused(admin, given, code):
    with pytest.raises(DomainError) as refused:
        organisation.keep_holiday(**{"actor": admin, "day": TODAY, "name": NAME, **given})
    assert (refused.value.code, announced()) == (code, 0)


@pytest.mark.parametrize(
    ("week", "code"), [({}, "hours_none"), ({0: (time(9), time(9))}, "hours_order")]
)
def test_hours_that_cannot_be_are_refused(admin, week, code):
    with pytest.raises(DomainError) as refused:
        organisation.change_hours(actor=admin, since=TODAY, week=week)
    assert refused.value.code == code


def test_closed_days_of_a_year_are_limited(admin):
    first, _ = organisation.year_bounds(1406)
    Holiday.objects.filter(institution_id=admin.institution_id).delete()
    Holiday.objects.bulk_create(
        Holiday(institution_id=admin.institution_id, day=first + timedelta(days=n), name=NAME) for n in range(120)
    )
    with pytest.raises(DomainError) as refused:
        organisation.keep_holiday(actor=admin, day=first + timedelta(days=200), name=NAME)
    assert refused.value.code == "holidays_many"


def test_nobody_but_an_administrator_changes_the_calendar(admin):
    university = load("iums-nursing")
    for login in ("manager", "edu.lead", "981020304"):
        with pytest.raises(DomainError) as refused:
            organisation.keep_holiday(actor=university.actor(login), day=TODAY, name=NAME)
        assert refused.value.code == "not_found"


def test_coming_closed_days_are_those_one_would_work_on(admin):
    for day in (date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 20)):  # a Friday, a Saturday, far away
        organisation.keep_holiday(actor=admin, day=day, name=NAME)
    organisation.read_calendar(admin.institution_id)
    assert [row.day for row in organisation.coming(admin.institution_id, 14)] == [date(2026, 11, 28)]

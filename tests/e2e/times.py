"""Deadlines in states that pages show: overdue tasks, usual times, closed days to come, requests followed by a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.organisation.models import Holiday
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow.models import Span, Task
from tests.factories.packs import University


def prepared(university: University, found: Mapping[str, str]) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    organisation.fill_year(actor=university.actor("admin"), year=1406)
    _closed(university)
    _usual(university)
    numbers = {"followed": found["back"], "followed_over": found["cleared"]}
    codes = {name: servicedesk.following.code_of(_request(university, number)) for name, number in numbers.items()}
    return {**codes, "late_office": str(_late(university))}


def _request(university: University, number: str) -> servicedesk.Request:
    return servicedesk.Request.objects.get(institution_id=university.id, number=number)


def _closed(university: University) -> None:
    """A day soon on which one would work."""
    day = timezone.localdate() + timedelta(days=3)
    while day.weekday() in (3, 4):
        day += timedelta(days=1)
    Holiday.objects.get_or_create(
        institution_id=university.id, day=day,
        defaults={"name": {"fa": "آلودگی هوا", "en": "Air pollution"}, "confirmed": False},
    )  # fmt: skip


def _usual(university: University) -> None:
    units = organisation.unit_ids(university.id)
    hours = {"education": (6, 14), "student-affairs": (3, 5), "nutrition": (10, 40), "dormitory": (1, 2)}
    for office, (p50, p80) in hours.items():
        Span.objects.get_or_create(
            institution_id=university.id, process_key="nursing-clearance", node=office, office_id=units[office],
            defaults={"tasks": 48, "p50": p50 * 3600, "p80": p80 * 3600, "at": timezone.now()},
        )  # fmt: skip


def _late(university: University) -> object:
    """The office of an open task, which is overdue from now on."""
    tasks = Task.objects.filter(case__institution_id=university.id, status="ready", paused_at=None)
    office = organisation.unit_ids(university.id)["nutrition"]
    row = tasks.filter(office_id=office).first() or tasks.exclude(office_id=None).first()
    assert row is not None
    Task.objects.filter(id=row.id).update(due_at=timezone.now() - timedelta(days=2), office_id=office)
    return office

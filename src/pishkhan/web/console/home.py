"""Processes: what is published, what it asks of whom, and how many cases run on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.web.components.language import current
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.workflow import api as workflow


@dataclass(frozen=True, slots=True)
class Row:
    """One station as the table shows it (C12)."""

    number: int
    title: str
    user: str
    office: str
    private: bool


@dataclass(frozen=True, slots=True)
class Published:
    """One version of a process."""

    id: UUID
    number: int
    at: datetime
    open_cases: int
    stations: list[workflow.Station]
    shown: list[Row]


@dataclass(frozen=True, slots=True)
class ShownProcess:
    key: str
    title: str
    versions: list[Published]


@administrators
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "console/home.html", {**around(request, "console"), "processes": processes(request)})


def processes(request: HttpRequest) -> list[ShownProcess]:
    """Every process of the institution, its newest version first."""
    institution_id = actor_of(request).institution_id
    counts = workflow.open_counts(institution_id)
    found: dict[str, ShownProcess] = {}
    units = {unit.key: pick(unit.name) for unit in organisation.units_of(institution_id).values()}
    for version in workflow.versions_of(institution_id):
        stations = workflow.stations(version.id)
        process = version.process
        shown = found.setdefault(process.key, ShownProcess(process.key, pick(process.title) or process.key, []))
        shown.versions.append(
            Published(
                version.id, version.number, version.created_at, counts.get(version.id, 0), stations,
                [_row(station, units) for station in stations],
            )
        )  # fmt: skip
    return list(found.values())


def _row(station: workflow.Station, units: Mapping[str, str]) -> Row:
    offices = [_office(word, units) for word in station.office.split()]
    return Row(
        station.number, pick(station.title), pick(station.user), ("، " if current() == "fa" else ", ").join(offices),
        station.private,
    )  # fmt: skip


def _office(word: str, units: Mapping[str, str]) -> str:
    if word == "@faculty":
        return _("The student's faculty")
    if word.startswith("@faculty/"):
        return _("A unit of the student's faculty")
    return units.get(word, word)

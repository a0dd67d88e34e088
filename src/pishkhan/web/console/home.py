"""Processes: what is published, what it asks of whom, and how many cases run on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pishkhan.plumbing.texts import pick
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.workflow import api as workflow


@dataclass(frozen=True, slots=True)
class Published:
    """One version of a process."""

    id: UUID
    number: int
    at: datetime
    open_cases: int
    stations: list[workflow.Station]


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
    for version in workflow.versions_of(institution_id):
        process = version.process
        shown = found.setdefault(process.key, ShownProcess(process.key, pick(process.title) or process.key, []))
        shown.versions.append(
            Published(
                version.id, version.number, version.created_at, counts.get(version.id, 0),
                workflow.stations(version.id),
            )
        )  # fmt: skip
    return list(found.values())

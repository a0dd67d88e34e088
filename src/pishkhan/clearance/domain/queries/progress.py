"""How far a case is: its stations as the student and the clerk read them, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Outcome, Station, TaskStatus


@dataclass(frozen=True, slots=True)
class ShownStation:
    """One line of the station list. `status` is a badge key: done, na, open, new, debt, visit, back, wait."""

    number: int
    node: str
    title: dict[str, str]
    office: dict[str, str]
    user: dict[str, str]
    status: str
    holder: str = ""
    since: datetime | None = None
    task: workflow.Task | None = None
    station: Station | None = None
    dues: list[payments.OpenDue] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.status in {"done", "na"}


def _status(task: workflow.Task) -> str:
    if task.status == TaskStatus.DONE:
        return "na" if task.outcome == Outcome.NOT_APPLICABLE else "done"
    if task.returned:
        return "back"
    if task.debt_held:
        return "debt"
    if task.visit_open:
        return "visit"
    return "open"


@dataclass(frozen=True, slots=True)
class Walk:
    """The case of a request and every task it ever had, oldest first: read once for all that a page tells of it."""

    case: workflow.Case | None
    tasks: list[workflow.Task] = field(default_factory=list)


def walk_of(request: servicedesk.Request) -> Walk:
    """The caller has decided that its actor may see the request."""
    case = workflow.case_of_request(request.institution_id, request.id)
    return Walk(case, workflow.tasks_of_case(case.id)) if case else Walk(None)


def progress(request: servicedesk.Request, walk: Walk | None = None) -> list[ShownStation]:
    """Every station of the case's version, in its numbered order, with its newest walk.

    A station the case passed by (no dormitory, no IT) is left out once the case is past it; the caller has decided
    that its actor may see the request. Neutral stations name nobody (B22).
    """
    walk = walk or walk_of(request)
    case = walk.case
    if case is None:
        return []
    tasks = [task for task in walk.tasks if task.status != TaskStatus.CANCELLED]
    latest: dict[str, list[workflow.Task]] = {}
    for task in tasks:
        latest[task.node] = [t for t in latest.get(task.node, []) if t.office_id != task.office_id] + [task]
    people = identity.names([t.done_by or t.assignee_id for t in tasks])
    units = organisation.units_by_id([t.office_id for t in tasks if t.office_id])
    dues: dict[UUID, list[payments.OpenDue]] = {}
    for due in payments.dues_of_request(request.id):
        dues.setdefault(due.office_id, []).append(due)
    reached = max((workflow.station(case.version_id, t.node).number for t in tasks), default=0)
    shown: list[ShownStation] = []
    stations = workflow.stations(case.version_id)
    gone = latest.keys() - {station.node for station in stations}
    stations += [workflow.station(case.version_id, node) for node in sorted(gone)]
    for station in sorted(stations, key=lambda station: station.number):
        walked = latest.get(station.node, [])
        if not walked:
            skipped = case.status != workflow.CaseStatus.OPEN or station.number < reached
            if not skipped:
                shown.append(ShownStation(station.number, station.node, station.title, {}, station.user, "wait"))
            continue
        for task in walked:
            unit = units.get(task.office_id) if task.office_id else None
            who = people.get(task.done_by or task.assignee_id or task.id, "")
            shown.append(
                ShownStation(
                    number=station.number, node=station.node, title=station.title, station=station, task=task,
                    office=unit.name if unit else {}, user=station.user, status=_status(task),
                    holder="" if station.neutral else who, since=task.done_at or task.created_at,
                    dues=dues.get(task.office_id, []) if task.office_id else [],
                )
            )  # fmt: skip
    return shown


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline: an action code, the station it concerns, and when."""

    action: str
    at: datetime
    title: dict[str, str]
    by: str = ""
    values: dict[str, Any] = field(default_factory=dict)


PUBLIC_ACTIONS = {
    "case.opened", "task.opened", "task.done", "task.reopened", "waiting.visit", "waiting.debt", "waiting.student",
    "waited.visit", "waited.debt", "waited.student", "request.corrected", "case.finished", "certificate.revoked",
    "case.cancelled", "case.reopened",
}  # fmt: skip


def timeline(request: servicedesk.Request, walk: Walk | None = None, *, most: int = 60) -> list[Happened]:
    """What happened, newest first, as the student may read it: no names, no notes, no reasons."""
    case = (walk or walk_of(request)).case
    if case is None:
        return []
    titles = {s.node: s.title for s in workflow.stations(case.version_id)}
    found = []
    for entry in audit.history(case.id, newest_first=True).filter(action__in=PUBLIC_ACTIONS)[:most]:
        title = titles.get(str(entry.after.get("node", "")), {})
        found.append(Happened(entry.action, entry.at, title, values={"outcome": entry.after.get("outcome", "")}))
    return found

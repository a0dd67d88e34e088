"""Which open tasks came to which threshold and were not told of yet.

What an office has that was told already, or waits for the student, is passed over by the statements themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.plumbing import rows
from pishkhan.plumbing.rows import Statement
from pishkhan.workflow.domain.thresholds import Threshold, Times, times_of
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.models import ProcessVersion

AT_ONCE = 500
"""Tasks looked at in one go; those of one reader among them make one message."""
NONE = UUID(int=0)
LONG_AGO = datetime.min.replace(tzinfo=organisation.TEHRAN, year=1900)

_FOUND = """
    SELECT t.id, t.case_id, t.node, t.assignee_id, t.wants_role, t.due_at, c.version_id
    FROM workflow_task t JOIN workflow_case c ON c.id = t.case_id {near}
    WHERE t.office_id = %(office)s AND t.status = 'ready' AND t.paused_at IS NULL
    AND t.due_at > %(from)s AND t.due_at <= %(until)s AND (t.due_at, t.id) > (%(due)s, %(last)s)
    AND NOT EXISTS (SELECT FROM workflow_reminder r WHERE r.task_id = t.id AND r.threshold = %(threshold)s)
    ORDER BY t.due_at, t.id LIMIT %(most)s
"""
_NEAR = """
    JOIN unnest(%(versions)s::uuid[], %(nodes)s::text[], %(horizons)s::timestamptz[]) AS h (version_id, node, at)
    ON h.version_id = c.version_id AND h.node = t.node AND t.due_at <= h.at
"""
_OPEN = Statement("""
    SELECT 1 FROM workflow_task WHERE office_id = ANY(%(offices)s::uuid[]) AND status = 'ready' AND paused_at IS NULL
    AND due_at IS NOT NULL LIMIT 1
""")
_WAITING = """
    FROM unnest(%(offices)s::uuid[], %(thresholds)s::text[], %(since)s::timestamptz[], %(until)s::timestamptz[])
        WITH ORDINALITY AS o (office, threshold, since, until, place)
    JOIN workflow_task t ON t.office_id = o.office AND t.status = 'ready' AND t.paused_at IS NULL
        AND t.due_at > o.since AND t.due_at <= o.until {near}
    WHERE NOT EXISTS (SELECT FROM workflow_reminder r WHERE r.task_id = t.id AND r.threshold = o.threshold)
"""
_WAITING_NEAR = """
    JOIN workflow_case c ON c.id = t.case_id
    JOIN unnest(%(of)s::text[], %(versions)s::uuid[], %(nodes)s::text[], %(horizons)s::timestamptz[])
        AS h (threshold, version_id, node, at)
    ON h.threshold = o.threshold AND h.version_id = c.version_id AND h.node = t.node AND t.due_at <= h.at
"""
_LATE_HERE = " ".join(f"SELECT DISTINCT o.place {_WAITING.format(near='')}".split())
_NEAR_HERE = " ".join(f"SELECT DISTINCT o.place {_WAITING.format(near=_WAITING_NEAR)}".split())
_LATE_SQL = " ".join(_FOUND.format(near="").split())
_NEAR_SQL = " ".join(_FOUND.format(near=_NEAR).split())

Wanted = tuple[organisation.Unit, Threshold, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """A task that came to a threshold."""

    id: UUID
    case_id: UUID
    node: str
    assignee_id: UUID | None
    wants_role: str
    due_at: datetime
    version_id: UUID


def anything_open(offices: Collection[UUID]) -> bool:
    """Whether any of some offices has a task whose clock runs towards a deadline, or past it."""
    return _OPEN.row(offices=list(offices)) is not None


def with_something_to_tell(institution_id: UUID, offices: Collection[organisation.Unit]) -> list[Wanted]:
    """The few offices and thresholds of which something was not told yet, found for all at once."""
    calendar, rules, now = organisation.read_calendar(institution_id), times_of(institution_id), timezone.now()
    given, usual = _hours_given(institution_id), Times()
    asked: dict[Threshold, dict[str, Any] | None] = {}
    wanted: list[Wanted] = []
    for office in offices:
        for threshold in rules.get(office.id, usual).thresholds():
            if threshold not in asked:
                asked[threshold] = _reached(calendar, threshold, given, now)
            if values := asked[threshold]:
                wanted.append((office, threshold, values))
    late, near = ([each for each in wanted if each[1].is_late is is_late] for is_late in (True, False))
    places = {id(late[at]) for at in _places(_LATE_HERE, late)} | {id(near[at]) for at in _places(_NEAR_HERE, near)}
    return [each for each in wanted if id(each) in places]


def _places(sql: str, wanted: list[Wanted]) -> list[int]:
    """Which of some (office, threshold) have a task to tell of, by their places in the list."""
    if not wanted:
        return []
    values: dict[str, Any] = {
        "offices": [office.id for office, _, _ in wanted], "thresholds": [one.name for _, one, _ in wanted],
        "since": [asked["from"] for _, _, asked in wanted], "until": [asked["until"] for _, _, asked in wanted],
    }  # fmt: skip
    near = {one.name: asked for _, one, asked in wanted if "nodes" in asked}
    if near:
        values["of"] = [name for name, asked in near.items() for _ in asked["nodes"]]
        for name in ("versions", "nodes", "horizons"):
            values[name] = [each for asked in near.values() for each in asked[name]]
    return sorted(row[0] - 1 for row in rows.run(sql, values).fetchall())


def _hours_given(institution_id: UUID) -> list[tuple[UUID, str, float]]:
    """(version, station, working hours it is given) for all that have a deadline."""
    versions = ProcessVersion.objects.filter(process__institution_id=institution_id).order_by("id")
    return [
        (version, node.id, hours)
        for version in versions.values_list("id", flat=True)
        for node in compiled(version).graph.nodes.values()
        if (hours := float(node.attrs.get("deadline") or 0))
    ]


def _reached(
    calendar: organisation.Calendar, threshold: Threshold, given: list[tuple[UUID, str, float]], now: datetime
) -> dict[str, Any] | None:
    """What the statement asks for: deadlines so near, or so far behind. None when nothing has a deadline.

    A part of the time given is used up when less than the rest lies between now and the deadline, which pauses and
    changes of the calendar have moved already.
    """
    if threshold.is_late:
        return {"from": LONG_AGO, "until": calendar.before(now, threshold.hours), "threshold": threshold.name}
    rest = {hours: calendar.after(now, hours * (100 - threshold.percent) / 100) for _, _, hours in given}
    if not rest:
        return None
    return {
        "from": now, "until": max(rest.values()), "threshold": threshold.name,
        "versions": [version for version, _, _ in given], "nodes": [node for _, node, _ in given],
        "horizons": [rest[hours] for _, _, hours in given],
    }  # fmt: skip


def batches(office_id: UUID, threshold: Threshold, asked: dict[str, Any]) -> Iterator[list[Found]]:
    due, last = LONG_AGO, NONE
    sql = _LATE_SQL if threshold.is_late else _NEAR_SQL
    while True:
        values = {**asked, "office": office_id, "due": due, "last": last, "most": AT_ONCE}
        batch = [Found(*row) for row in rows.run(sql, values).fetchall()]
        if batch:
            yield batch
        if len(batch) < AT_ONCE:
            return
        due, last = batch[-1].due_at, batch[-1].id

"""The lines of the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.sla import Sla
from pishkhan.web.desk import clock, names, stand_in
from pishkhan.workflow import api as workflow

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One task as the table shows it. `staff` is who a lead may give it to; empty where the reader cannot assign.
    `instead_of` is the absent colleague in whose place the reader would work on it."""

    id: UUID
    url: str
    claim_url: str
    student: str
    student_number: str
    title: str
    number: str
    station: str
    status: str
    holder: str
    mine: bool
    free: bool
    claimable: bool
    staff: Sequence[tuple[UUID, str]]
    since: datetime
    sla: Sla | None
    unread: bool
    instead_of: str = ""
    filed: datetime | None = None
    faculty: str = ""
    holder_id: UUID | None = None


def lines(
    actor: Actor, rows: Sequence[servicedesk.Row], staff: Mapping[UUID, Sequence[identity.Person]],
    absent: stand_in.Names | None = None,
) -> list[Line]:  # fmt: skip
    """The rows of a page, dressed; asks the database nothing."""
    calendar, now = organisation.calendar_of(actor.institution_id), timezone.now()
    # An address is made once and filled in: working one out for each row takes longer than drawing the row.
    urls = [reverse(name, args=[NOBODY]) for name in ("desk-task", "desk-claim")]
    return [_line(actor, row, staff, calendar, now, urls, absent or {}) for row in rows]


def _line(
    actor: Actor, row: servicedesk.Row, staff: Mapping[UUID, Sequence[identity.Person]],
    calendar: organisation.Calendar, now: datetime, urls: Sequence[str], absent: stand_in.Names,
) -> Line:  # fmt: skip
    task, request = row.task, row.request
    leads = actor.sits_at(task.office_id, Role.LEAD)
    able = staff.get(task.office_id, ()) if leads and task.office_id else ()
    url, claim_url = (each.replace(str(NOBODY), str(task.id)) for each in urls)
    return Line(
        id=task.id, url=url, claim_url=claim_url,
        student=request.applicant.shown_name, student_number=request.enrolment.student_number,
        title=names.of_request(request), number=request.number, station=pick(row.station.title),
        status=clock.status_of(task), holder=row.holder, mine=task.assignee_id == actor.person_id,
        free=task.assignee_id is None, claimable=task.assignee_id is None and (task.wants_role != Role.LEAD or leads),
        staff=[(person.id, person.shown_name) for person in able], since=task.created_at,
        sla=clock.sla_of(task, calendar, now), unread=row.unread,
        instead_of=stand_in.for_task(actor, task, absent), filed=request.created_at, faculty=_faculty(actor, task),
        holder_id=task.assignee_id,
    )  # fmt: skip


def _faculty(actor: Actor, task: workflow.Task) -> str:
    faculty = task.case.faculty_id
    unit = organisation.units_of(actor.institution_id).get(faculty) if faculty else None
    return pick(unit.name) if unit else ""

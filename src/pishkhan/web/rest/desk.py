"""The inbox of one's offices, and finding requests they have or had."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import P, Query, QueryEx, Router, Schema
from pydantic import Field

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.desk import clock
from pishkhan.web.desk.asking import filter_of
from pishkhan.web.rest.access import DESK, actor_of
from pishkhan.web.rest.shapes import READS, Words, words

router = Router(tags=["desk"])
Sought = Annotated[str, Field(min_length=1, max_length=100)]


class TaskLine(Schema):
    """One open task. `status`: new, open, back, debt or visit. `rev` changes with every change of the task."""

    task: UUID
    number: str
    service: Words
    student: str
    student_number: str
    station: Words
    status: str
    office: UUID | None
    holder: str
    mine: bool
    since: datetime
    due_at: datetime | None
    paused: bool
    unread: bool
    rev: int


class TaskLines(Schema):
    """`next`: the `after` of the next page; null on the last one."""

    rows: list[TaskLine]
    next: str | None


class Counts(Schema):
    """Tasks under every tab, each counted up to 1,000."""

    all: int
    mine: int
    free: int
    visit: int
    debt: int
    student: int
    late: int


class Hit(Schema):
    """`task`: through which the request may be seen, an open one if there is one. `found_in`: number, person, request,
    answers, comment or note."""

    number: str
    service: Words
    student: str
    status: str
    task: UUID | None
    is_open: bool
    found_in: str
    snippet: str


class Hits(Schema):
    """`capped`: more texts have the words than were looked at."""

    rows: list[Hit]
    next: UUID | None
    capped: bool


def clerk(request: HttpRequest) -> Actor:
    """Raises DomainError not_found for who works at no desk."""
    actor = actor_of(request)
    if not actor.is_staff:
        raise DomainError("not_found")
    return actor


@router.get("/desk/tasks/", auth=DESK, response={200: TaskLines, **READS}, url_name="rest-tasks")
def inbox(
    request: HttpRequest, tab: QueryEx[str, P(max_length=60)] = "all", office: Query[UUID | None] = None,
    service: QueryEx[str, P(max_length=60)] = "", faculty: Query[UUID | None] = None,
    order: QueryEx[str, P(max_length=60)] = "due", after: QueryEx[str, P(max_length=90)] = "",
) -> Any:  # fmt: skip
    """Open tasks of one's desks, 25 at a time. `tab`: all, mine, free, visit, debt, student, late; `order`: due,
    created. What is neither counts as not said."""
    actor = clerk(request)
    given = {
        "tab": tab, "office": str(office or ""), "type": service, "faculty": str(faculty or ""), "order": order,
        "after": after,
    }  # fmt: skip
    page = servicedesk.inbox(actor, filter_of(given))
    return {"rows": [_line(actor, row) for row in page.rows], "next": page.next or None}


def _line(actor: Actor, row: servicedesk.Row) -> dict[str, Any]:
    task, request = row.task, row.request
    return {
        "task": task.id, "number": request.number, "service": words(request.type.name),
        "student": request.applicant.shown_name, "student_number": request.enrolment.student_number,
        "station": words(row.station.title), "status": clock.status_of(task), "office": task.office_id,
        "holder": row.holder, "mine": (task.assignee_id, task.office_id) in actor.given(), "since": task.created_at,
        "due_at": task.due_at, "paused": task.paused_at is not None, "unread": row.unread, "rev": task.rev,
    }  # fmt: skip


@router.get("/desk/counts/", auth=DESK, response={200: Counts, **READS}, url_name="rest-counts")
def counts(request: HttpRequest, office: Query[UUID | None] = None) -> Any:
    """How many tasks stand under every tab."""
    return servicedesk.counters(clerk(request), office)


@router.get("/desk/search/", auth=DESK, response={200: Hits, **READS}, url_name="rest-search")
def search(request: HttpRequest, q: Query[Sought], after: Query[UUID | None] = None) -> Any:
    """Requests that are or were at one of one's desks: by number or identifier exactly, else by whole words."""
    hits = servicedesk.search(clerk(request), q, before=after)
    return {"rows": [_hit(each) for each in hits.rows], "next": hits.next, "capped": hits.capped}


def _hit(hit: servicedesk.Hit) -> dict[str, Any]:
    return {
        "number": hit.request.number, "service": words(hit.request.type.name),
        "student": hit.request.applicant.shown_name, "status": hit.request.customer_status,
        "task": hit.task.id if hit.task else None, "is_open": hit.is_open, "found_in": hit.source,
        "snippet": "".join(text for text, _found in hit.snippet),
    }  # fmt: skip

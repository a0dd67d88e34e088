"""What is overdue at the offices one answers for, and lists to take away as files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import P, Query, QueryEx, Router, Schema, Status
from pydantic import Field

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import files
from pishkhan.web.components.language import current
from pishkhan.web.desk.asking import mark_of, read_mark
from pishkhan.web.rest.access import DESK, DESK_WRITES
from pishkhan.web.rest.desk import clerk
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import READS, WRITES, Words, words
from pishkhan.workflow import api as workflow

router = Router(tags=["desk"])
Said = Annotated[str, Field(max_length=200)]


class LateOffice(Schema):
    """How many tasks are past their deadline, how many of them nobody holds, the oldest deadline."""

    office: UUID
    name: Words
    tasks: int
    free: int
    oldest: datetime


class LateOffices(Schema):
    rows: list[LateOffice]


class LateTask(Schema):
    """`task`: only where one may open it. `holder` is empty where nobody has taken it."""

    task: UUID | None
    number: str
    station: Words
    holder: str
    due_at: datetime


class LateTasks(Schema):
    """`next`: the `after` of the next page; null on the last one."""

    rows: list[LateTask]
    next: str | None


class ListWanted(Schema):
    """`kind`: inbox, found, requests or overdue. What it may be asked: inbox `tab`, `office`, `type`, `faculty`,
    `order`; found `q`; requests `first` and `last` (ISO dates), `status`, `type`, `faculty`. Else it is not looked
    at."""

    kind: Annotated[str, Field(max_length=40)]
    format: Literal["csv", "xlsx"] = "csv"
    query: Annotated[dict[Said, Said], Field(max_length=20)] = {}


class ListFile(Schema):
    """`state`: waiting, running, done or failed. `total` is 0 while it is not known. `is_ready`: the file can be
    fetched, for a week."""

    id: UUID
    kind: str
    format: str
    state: str
    done: int
    total: int
    asked_at: datetime
    is_ready: bool


class ListFiles(Schema):
    rows: list[ListFile]


def _overseer(request: HttpRequest) -> Actor:
    """Raises DomainError not_found for who answers for no office."""
    actor = clerk(request)
    if not workflow.overseen(actor):
        raise DomainError("not_found")
    return actor


@router.get("/desk/overdue/", auth=DESK, response={200: LateOffices, **READS}, url_name="rest-overdue")
def late_offices(request: HttpRequest) -> Any:
    """Offices one answers for that have something overdue, the oldest deadline first."""
    actor = _overseer(request)
    units = organisation.units_of(actor.institution_id)
    return {
        "rows": [
            {
                "office": each.office_id, "name": words(units[each.office_id].name), "tasks": each.tasks,
                "free": each.free, "oldest": each.oldest,
            }
            for each in workflow.overdue(actor)
        ]
    }  # fmt: skip


@router.get("/desk/overdue/tasks/", auth=DESK, response={200: LateTasks, **READS}, url_name="rest-overdue-tasks")
def late_tasks(request: HttpRequest, office: Query[UUID], after: QueryEx[str, P(max_length=90)] = "") -> Any:
    """Tasks of one of them that are past their deadline, the oldest first, 50 at a time."""
    actor = _overseer(request)
    if office not in workflow.overseen(actor):
        raise DomainError("not_found")
    tasks = workflow.overdue_at(actor, office, after=read_mark(after))
    shown, rest = tasks[: workflow.OVERDUE_PAGE], tasks[workflow.OVERDUE_PAGE :]
    return {"rows": _late(actor, shown), "next": mark_of(shown[-1]) if rest else None}


def _late(actor: Actor, tasks: list[workflow.Task]) -> list[dict[str, Any]]:
    numbers = servicedesk.numbers_of(actor.institution_id, [task.case_id for task in tasks])
    titles = workflow.titles_at(actor.institution_id, [(task.case_id, task.node) for task in tasks])
    holders = identity.names([task.assignee_id for task in tasks])
    mine = set(workflow.workable_by(actor).filter(id__in=[task.id for task in tasks]).values_list("id", flat=True))
    return [
        {
            "task": task.id if task.id in mine else None, "number": numbers.get(task.case_id, ""),
            "station": words(titles.get((task.case_id, task.node))), "due_at": task.due_at,
            "holder": holders.get(task.assignee_id, "") if task.assignee_id else "",
        }
        for task in tasks
    ]  # fmt: skip


@router.get("/desk/exports/", auth=DESK, response={200: ListFiles, **READS}, url_name="rest-exports")
def exports(request: HttpRequest) -> Any:
    """The lists one asked for, newest first, at most 50."""
    actor = clerk(request)
    return {"rows": [_told(actor, row) for row in servicedesk.exports.mine(actor)]}


@router.post("/desk/exports/", auth=DESK_WRITES, response={201: ListFile, **WRITES}, url_name="rest-exports",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def begin(request: HttpRequest, wanted: ListWanted) -> Any:
    """Have a list written in the background, in the language of `Accept-Language`; three at a time."""
    actor = clerk(request)
    row = servicedesk.exports.begin_export(
        actor=actor, kind=wanted.kind, query=wanted.query, format=wanted.format, language=current()
    )
    assert row is not None  # no button was pressed
    return Status(201, _told(actor, row))


@router.get("/desk/exports/{uuid:export_id}/", auth=DESK, response={200: ListFile, **READS}, url_name="rest-export")
def export(request: HttpRequest, export_id: UUID) -> Any:
    """How far it is."""
    actor = clerk(request)
    return _told(actor, _mine(actor, export_id))


@router.get("/desk/exports/{uuid:export_id}/file/", auth=DESK, response=READS, url_name="rest-export-file",
            openapi_extra={"responses": {200: {"description": "The file", "content": {"*/*": {}}}}})  # fmt: skip
def fetch(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file; 404 until it is there, and for who lost a desk it was written for."""
    actor = clerk(request)
    row = _mine(actor, export_id)
    if row.file is None or not servicedesk.exports.may_fetch(actor, row):
        raise DomainError("not_found")
    return files.handed(row.file)


def _mine(actor: Actor, export_id: UUID) -> Any:
    """Raises DomainError not_found."""
    row = servicedesk.exports.one(actor, export_id)
    if row is None:
        raise DomainError("not_found")
    return row


def _told(actor: Actor, row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "format": row.format, "state": row.state, "done": row.done,
        "total": row.total, "asked_at": row.created_at, "is_ready": servicedesk.exports.may_fetch(actor, row),
    }  # fmt: skip

"""One task with all that stands on its page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases
from pishkhan.web.desk import conversation, stations
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.rest import forms
from pishkhan.web.rest.access import DESK, actor_of
from pishkhan.web.rest.shapes import READS, Words, Wrong, words
from pishkhan.web.student.files import sent
from pishkhan.workflow import api as workflow

router = Router(tags=["desk"])
AT = "/desk/tasks/{uuid:task_id}/"


class Fact(Schema):
    label: str
    words: str


class Given(Schema):
    """An answer of the request; `recorded` is what the record says where it says otherwise."""

    label: str
    text: str
    recorded: str


class Passed(Schema):
    """Another station: how it ended, by whom and when; its answers where one may read them."""

    number: int
    title: str
    status: str
    result: str
    remark: str
    by: str
    at: datetime | None
    answers: list[forms.Answered]


class TaskMessage(Schema):
    """`kind`: theirs (the student's), pub, or note."""

    kind: str
    author: str
    at: datetime
    body: str


class TaskAttachment(Schema):
    id: UUID
    field: str
    name: str
    size: int
    media_type: str
    state: str


class TaskDebt(Schema):
    """Rials."""

    id: UUID
    reason: str
    evidence: str
    amount: int
    owed: int
    due_date: date | None


class Visit(Schema):
    reason: str
    bring: str
    place: str
    hours: str
    times_told: int


class Task(Schema):
    """`actions`: what else the station offers: hold, return, visit, na. `blocks`: why it cannot be sent now. `form` is
    the step form and `answers` what is typed in it; `draft_rev` goes along when they are kept, `rev` when it is sent.
    `correctable`: fields a return may name."""

    id: UUID
    number: str
    service: Words
    student: str
    station: Words
    status: str
    office: UUID | None
    holder: str
    mine: bool
    is_open: bool
    rev: int
    due_at: datetime | None
    facts: list[Fact]
    given: list[Given]
    passed: list[Passed]
    messages: list[TaskMessage]
    attachments: list[TaskAttachment]
    debts: list[TaskDebt]
    visit: Visit | None
    actions: list[str]
    blocks: list[Wrong]
    form: list[forms.Group]
    answers: dict[str, list[str]]
    draft_rev: int
    correctable: list[str]


@router.get(AT, auth=DESK, response={200: Task, **READS}, url_name="rest-task")
def read(request: HttpRequest, task_id: UUID) -> Any:
    """A task at one of one's desks, open or done. Reading it here does not count as having seen its messages."""
    sheet = Sheet(actor_of(request), task_id)
    task, found = sheet.task, sheet.request
    files = servicedesk.attachments_of(found, sheet.actor)
    talk = conversation.of(sheet, files)
    return {
        "id": task.id, "number": found.number, "service": words(found.type.name),
        "student": found.applicant.shown_name, "station": words(sheet.station.title),
        "status": stations.status(sheet, task, sheet.station), "office": task.office_id,
        "holder": sheet.holder_at(task, sheet.station),
        "mine": sheet.mine, "is_open": sheet.open, "rev": task.rev, "due_at": task.due_at,
        "facts": [{"label": each.label, "words": each.words} for each in sheet.facts()],
        "given": [{"label": each.label, "text": each.text, "recorded": each.recorded} for each in sheet.given()],
        "passed": [_passed(each) for each in stations.others(sheet)],
        "messages": [{"kind": each.kind, "author": each.author, "at": each.at, "body": each.body} for each in talk],
        "attachments": [
            {"id": each.id, "state": each.file.state, **forms.file(each.field, each.file)}
            for each in files if not servicedesk.comment_of(each)
        ],
        "debts": [_debt(each) for each in sheet.dues], "visit": _visit(sheet), **_acting(sheet),
    }  # fmt: skip


def _passed(each: stations.Passed) -> dict[str, Any]:
    names = ("number", "title", "status", "result", "remark", "by", "at")
    told = {name: getattr(each, name) for name in names}
    return {**told, "result": str(each.result), "remark": str(each.remark), "answers": forms.answered(each.groups)}


def _debt(due: Any) -> dict[str, Any]:
    return {name: getattr(due, name) for name in ("id", "reason", "evidence", "amount", "owed", "due_date")}


def _visit(sheet: Sheet) -> dict[str, Any] | None:
    if sheet.visit is None:
        return None
    return {name: getattr(sheet.visit, name) for name in ("reason", "bring", "place", "hours", "times_told")}


def _acting(sheet: Sheet) -> dict[str, Any]:
    """What can be done; nothing of it at a station that is done."""
    form = sheet.form
    return {
        "actions": [str(each) for each in sheet.station.actions] if sheet.open else [],
        "blocks": [
            {"field": each.field, "code": each.code, "message": phrases.block_words(each)} for each in sheet.blocks
        ] if sheet.open else [],
        "form": forms.shape(form) if form else [],
        "answers": _typed(sheet, form) if form else {},
        "draft_rev": sheet.draft.rev if sheet.draft else 0,
        "correctable": [each.key for each in servicedesk.correctable(sheet.request.submission)] if sheet.open else [],
    }  # fmt: skip


def _typed(sheet: Sheet, form: logic.Form) -> dict[str, list[str]]:
    """What the reader typed and has not sent, else what was accepted."""
    raw = intake.raw_of(sheet.draft) if sheet.draft else logic.typed(form, sheet.answered)
    return {field.key: [str(each) for each in raw[field.key]] for field in form.fields if field.key in raw}


@router.get(AT + "files/{uuid:attachment_id}/", auth=DESK, response=READS, url_name="rest-task-file",
            openapi_extra={"responses": {200: {"description": "The file", "content": {"*/*": {}}}}})  # fmt: skip
def file(request: HttpRequest, task_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """The bytes of one file of the request."""
    actor = actor_of(request)
    found = servicedesk.attachment_of(Sheet(actor, task_id).request, attachment_id, actor)
    if found is None:
        raise workflow.NotYours
    return sent(found.file)

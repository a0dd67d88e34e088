"""Telling people. Runs in jobs; every function may be repeated."""

from __future__ import annotations

from uuid import UUID

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.servicedesk import messages
from pishkhan.servicedesk.domain.conversation import holders, holders_of
from pishkhan.servicedesk.models import Comment, Request, Return
from pishkhan.workflow import api as workflow


def page_of(request: Request) -> str:
    """The student's page of a request."""
    return f"/requests/{request.number}/"


def desk_page(task_id: UUID) -> str:
    """The clerk's page of a task."""
    return f"/desk/task/{task_id}/"


def to_student(request: Request, message: notifications.Message) -> None:
    notifications.send(recipient=identity.recipient_of(request.applicant_id), message=message)


def filed(request_id: UUID) -> None:
    request = Request.objects.get(id=request_id)
    to_student(request, messages.RequestFiledNotice(number=request.number, link=page_of(request)))


def commented(comment_id: UUID) -> None:
    """The student's words go to whoever holds the request now, an officer's to the student (B13, B14)."""
    row = Comment.objects.select_related("request", "author").get(id=comment_id)
    request, author = row.request, {"fa": row.author.full_name, "en": row.author.full_name_en or row.author.full_name}
    if row.author_id != request.applicant_id:
        to_student(request, messages.CommentNotice(number=request.number, author=author, link=page_of(request)))
        return
    for person, task_id in holders(request).items():
        notifications.send(
            recipient=identity.recipient_of(person),
            message=messages.StudentCommentNotice(number=request.number, author=author, link=desk_page(task_id)),
        )


def returned(return_id: UUID) -> None:
    row = Return.objects.select_related("request").get(id=return_id)
    message = messages.ReturnedNotice(
        number=row.request.number, reply_by=row.reply_by, link=page_of(row.request)
    )
    to_student(row.request, message)


def corrected(return_id: UUID) -> None:
    """Whoever holds the station now hears of it, whoever sent it back; a station that ended meanwhile, nobody."""
    row = Return.objects.select_related("request").get(id=return_id)
    message = messages.CorrectedNotice(number=row.request.number, link=desk_page(row.task_id))
    for task in workflow.open_tasks_of_case(row.request.case_id):
        if task.id == row.task_id:
            for person in holders_of(task):
                notifications.send(recipient=identity.recipient_of(person), message=message)


def closed(request_id: UUID) -> None:
    request = Request.objects.get(id=request_id)
    to_student(request, messages.ClosedNotice(number=request.number, link=page_of(request)))


def withdrawn(request_id: UUID) -> None:
    """Whoever held a station when the request was taken back hears of it."""
    request = Request.objects.get(id=request_id)
    case = workflow.case_of_request(request.institution_id, request.id)
    if case is None or case.closed_at is None:
        return
    told: set[UUID] = set()
    for task in workflow.tasks_of_case(case.id):
        if task.status == workflow.TaskStatus.CANCELLED and task.done_at and task.done_at >= case.closed_at:
            for person in set(holders_of(task)) - told:
                told.add(person)
                message = messages.WithdrawnNotice(number=request.number, link=desk_page(task.id))
                notifications.send(recipient=identity.recipient_of(person), message=message)


def reopened(request_id: UUID) -> None:
    request = Request.objects.get(id=request_id)
    for person, task_id in holders(request).items():
        message = messages.ReopenedNotice(number=request.number, link=desk_page(task_id))
        notifications.send(recipient=identity.recipient_of(person), message=message)

"""Telling people. Runs in jobs; every function may be repeated."""

from __future__ import annotations

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk import messages
from pishkhan.servicedesk.domain import following, surveys
from pishkhan.servicedesk.domain.conversation import holders, holders_of
from pishkhan.servicedesk.domain.participants import participants_of
from pishkhan.servicedesk.models import Comment, Participant, Request, Return, Taking
from pishkhan.workflow import api as workflow

MY_REQUESTS = "/requests/"


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
    message = messages.RequestFiledNotice(
        number=request.number, follow=following.address_of(request), link=page_of(request)
    )
    to_student(request, message)


def commented(comment_id: UUID) -> None:
    """Words of the student's side go to whoever holds the request now, an officer's to the student (B13, B14); both to
    all others of the student's side."""
    row = Comment.objects.select_related("request", "author").get(id=comment_id)
    request, author = row.request, _both(row.author)
    for person in {request.applicant_id, *participants_of(request)} - {row.author_id}:
        message = messages.CommentNotice(
            number=request.number, author=author, link=page_of(request),
            address=following.site_of(request) + page_of(request),
        )  # fmt: skip
        notifications.send(recipient=identity.recipient_of(person), message=message)
    if row.office_id is not None:
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
    request = Request.objects.select_related("type").get(id=request_id)
    number, link, rate = request.number, page_of(request), _rate(request)
    if letter := request.type.rules.get("letter"):
        title = letter["title"]
        to_student(request, messages.ClosedWithLetterNotice(number=number, letter=title, link=link, rate=rate))
    else:
        to_student(request, messages.ClosedNotice(number=number, link=link, rate=rate))
    for person in participants_of(request):
        message = messages.ClosedForYou(number=number, link=link)
        notifications.send(recipient=identity.recipient_of(person), message=message)


def _rate(request: Request) -> dict[str, str]:
    """How to say what one thought of it, in every language; nothing for what was answered before."""
    address = surveys.ask(request)
    found = {}
    for language in ("fa", "en") if address else ():
        with translation.override(language):
            found[language] = gettext("How was it? %(address)s") % {"address": address}
    return found


def invited(participant_id: UUID) -> None:
    """Who asks, and about which number: nothing else before they agree. Answered meanwhile: nobody."""
    row = Participant.objects.select_related("request__applicant").get(id=participant_id)
    if row.state == Taking.INVITED:
        who = _both(row.request.applicant)
        message = messages.InvitationNotice(number=row.request.number, author=who, link=MY_REQUESTS)
        notifications.send(recipient=identity.recipient_of(row.person_id), message=message)


def joined(participant_id: UUID) -> None:
    row = Participant.objects.select_related("request", "person").get(id=participant_id)
    message = messages.JoinedNotice(number=row.request.number, author=_both(row.person), link=page_of(row.request))
    to_student(row.request, message)


def _both(person: identity.Person) -> dict[str, str]:
    return {"fa": person.full_name, "en": person.full_name_en or person.full_name}


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


def file_removed(file_id: UUID) -> None:
    """Whoever sent a file that waited for the scanner hears that it held a virus."""
    stored = StoredFile.objects.get(id=file_id)
    if stored.owner_id is not None:
        message = messages.FileRemovedNotice(name=stored.name, link=MY_REQUESTS)
        notifications.send(recipient=identity.recipient_of(stored.owner_id), message=message)

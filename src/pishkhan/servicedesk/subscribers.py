"""News from below that the service desk acts on."""

from __future__ import annotations

from pishkhan.identity import api as identity
from pishkhan.identity.events import PeopleRenamed
from pishkhan.intake import api as intake
from pishkhan.notifications import api as notifications
from pishkhan.plumbing import jobs
from pishkhan.plumbing.events import subscribe
from pishkhan.plumbing.rescanning import FileRemoved
from pishkhan.servicedesk import tasks
from pishkhan.servicedesk.domain import notices, outward, status
from pishkhan.servicedesk.domain.queries.requests import applicant_of_case, open_of_person, unread_of_person
from pishkhan.servicedesk.domain.queries.search import numbers_of
from pishkhan.servicedesk.events import (
    CommentWritten,
    NoteWritten,
    ParticipantInvited,
    ParticipantJoined,
    RequestClosed,
    RequestFiled,
    RequestReopened,
    RequestWithdrawn,
    Resubmitted,
    ReturnedToStudent,
    ServiceRenamed,
)
from pishkhan.workflow import api as workflow
from pishkhan.workflow.events import CaseFinished, CaseMoved, TasksOpened

identity.read_with_person("open_requests", open_of_person)
identity.read_with_person("unread_requests", unread_of_person)
workflow.applicants_come_from(applicant_of_case)
workflow.forms_come_from(lambda institution_id, key: intake.newest_version_id(institution_id=institution_id, key=key))
workflow.numbers_come_from(numbers_of)


@subscribe(CaseMoved, inline=True)
def keep_customer_status(event: CaseMoved) -> None:
    status.refresh(event.request_id, event.case_id)


@subscribe(CaseFinished, inline=True)
def close_request(event: CaseFinished) -> None:
    status.close(event.request_id, event.institution_id)


@subscribe(TasksOpened, inline=True)
def tell_of_tasks(event: TasksOpened) -> None:
    """A job only where some system wants to know: every step of every request comes by here."""
    if notifications.is_wanted(event.institution_id, "task.opened"):
        task_ids = [str(each) for each in event.task_ids]
        jobs.defer(tasks.tell_of_tasks, request_id=str(event.request_id), task_ids=task_ids)


@subscribe(RequestFiled)
def confirm_filing(event: RequestFiled) -> None:
    notices.filed(event.request_id)
    outward.tell("request.filed", event_id=event.event_id, request_id=event.request_id)
    jobs.defer(tasks.index_request, request_id=str(event.request_id))


@subscribe(CommentWritten)
def tell_of_comment(event: CommentWritten) -> None:
    notices.commented(event.comment_id)
    outward.commented(event.event_id, event.comment_id)
    jobs.defer(tasks.index_comment, comment_id=str(event.comment_id))


@subscribe(NoteWritten)
def find_note(event: NoteWritten) -> None:
    jobs.defer(tasks.index_comment, comment_id=str(event.comment_id))


@subscribe(ReturnedToStudent)
def tell_of_return(event: ReturnedToStudent) -> None:
    notices.returned(event.return_id)
    outward.returned("request.returned", event.event_id, event.return_id)


@subscribe(Resubmitted)
def tell_of_correction(event: Resubmitted) -> None:
    notices.corrected(event.return_id)
    outward.returned("request.corrected", event.event_id, event.return_id)
    jobs.defer(tasks.index_request, request_id=str(event.request_id))


@subscribe(RequestClosed)
def tell_of_closing(event: RequestClosed) -> None:
    notices.closed(event.request_id)
    outward.tell("request.closed", event_id=event.event_id, request_id=event.request_id)


@subscribe(RequestWithdrawn)
def tell_of_withdrawal(event: RequestWithdrawn) -> None:
    notices.withdrawn(event.request_id)
    outward.tell("request.withdrawn", event_id=event.event_id, request_id=event.request_id)


@subscribe(RequestReopened)
def tell_of_reopening(event: RequestReopened) -> None:
    notices.reopened(event.request_id)
    outward.tell("request.reopened", event_id=event.event_id, request_id=event.request_id)


@subscribe(RequestReopened)
def count_again(event: RequestReopened) -> None:
    jobs.defer(tasks.count_again, request_id=str(event.request_id))


@subscribe(PeopleRenamed)
def find_by_new_names(event: PeopleRenamed) -> None:
    jobs.defer(tasks.index_people, person_ids=[str(each) for each in event.person_ids])


@subscribe(ServiceRenamed)
def find_by_new_service_name(event: ServiceRenamed) -> None:
    jobs.defer(tasks.index_service, type_id=str(event.type_id))


@subscribe(ParticipantInvited)
def tell_of_invitation(event: ParticipantInvited) -> None:
    notices.invited(event.participant_id)


@subscribe(ParticipantJoined)
def tell_of_joining(event: ParticipantJoined) -> None:
    notices.joined(event.participant_id)


@subscribe(FileRemoved)
def tell_of_removed_file(event: FileRemoved) -> None:
    notices.file_removed(event.file_id)

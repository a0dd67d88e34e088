"""Talking about a request, in the open and among colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, events, idempotency, rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk.domain.attaching import attach_to_comment
from pishkhan.servicedesk.domain.participants import takes_part
from pishkhan.servicedesk.domain.queries.requests import visible_to
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.events import CommentWritten, NoteWritten
from pishkhan.servicedesk.models import Comment, ReadMark, Request
from pishkhan.workflow import api as workflow

LONGEST = 4000
NOTHING = UUID(int=0)


def body_of(text: str) -> str:
    """Raises DomainError comment_empty, comment_long."""
    body = clean_display(text).strip()
    if not body:
        raise DomainError("comment_empty")
    if len(body) > LONGEST:
        raise DomainError("comment_long", most=LONGEST)
    return body


@transaction.atomic
def comment(
    *, actor: Actor, request_id: UUID, body: str, visibility: Visibility = Visibility.PUBLIC,
    task_id: UUID | None = None, reply_by: date | None = None, files: Sequence[StoredFile] = (), key: str = "",
) -> Comment | None:  # fmt: skip
    """Write into the conversation, with files if any. The student and who takes part write in public only; staff write
    from one of their tasks.

    A note written at a private station stays in its office (B22). None: the same button was pressed twice.
    Raises NotYours, Blocked (in a lent seat, the request of who lent it), DomainError comment_empty (without a file),
    comment_long, files_many, files_heavy, files_at_once.
    """
    text = "" if files and not body.strip() else body_of(body)
    request = visible_to(actor).filter(id=request_id).first()
    if request is None or actor.person_id is None:
        raise workflow.NotYours
    ours = request.applicant_id != actor.person_id and not (task_id is None and takes_part(request.id, actor))
    office: UUID | None = None
    if ours:
        actor, office, visibility = _desk(actor, request, task_id, visibility)
    elif visibility != Visibility.PUBLIC:
        raise workflow.NotYours
    if not idempotency.first_time(person_id=actor.me, key=key, verb="comment"):
        return None
    row = write(actor=actor, request=request, office_id=office, visibility=visibility, body=text, reply_by=reply_by)
    attach_to_comment(row, files)
    return row


def _desk(
    actor: Actor, request: Request, task_id: UUID | None, visibility: Visibility
) -> tuple[Actor, UUID | None, Visibility]:
    tasks = workflow.visible_to(actor).select_related("case")
    task = tasks.filter(id=task_id or NOTHING, case_id=request.case_id).first()
    if task is None:
        raise workflow.NotYours
    private = workflow.station(task.case.version_id, task.node).private
    if private and visibility == Visibility.INTERNAL:
        visibility = Visibility.OFFICE
    seated = workflow.seated(actor, task)
    workflow.ask_desk_acts(seated, task.case)
    return seated, task.office_id, visibility


def write(
    *, actor: Actor, request: Request, office_id: UUID | None, visibility: Visibility, body: str,
    reply_by: date | None = None,
) -> Comment:  # fmt: skip
    """Keep a checked comment and tell whoever must know, inside the caller's transaction."""
    row = _keep(actor, request.id, request.institution_id, office_id, visibility, body, reply_by)
    workflow.locked_case(request.institution_id, request.case_id)  # the case's chain is written under its lock
    if office_id is not None and visibility == Visibility.PUBLIC:
        Request.objects.filter(id=request.id, first_answer_at=None).update(first_answer_at=row.created_at)
    audit.record(actor=actor, stream=request.case_id, lines=[_line(row)], locked=True)
    return row


def say_in_step(*, actor: Actor, task: workflow.Task, body: str) -> Line:
    """A message to the student that goes with a step, under the step's lock; its history line is the step's to write.

    Raises DomainError comment_empty, comment_long.
    """
    row = _keep(
        actor, task.case.request_id, task.case.institution_id, task.office_id, Visibility.PUBLIC, body_of(body), None
    )
    return _line(row)


def _keep(
    actor: Actor, request_id: UUID, institution_id: UUID, office_id: UUID | None, visibility: Visibility, body: str,
    reply_by: date | None,
) -> Comment:  # fmt: skip
    if actor.person_id is None:
        raise workflow.NotYours
    row = Comment(
        request_id=request_id, author_id=actor.person_id, office_id=office_id, visibility=visibility, body=body,
        reply_by=reply_by,
    )  # fmt: skip
    rows.insert([row])
    written = CommentWritten if visibility == Visibility.PUBLIC else NoteWritten
    events.announce(written(institution_id=institution_id, request_id=request_id, comment_id=row.id))
    return row


def _line(row: Comment) -> Line:
    return Line("comment.written", "comment", row.id, after={"visibility": row.visibility})


def mark_read(*, actor: Actor, request: Request) -> None:
    """Everything on the request has been seen by the actor up to now."""
    mark = ReadMark(request=request, person_id=actor.me, at=timezone.now())
    ReadMark.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["request", "person"], update_fields=["at"]
    )


def holders_of(task: workflow.Task) -> list[UUID]:
    """Who holds a station now: its assignee while they work there, else those who sit at the desk it waits at (B13);
    and whoever stands in for one of them today."""
    if task.office_id is None:
        return [task.assignee_id] if task.assignee_id else []
    here = task.assignee_id and identity.works_in(task.assignee_id, task.office_id)
    people = [task.assignee_id] if task.assignee_id and here else []
    people = people or [p.id for p in identity.at_desk(task.office_id, task.wants_role)[:20]]
    deputies = identity.deputies_of(people, task.office_id, timezone.localdate())
    return list(dict.fromkeys([*people, *deputies]))


def holders(request: Request) -> dict[UUID, UUID]:
    """Everybody who holds the request now, with the task each of them holds; who holds several, the oldest."""
    found: dict[UUID, UUID] = {}
    for task in workflow.open_tasks_of_case(request.case_id):
        for person in holders_of(task):
            found.setdefault(person, task.id)
    return found

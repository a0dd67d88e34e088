"""Which requests an actor may see, and the pages made of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.rows import Statement
from pishkhan.servicedesk.enums import CustomerStatus, Visibility
from pishkhan.servicedesk.models import Attachment, Comment, ReadMark, Request
from pishkhan.workflow import api as workflow

PAGE = 25
UNFINISHED = "unfinished"
"""Instead of a status: every request that is not closed."""
_OWN = Statement("SELECT 1 FROM servicedesk_request WHERE id = %(request)s AND applicant_id = %(person)s")
SHOWN = 200
"""Messages of one conversation on a page."""


def visible_to(actor: Actor) -> QuerySet[Request]:
    """One's own requests; for staff also those with a task, open or past, at one of their desks."""
    rows = Request.objects.filter(institution_id=actor.institution_id)
    if not actor.is_staff:
        return rows.filter(applicant_id=actor.me)
    at_desk = workflow.visible_to(actor).filter(case_id=OuterRef("case_id"))
    return rows.filter(Q(applicant_id=actor.me) | Exists(at_desk))


@dataclass(frozen=True, slots=True)
class Mine:
    """A page of one's own requests."""

    rows: list[Request]
    next: UUID | None


def my_requests(
    actor: Actor, *, type_key: str = "", status: str = "", before: UUID | None = None
) -> Mine:
    """Newest first, by type and status or `UNFINISHED` (B16). Ids are time-ordered: one key pages."""
    rows = Request.objects.filter(institution_id=actor.institution_id, applicant_id=actor.me)
    if type_key:
        rows = rows.filter(type__key=type_key)
    if status == UNFINISHED:
        rows = rows.filter(closed_at=None)
    elif status in CustomerStatus.values:
        rows = rows.filter(customer_status=status)
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows.select_related("type", "enrolment__faculty").order_by("-id")[: PAGE + 1])
    return Mine(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)



def open_count(actor: Actor) -> int:
    """How many requests of the actor are open, counted up to a hundred."""
    rows = Request.objects.filter(institution_id=actor.institution_id, applicant_id=actor.me)
    return rows.filter(closed_at=None)[:100].count()


def is_applicant(*, request_id: UUID, person_id: UUID | None) -> bool:
    """Whether a request is the person's own."""
    return person_id is not None and _OWN.row(request=request_id, person=person_id) is not None


def my_request(actor: Actor, number: str) -> Request | None:
    """One's own request by its public number."""
    rows = Request.objects.filter(
        institution_id=actor.institution_id, applicant_id=actor.me, number=number
    )
    return rows.select_related(
        "type", "enrolment__faculty", "enrolment__person", "applicant", "submission", "institution"
    ).first()


def request_of_task(actor: Actor, task_id: UUID) -> Request | None:
    """The request of a task at one of the actor's desks, open or done."""
    at_desk = workflow.visible_to(actor).filter(id=task_id)
    rows = Request.objects.filter(institution_id=actor.institution_id, case_id__in=at_desk.values("case_id"))
    rows = rows.annotate(news=unseen_by(actor))
    return rows.select_related("type", "enrolment__faculty", "applicant", "submission").first()


def unseen_by(actor: Actor) -> Exists:
    """For requests: whether the student wrote something this reader has not seen."""
    seen = ReadMark.objects.filter(request_id=OuterRef("request_id"), person_id=actor.me).values("at")
    words = Comment.objects.filter(request_id=OuterRef("id"), author_id=OuterRef("applicant_id"))
    return Exists(words.annotate(seen_at=Subquery(seen)).filter(Q(seen_at=None) | Q(created_at__gt=F("seen_at"))))


def request_of_case(actor: Actor, case_id: UUID) -> Request | None:
    """The request of a case the actor was already allowed to see a task of."""
    rows = Request.objects.filter(institution_id=actor.institution_id, case_id=case_id)
    return rows.select_related(
        "type", "enrolment__faculty", "enrolment__person", "applicant", "submission", "institution"
    ).first()


def comments(request: Request, actor: Actor) -> list[Comment]:
    """What this reader may read: the student the public ones, an office also notes, each office its own (B22).

    The newest `SHOWN`, oldest of them first.
    """
    rows = request.comments.select_related("author").order_by("-created_at", "-id")
    if request.applicant_id == actor.person_id:
        return list(rows.filter(visibility=Visibility.PUBLIC)[:SHOWN])[::-1]
    units = actor.units()
    may = Q(visibility__in=[Visibility.PUBLIC, Visibility.INTERNAL]) | Q(
        visibility=Visibility.OFFICE, office_id__in=units
    )
    return list(rows.filter(may)[:SHOWN])[::-1]


def attachments(request: Request) -> list[Attachment]:
    """The files of a request that its student sees."""
    return list(request.attachments.filter(public=True).select_related("file").order_by("created_at", "id")[:100])

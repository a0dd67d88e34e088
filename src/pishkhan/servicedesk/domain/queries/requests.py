"""Which requests an actor may see, and the pages made of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
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
    asked: dict[str, Any] = {"kind": type_key, "before": before}
    given = {name: value for name, value in asked.items() if value}
    status = status if status == UNFINISHED or status in CustomerStatus.values else ""
    found = _mine(status, institution=actor.institution_id, me=actor.me, **given)
    return Mine(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


@kept
def _mine(
    status: str, /, *, institution: UUID, me: UUID, kind: str = "", before: UUID | None = None
) -> QuerySet[Request]:
    rows = Request.objects.filter(institution_id=institution, applicant_id=me)
    if kind:
        rows = rows.filter(type__key=kind)
    if status == UNFINISHED:
        rows = rows.filter(closed_at=None)
    elif status:
        rows = rows.filter(customer_status=status)
    if before:
        rows = rows.filter(id__lt=before)
    return rows.select_related("type", "enrolment__faculty").order_by("-id")[: PAGE + 1]


def open_of_person() -> Func:
    """How many requests of the person an outer query names are open, counted up to a hundred."""
    rows = Request.objects.filter(
        institution_id=OuterRef("institution_id"), applicant_id=OuterRef("pk"), closed_at=None
    ).order_by()
    return Func(ArraySubquery(rows.values("id")[:100]), function="CARDINALITY", output_field=IntegerField())


def is_applicant(*, request_id: UUID, person_id: UUID | None) -> bool:
    """Whether a request is the person's own."""
    return person_id is not None and _OWN.row(request=request_id, person=person_id) is not None


def my_request(actor: Actor, number: str) -> Request | None:
    """One's own request by its public number."""
    found = _my_request(institution=actor.institution_id, me=actor.me, number=number)
    return found[0] if found else None


@kept
def _my_request(*, institution: UUID, me: UUID, number: str) -> QuerySet[Request]:
    rows = Request.objects.filter(institution_id=institution, applicant_id=me, number=number)
    return rows.select_related(
        "type", "enrolment__faculty", "enrolment__person", "applicant", "submission", "institution"
    )


def request_of_task(actor: Actor, task_id: UUID) -> Request | None:
    """The request of a task at one of the actor's desks, open or done."""
    reach = workflow.reach_of(actor)
    if not reach.offices:
        return None
    found = _of_task(
        reach.roles, institution=actor.institution_id, task=task_id, units=reach.units, offices=reach.offices,
        me=reach.me,
    )  # fmt: skip
    return found[0] if found else None


@kept
def _of_task(
    roles: tuple[tuple[str, ...], ...], /, *, institution: UUID, task: UUID, units: list[UUID], offices: list[UUID],
    me: UUID,
) -> QuerySet[Request]:  # fmt: skip
    seen = workflow.Task.objects.filter(workflow.at_desks(roles, units=units, offices=offices, me=me), id=task)
    rows = Request.objects.filter(institution_id=institution, case_id__in=seen.values("case_id"))
    return rows.annotate(news=unseen_by(me)).select_related("type", "enrolment__faculty", "applicant", "submission")


def unseen_by(person_id: UUID) -> Exists:
    """For requests: whether the student wrote something this reader has not seen."""
    seen = ReadMark.objects.filter(request_id=OuterRef("request_id"), person_id=person_id).values("at")
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
    own = request.applicant_id == actor.person_id
    offices = {} if own else {"offices": sorted(actor.units())}
    return _comments(own, SHOWN, request=request.id, **offices)[::-1]


@kept
def _comments(own: bool, most: int, /, *, request: UUID, offices: Collection[UUID] = ()) -> QuerySet[Comment]:
    rows = Comment.objects.filter(request_id=request).select_related("author").order_by("-created_at", "-id")
    may = Q(visibility=Visibility.PUBLIC)
    if not own:
        may |= Q(visibility=Visibility.INTERNAL) | Q(visibility=Visibility.OFFICE, office_id__in=offices)
    return rows.filter(may)[:most]


def attachments(request: Request) -> list[Attachment]:
    """The files of a request that its student sees."""
    return _attachments(request=request.id)


@kept
def _attachments(*, request: UUID) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(request_id=request, public=True)
    return rows.select_related("file").order_by("created_at", "id")[:100]

"""Which requests an actor may see, and the pages made of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.rows import Statement
from pishkhan.servicedesk.domain.queries.reading import reader
from pishkhan.servicedesk.enums import CustomerStatus, Visibility
from pishkhan.servicedesk.models import Attachment, Comment, Participant, ReadMark, Request, Taking
from pishkhan.workflow import api as workflow

PAGE = 25
UNFINISHED = "unfinished"
"""Instead of a status: every request that is not closed."""
_OWN = Statement("SELECT 1 FROM servicedesk_request WHERE id = %(request)s AND applicant_id = ANY(%(people)s::uuid[])")
MOST_PARTICIPANTS = 10
SHOWN = 200
"""Messages of one conversation on a page."""


def visible_to(actor: Actor) -> QuerySet[Request]:
    """One's own requests and those one takes part in; for staff also those with a task, open or past, at one of their
    desks. Who takes part reads the public side of a request only: its conversation, its stations, plain answers."""
    rows = Request.objects.filter(institution_id=actor.institution_id)
    theirs = Q(applicant_id=actor.me) | taken_part(actor.me)
    if not actor.is_staff:
        return rows.filter(theirs)
    at_desk = workflow.visible_to(actor).filter(case_id=OuterRef("case_id"))
    return rows.filter(theirs | Exists(at_desk))


def taken_part(person_id: UUID) -> Q:
    """For requests: whether a person accepted to take part."""
    rows = Participant.objects.filter(request_id=OuterRef("id"), person_id=person_id, state=Taking.ACCEPTED)
    return Q(Exists(rows))


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
    rows = rows.annotate(news=unread_by(me)).select_related("type", "enrolment__faculty")
    return rows.order_by("-id")[: PAGE + 1]


def unread_by(person_id: UUID | OuterRef, within: UUID | OuterRef | None = None) -> Exists:
    """For requests: whether somebody else wrote something in the open that this person has not seen (B14). `within` is
    the person as seen from one query deeper, when it is a column of an outer one."""
    seen = ReadMark.objects.filter(request_id=OuterRef("request_id"), person_id=within or person_id).values("at")
    words = Comment.objects.filter(request_id=OuterRef("id"), visibility=Visibility.PUBLIC)
    words = words.exclude(author_id=person_id).annotate(seen_at=Subquery(seen))
    return Exists(words.filter(Q(seen_at=None) | Q(created_at__gt=F("seen_at"))))


def open_of_person() -> Func:
    """How many requests of the person an outer query names are open, counted up to a hundred."""
    rows = Request.objects.filter(
        institution_id=OuterRef("institution_id"), applicant_id=OuterRef("pk"), closed_at=None
    ).order_by()
    return _counted(rows)


def unread_of_person() -> Func:
    """In how many requests of the person an outer query names there is something unread, counted up to a hundred."""
    rows = Request.objects.filter(institution_id=OuterRef("institution_id"), applicant_id=OuterRef("pk")).order_by()
    person = OuterRef(OuterRef("pk"))
    return _counted(rows.filter(unread_by(person, OuterRef(person))))


def _counted(rows: QuerySet[Request]) -> Func:
    return Func(ArraySubquery(rows.values("id")[:100]), function="CARDINALITY", output_field=IntegerField())


def is_applicant(*, request_id: UUID, person_id: UUID | None, besides: Collection[UUID] = ()) -> bool:
    """Whether a request is the person's own, or of one of those `besides`."""
    people = [*besides, *([person_id] if person_id else ())]
    return bool(people) and _OWN.row(request=request_id, people=people) is not None


def applicant_of_case(case: workflow.Case) -> UUID | None:
    """Whose request a case is about; None while it is being filed."""
    return Request.objects.filter(id=case.request_id).values_list("applicant_id", flat=True).first()


def my_request(actor: Actor, number: str, *, taking_part: bool = False) -> Request | None:
    """One's own request by its public number; also one that the actor takes part in, for pages that know how little
    such a reader may see. It comes with `seen_at`, when the actor last looked, and `others`, who takes part."""
    found = _my_request(taking_part, institution=actor.institution_id, me=actor.me, number=number)
    return found[0] if found else None


@kept
def _my_request(taking_part: bool, /, *, institution: UUID, me: UUID, number: str) -> QuerySet[Request]:
    rows = Request.objects.filter(institution_id=institution, number=number)
    rows = rows.filter(Q(applicant_id=me) | taken_part(me) if taking_part else Q(applicant_id=me))
    return rows.annotate(seen_at=seen_by(me), others=taking_part_in()).select_related(
        "type", "enrolment__faculty", "enrolment__person", "applicant", "submission", "institution"
    )


def seen_by(person_id: UUID) -> Subquery:
    """For requests: when a person last looked."""
    return Subquery(ReadMark.objects.filter(request_id=OuterRef("id"), person_id=person_id).values("at"))


def taking_part_in() -> ArraySubquery:
    """For requests: who takes part, as (id of the participation, name)."""
    rows = Participant.objects.filter(request_id=OuterRef("id"), state=Taking.ACCEPTED).order_by("created_at")
    pair = JSONObject(id="id", name="person__full_name", name_en="person__full_name_en")
    return ArraySubquery(rows.values(pair=pair)[:MOST_PARTICIPANTS])


def request_of_task(actor: Actor, task_id: UUID) -> Request | None:
    """The request of a task at one of the actor's desks, open or done."""
    reach = workflow.reach_of(actor)
    if not reach.offices:
        return None
    found = _of_task(reach.roles, institution=actor.institution_id, task=task_id, **reach.values)
    return found[0] if found else None


@kept
def _of_task(
    roles: tuple[tuple[str, ...], ...], /, *, institution: UUID, task: UUID, units: list[UUID], offices: list[UUID],
    me: UUID, absent: list[UUID], absent_at: list[UUID],
) -> QuerySet[Request]:  # fmt: skip
    desks = workflow.at_desks(roles, units=units, offices=offices, me=me, absent=absent, absent_at=absent_at)
    seen = workflow.Task.objects.filter(desks, id=task)
    rows = Request.objects.filter(institution_id=institution, case_id__in=seen.values("case_id"))
    rows = rows.annotate(news=unseen_by(me), seen_at=seen_by(me), others=taking_part_in())
    return rows.select_related("type", "enrolment__faculty", "applicant", "submission")


def unseen_by(person_id: UUID) -> Exists:
    """For requests: whether the student's side wrote something this reader has not seen."""
    seen = ReadMark.objects.filter(request_id=OuterRef("request_id"), person_id=person_id).values("at")
    words = Comment.objects.filter(request_id=OuterRef("id"), office_id=None)
    return Exists(words.annotate(seen_at=Subquery(seen)).filter(Q(seen_at=None) | Q(created_at__gt=F("seen_at"))))


def request_of_case(actor: Actor, case_id: UUID) -> Request | None:
    """The request of a case the actor was already allowed to see a task of."""
    rows = Request.objects.filter(institution_id=actor.institution_id, case_id=case_id)
    return rows.select_related(
        "type", "enrolment__faculty", "enrolment__person", "applicant", "submission", "institution"
    ).first()


def comments(request: Request, actor: Actor, *, public: bool = False) -> list[Comment]:
    """What this reader may read: the applicant the public ones, who takes part those since they agreed, an office also
    notes, each office its own (B22); from a lent seat the public ones alone of the lender's own request. `public` for
    pages of the student's side, which somebody of an office may open as a participant.

    The newest `SHOWN`, oldest of them first.
    """
    if request.applicant_id == actor.person_id:
        return _comments(True, SHOWN, request=request.id)[::-1]
    if public or not actor.is_staff:
        return _comments(True, SHOWN, request=request.id, guest=actor.me)[::-1]
    seated = reader(actor, request)
    if seated is None:
        return _comments(True, SHOWN, request=request.id)[::-1]
    return _comments(False, SHOWN, request=request.id, offices=sorted(seated.units()))[::-1]


@kept
def _comments(
    own: bool, most: int, /, *, request: UUID, offices: Collection[UUID] = (), guest: UUID | None = None
) -> QuerySet[Comment]:
    rows = Comment.objects.filter(request_id=request).select_related("author").order_by("-created_at", "-id")
    if guest is not None:
        rows = rows.filter(said_since_joined(guest))
    may = Q(visibility=Visibility.PUBLIC)
    if not own:
        may |= Q(visibility=Visibility.INTERNAL) | Q(visibility=Visibility.OFFICE, office_id__in=offices)
    return rows.filter(may)[:most]


def said_since_joined(person_id: UUID) -> Q:
    """For comments: whether they were written after a person agreed to take part in their request. What was said
    before was said to others."""
    part = Participant.objects.filter(
        request_id=OuterRef("request_id"), person_id=person_id, state=Taking.ACCEPTED,
        answered_at__lte=OuterRef("created_at"),
    )  # fmt: skip
    return Q(Exists(part))


def attachments(request: Request) -> list[Attachment]:
    """The files of a request that its student sees."""
    return _attachments(request=request.id)


@kept
def _attachments(*, request: UUID) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(request_id=request, public=True)
    return rows.select_related("file").order_by("created_at", "id")[:100]

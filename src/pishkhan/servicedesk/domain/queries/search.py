"""Finding requests an office has, or has had, on its desks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow

FOUND_AT_MOST = 50
LOOKED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A request and the task through which this reader may see it: an open one if there is one, else the newest."""

    request: Request
    task: workflow.Task
    is_open: bool


def requests_of(actor: Actor) -> QuerySet[Request]:
    return Request.objects.filter(institution_id=actor.institution_id)


def applicant_of(actor: Actor, number: str) -> UUID | None:
    """Who filed the request of a number, for administrators."""
    if not actor.is_administrator:
        return None
    return requests_of(actor).filter(number=to_latin(number.strip())).values_list("applicant_id", flat=True).first()


def matching(actor: Actor, text: str) -> QuerySet[Request]:
    """By exact number, national id or student number, else by the words of the name. Says nothing of who may see."""
    typed = text.strip()
    exact = requests_of(actor).filter(number=to_latin(typed))
    if exact.exists():
        return exact
    people = identity.search_people(institution_id=actor.institution_id, text=typed)
    return requests_of(actor).filter(applicant_id__in=people)


def search(actor: Actor, text: str) -> list[Found]:
    """Requests with a task, open or past, at one of the actor's desks, newest first, closed ones too."""
    rows = matching(actor, text).select_related("applicant", "enrolment", "type").order_by("-id")
    requests = {request.case_id: request for request in rows[:LOOKED_AT_MOST]}
    best: dict[UUID, workflow.Task] = {}
    for task in workflow.visible_to(actor).filter(case_id__in=list(requests)).order_by("created_at", "id"):
        kept = best.get(task.case_id)
        if kept is None or task.status == workflow.TaskStatus.READY or kept.status != workflow.TaskStatus.READY:
            best[task.case_id] = task
    found = [
        Found(request, best[case_id], best[case_id].status == workflow.TaskStatus.READY)
        for case_id, request in requests.items()
        if case_id in best
    ]
    return found[:FOUND_AT_MOST]


def numbers_of(institution_id: UUID, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Public numbers by case id. The caller has decided that its actor may know them."""
    rows = Request.objects.filter(institution_id=institution_id, case_id__in=case_ids)
    return dict(rows.order_by("id").values_list("case_id", "number"))

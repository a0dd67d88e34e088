"""From which seats somebody of a desk reads a request: not their own, and what is lent does not reach the lender's."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow


def reader(actor: Actor, request: Request) -> Actor | None:
    """The actor with the seats from which they read a request. None where they read only what is said in the open: it
    is their own, or that of somebody they stand in for and no seat of their own ever served it. Asks one statement for
    a request of somebody they stand in for, else none."""
    return readers(actor, [request])[request.id]


def readers(actor: Actor, requests: Collection[Request]) -> dict[UUID, Actor | None]:
    """The same for several, by request, in one statement at most."""
    lent = {row.case_id for row in requests if row.applicant_id in actor.stands_in_for}
    seated = actor.in_own_seats()
    served: set[UUID] = set()
    if lent and seated.is_staff:
        tasks = workflow.visible_to(seated).filter(case_id__in=lent).order_by()
        served = set(tasks.values_list("case_id", flat=True))
    found: dict[UUID, Actor | None] = {}
    for row in requests:
        if row.case_id in lent:
            found[row.id] = seated if row.case_id in served else None
        else:
            found[row.id] = None if row.applicant_id == actor.person_id else actor
    return found

"""Instalment plans, as people see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from pishkhan.payments.domain.access import LISTERS, keeps_accounts
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.models import Due, InstalmentPlan
from pishkhan.plumbing.actor import Actor

_RECORDED = Q(entries__kind=EntryKind.RECORDED)


def plans_of_request(request_id: UUID) -> list[InstalmentPlan]:
    """The plans made for a request, oldest first. The caller has decided who may see it."""
    return list(InstalmentPlan.objects.filter(request_id=request_id).order_by("created_at", "id"))


def plan_of_due(due_id: UUID) -> UUID | None:
    """The plan a due is an instalment of."""
    return Due.objects.filter(id=due_id).values_list("plan_id", flat=True).first()


def managed_by(actor: Actor) -> QuerySet[InstalmentPlan]:
    """Plans the actor may end: of every office for those who keep the accounts, of the actor's own for its leads and
    managers."""
    rows = InstalmentPlan.objects.filter(institution_id=actor.institution_id)
    return rows if keeps_accounts(actor) else rows.filter(office_id__in=actor.units(LISTERS))


def my_plans(actor: Actor) -> QuerySet[InstalmentPlan]:
    """One's own."""
    return InstalmentPlan.objects.filter(institution_id=actor.institution_id, enrolment__person_id=actor.me)


def parts_of(plan_id: UUID) -> QuerySet[Due]:
    """The instalments of a plan by day, with `owed` and `recorded` rials. The caller has decided who may see it."""
    rows = Due.objects.filter(plan_id=plan_id).annotate(
        owed=Coalesce(Sum("entries__amount"), 0), recorded=Coalesce(Sum("entries__amount", filter=_RECORDED), 0)
    )
    return rows.order_by("due_date", "id")

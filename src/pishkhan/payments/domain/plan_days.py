"""What the days bring to instalment plans: kept, reminded of, broken. For jobs; every function may be repeated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.money import Rials
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.payments.domain import dues, plan_ending
from pishkhan.payments.enums import PlanState
from pishkhan.payments.models import Due, InstalmentPlan
from pishkhan.payments.plan_messages import InstalmentLate, InstalmentSoon, PlanBroken
from pishkhan.plumbing.actor import system
from pishkhan.plumbing.idempotency import first_time

BEFORE = (7, 1)
"""Days before an instalment on which its payer is told."""
PATIENCE = 30
"""Days an instalment may be late before its plan breaks."""
LAST_CALL = 7
"""Days before that on which its payer is told once more."""
LATE = "late"
REASON = "instalment_late"
"""The reason in the history of a plan that broke by itself."""


def look_at(plan_id: UUID) -> None:
    """End a plan of which nothing is owed any more."""
    plan = InstalmentPlan.objects.filter(id=plan_id).first()
    if plan is not None:
        plan_ending.look_at(plan.id, system(plan.institution_id))


def remind(today: date | None = None) -> int:
    """Tell whose instalment comes within 7 days, within one, is late, or will break its plan: once each; how many
    were told."""
    today = today or timezone.localdate()
    rows = _unpaid().filter(due_date__lte=today + timedelta(days=max(BEFORE)))
    return sum(_remind(due_id, today) for due_id in rows.order_by("id").values_list("id", flat=True))


def _unpaid() -> QuerySet[Any]:
    rows = Due.objects.filter(plan__state=PlanState.RUNNING)
    return rows.annotate(owed=Coalesce(Sum("entries__amount"), 0)).filter(owed__gt=0)


def step_of(day: date, today: date) -> str:
    """Which telling an instalment of a day is at; empty when it is none."""
    left = (day - today).days
    if left < -(PATIENCE - LAST_CALL):
        return "last"
    if left < 0:
        return LATE
    return next((str(days) for days in sorted(BEFORE) if left <= days), "")


@transaction.atomic
def _remind(due_id: UUID, today: date) -> int:
    due = Due.objects.select_related("enrolment").get(id=due_id)
    owed, day = dues.owed_of(due.id), due.due_date
    if not owed or day is None or not (step := step_of(day, today)):
        return 0
    person_id = due.enrolment.person_id
    if not first_time(person_id=person_id, key=f"{due.id}:{step}", verb="instalment"):
        return 0
    office, link = office_of(due.office_id), f"/payments/?due={due.id}"
    message: notifications.Message
    if step in (LATE, "last"):
        last = day + timedelta(days=PATIENCE)
        message = InstalmentLate(office=office, amount=Rials(owed), day=day, last=last, link=link)
    else:
        message = InstalmentSoon(office=office, amount=Rials(owed), day=day, link=link)
    notifications.send(recipient=identity.recipient_of(person_id), message=message)
    return 1


def office_of(office_id: UUID) -> notifications.Words:
    unit = organisation.units_by_id([office_id]).get(office_id)
    return unit.name if unit else {}


def break_late(today: date | None = None) -> int:
    """Break every plan with an instalment that is late by more than PATIENCE days; how many. One that is being paid
    waits for the bank's word."""
    today = today or timezone.localdate()
    rows = _unpaid().filter(due_date__lt=today - timedelta(days=PATIENCE))
    late = rows.order_by("plan_id").values_list("plan_id", "institution_id").distinct()
    return sum(_break(plan_id, institution_id) for plan_id, institution_id in late)


@transaction.atomic
def _break(plan_id: UUID, institution_id: UUID) -> int:
    actor = system(institution_id)
    if plan_ending.look_at(plan_id, actor):
        return 0
    try:
        plan_ending.break_plan(actor=actor, plan_id=plan_id, reason=REASON)
    except DomainError:  # ended by somebody in between, or an instalment is being paid: another day
        return 0
    return 1


def tell_of_end(plan_id: UUID) -> None:
    """Tell the student of a plan that broke; one that was kept or cancelled says so itself in the list of debts."""
    plan = InstalmentPlan.objects.select_related("enrolment").get(id=plan_id)
    if plan.state != PlanState.BROKEN:
        return
    owed = sum(dues.owed_of(due.id) for due in plan.dues.all())
    message = PlanBroken(office=office_of(plan.office_id), amount=Rials(owed), link="/payments/")
    notifications.send(recipient=identity.recipient_of(plan.enrolment.person_id), message=message)

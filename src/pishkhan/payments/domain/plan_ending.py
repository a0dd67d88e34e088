"""How instalment plans end: kept, broken, cancelled."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import dues
from pishkhan.payments.domain.plans import mark, note
from pishkhan.payments.domain.queries.payments import BEING_PAID
from pishkhan.payments.enums import EntryKind, PlanState, State
from pishkhan.payments.events import PlanEnded
from pishkhan.payments.models import Attempt, Due, DueEntry, InstalmentPlan
from pishkhan.plumbing import events
from pishkhan.plumbing.actor import Actor

UNDECIDED = BEING_PAID | Q(state=State.NEEDS_REVIEW)
"""An attempt whose money may be ours yet."""


@transaction.atomic
def break_plan(*, actor: Actor, plan_id: UUID, reason: str) -> InstalmentPlan:
    """It was not kept: what is unpaid stays owed, and whoever relied on the plan hears of it. The caller has decided
    that the actor may. Raises DomainError plan_not_found, plan_ended, reason_missing, due_being_paid (an instalment:
    a plan does not break over a payment that is on its way)."""
    plan = _running(actor, plan_id, reason)
    _end(actor, plan, PlanState.BROKEN, reason)
    return plan


@transaction.atomic
def cancel_plan(*, actor: Actor, plan_id: UUID, reason: str, again: bool = True) -> InstalmentPlan:
    """It was a mistake: instalments are cancelled as far as they are unpaid, and what the plan replaced is owed by
    that much again. What no due stood behind is recorded as one due, unless `again` says that it is not owed. The
    caller has decided that the actor may.

    Raises DomainError plan_not_found, plan_ended, reason_missing, due_being_paid.
    """
    plan = _running(actor, plan_id, reason)
    unpaid = 0
    for due_id in plan.dues.order_by("id").values_list("id", flat=True):
        if owed := dues.owed_of(due_id):
            dues.reduce_due(actor=actor, due_id=due_id, kind=EntryKind.CANCELLED, reason=reason, amount=owed)
            unpaid += owed
    rest = _restore(actor, plan, unpaid, clean_display(reason)[:300])
    if rest and again:
        _owe_again(actor, plan, rest)
    _end(actor, plan, PlanState.CANCELLED, reason)
    return plan


def _restore(actor: Actor, plan: InstalmentPlan, unpaid: int, reason: str) -> int:
    """Have each replaced due be owed again by what the plan took of it, as far as that is unpaid; rials left over.
    Instalments pay the older dues first, so the newer ones come back first."""
    for entry in replaced_by(plan).order_by("-id"):
        back = min(-entry.amount, unpaid)
        if back:
            dues.correct_due(
                actor=actor, due_id=entry.due_id, amount=dues.owed_of(entry.due_id) + back, reason=reason
            )
            unpaid -= back
    return unpaid


def _owe_again(actor: Actor, plan: InstalmentPlan, amount: int) -> None:
    part = plan.dues.select_related("subject").first()
    dues.record_due(
        actor=actor, enrolment_id=plan.enrolment_id, office_id=plan.office_id, amount=amount, reason=plan.reason,
        source_ref=_again(plan), request_id=plan.request_id,
        origin=dues.Origin(subject=part.subject if part else None),
    )  # fmt: skip


def _again(plan: InstalmentPlan) -> str:
    """The source of the due that is recorded when a plan is cancelled that replaced none."""
    return f"{mark(plan)}:again"


@transaction.atomic
def look_at(plan_id: UUID, actor: Actor) -> bool:
    """End a running plan of which nothing is owed any more; whether it was. For subscribers and jobs."""
    plan = InstalmentPlan.objects.select_for_update().filter(id=plan_id, state=PlanState.RUNNING).first()
    if plan is None or any(dues.owed_of(due.id) for due in plan.dues.all()):
        return False
    _end(actor, plan, PlanState.KEPT, "")
    return True


def replaced_by(plan: InstalmentPlan) -> QuerySet[DueEntry]:
    """The entries by which dues became this plan."""
    return DueEntry.objects.filter(
        due__enrolment_id=plan.enrolment_id, kind=EntryKind.INSTALMENTS, evidence=mark(plan)
    )  # fmt: skip


def hold_plans(*, institution_id: UUID, plan_ids: Collection[UUID], due_ids: Iterable[UUID] = ()) -> None:
    """Lock plans, then their dues, those they replaced and others besides: each by id and before anything is written,
    so that no two who do so wait for each other."""
    rows = InstalmentPlan.objects.select_for_update().filter(institution_id=institution_id, id__in=plan_ids)
    wanted = set(due_ids)
    for plan in rows.order_by("id"):
        wanted.update(plan.dues.values_list("id", flat=True), replaced_by(plan).values_list("due_id", flat=True))
    list(Due.objects.select_for_update().filter(institution_id=institution_id, id__in=wanted).order_by("id"))


def owed_behind(plan: InstalmentPlan) -> int:
    """Rials still owed of what a plan was made for: its instalments, the dues it replaced, the due recorded when it
    was cancelled."""
    replaced = replaced_by(plan).values("due_id")
    again = Q(due__institution_id=plan.institution_id, due__source_ref=_again(plan))
    return _sum(DueEntry.objects.filter(Q(due__plan=plan) | Q(due_id__in=replaced) | again))


def owed_on_broken(enrolment_id: UUID) -> int:
    """Rials an enrolment still owes of plans that were not kept."""
    return _sum(DueEntry.objects.filter(due__enrolment_id=enrolment_id, due__plan__state=PlanState.BROKEN))


def _sum(rows: QuerySet[DueEntry]) -> int:
    return int(rows.aggregate(owed=Sum("amount"))["owed"] or 0)


def _running(actor: Actor, plan_id: UUID, reason: str) -> InstalmentPlan:
    """A plan that may end now, it and its dues locked."""
    if not reason.strip():
        raise DomainError("reason_missing")
    hold_plans(institution_id=actor.institution_id, plan_ids=[plan_id])
    plan = InstalmentPlan.objects.filter(institution_id=actor.institution_id, id=plan_id).first()
    if plan is None:
        raise DomainError("plan_not_found")
    if plan.state != PlanState.RUNNING:
        raise DomainError("plan_ended")
    if Attempt.objects.filter(UNDECIDED, due__plan=plan).exists():
        raise DomainError("due_being_paid")
    return plan


def _end(actor: Actor, plan: InstalmentPlan, state: PlanState, reason: str) -> None:
    plan.state, plan.state_at = state, timezone.now()
    plan.save(update_fields=["state", "state_at"])
    note(actor, plan, state.value, clean_display(reason)[:300])
    events.announce(
        PlanEnded(institution_id=plan.institution_id, plan_id=plan.id, request_id=plan.request_id)
    )  # fmt: skip

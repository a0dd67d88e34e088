"""Instalment plans: made, kept, broken, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import dues
from pishkhan.payments.domain.plan_dates import instalments
from pishkhan.payments.enums import EntryKind, PlanState
from pishkhan.payments.events import PlanEnded
from pishkhan.payments.models import Due, DueEntry, InstalmentPlan, Subject
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

KIND = "instalment_plan"
"""What a plan is called in the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A plan somebody asked for, its words and days read and right."""

    enrolment_id: UUID
    office_id: UUID
    total: int
    start: date
    end: date
    count: int
    reason: str
    request_id: UUID | None


@transaction.atomic
def make_plan(
    *, actor: Actor, enrolment_id: UUID, office_id: UUID, total: int, start: date, end: date, count: int, reason: str,
    source_ref: str, subject: Subject | None = None, from_due_id: UUID | None = None, request_id: UUID | None = None,
) -> InstalmentPlan:  # fmt: skip
    """Have a debt be paid in parts: `count` dues, each with its day. The caller has decided that the actor may.

    The due it replaces, if any, is less by `total`. The same source reference twice is the same plan. The dues are
    nobody's request: `request_id` only says for which one the plan was made.

    Raises DomainError reason_missing, due_not_found (another student's or office's), enrolment_not_found, and as
    `plan_dates.instalments` and `dues.reduce_due`.
    """
    parts = instalments(total=total, start=start, end=end, count=count)
    if total > dues.LARGEST_RIALS:
        raise DomainError("amount_wrong")
    if not reason.strip():
        raise DomainError("reason_missing")
    wanted = _Wanted(
        enrolment_id=enrolment_id, office_id=office_id, total=total, start=start, end=end, count=count,
        reason=clean_display(reason)[:300], request_id=request_id,
    )  # fmt: skip
    replaced = _replaced(actor, wanted, from_due_id) if from_due_id else None
    plan, created = _plan(actor, wanted, source_ref)
    if not created:
        return plan
    subject = subject or (replaced.subject if replaced else None)
    if replaced:
        dues.reduce_due(
            actor=actor, due_id=replaced.id, kind=EntryKind.INSTALMENTS, reason=plan.reason, amount=total,
            evidence=mark(plan),
        )  # fmt: skip
    for part in parts:
        dues.record_due(
            actor=actor, enrolment_id=enrolment_id, office_id=office_id, amount=part.amount, reason=plan.reason,
            source_ref=f"plan:{plan.id}:{part.number}", due_date=part.day,
            origin=dues.Origin(subject=subject, plan=plan),
        )  # fmt: skip
    _note(actor, plan, "made", plan.reason)
    return plan


def mark(plan: InstalmentPlan) -> str:
    """What an entry of a replaced due has for evidence: it names the plan."""
    return f"plan:{plan.id}"


def _plan(actor: Actor, wanted: _Wanted, source_ref: str) -> tuple[InstalmentPlan, bool]:
    enrolled = identity.Enrolment.objects.filter(
        id=wanted.enrolment_id, person__institution_id=actor.institution_id
    )  # fmt: skip
    if not enrolled.exists():
        raise DomainError("enrolment_not_found")
    return InstalmentPlan.objects.get_or_create(
        institution_id=actor.institution_id, source_ref=source_ref,
        defaults={
            "enrolment_id": wanted.enrolment_id, "office_id": wanted.office_id, "request_id": wanted.request_id,
            "total": wanted.total, "count": wanted.count, "start": wanted.start, "end": wanted.end,
            "reason": wanted.reason,
        },
    )  # fmt: skip


def _replaced(actor: Actor, wanted: _Wanted, due_id: UUID) -> Due:
    found = Due.objects.filter(
        institution_id=actor.institution_id, id=due_id, enrolment_id=wanted.enrolment_id, office_id=wanted.office_id
    ).select_related("subject").first()  # fmt: skip
    if found is None:
        raise DomainError("due_not_found")
    return found


@transaction.atomic
def break_plan(*, actor: Actor, plan_id: UUID, reason: str) -> InstalmentPlan:
    """It was not kept: what is unpaid stays owed, and whoever relied on the plan hears of it. The caller has decided
    that the actor may. Raises DomainError plan_not_found, plan_ended, reason_missing."""
    plan = _running(actor, plan_id, reason)
    _end(actor, plan, PlanState.BROKEN, reason)
    return plan


@transaction.atomic
def cancel_plan(*, actor: Actor, plan_id: UUID, reason: str) -> InstalmentPlan:
    """It was a mistake: instalments are cancelled as far as they are unpaid, and the due the plan replaced is owed by
    that much again. The caller has decided that the actor may.

    Raises DomainError plan_not_found, plan_ended, reason_missing, due_being_paid.
    """
    plan = _running(actor, plan_id, reason)
    unpaid = 0
    for due_id in plan.dues.order_by("id").values_list("id", flat=True):
        due = dues.locked(actor.institution_id, due_id)
        if owed := dues.owed_of(due.id):
            dues.reduce_due(actor=actor, due_id=due.id, kind=EntryKind.CANCELLED, reason=reason)
            unpaid += owed
    replaced = DueEntry.objects.filter(
        due__enrolment_id=plan.enrolment_id, kind=EntryKind.INSTALMENTS, evidence=mark(plan)
    ).values_list("due_id", flat=True).first()  # fmt: skip
    if replaced and unpaid:
        dues.correct_due(
            actor=actor, due_id=replaced, amount=dues.owed_of(replaced) + unpaid, reason=clean_display(reason)[:300]
        )
    _end(actor, plan, PlanState.CANCELLED, reason)
    return plan


@transaction.atomic
def look_at(plan_id: UUID, actor: Actor) -> bool:
    """End a running plan of which nothing is owed any more; whether it was. For subscribers and jobs."""
    plan = InstalmentPlan.objects.select_for_update().filter(id=plan_id, state=PlanState.RUNNING).first()
    if plan is None or any(dues.owed_of(due.id) for due in plan.dues.all()):
        return False
    _end(actor, plan, PlanState.KEPT, "")
    return True


def _running(actor: Actor, plan_id: UUID, reason: str) -> InstalmentPlan:
    if not reason.strip():
        raise DomainError("reason_missing")
    plan = InstalmentPlan.objects.select_for_update().filter(
        institution_id=actor.institution_id, id=plan_id
    ).first()  # fmt: skip
    if plan is None:
        raise DomainError("plan_not_found")
    if plan.state != PlanState.RUNNING:
        raise DomainError("plan_ended")
    return plan


def _end(actor: Actor, plan: InstalmentPlan, state: PlanState, reason: str) -> None:
    plan.state, plan.state_at = state, timezone.now()
    plan.save(update_fields=["state", "state_at"])
    _note(actor, plan, state.value, clean_display(reason)[:300])
    events.announce(
        PlanEnded(institution_id=plan.institution_id, plan_id=plan.id, request_id=plan.request_id)
    )  # fmt: skip


def _note(actor: Actor, plan: InstalmentPlan, what: str, reason: str) -> None:
    after = {"total": plan.total, "count": plan.count, "office": str(plan.office_id)}
    line = Line(f"plan.{what}", KIND, plan.id, reason=reason, after=after)
    audit.record(actor=actor, stream=plan.enrolment_id, lines=[line])

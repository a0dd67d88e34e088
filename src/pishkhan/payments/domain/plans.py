"""Instalment plans, made. How they end: `plan_ending`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_persian
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import dues
from pishkhan.payments.domain.plan_dates import instalments
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.models import Due, InstalmentPlan, Subject
from pishkhan.plumbing import audit
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
    title = replaced.reason if replaced else plan.reason
    for part in parts:
        dues.record_due(
            actor=actor, enrolment_id=enrolment_id, office_id=office_id, amount=part.amount,
            reason=_titled(title, part.number, count),
            source_ref=f"plan:{plan.id}:{part.number}", due_date=part.day,
            origin=dues.Origin(subject=subject, plan=plan),
        )  # fmt: skip
    note(actor, plan, "made", plan.reason)
    return plan


def _titled(title: str, number: int, count: int) -> str:
    """What an instalment is called where it is paid: the debt it is a part of, and which part. In Persian, as offices
    write theirs."""
    with translation.override("fa"):
        told = {"reason": title[:250], "n": to_persian(str(number)), "m": to_persian(str(count))}
        return gettext("%(reason)s, instalment %(n)s of %(m)s") % told


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


def note(actor: Actor, plan: InstalmentPlan, what: str, reason: str) -> None:
    """A line of the student's history."""
    after = {"total": plan.total, "count": plan.count, "office": str(plan.office_id)}
    line = Line(f"plan.{what}", KIND, plan.id, reason=reason, after=after)
    audit.record(actor=actor, stream=plan.enrolment_id, lines=[line])

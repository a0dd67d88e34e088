"""Dues that people of an office record and change one by one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.payments.domain import dues, plans, terminals
from pishkhan.payments.domain.access import refuse_own
from pishkhan.payments.domain.lists.lists import offered_subjects
from pishkhan.payments.domain.queries.managed import managed_dues
from pishkhan.payments.domain.queries.plans import managed_by
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.models import Due, InstalmentPlan, Subject
from pishkhan.plumbing.actor import Actor

LESS = (EntryKind.WAIVED, EntryKind.EVIDENCE, EntryKind.CANCELLED)
"""What a person may do to make a due less."""


@transaction.atomic
def record(
    *, actor: Actor, enrolment_id: UUID, subject_id: UUID, amount: int, reason: str, key: str, evidence: str = "",
    due_date: date | None = None,
) -> Due:  # fmt: skip
    """Record one debt of a subject the actor may record dues of. The same key twice is the same due.

    Raises DomainError not_found, own_money, due_below_shares, and as `dues.record_due`.
    """
    subject = offered_subjects(actor).filter(id=subject_id).first()
    enrolled = identity.Enrolment.objects.filter(
        id=enrolment_id, person__institution_id=actor.institution_id
    ).first()  # fmt: skip
    if subject is None or not key or enrolled is None:
        raise DomainError("not_found")
    refuse_own(actor, enrolled.person_id)
    _payable(subject, amount)
    return dues.record_due(
        actor=actor, enrolment_id=enrolment_id, office_id=subject.office_id, amount=amount, reason=reason,
        evidence=evidence, due_date=due_date, source_ref=f"hand:{actor.me.hex}:{key[:64]}",
        origin=dues.Origin(subject=subject),
    )  # fmt: skip


def reduce(
    *, actor: Actor, due_id: UUID, kind: EntryKind, reason: str, shown: int, amount: int | None = None,
    evidence: str = "",
) -> Due:  # fmt: skip
    """Waive, settle by evidence or cancel; sent twice it counts once, for `shown` are the rials the actor saw owed.
    Raises DomainError not_found, own_money, due_below_shares (of what is left), and as `dues.reduce_due`."""
    if kind not in LESS:
        raise DomainError("not_found")
    due = mine(actor, due_id)
    if amount is not None:
        _payable(due.subject, shown - amount)
    return dues.reduce_due(
        actor=actor, due_id=due_id, kind=kind, reason=reason, amount=amount, evidence=evidence, shown=shown
    )  # fmt: skip


def correct(*, actor: Actor, due_id: UUID, amount: int, reason: str, shown: int) -> Due:
    """Have another amount be owed from now on. Raises DomainError not_found, own_money, due_below_shares, and as
    `dues.correct_due`."""
    _payable(mine(actor, due_id).subject, amount)
    return dues.correct_due(actor=actor, due_id=due_id, amount=amount, reason=reason, shown=shown)


def _payable(subject: Subject | None, amount: int) -> None:
    """What is left of a payment for the last row of a split must be something. Raises DomainError due_below_shares
    (`fixed`)."""
    fixed = terminals.fixed_of(subject) if subject else 0
    if 0 < amount <= fixed:
        raise DomainError("due_below_shares", fixed=fixed)


def plan_of_due(
    *, actor: Actor, due_id: UUID, start: date, end: date, count: int, reason: str, key: str
) -> InstalmentPlan:
    """Put all that is owed of a due on instalments. Raises DomainError not_found, own_money, due_on_plan, and as
    `plans.make_plan`."""
    due = mine(actor, due_id)
    if due.plan_id:
        raise DomainError("due_on_plan")
    return plans.make_plan(
        actor=actor, enrolment_id=due.enrolment_id, office_id=due.office_id, total=dues.still_owed(due.id),
        start=start, end=end, count=count, reason=reason, from_due_id=due.id,
        source_ref=f"hand:{actor.me.hex}:{key[:64]}",
    )  # fmt: skip


def mine(actor: Actor, due_id: UUID) -> Due:
    """A due the actor may change. Raises DomainError not_found, own_money."""
    found = managed_dues(actor).select_related("enrolment", "subject").filter(id=due_id).first()
    if found is None:
        raise DomainError("not_found")
    refuse_own(actor, found.enrolment.person_id)
    return found


def my_plan(actor: Actor, plan_id: UUID) -> InstalmentPlan:
    """A plan the actor may end. Raises DomainError not_found, own_money."""
    found = managed_by(actor).select_related("enrolment").filter(id=plan_id).first()
    if found is None:
        raise DomainError("not_found")
    refuse_own(actor, found.enrolment.person_id)
    return found

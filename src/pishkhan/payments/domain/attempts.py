"""Beginning to pay: the row first, the bank in a job."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.payments.domain import dues, terminals
from pishkhan.payments.domain.queries.subjects import open_subjects, paid_for
from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt, AttemptEvent, Due, Subject
from pishkhan.plumbing import jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.idempotency import first_time
from pishkhan.plumbing.rows import Statement

_NEXT = Statement("SELECT nextval('payments_order_no')")
BEGUN, BEGUN_IN = 30, timedelta(hours=1)
"""More payments than anybody begins by hand."""
CHECKED = (State.VERIFYING, State.VERIFIED, State.SETTLED)


def payable(*, actor: Actor, subject_id: UUID, due_id: UUID | None, amount: int) -> tuple[Subject, Due | None]:
    """Whether the actor may pay this much for this. Raises DomainError subject_closed, due_not_found, amount_wrong
    (`least`, `most`), part_leaves (too little would be left; a part is from `least` to `most`, or all), due_settled,
    due_being_paid (a payment of it is being confirmed), free_not_offered."""
    subject = open_subjects(actor.institution_id).filter(id=subject_id).first()
    if subject is None or subject.terminal is None:
        raise DomainError("subject_closed")
    due = _own_due(actor, subject, due_id) if due_id else None
    least, most = limits(subject, due)
    if due is None and not subject.free:
        raise DomainError("free_not_offered")
    if most <= 0:
        raise DomainError("due_settled")
    if not least <= amount <= most:
        raise DomainError("amount_wrong", least=least, most=most)
    if due is not None and 0 < most - amount < subject.least_part:
        raise DomainError("part_leaves", least=least, most=most - subject.least_part)
    return subject, due


def limits(subject: Subject, due: Due | None) -> tuple[int, int]:
    """Rials: the least and the most that may be paid; of a due at most what is owed."""
    if due is None:
        return subject.least, min(subject.most, dues.LARGEST_RIALS)
    owed = dues.owed_of(due.id)
    return least_of(subject, owed), owed


def least_of(subject: Subject, owed: int) -> int:
    """Rials that may be paid at least of what is owed: a part only where the subject allows parts, and where what it
    leaves is enough to be one."""
    return subject.least_part if subject.parts and owed >= 2 * subject.least_part else owed


def _own_due(actor: Actor, subject: Subject, due_id: UUID) -> Due:
    rows = Due.objects.filter(institution_id=actor.institution_id, id=due_id, enrolment__person_id=actor.me)
    due = rows.select_related("subject", "enrolment").first()
    if due is None or paid_for(actor.institution_id, [due])[due.id] != subject:
        raise DomainError("due_not_found")
    running = Attempt.objects.filter(due_id=due.id, state__in=CHECKED)
    returned = Attempt.objects.filter(due_id=due.id, state=State.RETURNED, said="paid", left="")
    if running.exists() or returned.exists():
        raise DomainError("due_being_paid")
    return due


@transaction.atomic
def begin_payment(
    *, actor: Actor, subject_id: UUID, amount: int, key: str, due_id: UUID | None = None, language: str = "fa",
    request_id: UUID | None = None,
) -> Attempt:  # fmt: skip
    """One attempt however often the button is pressed: the same key of the same person is the same attempt.

    Raises DomainError as `payable`, key_reused (the key began another payment), too_many_payments.
    """
    if actor.person_id is None or not 0 < len(key) <= 64:
        raise DomainError("page_incomplete")
    if not first_time(person_id=actor.person_id, key=key, verb="pay"):
        return _begun(actor, key, subject_id, amount, due_id)
    subject, due = payable(actor=actor, subject_id=subject_id, due_id=due_id, amount=amount)
    since = timezone.now() - BEGUN_IN
    if Attempt.objects.filter(person_id=actor.me, created_at__gt=since).count() >= BEGUN:
        raise DomainError("too_many_payments")
    attempt = _made(actor, subject, due, amount, key, language, request_id)
    AttemptEvent.objects.create(attempt=attempt, after=attempt.state, reason="begun", actor_id=actor.person_id)
    ask_bank(attempt)
    return attempt


def _begun(actor: Actor, key: str, subject_id: UUID, amount: int, due_id: UUID | None) -> Attempt:
    found = Attempt.objects.filter(institution_id=actor.institution_id, person_id=actor.me, key=key).first()
    if found is None or (found.subject_id, found.amount, found.due_id) != (subject_id, amount, due_id):
        raise DomainError("key_reused")
    return found


def _made(
    actor: Actor, subject: Subject, due: Due | None, amount: int, key: str, language: str, request_id: UUID | None
) -> Attempt:
    person = identity.person(actor.me)
    enrolment = due.enrolment if due else next(iter(identity.enrolments_of(actor)), None)
    number = enrolment.student_number if enrolment else ""
    row = _NEXT.row()
    assert row is not None
    assert subject.terminal is not None
    order_no = int(row[0])
    try:
        shares = terminals.shares_of(subject, amount, student=number, order_no=order_no)
    except ValueError:
        raise DomainError("amount_below_shares") from None
    return Attempt.objects.create(
        institution_id=actor.institution_id, terminal=subject.terminal, gateway=subject.terminal.gateway,
        subject=subject, due=due, person_id=actor.me, enrolment=enrolment, amount=amount,
        request_id=request_id or (due.request_id if due else None), shares=[asdict(share) for share in shares],
        identifier="" if shares else terminals.filled(subject.identifier, student=number, order_no=order_no),
        order_no=order_no, key=key, word=secrets.token_urlsafe(32), language=language,
        next_at=timezone.now() + timedelta(seconds=60), shown=_shown(subject, due), payer=person.full_name,
        payer_number=number,
    )  # fmt: skip


def _shown(subject: Subject, due: Due | None) -> Mapping[str, Any]:
    """The names of D11's rows as they are today: a receipt says the same in ten years."""
    place = organisation.institution(subject.institution_id)
    return {
        "centre": subject.centre.name, "office": subject.office.name, "subject": subject.title,
        "university": place.name, "phone": place.phone, "reason": due.reason if due else "",
    }  # fmt: skip


def ask_bank(attempt: Attempt) -> None:
    """Have a job bring the attempt on, after the commit."""
    from pishkhan.payments import tasks  # tasks need the app registry, which needs this module

    jobs.defer(tasks.bring_on, priority=10, attempt_id=str(attempt.id))

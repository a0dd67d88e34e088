"""A verified payment enters the ledger and pays its due: once, in one transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.payments.domain import closing, dues, ledger, transitions
from pishkhan.payments.enums import AccountKind, EntryKind, PostingKind, State
from pishkhan.payments.events import PaymentPosted
from pishkhan.payments.models import Attempt
from pishkhan.plumbing import events, incidents
from pishkhan.plumbing.actor import system


@transaction.atomic
def post(attempt_id: UUID) -> None:
    """Post an attempt that is verified, and settled where the bank wants that. Anything else is left as it is."""
    row = Attempt.objects.select_for_update().get(id=attempt_id)
    if row.state in (State.VERIFIED, State.SETTLED):
        post_locked(row)


def post_locked(row: Attempt) -> None:
    """The same for a row that is locked and may be posted. Lock order: attempt, then due, then the ledger's rows."""
    now = timezone.now()
    if row.due_id is not None:
        due = dues.locked(row.institution_id, row.due_id)
        if dues.owed_of(due.id) < row.amount:  # cannot be while money in flight is held back
            closing.review(row, "due_gone", None)
            return
    transitions.move(row, State.POSTED, next_at=None, posted_at=now)
    student, taken = (AccountKind.STUDENT, row.person_id), (AccountKind.TERMINAL, row.terminal_id)
    sides = [(*taken, row.amount), (*student, -row.amount)]
    if row.due_id is None:  # charged and paid in one
        sides += [(*student, row.amount), (AccountKind.INCOME, row.subject_id, -row.amount)]
    ledger.post(
        institution_id=row.institution_id, source=f"attempt:{row.id}", kind=PostingKind.PAYMENT, sides=sides,
        subject_id=row.subject_id, terminal_id=row.terminal_id, attempt_id=row.id,
    )  # fmt: skip
    if row.due_id is not None:
        dues.enter(system(row.institution_id), due, EntryKind.PAID, -row.amount, "", attempt=row)
    if row.verified_at and now - row.verified_at > closing.UNSETTLED_AFTER / 2:
        incidents.close_incidents(institution_id=row.institution_id, kind=closing.UNSETTLED, subject_id=row.id)
    events.announce(
        PaymentPosted(
            institution_id=row.institution_id, attempt_id=row.id, due_id=row.due_id, request_id=row.request_id
        )
    )

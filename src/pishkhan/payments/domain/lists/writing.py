"""Writing what a batch of rows made of what is owed: the same rows that `dues.enter` writes one by one, many at a
time. Locks are taken in its order: dues, accounts of the ledger, streams of the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from pishkhan.payments.domain.dues import income
from pishkhan.payments.domain.lists.book import MARK, source_of
from pishkhan.payments.domain.lists.planning import Outcome, Plan
from pishkhan.payments.enums import AccountKind, EntryKind, PostingKind
from pishkhan.payments.events import DueChanged
from pishkhan.payments.models import Account, Due, DueEntry, DueList, Line, Posting
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor

KINDS = {
    Outcome.NEW: EntryKind.RECORDED, Outcome.CHANGED: EntryKind.CORRECTED, Outcome.WITHDRAWN: EntryKind.CANCELLED,
}  # fmt: skip
Side = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry with its due and the person who owes it."""

    entry: DueEntry
    due: Due
    person_id: UUID


def write(actor: Actor, row: DueList, plans: Sequence[Plan], *, office_id: UUID, digest: str) -> None:
    """Inside the caller's transaction, which holds the locks of all dues that the plans change."""
    changing = [plan for plan in plans if plan.change and plan.outcome in KINDS]
    written = [_entry(actor, row, plan, office_id, digest) for plan in changing]
    Due.objects.bulk_create([each.due for each in written if each.due._state.adding])
    DueEntry.objects.bulk_create([each.entry for each in written])
    _post(actor, written)
    _remember(actor, written)


def _entry(actor: Actor, row: DueList, plan: Plan, office_id: UUID, digest: str) -> _Written:
    due = plan.known.due if plan.known else _due(row, plan, office_id, digest)
    person_id = plan.row.person_id if plan.row and plan.row.person_id else due.enrolment.person_id
    fresh = plan.outcome is Outcome.NEW
    entry = DueEntry(
        due=due, kind=KINDS[plan.outcome], amount=plan.change, reason=due.reason if fresh else row.name,
        evidence=due.evidence if fresh else f"{MARK}{row.id}", actor_id=actor.person_id,
    )  # fmt: skip
    return _Written(entry, due, person_id)


def _due(row: DueList, plan: Plan, office_id: UUID, digest: str) -> Due:
    said = plan.row
    assert said is not None
    assert said.enrolment_id is not None
    return Due(
        institution_id=row.institution_id, enrolment_id=said.enrolment_id, office_id=office_id, subject=said.subject,
        list=row, reason=said.reason, evidence=said.evidence, due_date=said.due_date,
        source_ref=source_of(office_id, digest, plan.key),
    )  # fmt: skip


def _post(actor: Actor, written: Sequence[_Written]) -> None:
    sides = [((AccountKind.STUDENT, each.person_id), income(each.due)) for each in written]
    accounts = _accounts(actor.institution_id, {(kind.value, ref) for pair in sides for kind, ref in pair})
    day = timezone.localdate()
    postings = Posting.objects.bulk_create(
        Posting(
            institution_id=actor.institution_id, source=f"entry:{each.entry.pk}", kind=PostingKind.DUE, day=day,
            subject_id=each.due.subject_id, actor_id=actor.person_id,
        )
        for each in written
    )  # fmt: skip
    lines = []
    for posting, (student, other), each in zip(postings, sides, written, strict=True):
        lines.append(Line(posting=posting, account_id=accounts[student], amount=each.entry.amount))
        lines.append(Line(posting=posting, account_id=accounts[other], amount=-each.entry.amount))
    Line.objects.bulk_create(lines)


def _accounts(institution_id: UUID, sides: set[Side]) -> dict[Side, int]:
    Account.objects.bulk_create(
        [Account(institution_id=institution_id, kind=kind, ref=ref) for kind, ref in sorted(sides)],
        ignore_conflicts=True,
    )
    found = Account.objects.filter(institution_id=institution_id, ref__in={ref for _, ref in sides})
    return {(kind, ref): number for kind, ref, number in found.values_list("kind", "ref", "id")}


def _remember(actor: Actor, written: Sequence[_Written]) -> None:
    streams: dict[UUID, list[audit.Line]] = defaultdict(list)
    for each in written:
        after = {"amount": each.entry.amount, "office": str(each.due.office_id)}
        line = audit.Line(f"due.{each.entry.kind}", "due", each.due.id, reason=each.entry.reason, after=after)
        streams[each.due.enrolment_id].append(line)
    for stream in sorted(streams):
        audit.record(actor=actor, stream=stream, lines=streams[stream])
    for each in written:
        events.announce(
            DueChanged(
                institution_id=each.due.institution_id, due_id=each.due.id, office_id=each.due.office_id,
                request_id=each.due.request_id,
            )
        )  # fmt: skip

"""Three books side by side: the bank's report, our payments, the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, Sum

from pishkhan.payments.domain.queries.books import begin_of
from pishkhan.payments.domain.reconciliation.reading import FAILED, REVERSED, SUCCESS
from pishkhan.payments.enums import AccountKind, Match, PostingKind, State
from pishkhan.payments.models import Attempt, BankReportRow, Terminal
from pishkhan.payments.models import Line as LedgerLine
from pishkhan.payments.providers.protocol import ReportRow

CHUNK = 1000
Place = tuple[int, ReportRow]


@dataclass(slots=True)
class Books:
    """Our payments a report may speak of, by what it may call them, and what the ledger holds of each."""

    by_order: dict[int, Attempt]
    by_receipt: dict[str, Attempt]
    by_rrn: dict[str, Attempt]
    taken: dict[UUID, int]

    def of(self, row: ReportRow) -> Attempt | None:
        """The payment a line means; the order number is ours, so it counts most."""
        if row.order_no is not None and row.order_no in self.by_order:
            return self.by_order[row.order_no]
        if row.receipt_ref and row.receipt_ref in self.by_receipt:
            return self.by_receipt[row.receipt_ref]
        return self.by_rrn.get(row.rrn) if row.rrn and row.order_no is None else None


def books(terminal: Terminal, rows: Sequence[ReportRow]) -> Books:
    """What we have of the lines of a report, through one terminal."""
    found: dict[UUID, Attempt] = {}
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        named = Q(order_no__in=[row.order_no for row in part if row.order_no is not None])
        named |= Q(receipt_ref__in=[row.receipt_ref for row in part if row.receipt_ref])
        named |= Q(rrn__in=[row.rrn for row in part if row.rrn and row.order_no is None])
        found |= {each.id: each for each in Attempt.objects.filter(named, terminal=terminal)}
    mine = list(found.values())
    return Books(
        {each.order_no: each for each in mine},
        {each.receipt_ref: each for each in mine if each.receipt_ref},
        {each.rrn: each for each in mine if each.rrn}, taken(mine),
    )  # fmt: skip


def taken(attempts: Iterable[Attempt]) -> dict[UUID, int]:
    """Rials the ledger says were taken by each payment, whatever was given back since."""
    ids = [each.id for each in attempts if each.is_paid]
    found: dict[UUID, int] = {}
    for at in range(0, len(ids), CHUNK):
        lines = LedgerLine.objects.filter(
            posting__attempt_id__in=ids[at : at + CHUNK], posting__kind=PostingKind.PAYMENT,
            account__kind=AccountKind.TERMINAL,
        )  # fmt: skip
        found |= dict(lines.values_list("posting__attempt_id").annotate(Sum("amount")))
    return found


def compared(terminal: Terminal, rows: Sequence[Place], first: date, last: date) -> list[BankReportRow]:
    """Each line of a report with what it came to, then what the report lacks."""
    ours = books(terminal, [row for _, row in rows])
    went_back = {
        each.id for _, row in rows if row.status == REVERSED and (each := ours.of(row)) is not None
    }
    seen: set[UUID] = set()
    found = []
    for line, row in rows:
        attempt = ours.of(row)
        match = _match(row, attempt, ours, attempt is not None and attempt.id in went_back, seen)
        found.append(
            BankReportRow(
                line=line, match=match, attempt=attempt, amount=row.amount, status=row.status, order_no=row.order_no,
                receipt_ref=row.receipt_ref, rrn=row.rrn, at=row.at,
            )
        )
    return found + [
        BankReportRow(match=Match.MISSING_THERE, attempt=each, order_no=each.order_no, amount=each.amount)
        for each in lacking(terminal, first, last)
        if each.id not in seen | went_back
    ]


def _match(row: ReportRow, attempt: Attempt | None, ours: Books, went_back: bool, seen: set[UUID]) -> Match:
    if attempt is None:
        return Match.MISSING_HERE if row.status == SUCCESS else Match.SAME
    if row.status == FAILED:
        return Match.STATUS if attempt.is_paid and attempt.id not in seen and not went_back else Match.SAME
    if not attempt.is_paid:
        return Match.MISSING_HERE if row.status == SUCCESS and not went_back else Match.SAME
    if row.status == REVERSED:
        return Match.SAME if attempt.state == State.REFUNDED else Match.STATUS
    if went_back:  # its other line says so
        return Match.SAME
    if attempt.id in seen:  # taken twice for one payment
        return Match.MISSING_HERE
    seen.add(attempt.id)
    same = row.amount == attempt.amount == ours.taken.get(attempt.id)
    return Match.SAME if same else Match.AMOUNT


def lacking(terminal: Terminal, first: date, last: date) -> list[Attempt]:
    """What was paid through a terminal on these days and stands in no report yet."""
    rows = Attempt.objects.filter(
        terminal=terminal, posted_at__isnull=False, verified_at__gte=begin_of(first),
        verified_at__lt=begin_of(last + timedelta(days=1)),
    )  # fmt: skip
    known = BankReportRow.objects.filter(report__terminal=terminal, match=Match.SAME, attempt__isnull=False)
    return list(rows.exclude(id__in=known.values("attempt_id")).order_by("created_at", "id"))

"""Bringing a bank's report in, and working its differences off."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.jalali import TEHRAN
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain.access import keeps_accounts
from pishkhan.payments.domain.queries.books import SIZE
from pishkhan.payments.domain.reconciliation import matching
from pishkhan.payments.domain.reconciliation.reading import Read, read
from pishkhan.payments.enums import Match
from pishkhan.payments.models import BankReport, BankReportRow, Terminal
from pishkhan.payments.providers.table import GATEWAYS
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

MOST_DAYS = 400


def bring(
    *, actor: Actor, terminal_id: UUID, name: str, content: bytes, days: tuple[date, date] | None = None
) -> tuple[BankReport, bool]:
    """Read a report of a terminal and compare it; whether it is new. The same file again is the same report, as it was
    compared then. `days`: which days it covers, where its rows do not say.

    Raises DomainError not_found, report_days (they are not told, or are too many) and what `reading.read` raises.
    """
    terminal = Terminal.objects.filter(institution_id=actor.institution_id, id=terminal_id).first()
    if terminal is None or not keeps_accounts(actor) or terminal.gateway not in GATEWAYS:
        raise DomainError("not_found")
    digest = hashlib.sha256(content).hexdigest()
    before = BankReport.objects.filter(terminal=terminal, sha256=digest).first()
    if before:
        return before, False
    found = read(GATEWAYS[terminal.gateway], name, content)
    first, last = days or _days(found)
    if first > last or (last - first).days > MOST_DAYS:
        raise DomainError("report_days")
    try:
        with transaction.atomic():
            report = BankReport.objects.create(
                institution_id=actor.institution_id, terminal=terminal, file_name=clean_display(name)[:200],
                sha256=digest, first=first, last=last, by=actor.person_id,
            )  # fmt: skip
            _write(actor, report, found)
    except IntegrityError:  # somebody else brings the same file at this moment
        return BankReport.objects.get(terminal=terminal, sha256=digest), False
    return report, True


def _days(found: Read) -> tuple[date, date]:
    days = [row.at.astimezone(TEHRAN).date() for _, row in found.rows if row.at]
    if not days:
        raise DomainError("report_days")
    return min(days), max(days)


def _write(actor: Actor, report: BankReport, found: Read) -> None:
    rows = matching.compared(report.terminal, found.rows, report.first, report.last)
    rows += [
        BankReportRow(line=line, match=Match.UNREADABLE, words=f"column:{column}") for line, column in found.unreadable
    ]
    for row in rows:
        row.report = report
    BankReportRow.objects.bulk_create(rows, batch_size=1000)
    report.counts = dict(Counter(row.match for row in rows))
    report.save(update_fields=["counts"])
    _found_later(actor, report, rows)
    line = Line("report.brought", "bank_report", report.id, after={"terminal": report.terminal.key, **report.counts})
    audit.record(actor=actor, stream=report.id, lines=[line])


def _found_later(actor: Actor, report: BankReport, rows: Sequence[BankReportRow]) -> None:
    """What an earlier report lacked stands in this one: around midnight the bank's day is not ours."""
    ids = [row.attempt_id for row in rows if row.match == Match.SAME and row.attempt_id]
    lacked = BankReportRow.objects.filter(
        report__terminal_id=report.terminal_id, match=Match.MISSING_THERE, done_at=None, attempt_id__in=ids
    )
    lacked.update(done_at=timezone.now(), done_by=actor.person_id, words=f"report:{report.id}")


def reports(actor: Actor, before: UUID | None = None) -> tuple[list[BankReport], UUID | None]:
    """Reports that were brought in, newest first."""
    if not keeps_accounts(actor):
        return [], None
    rows = BankReport.objects.filter(institution_id=actor.institution_id).select_related("terminal")
    last = rows.filter(id=before).first() if before else None
    if last:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id))
    found = list(rows.order_by("-created_at", "-id")[: SIZE + 1])
    return found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else None


def report(actor: Actor, report_id: UUID) -> BankReport | None:
    if not keeps_accounts(actor):
        return None
    rows = BankReport.objects.select_related("terminal")
    return rows.filter(institution_id=actor.institution_id, id=report_id).first()


def open_rows(report_id: UUID) -> QuerySet[BankReportRow]:
    """Differences that wait for somebody, with their payments. The caller has decided who may see the report."""
    rows = BankReportRow.objects.filter(report_id=report_id, done_at=None).exclude(match=Match.SAME)
    return rows.select_related("attempt").order_by("id")


def row_of(actor: Actor, row_id: int) -> BankReportRow:
    """Raises DomainError not_found."""
    rows = BankReportRow.objects.select_related("report", "attempt")
    found = rows.filter(report__institution_id=actor.institution_id, id=row_id).first()
    if found is None or not keeps_accounts(actor):
        raise DomainError("not_found")
    return found


@transaction.atomic
def close_row(*, actor: Actor, row_id: int, words: str) -> BankReportRow:
    """Write what was done about a difference. Raises DomainError not_found, reason_missing, row_closed."""
    row_of(actor, row_id)
    row = BankReportRow.objects.select_for_update(of=("self",)).select_related("report").get(id=row_id)
    words = clean_display(words).strip()[:300]
    if not words:
        raise DomainError("reason_missing")
    if row.done_at or row.match == Match.SAME:
        raise DomainError("row_closed")
    row.done_at, row.done_by, row.words = timezone.now(), actor.person_id, words
    row.save(update_fields=["done_at", "done_by", "words"])
    line = Line("report.closed", "bank_report", row.report_id, reason=words, after={"row": row.id, "match": row.match})
    audit.record(actor=actor, stream=row.report_id, lines=[line])
    return row


def count_open(actor: Actor) -> int:
    """Differences of all reports that wait for somebody."""
    if not keeps_accounts(actor):
        return 0
    rows = BankReportRow.objects.filter(report__institution_id=actor.institution_id, done_at=None)
    return rows.exclude(match=Match.SAME).count()

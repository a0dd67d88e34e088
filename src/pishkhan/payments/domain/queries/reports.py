"""What was taken and given back over some days, by the ledger; and its movements one by one for the accounting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pishkhan.payments.domain.access import keeps_accounts
from pishkhan.plumbing import rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.rows import Statement

BATCH = 1000
"""Movements read at a time: a year is as long as it is, the memory is not."""


class By(StrEnum):
    """What a line of a report stands for."""

    DAY = "day"
    SUBJECT = "subject"
    TERMINAL = "terminal"
    CENTRE = "centre"


_LEDGER = {By.DAY: "p.day", By.SUBJECT: "p.subject_id", By.TERMINAL: "p.terminal_id", By.CENTRE: "s.centre_id"}
_TRIED = {
    By.DAY: "(a.created_at AT TIME ZONE 'Asia/Tehran')::date", By.SUBJECT: "a.subject_id",
    By.TERMINAL: "a.terminal_id", By.CENTRE: "s.centre_id",
}  # fmt: skip
_REPORT = """
    SELECT coalesce(m.key, t.key), coalesce(m.count, 0), coalesce(m.paid, 0), coalesce(m.refunded, 0),
        coalesce(t.ended, 0), coalesce(t.failed, 0)
    FROM (
        SELECT {ledger} AS key, count(*) FILTER (WHERE p.kind = 'payment') AS count,
            sum(l.amount) FILTER (WHERE p.kind = 'payment') AS paid,
            -sum(l.amount) FILTER (WHERE p.kind = 'refund') AS refunded
        FROM payments_posting p JOIN payments_line l ON l.posting_id = p.id
            JOIN payments_account c ON c.id = l.account_id AND c.kind = 'terminal'
            JOIN payments_subject s ON s.id = p.subject_id
        WHERE p.institution_id = %(institution)s AND p.day BETWEEN %(first)s AND %(last)s GROUP BY 1
    ) m FULL JOIN (
        SELECT {tried} AS key, count(*) AS ended,
            count(*) FILTER (WHERE a.posted_at IS NULL) AS failed
        FROM payments_attempt a JOIN payments_subject s ON s.id = a.subject_id
        WHERE a.institution_id = %(institution)s AND a.created_at >= %(first)s::timestamp AT TIME ZONE 'Asia/Tehran'
            AND a.created_at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Tehran'
            AND (a.posted_at IS NOT NULL OR a.state IN ('cancelled', 'failed', 'expired_unknown', 'reversed'))
        GROUP BY 1
    ) t ON t.key = m.key ORDER BY 1
"""
_MOVEMENTS = Statement("""
    SELECT p.id, p.kind, p.day, p.at, l.amount, a.order_no, a.rrn, coalesce(a.receipt_ref, ''), a.payer_number, a.payer,
        a.identifier, s.id, s.key, s.centre_id, t.key, a.due_id IS NOT NULL, coalesce(r.reference, '')
    FROM payments_posting p JOIN payments_line l ON l.posting_id = p.id
        JOIN payments_account c ON c.id = l.account_id AND c.kind = 'terminal'
        JOIN payments_attempt a ON a.id = p.attempt_id
        JOIN payments_subject s ON s.id = p.subject_id JOIN payments_terminal t ON t.id = p.terminal_id
        LEFT JOIN payments_refund r ON p.kind = 'refund' AND p.source = 'refund:' || r.id
    WHERE p.institution_id = %(institution)s AND p.day BETWEEN %(first)s AND %(last)s AND p.id > %(after)s
    ORDER BY p.id LIMIT %(most)s
""")


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of a report, in rials. `key` is the day or the id; `ended` are the attempts begun in these days that
    came to an end, `failed` those of them that did not pay."""

    key: Any
    count: int
    paid: int
    refunded: int
    ended: int
    failed: int

    @property
    def net(self) -> int:
        return self.paid - self.refunded


@dataclass(frozen=True, slots=True)
class Movement:
    """Money taken, or given back (then `amount` is less than nothing), as it stands in the ledger."""

    posting: int
    kind: str
    day: date
    at: datetime
    amount: int
    order_no: int
    rrn: str
    receipt_ref: str
    payer_number: str
    payer: str
    identifier: str
    subject_id: UUID
    subject: str
    centre_id: UUID
    terminal: str
    of_due: bool
    transfer: str
    """The number of the transfer by which it went back."""


def report(actor: Actor, by: By, first: date, last: date) -> list[Figures]:
    """Lines of a report over these days, both included; nothing for who keeps no accounts."""
    if not keeps_accounts(actor):
        return []
    text = Statement(_REPORT.format(ledger=_LEDGER[by], tried=_TRIED[by])).text
    given = {"institution": actor.institution_id, "first": first, "last": last}
    return [Figures(key, *(int(each) for each in rest)) for key, *rest in rows.run(text, given).fetchall()]


def whole(lines: list[Figures]) -> Figures:
    """The sum of a report."""
    parts = ("count", "paid", "refunded", "ended", "failed")
    return Figures(None, *(sum(getattr(line, part) for line in lines) for part in parts))


def movements(actor: Actor, first: date, last: date) -> Iterator[Movement]:
    """Every movement of these days in the order of the ledger, read a batch at a time."""
    if not keeps_accounts(actor):
        return
    after = 0
    while True:
        found = rows.run(
            _MOVEMENTS.text,
            {"institution": actor.institution_id, "first": first, "last": last, "after": after, "most": BATCH},
        ).fetchall()
        for row in found:
            yield Movement(*row)
        if len(found) < BATCH:
            return
        after = found[-1][0]

"""Whether payments, ledger and dues tell the same story. Each comparison is one statement, so that what happens
meanwhile is seen on both sides or on neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pishkhan.plumbing import incidents, rows
from pishkhan.plumbing.rows import Statement

MOST = 500
"""Differences of one kind that are listed."""
NOBODY = UUID(int=0)
UNBALANCED = "payments_unbalanced"
"""Incident: payments, ledger and dues do not agree."""

_TAKEN = """
    SELECT p.attempt_id, p.subject_id, p.day, c.ref AS terminal_id, l.amount FROM payments_line l
        JOIN payments_posting p ON p.id = l.posting_id
        JOIN payments_account c ON c.id = l.account_id AND c.kind = 'terminal'
    WHERE p.institution_id = %(institution)s
"""
_MOVED = """
    SELECT a.terminal_id, a.subject_id, a.amount,
        CASE WHEN p.day BETWEEN (a.posted_at AT TIME ZONE 'Asia/Tehran' - interval '1 minute')::date
            AND (a.posted_at AT TIME ZONE 'Asia/Tehran' + interval '1 minute')::date
        THEN p.day ELSE (a.posted_at AT TIME ZONE 'Asia/Tehran')::date END AS day
    FROM payments_attempt a
        LEFT JOIN payments_posting p ON p.institution_id = a.institution_id AND p.source = 'attempt:' || a.id
    WHERE a.institution_id = %(institution)s AND a.posted_at IS NOT NULL
    UNION ALL
    SELECT a.terminal_id, a.subject_id, -r.amount,
        CASE WHEN p.day BETWEEN (r.decided_at AT TIME ZONE 'Asia/Tehran' - interval '1 minute')::date
            AND (r.decided_at AT TIME ZONE 'Asia/Tehran' + interval '1 minute')::date
        THEN p.day ELSE (r.decided_at AT TIME ZONE 'Asia/Tehran')::date END
    FROM payments_refund r JOIN payments_attempt a ON a.id = r.attempt_id
        LEFT JOIN payments_posting p ON p.institution_id = r.institution_id AND p.source = 'refund:' || r.id
    WHERE r.institution_id = %(institution)s AND r.state = 'approved'
"""
# A second on either side of midnight is no difference: the posting takes its day a moment after the payment its time.

CHECKS: Mapping[str, str] = {
    "payment": f"""
        SELECT a.order_no::text, CASE WHEN a.posted_at IS NULL THEN 0 ELSE a.amount - a.refunded END, coalesce(t.sum, 0)
        FROM payments_attempt a LEFT JOIN (SELECT attempt_id, sum(amount) FROM ({_TAKEN}) x GROUP BY 1) t
            ON t.attempt_id = a.id
        WHERE a.institution_id = %(institution)s
            AND coalesce(t.sum, 0) <> CASE WHEN a.posted_at IS NULL THEN 0 ELSE a.amount - a.refunded END
    """,  # noqa: S608 - made of our own texts
    "refund": """
        SELECT a.order_no::text, a.refunded, coalesce(r.sum, 0) FROM payments_attempt a
            LEFT JOIN (SELECT attempt_id, sum(amount) FROM payments_refund WHERE state = 'approved' GROUP BY 1) r
            ON r.attempt_id = a.id
        WHERE a.institution_id = %(institution)s AND a.refunded <> coalesce(r.sum, 0)
    """,
    "due_paid": """
        SELECT a.order_no::text, CASE WHEN a.posted_at IS NULL THEN 0 ELSE a.amount - a.refunded END, coalesce(e.sum, 0)
        FROM payments_attempt a LEFT JOIN (
            SELECT attempt_id, -sum(amount) AS sum FROM payments_dueentry
            WHERE attempt_id IS NOT NULL AND kind IN ('paid', 'refunded') GROUP BY 1
        ) e ON e.attempt_id = a.id
        WHERE a.institution_id = %(institution)s AND coalesce(e.sum, 0) <> CASE
            WHEN a.posted_at IS NULL OR a.due_id IS NULL THEN 0 ELSE a.amount - a.refunded END
    """,
    "entry": """
        SELECT e.id::text, e.amount, coalesce(x.sum, 0) FROM payments_dueentry e
            JOIN payments_due d ON d.id = e.due_id
            LEFT JOIN (
                SELECT p.source, sum(l.amount) FROM payments_posting p JOIN payments_line l ON l.posting_id = p.id
                    JOIN payments_account c ON c.id = l.account_id AND c.kind = 'student'
                WHERE p.institution_id = %(institution)s AND p.kind = 'due' GROUP BY 1
            ) x ON x.source = 'entry:' || e.id
        WHERE d.institution_id = %(institution)s AND e.kind NOT IN ('paid', 'refunded')
            AND e.amount <> coalesce(x.sum, 0)
    """,
    "student": """
        SELECT coalesce(d.person, l.person)::text, coalesce(d.owed, 0), coalesce(l.sum, 0) FROM (
            SELECT n.person_id AS person, sum(e.amount) AS owed FROM payments_dueentry e
                JOIN payments_due d ON d.id = e.due_id JOIN identity_enrolment n ON n.id = d.enrolment_id
            WHERE d.institution_id = %(institution)s GROUP BY 1
        ) d FULL JOIN (
            SELECT c.ref AS person, sum(l.amount) FROM payments_account c JOIN payments_line l ON l.account_id = c.id
            WHERE c.institution_id = %(institution)s AND c.kind = 'student' GROUP BY 1
        ) l ON l.person = d.person
        WHERE coalesce(d.owed, 0) <> coalesce(l.sum, 0)
    """,
    "income": """
        SELECT '', ours.sum, theirs.sum FROM (
            SELECT (SELECT coalesce(sum(e.amount), 0) FROM payments_dueentry e JOIN payments_due d ON d.id = e.due_id
                    WHERE d.institution_id = %(institution)s AND e.kind NOT IN ('paid', 'refunded'))
                + (SELECT coalesce(sum(amount - refunded), 0) FROM payments_attempt
                    WHERE institution_id = %(institution)s AND posted_at IS NOT NULL AND due_id IS NULL) AS sum
        ) ours, (
            SELECT coalesce(-sum(l.amount), 0) AS sum FROM payments_line l
                JOIN payments_account c ON c.id = l.account_id
            WHERE c.institution_id = %(institution)s AND c.kind IN ('income', 'elsewhere')
        ) theirs WHERE ours.sum <> theirs.sum
    """,
    "posting": """
        SELECT p.source, 0, coalesce(sum(l.amount), 0) FROM payments_posting p
            LEFT JOIN payments_line l ON l.posting_id = p.id
        WHERE p.institution_id = %(institution)s
        GROUP BY p.id HAVING coalesce(sum(l.amount), 0) <> 0 OR count(l.id) < 2
    """,
    "due_below": """
        SELECT d.id::text, 0, sum(e.amount) FROM payments_due d JOIN payments_dueentry e ON e.due_id = d.id
        WHERE d.institution_id = %(institution)s GROUP BY d.id HAVING sum(e.amount) < 0
    """,
}
_BY = """
    SELECT coalesce(m.key, t.key)::text, coalesce(m.sum, 0), coalesce(t.sum, 0)
    FROM (SELECT {key} AS key, sum(amount) FROM ({moved}) x GROUP BY 1) m
        FULL JOIN (SELECT coalesce({key}, {none}) AS key, sum(amount) FROM ({taken}) y GROUP BY 1) t ON t.key = m.key
"""
WHOLE = {"terminal": "terminal_id", "subject": "subject_id", "day": "day"}
_NONE = {"day": "'0001-01-01'::date"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides that should be equal, in rials. `kind` is what was compared, `what` which one: an order number, an id,
    a day. `ours` are payments, refunds or dues, `ledger` the ledger; for refund and due_paid the second is the rows of
    refunds and of dues."""

    kind: str
    what: str
    ours: int
    ledger: int


def differences(institution_id: UUID) -> list[Difference]:
    """Everything that does not agree, at most MOST of each kind; empty when all is well."""
    found = []
    for kind, text in CHECKS.items():
        found += _run(kind, text, institution_id)
    for kind in WHOLE:
        found += _run(kind, f"{_by(kind)} WHERE coalesce(m.sum, 0) <> coalesce(t.sum, 0)", institution_id)
    return found


def totals(institution_id: UUID, kind: str) -> list[Difference]:
    """Both sides by terminal, subject or day, also where they agree: what was taken less what was given back."""
    return _run(kind, f"{_by(kind)} ORDER BY 1", institution_id)


def _by(kind: str) -> str:
    none = _NONE.get(kind, f"'{NOBODY}'::uuid")
    return _BY.format(key=WHOLE[kind], moved=_MOVED, taken=_TAKEN, none=none)


def _run(kind: str, text: str, institution_id: UUID) -> list[Difference]:
    statement = Statement(f"{text} LIMIT {MOST}")
    found = rows.run(statement.text, {"institution": institution_id}).fetchall()
    return [Difference(kind, what, int(ours), int(ledger)) for what, ours, ledger in found]


def look(institution_id: UUID) -> int:
    """Have an incident say that something does not agree, or close it; how many differences there are."""
    found = differences(institution_id)
    if found:
        first = {"kind": found[0].kind, "what": found[0].what, "ours": found[0].ours, "ledger": found[0].ledger}
        incidents.open_incident(
            institution_id=institution_id, kind=UNBALANCED, subject_kind="institution", subject_id=institution_id,
            detail={"count": len(found), **first},
        )  # fmt: skip
    else:
        incidents.close_incidents(institution_id=institution_id, kind=UNBALANCED, subject_id=institution_id)
    return len(found)

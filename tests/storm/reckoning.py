"""The end: per attempt the banks' books, our state and the ledger; and all of it once more in SQL of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from tests.storm.database import ask, sure
from tests.storm.people import Place
from tests.storm.wire import Banks

TAKEN = {"verified", "settled"}
BACK = {"failed", "cancelled", "reversed"}
ENDS = {
    State.POSTED, State.CANCELLED, State.FAILED, State.EXPIRED_UNKNOWN, State.REVERSED, State.REFUNDED,
    State.NEEDS_REVIEW,
}  # fmt: skip
_ATTEMPTS = """
    SELECT a.id, a.order_no, a.gateway, a.state, a.amount, coalesce(a.token, ''), a.reason, a.left,
        (SELECT count(*) FROM payments_posting p WHERE p.attempt_id = a.id),
        (SELECT coalesce(sum(l.amount), 0) FROM payments_posting p JOIN payments_line l ON l.posting_id = p.id
            JOIN payments_account c ON c.id = l.account_id AND c.kind = 'terminal' AND c.ref = a.terminal_id
            WHERE p.attempt_id = a.id),
        EXISTS (SELECT FROM plumbing_incident i
            WHERE i.subject_id = a.id AND i.kind = 'payment_review' AND i.state = 'open')
    FROM payments_attempt a ORDER BY a.order_no
"""
OWN_CHECKS = {
    "a posting that does not sum to nothing": """
        SELECT posting_id FROM payments_line GROUP BY 1 HAVING sum(amount) <> 0 OR count(*) < 2""",
    "a posting without lines": """
        SELECT p.id FROM payments_posting p WHERE NOT EXISTS (SELECT FROM payments_line l WHERE l.posting_id = p.id)""",
    "a due below zero": """
        SELECT due_id FROM payments_dueentry GROUP BY 1 HAVING sum(amount) < 0""",
    "a due paid by more than was ever owed": """
        SELECT due_id FROM payments_dueentry GROUP BY 1
        HAVING -coalesce(sum(amount) FILTER (WHERE kind = 'paid'), 0)
            > coalesce(sum(amount) FILTER (WHERE kind IN ('recorded', 'corrected')), 0)""",
    "an attempt in two entries": """
        SELECT attempt_id FROM payments_dueentry WHERE kind = 'paid' GROUP BY 1 HAVING count(*) > 1""",
    "an entry of an attempt that is not posted": """
        SELECT e.id FROM payments_dueentry e JOIN payments_attempt a ON a.id = e.attempt_id
        WHERE e.kind = 'paid' AND (a.state <> 'posted' OR a.due_id <> e.due_id OR a.amount <> -e.amount)""",
    "a posted attempt of a due without its entry": """
        SELECT a.id FROM payments_attempt a WHERE a.state = 'posted' AND a.due_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM payments_dueentry e WHERE e.attempt_id = a.id AND e.kind = 'paid')""",
    "a student whose account is not what they owe": """
        SELECT c.ref FROM payments_account c WHERE c.kind = 'student'
            AND (SELECT coalesce(sum(l.amount), 0) FROM payments_line l WHERE l.account_id = c.id)
            <> (SELECT coalesce(sum(e.amount), 0) FROM payments_dueentry e JOIN payments_due d ON d.id = e.due_id
                JOIN identity_enrolment n ON n.id = d.enrolment_id
                WHERE n.person_id = c.ref AND d.institution_id = c.institution_id)""",
    "an attempt with a history that does not lead to its state": """
        SELECT a.id FROM payments_attempt a WHERE a.state <> (
            SELECT e.after FROM payments_attemptevent e WHERE e.attempt_id = a.id ORDER BY e.id DESC LIMIT 1)""",
    # What comes by itself every few seconds, or every day, comes again.
    "a job that failed": """
        SELECT task_name || ' ' || count(*) FROM procrastinate_jobs j
        WHERE status IN ('failed', 'aborted') AND NOT EXISTS (
            SELECT FROM procrastinate_periodic_defers p WHERE p.task_name = j.task_name)
        GROUP BY task_name""",
}
"""Each lists what must not be there."""


class Books:
    """What stands in the end, on both sides."""

    def __init__(self, banks: Banks) -> None:
        orders = banks.look("orders")["orders"]
        self.orders = {(each["bank"], each["token"]): each for each in orders}
        self.rows = [Row(*each) for each in ask(_ATTEMPTS)]
        assert len(self.orders) == len(orders)

    def states(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)

    def state_of(self) -> dict[UUID, str]:
        return {row.id: row.state for row in self.rows}

    def troubles(self) -> Iterable[str]:
        """Every attempt and every order that does not agree."""
        known = set()
        for row in self.rows:
            known.add((row.gateway, row.token))
            order = self.orders.get((row.gateway, row.token)) if row.token else None
            yield from (f"{row.told}: {what} (bank: {order and order['state']})" for what in row.wrong(order))
        for key, order in self.orders.items():
            if key not in known and order["state"] not in BACK:
                yield f"{key[0]} order {order['order']}: {order['state']}, and we do not know it"

    def sums(self) -> tuple[int, int]:
        """Rials the banks hold of posted attempts, and rials in the ledger."""
        held = [self.orders[row.gateway, row.token] for row in self.rows if row.state == State.POSTED]
        return sum(each["amount"] for each in held), sum(row.booked for row in self.rows)


class Row:
    """An attempt with what the ledger and the incidents say of it."""

    def __init__(self, *given: Any) -> None:
        (self.id, self.order_no, self.gateway, self.state, self.amount, self.token, self.reason, self.left,
         self.postings, self.booked, self.incident) = given  # fmt: skip

    @property
    def told(self) -> str:
        return f"{self.gateway} {self.order_no} {self.state} {self.reason or self.left}".strip()

    def wrong(self, order: dict[str, Any] | None) -> Iterable[str]:
        at_bank = order["state"] if order else "never"
        if self.state not in ENDS:
            yield "not at an end"
        if order and order["amount"] != self.amount:
            yield f"{self.amount} here, {order['amount']} there"
        if self.state == State.POSTED:
            if (self.postings, self.booked) != (1, self.amount):
                yield f"{self.postings} postings, {self.booked} rials of {self.amount}"
            if at_bank not in TAKEN:
                yield "posted, and the bank does not hold it"
            return
        if self.postings:
            yield f"not posted, and {self.postings} postings"
        if self.state == State.NEEDS_REVIEW:
            if not self.incident:
                yield "to be looked at, and nobody is told"
        elif at_bank not in {*BACK, "never"}:
            yield "not posted, and the bank holds it"


def own_checks() -> Iterable[str]:
    """Everything our SQL finds, at most some of each kind."""
    for name, text in OWN_CHECKS.items():
        found = [str(row[0]) for row in ask(text)]
        if found:
            yield f"{name}: {len(found)}, {', '.join(found[:5])}"


def differences(places: Iterable[Place]) -> Iterable[str]:
    """What the balance of each university finds."""
    for place in places:
        yield from (str(each) for each in sure(lambda place=place: payments.balance.differences(place.id)))

"""Payments, ledger and dues tell the same story, and the database itself sees to it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from pishkhan.payments import api as payments
from pishkhan.payments.domain.queries import balance
from pishkhan.plumbing.models import Incident

STUDENT, OTHER = "981020304", "991020305"


def sql(text: str, *given: object) -> None:
    """Raw SQL of its own, with everything that waits for the commit looked at now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, given)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def busy(iums, till):
    """Paid for a due, paid a free amount, paid in part, refunded in part, cancelled, waived."""
    due = till.due(STUDENT, amount=4_500_000)
    whole = till.pay(STUDENT, 4_500_000, due=due)
    till.pay(OTHER, 300_000)
    part = till.due(OTHER, amount=2_000_000)
    till.pay(OTHER, 500_000, due=part)
    left = till.begin(STUDENT, 100_000)
    till.back(left, till.at_bank(left, "cancel"))
    kind = payments.EntryKind.WAIVED
    payments.reduce_due(actor=iums.actor("admin"), due_id=part.id, kind=kind, amount=100_000, reason="کمک‌هزینه")
    asked = payments.ask_refund(
        actor=iums.actor("accounts"), attempt_id=whole.id, amount=1_000_000, reason="دو بار", owed_again=True
    )
    payments.decide_refund(
        actor=iums.actor("accounts.head"), refund_id=asked.id, approve=True, reference="حواله ۱۲"
    )
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    return whole


def test_nothing_differs_after_a_busy_day(iums, busy):
    assert payments.balance.differences(iums.id) == []
    (total,) = payments.balance.totals(iums.id, "terminal")
    assert (total.ours, total.ledger) == (4_500_000 + 300_000 + 500_000 - 1_000_000,) * 2


def test_another_university_has_nothing(iums, shiraz, busy):
    assert payments.balance.differences(shiraz.id) == []
    assert payments.balance.totals(shiraz.id, "terminal") == []


@pytest.mark.parametrize(
    ("wrong", "kinds"),
    [
        (
            "UPDATE payments_line SET amount = amount * 2 WHERE posting_id = (SELECT max(id) FROM payments_posting"
            " WHERE kind = 'payment')", {"payment", "terminal", "subject", "day", "student"},
        ),
        ("DELETE FROM payments_line WHERE id = (SELECT max(id) FROM payments_line)", {"posting"}),
        ("UPDATE payments_dueentry SET amount = amount - 7 WHERE id = (SELECT min(id) FROM payments_dueentry)",
         {"entry", "student", "income"}),
        ("UPDATE payments_posting SET day = day - 3 WHERE kind = 'payment'", {"day"}),
        ("UPDATE payments_attempt SET refunded = 0", {"refund", "payment", "due_paid"}),
    ],
)  # fmt: skip
def test_every_kind_of_difference_is_found(iums, busy, wrong, kinds):
    """With the triggers switched off, as somebody with the keys of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(wrong)
        cursor.execute("SET session_replication_role = DEFAULT")
    assert kinds <= {each.kind for each in payments.balance.differences(iums.id)}


def test_difference_is_an_incident_until_it_is_gone(iums, busy):
    change = "UPDATE payments_attempt SET refunded = refunded - %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(change, [5, busy.id])
    assert balance.look(iums.id) > 0
    incident = Incident.objects.get(institution_id=iums.id, kind=balance.UNBALANCED)
    assert (incident.state, incident.detail["kind"]) == ("open", "payment")
    with connection.cursor() as cursor:
        cursor.execute(change, [-5, busy.id])
        cursor.execute("SET session_replication_role = DEFAULT")
    assert balance.look(iums.id) == 0
    incident.refresh_from_db()
    assert incident.state == "closed"


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE payments_line SET amount = amount + 1",
        "DELETE FROM payments_line",
        "UPDATE payments_posting SET day = day - 1",
        "DELETE FROM payments_posting",
        "UPDATE payments_attemptevent SET reason = ''",
        "DELETE FROM payments_attemptevent",
        "UPDATE payments_dueentry SET amount = amount - 1",
        "DELETE FROM payments_dueentry",
        "DELETE FROM payments_due",
        "DELETE FROM payments_attempt",
        "UPDATE payments_attempt SET amount = amount + 1",
        "UPDATE payments_attempt SET order_no = order_no + 1000000",
        "UPDATE payments_attempt SET due_id = NULL WHERE due_id IS NOT NULL",
        "UPDATE payments_attempt SET receipt_ref = 'x' WHERE posted_at IS NOT NULL AND receipt_ref IS NOT NULL",
        "UPDATE payments_attempt SET state = 'failed' WHERE posted_at IS NOT NULL",
        "UPDATE payments_attempt SET posted_at = now() WHERE posted_at IS NOT NULL",
        "UPDATE payments_attempt SET refunded = refunded + 1 WHERE state = 'posted'",
        "UPDATE payments_attempt SET state = 'posted', posted_at = now() WHERE posted_at IS NULL",
    ],
)  # fmt: skip
def test_database_refuses(iums, busy, wrong):
    with pytest.raises(DatabaseError):
        sql(wrong)


def test_database_refuses_a_posting_that_does_not_balance(iums, busy):
    posting = """INSERT INTO payments_posting (institution_id, source, kind, day, at)
        VALUES (%s, 'wrong', 'due', current_date, now()) RETURNING id"""
    lines = f"""WITH made AS ({posting}) INSERT INTO payments_line (posting_id, account_id, amount)
        SELECT made.id, a.id, 10 FROM made, (SELECT id FROM payments_account ORDER BY id LIMIT 2) a"""
    with pytest.raises(DatabaseError, match="does not balance"):
        sql(posting, iums.id)
    with pytest.raises(DatabaseError, match="does not balance"):
        sql(lines, iums.id)


def test_database_refuses_a_due_below_nothing(iums, till):
    due = till.due(STUDENT, amount=1_000)
    with pytest.raises(DatabaseError, match="would be owed"):
        sql(
            "INSERT INTO payments_dueentry (due_id, kind, amount, reason, evidence, at)"
            " VALUES (%s, 'waived', -1001, '', '', now())", due.id,
        )  # fmt: skip

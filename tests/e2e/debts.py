"""Lists of debts, a student who owes, instalments: for the pictures; runs in the registrar's process."""

from __future__ import annotations

from datetime import date

from pishkhan.payments import api as payments
from pishkhan.payments.domain.lists import running
from tests.factories.packs import University
from tests.identity.bringing.lists import csv

HEADER = ["شماره دانشجویی", "مبلغ", "موضوع پرداخت", "بابت", "سررسید"]
LEAD, OWING = "affairs.lead", "941020307"


def prepared(iums: University) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    first = [OWING, "۱٬۵۰۰٬۰۰۰", "", "کارت گمشده", "۱۴۰۵/۰۹/۳۰"]
    listed(iums, [first, ["991020305", "900000", "", "کارت", ""]], go=True)
    looked = listed(iums, [
        [OWING, "1700000", "", "کارت گمشده", "۱۴۰۵/۰۹/۳۰"], ["981020304", "2000000", "", "کارت", "2026-12-21"],
        ["81020304", "۲ میلیون", "خوابگاه", "", ""], ["123", "-5", "", "", "1405/13/01"],
    ])  # fmt: skip
    refused = listed(iums, [["1", "2"]], header=["قیمت", "کد"])
    actor, enrolled = iums.actor(LEAD), iums.enrolment(OWING)
    what = payments.due_lists.offered_subjects(actor).first()
    assert what is not None
    due = payments.by_hand.record(
        actor=actor, enrolment_id=enrolled.id, subject_id=what.id, amount=3_500_000, reason="کارت المثنی", key="scene",
        evidence="نامهٔ ۱۲/۳۴۵",
    )  # fmt: skip
    payments.by_hand.reduce(
        actor=actor, due_id=due.id, kind=payments.EntryKind.WAIVED, amount=500_000, reason="به نظر رئیس دانشکده",
        shown=3_500_000,
    )  # fmt: skip
    plan = payments.make_plan(
        actor=actor, enrolment_id=enrolled.id, office_id=what.office_id, total=6_000_000, start=date(2026, 12, 22),
        end=date(2027, 3, 22), count=4, reason="وام دانشجویی", source_ref="scene", subject=what,
    )  # fmt: skip
    return {
        "due_list": str(looked.id), "due_list_refused": str(refused.id), "owing": str(enrolled.id), "due": str(due.id),
        "plan": str(plan.id),
    }  # fmt: skip


def listed(
    iums: University, rows: list[list[str]], *, header: list[str] = HEADER, go: bool = False
) -> payments.DueList:
    """A list that was looked at, and with `go` written."""
    actor = iums.actor(LEAD)
    what = payments.due_lists.offered_subjects(actor).first()
    assert what is not None
    row = payments.due_lists.upload(
        actor=actor, subject_id=what.id, name="کارت مهر", file_name="cards.xlsx", content=csv([header, *rows])
    )
    running.run(row.id)
    if go:
        payments.due_lists.begin(actor=actor, list_id=row.id)
        running.run(row.id)
    return row

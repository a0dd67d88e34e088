"""The booklet of a plan: a coupon for each instalment with amount, day, and a QR code that opens it for payment."""

from __future__ import annotations

from datetime import date

from pishkhan.payments import api as payments
from tests.clearance.paper.reading import pages, qr_text
from tests.payments.due_lists import LEAD, A, subject


def made(iums, count):
    return payments.make_plan(
        actor=iums.actor(LEAD), enrolment_id=iums.enrolment(A).id, office_id=subject(iums).office_id,
        total=count * 1_500_000 + 1, start=date(2026, 12, 22), end=date(2028, 12, 19), count=count, reason="توافق",
        source_ref="p", subject=subject(iums),
    )  # fmt: skip


def test_every_instalment_has_a_coupon_with_amount_and_day(iums):
    plan = made(iums, 3)
    paper = payments.draw_booklet(plan)
    (text,) = pages(paper)
    for words in ("۱٬۵۰۰٬۰۰۰", "۱٬۵۰۰٬۰۰۱", "۱۴۰۵/۱۰/۰۱", "۱۴۰۷/۰۹/۲۹", "۹۸۱۰۲۰۳۰۴"):
        assert words in text, words


def test_the_code_of_a_coupon_opens_its_instalment(iums):
    plan = made(iums, 1)
    (part,) = payments.parts_of(plan.id)
    assert qr_text(payments.draw_booklet(plan)).endswith(f"/payments/?due={part.id}")


def test_a_coupon_is_never_torn_between_two_pages(iums):
    texts = pages(payments.draw_booklet(made(iums, 24)))
    assert len(texts) > 1
    for text in texts:
        assert text.count("قسط ") >= text.count("سررسید")
    assert sum(text.count("سررسید") for text in texts) == 24


def test_what_is_settled_says_so(iums):
    plan = made(iums, 2)
    part = payments.parts_of(plan.id)[0]
    payments.reduce_due(actor=iums.actor(LEAD), due_id=part.id, kind=payments.EntryKind.EVIDENCE, reason="فیش")
    assert pages(payments.draw_booklet(plan))[0].count("دیگر بدهی ندارد") == 1

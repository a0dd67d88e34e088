"""The booklet of an instalment plan as it stands today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel import digits, jalali, money
from pishkhan.organisation import api as organisation
from pishkhan.payments.domain.queries.plans import parts_of
from pishkhan.payments.domain.receipts import DEMO_NOTE
from pishkhan.payments.models import InstalmentPlan
from pishkhan.payments.paper.booklet import Booklet, Coupon, render
from pishkhan.plumbing.texts import pick


def draw_booklet(plan: InstalmentPlan) -> bytes:
    """One coupon for each instalment, as PDF in Persian. The caller has decided who may see the plan."""
    return render(_booklet(plan), fonts=settings.FONTS, at=timezone.now())


def _booklet(plan: InstalmentPlan) -> Booklet:
    fa, parts = digits.to_persian, list(parts_of(plan.id).select_related("subject"))
    enrolled = identity.enrolment(plan.enrolment_id)
    base = settings.PUBLIC_URL.format(host=organisation.host_of(plan.institution_id)).rstrip("/")
    office = organisation.units_by_id([plan.office_id])[plan.office_id]
    subject = next((pick(part.subject.title, "fa") for part in parts if part.subject), "")
    return Booklet(
        university=pick(organisation.institution(plan.institution_id).name, "fa"), office=pick(office.name, "fa"),
        student=enrolled.person.full_name, student_number=fa(enrolled.student_number), subject=subject,
        reason=plan.reason, total=money.group(plan.total, "fa"), count=fa(str(len(parts))),
        printed_on=fa(jalali.show(timezone.localdate())), place=f"{base.partition('://')[2]}/payments/",
        coupons=tuple(_coupon(number, part, base) for number, part in enumerate(parts, 1)),
        note=DEMO_NOTE if settings.DEMO else "",
    )  # fmt: skip


def _coupon(number: int, part: Any, base: str) -> Coupon:
    amount = part.owed or part.recorded
    return Coupon(
        number=digits.to_persian(str(number)), day=digits.to_persian(jalali.show(part.due_date)),
        amount=money.group(amount, "fa"), in_words=f"برابر {money.toman_in_words(amount, 'fa')}",
        url=f"{base}/payments/?due={part.id}", state="" if part.owed else "دیگر بدهی ندارد",
    )  # fmt: skip

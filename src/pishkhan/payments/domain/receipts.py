"""The receipt of a payment: its code for the public check, and its sheet. Names are those of the day of payment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from pishkhan.kernel import card, digits, jalali, money, phone
from pishkhan.organisation import api as organisation
from pishkhan.payments.domain.queries.payments import by_code
from pishkhan.payments.models import Attempt
from pishkhan.payments.paper.receipt import Receipt, Row, render
from pishkhan.plumbing.sealing import mac
from pishkhan.plumbing.texts import pick

CHECK_DIGITS = 12
"""A million tries find a receipt with a chance of one in a million."""
DEMO_NOTE = "نسخهٔ نمایشی؛ همهٔ داده‌ها ساختگی است"
LONGEST = 19 + CHECK_DIGITS


def code_of(attempt: Attempt) -> str:
    """The order number and digits that only this house can add to it, as in 100234-482710935512."""
    return f"{attempt.order_no}-{_check(attempt.institution_id, attempt.order_no)}"


def find_receipt(*, institution_id: UUID, typed: str) -> Attempt | None:
    """The posted payment a code belongs to, typed in any digits with anything between them. A wrong code asks the
    database nothing."""
    given = "".join(sign for sign in digits.to_latin(typed[:80]) if sign in "0123456789")
    if not CHECK_DIGITS < len(given) <= LONGEST:
        return None
    order_no, check = int(given[:-CHECK_DIGITS]), given[-CHECK_DIGITS:]
    if not constant_time_compare(check, _check(institution_id, order_no)):
        return None
    return by_code(institution_id=institution_id, order_no=order_no)


def check_url(attempt: Attempt) -> str:
    """The public address that vouches for a receipt."""
    base = settings.PUBLIC_URL.format(host=organisation.host_of(attempt.institution_id))
    return f"{base}/receipt/{code_of(attempt)}/"


def draw_receipt(attempt: Attempt) -> bytes:
    """The receipt of a posted payment as PDF: in Persian whatever the page's language, the same bytes every time."""
    return render(_sheet(attempt), fonts=settings.FONTS, at=_paid_at(attempt))


def _check(institution_id: UUID, order_no: int) -> str:
    found = int(mac("payments.receipt", f"{institution_id}:{order_no}".encode()), 16)
    return f"{found % 10**CHECK_DIGITS:0{CHECK_DIGITS}d}"


def _paid_at(attempt: Attempt) -> datetime:
    assert attempt.posted_at is not None
    return attempt.posted_at


def _sheet(attempt: Attempt) -> Receipt:
    shown, address, fa = attempt.shown, check_url(attempt), digits.to_persian
    return Receipt(
        university=pick(shown.get("university"), "fa"), centre=pick(shown.get("centre"), "fa"),
        number=fa(str(attempt.order_no)), paid_on=fa(jalali.show(_paid_at(attempt).astimezone(jalali.TEHRAN).date())),
        amount=money.group(attempt.amount, "fa"), in_words=f"برابر {money.toman_in_words(attempt.amount, 'fa')}",
        rows=_rows(attempt), code=fa(code_of(attempt)), check_url=address,
        check_place=address.partition("://")[2].partition("/")[0] + "/receipt/", back=_back(attempt),
        note=DEMO_NOTE if settings.DEMO else "",
    )  # fmt: skip


def _rows(attempt: Attempt) -> tuple[Row, ...]:
    shown, fa, at = attempt.shown, digits.to_persian, _paid_at(attempt).astimezone(jalali.TEHRAN)
    number = f"، {fa(attempt.payer_number)}" if attempt.payer_number else ""
    tel = f" - تلفن: {fa(phone.show_landline(shown['phone']))}" if shown.get("phone") else ""
    rows = [
        ("مبلغ تراکنش", f"{money.group(attempt.amount, 'fa')} ریال"),
        ("تاریخ و ساعت", fa(f"{at:%H:%M} {jalali.show(at.date())}")),
        ("تاریخ میلادی", f"{at:%Y-%m-%d %H:%M} (Tehran, UTC+03:30)"),
        ("شماره پیگیری", fa(str(attempt.order_no))),
        ("شماره مرجع", fa(reference_of(attempt))),
        ("حوزه", pick(shown.get("centre"), "fa")),
        ("واحد مربوطه", pick(shown.get("office"), "fa")),
        ("موضوع پرداخت", pick(shown.get("subject"), "fa")),
        ("بابت", shown.get("reason", "")),
        ("پرداخت‌کننده", f"{attempt.payer}{number}"),
        ("کارت", fa(card.in_groups(attempt.card))),
        ("دانشگاه", f"{pick(shown.get('university'), 'fa')}{tel}"),
        ("پس داده شده", f"{money.group(attempt.refunded, 'fa')} ریال" if attempt.refunded else ""),
    ]
    return tuple(Row(label, value) for label, value in rows if value)


def reference_of(attempt: Attempt) -> str:
    """«شماره مرجع»: the number of the network of banks, else the bank's own."""
    return attempt.rrn or attempt.receipt_ref or attempt.trace


def _back(attempt: Attempt) -> str:
    if not attempt.refunded:
        return ""
    return "همهٔ مبلغ پس داده شد" if attempt.refunded == attempt.amount else "بخشی از مبلغ پس داده شد"

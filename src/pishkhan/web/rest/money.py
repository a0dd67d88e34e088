"""What one owes and has paid. To pay one goes to the bank in a browser."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from pishkhan.payments import api as payments
from pishkhan.web.rest.access import MINE, actor_of
from pishkhan.web.rest.shapes import READS, WRONG, Words, words

router = Router(tags=["money"])
PAGE = 25


class Due(Schema):
    """Rials. `pay_url`: the page on which it is paid; empty when it is not paid here."""

    id: UUID
    subject: Words
    reason: str
    amount: int
    owed: int
    due_date: date | None
    pay_url: str


class Dues(Schema):
    rows: list[Due]


class Payment(Schema):
    """`standing`: preparing, at_bank, checking, paid, cancelled, failed, not_started, goes_back, unknown, reviewed or
    refunded."""

    id: UUID
    amount: int
    standing: str
    subject: Words
    at: datetime
    tracking_number: str
    reference_number: str
    receipt: bool


class Payments(Schema):
    rows: list[Payment]
    next: UUID | None


@router.get("/me/dues/", auth=MINE, response={200: Dues, **WRONG}, url_name="rest-my-dues")
def dues(request: HttpRequest) -> Any:
    """What is owed, the most pressing first, at most 200."""
    rows = list(payments.my_dues(actor_of(request))[:200])
    return {
        "rows": [
            {
                "id": row.id, "subject": words(row.subject.title if row.subject else ""), "reason": row.reason,
                "amount": row.recorded, "owed": row.owed, "due_date": row.due_date,
                "pay_url": f"/payments/?due={row.id}" if _payable(row) else "",
            }
            for row in rows
        ]
    }  # fmt: skip


def _payable(row: Any) -> bool:
    return bool(row.subject and row.subject.is_open and row.subject.terminal and row.subject.terminal.is_open)


@router.get("/me/payments/", auth=MINE, response={200: Payments, **WRONG}, url_name="rest-my-payments")
def history(request: HttpRequest, after: Query[UUID | None] = None) -> Any:
    """Payments that came as far as a bank, newest first."""
    rows = payments.history(actor_of(request)).order_by("-id")
    found = list((rows.filter(id__lt=after) if after else rows)[: PAGE + 1])
    shown = found[:PAGE]
    return {"rows": [_payment(row) for row in shown], "next": shown[-1].id if len(found) > PAGE else None}


def _payment(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "amount": row.amount, "standing": payments.standing(row).value, "at": row.happened,
        "subject": words(row.shown.get("subject")), "tracking_number": str(row.order_no),
        "reference_number": row.reference, "receipt": row.is_paid,
    }  # fmt: skip


@router.get("/me/payments/{uuid:attempt_id}/receipt/", auth=MINE, response=READS, url_name="rest-receipt",
            openapi_extra={"responses": {200: {"description": "The receipt", "content": {"application/pdf": {}}}}})
def receipt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The receipt as PDF, the same bytes every time; 404 for what is not paid."""
    rows = payments.my_payments(actor_of(request)).filter(id=attempt_id)
    found = rows.select_related("subject__centre", "subject__office").first()
    if found is None or not found.is_paid:
        raise Http404
    response = HttpResponse(payments.draw_receipt(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.order_no}.pdf"'
    return response

"""One payment: on the way to the bank, at it, back from it, and its receipt (D10, D11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pishkhan.kernel import card, qr
from pishkhan.payments import api as payments
from pishkhan.payments.api import Standing
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.student.access import actor_of, signed_in
from pishkhan.web.student.pay import form_url, wish_of
from pishkhan.web.student.pay_words import DEBT_STANDS, LEFT, TOLD

RECEIPT = {Standing.PAID, Standing.REFUNDED}
GRACE = timedelta(minutes=5)
"""After the bank's window the answer is there, whatever it is."""


@signed_in
@require_safe
def show(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """How one's own payment stands; the page looks again by itself while that may change."""
    attempt = _own(request, attempt_id)
    standing = payments.standing(attempt)
    if standing is Standing.PREPARING and attempt.state == payments.State.TOKEN_OBTAINED:
        return redirect("payment-go", attempt_id=attempt.id)
    context = {"attempt": attempt, "standing": standing.value, "number": _number(request, attempt)}
    if standing in RECEIPT:
        return render(request, "student/receipt.html", context | _receipt(attempt, standing))
    return render(request, "student/pay_result.html", context | _result(attempt, standing))


@signed_in
@require_safe
def go(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The page that takes the browser to the bank. Banks want to know where a payer comes from, and forms may leave
    for the bank's origins from this page alone."""
    attempt = _own(request, attempt_id)
    going = payments.set_out(actor=actor_of(request), attempt_id=attempt.id)
    if going is None:
        return redirect("payment", attempt_id=attempt.id)
    url, fields = _aimed(going.go.method, going.go.url, going.go.fields)
    context = {
        "attempt": attempt, "method": going.go.method.lower(), "url": url, "fields": fields,
        "gateway": payments.GATEWAYS[attempt.gateway],
    }  # fmt: skip
    response = render(request, "student/pay_go.html", context)
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response["Cache-Control"] = "no-store, private"
    response._csp_update = {"form-action": list(going.origins)}  # type: ignore[attr-defined] # as django-csp does
    return response


@signed_in
@require_safe
def receipt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """«دانلود رسید»: drawn when asked for, the same bytes every time."""
    attempt = _own(request, attempt_id)
    if not attempt.is_paid:
        raise Http404
    response = HttpResponse(payments.draw_receipt(attempt), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{attempt.order_no}.pdf"'
    return response


@signed_in
@require_safe
def booklet(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The coupons of one's own instalment plan."""
    plan = payments.my_plans(actor_of(request)).filter(id=plan_id).first()
    if plan is None:
        raise Http404
    response = HttpResponse(payments.draw_booklet(plan), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="instalments.pdf"'
    return response


def _aimed(method: str, url: str, fields: Any) -> tuple[str, list[tuple[str, str]]]:
    """A form that GETs loses what its address asks for, so that becomes fields."""
    rows = [(str(name), str(value)) for name, value in fields.items()]
    if method.upper() != "GET":
        return url, rows
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="")), parse_qsl(parts.query, keep_blank_values=True) + rows


def _own(request: HttpRequest, attempt_id: UUID) -> payments.Attempt:
    rows = payments.my_payments(actor_of(request)).filter(id=attempt_id)
    found = rows.select_related("subject__centre", "subject__office").first()
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, attempt: payments.Attempt) -> str:
    """Of the request it was paid for."""
    if attempt.request_id is None:
        return ""
    rows = servicedesk.visible_to(actor_of(request)).filter(id=attempt.request_id)
    return rows.values_list("number", flat=True).first() or ""


def _result(attempt: payments.Attempt, standing: Standing) -> dict[str, Any]:
    told = TOLD[standing]
    settled = attempt.due_id is not None and attempt.left == "due_settled" and payments.owed_of(attempt.due_id) <= 0
    lines = [line for line in told.lines if line is not DEBT_STANDS or (attempt.due_id and not settled)]
    again = told.again and not settled
    until = attempt.window_at + GRACE if attempt.window_at else None
    if until is not None and (standing is not Standing.CHECKING or until < timezone.now()):
        until = None
    return {
        "told": told, "lines": lines, "why": LEFT.get(attempt.left, ""), "until": until,
        "again_url": form_url(wish_of(attempt)) if again else "", "at_bank": standing is Standing.AT_BANK,
    }  # fmt: skip


def _receipt(attempt: payments.Attempt, standing: Standing) -> dict[str, Any]:
    return {
        "shown": attempt.shown, "reference": payments.reference_of(attempt), "card": card.in_groups(attempt.card),
        "check_url": payments.check_url(attempt), "qr": qr.data_uri(payments.check_url(attempt)),
        "code": payments.code_of(attempt), "whole": standing is Standing.REFUNDED,
    }  # fmt: skip

"""The public check of a receipt: whether it is genuine, and whether the money is still with the university."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pishkhan.payments import api as payments
from pishkhan.web.portal.views import shortened

LONGEST = 60


def check(request: HttpRequest, receipt: str = "") -> HttpResponse:
    """Valid, given back in part or whole, or unknown; and no more than needed to compare it with the paper."""
    if not receipt and (typed := request.GET.get("code", "").strip()[:LONGEST]):
        return redirect("receipt-check", receipt=typed.replace("/", "-"))
    here = request.institution  # type: ignore[attr-defined]
    found = payments.find_receipt(institution_id=here.id, typed=receipt) if receipt else None
    context = {
        "asked": bool(receipt), "typed": receipt[:LONGEST], "found": found,
        "holder": shortened(found.payer) if found else "", "code": payments.code_of(found) if found else "",
        "whole": bool(found and found.refunded == found.amount),
    }  # fmt: skip
    status = HTTPStatus.OK if found or not receipt else HTTPStatus.NOT_FOUND
    return render(request, "receipt_check.html", context, status=status)

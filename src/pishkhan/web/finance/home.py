"""Where the accounts begin: what came in today, and what waits for a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pishkhan.payments import api as payments
from pishkhan.payments.api import By
from pishkhan.web.finance.access import accountants, actor_of, around


@accountants
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    figures = payments.reports.whole(payments.reports.report(actor, By.DAY, today, today))
    reviews, refunds = payments.books.waiting(actor)
    context: dict[str, Any] = {
        **around(request, "finance"), "today": today, "figures": figures, "reviews": reviews, "refunds": refunds,
        "differences": payments.bank_reports.count_open(actor),
        "without": not payments.setting_up.terminals_visible_to(actor),
    }  # fmt: skip
    return render(request, "finance/home.html", context)

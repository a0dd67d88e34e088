"""«تراز»: whether payments, ledger and dues tell the same story."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pishkhan.payments import api as payments
from pishkhan.plumbing.texts import pick
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-balance"


@accountants
@require_GET
def balance(request: HttpRequest) -> HttpResponse:
    """Both sides by terminal, and every difference there is."""
    actor = actor_of(request)
    found = payments.balance.differences(actor.institution_id)
    names = {str(row.id): pick(row.name) for row in payments.setting_up.terminals_visible_to(actor)}
    totals = payments.balance.totals(actor.institution_id, "terminal")
    context: dict[str, Any] = {
        **around(request, HERE), "differences": [(words.KINDS[each.kind], each) for each in found],
        "totals": [(names.get(each.what, each.what), each) for each in totals],
        "ours": sum(each.ours for each in totals), "ledger": sum(each.ledger for each in totals),
    }  # fmt: skip
    return render(request, "finance/balance.html", context)

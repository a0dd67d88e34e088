"""Refunds: one person asks, another decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.payments import api as payments
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-refunds"


@accountants
@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """Those that wait for a decision, or the decided ones; newest first."""
    decided, before = request.GET.get("show") == "decided", uuid_of(request.GET.get("before"))
    found, following = payments.books.refunds(actor_of(request), waiting=not decided, before=before)
    names = identity.names({each.asked_by for each in found})
    lines = [(each, words.refund_badge(each.state), names.get(each.asked_by, "")) for each in found]
    context = {
        **around(request, HERE), "lines": lines, "decided": decided, "following": following, "newer": bool(before),
    }  # fmt: skip
    return render(request, "finance/refunds.html", context)


@accountants
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """One refund, and the decision on it."""
    row, wrong = payments.books.refund(actor_of(request), refund_id), ""
    if row is None:
        raise Http404
    if request.method == "POST":
        approve = request.POST.get("decision") == "approve"
        try:
            payments.decide_refund(
                actor=actor_of(request), refund_id=row.id, approve=approve, words=request.POST.get("words", ""),
                reference=request.POST.get("reference", ""),
            )
        except DomainError as error:
            wrong = phrases.sentence(error)
        else:
            said.success(request, _("The refund is approved.") if approve else _("The refund is refused."))
            return redirect("finance-refund", row.id)
    return _page(request, row, wrong)


def _page(request: HttpRequest, row: payments.Refund, wrong: str) -> HttpResponse:
    names = identity.names({row.asked_by, *([row.decided_by] if row.decided_by else [])})
    own = row.asked_by == actor_of(request).person_id
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "badge": words.refund_badge(row.state), "wrong": wrong, "own": own,
        "asked_by": names.get(row.asked_by, ""), "subject": pick(row.attempt.shown.get("subject")),
        "decided_by": names.get(row.decided_by, "") if row.decided_by else "",
        "open": row.state == payments.RefundState.ASKED, "left": row.attempt.amount - row.attempt.refunded,
        "fields": _fields(request),
    }  # fmt: skip
    return render(request, "finance/refund.html", context, status=422 if wrong else 200)


def _fields(request: HttpRequest) -> list[Field]:
    return [
        Field(
            id="reference", name="reference", label=_("Number of the transfer"), latin=True, maxlength=60,
            value=request.POST.get("reference", ""), help=_("By which the money goes back; needed to approve."),
        ),
        Field(
            id="words", name="words", label=_("Why it is refused"), type="textarea", maxlength=300,
            value=request.POST.get("words", ""), help=_("Needed to refuse."),
        ),
    ]  # fmt: skip

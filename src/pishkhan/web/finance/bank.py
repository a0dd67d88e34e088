"""The bank's daily report beside our books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.payments import api as payments
from pishkhan.payments.api import Match, State
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import people_words, phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.finance import days as spans
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-bank"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that does not agree: what was found, what to do, and by which button."""

    row: payments.BankReportRow
    badge: words.Badge
    todo: str
    standing: words.Badge | None
    """How our payment stands now."""
    ask: bool
    resolve: str
    """Address of the form that resolves it, prefilled."""
    column: str


@accountants
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Reports that were brought in, and the form for another."""
    wrong = ""
    if request.method == "POST":
        try:
            return _brought(request)
        except DomainError as error:
            if error.code == "not_found":
                wrong = _("Choose the terminal the report is of.")
            else:
                known = error.code in people_words.FAULTS
                wrong = people_words.fault(error.code, error.params) if known else phrases.sentence(error)
    return _page(request, wrong)


def _brought(request: HttpRequest) -> HttpResponse:
    """Raises DomainError."""
    given, days = request.FILES.get("report"), spans.asked(request.POST)
    if given is None:
        raise DomainError("report_file")
    if days.wrong:
        raise DomainError("report_days")
    report, fresh = payments.bank_reports.bring(
        actor=actor_of(request), terminal_id=uuid_of(request.POST.get("terminal")) or UUID(int=0),
        name=given.name or "", content=given.read(),
        days=(days.first, days.last or days.first) if days.first else None,
    )  # fmt: skip
    told = _("The report is compared.") if fresh else _("This file was brought in before. Here is what it came to.")
    said.success(request, told)
    return redirect("finance-bank-report", report.id)


def _page(request: HttpRequest, wrong: str) -> HttpResponse:
    actor, before = actor_of(request), uuid_of(request.GET.get("before"))
    found, following = payments.bank_reports.reports(actor, before)
    names = identity.names({each.by for each in found if each.by})
    lines = [
        (each, pick(each.terminal.name), _open(each), names.get(each.by, "") if each.by else "") for each in found
    ]
    context: dict[str, Any] = {
        **around(request, HERE), "lines": lines, "following": following, "newer": bool(before), "wrong": wrong,
        "fields": _fields(request, actor),
    }  # fmt: skip
    return render(request, "finance/bank.html", context, status=422 if wrong else 200)


def _open(report: payments.BankReport) -> int:
    """Differences the report had when it was compared."""
    return sum(count for match, count in report.counts.items() if match != Match.SAME)


def _fields(request: HttpRequest, actor: Actor) -> list[Field]:
    able = [
        row for row in payments.setting_up.terminals_visible_to(actor)
        if row.gateway in payments.GATEWAYS and payments.GATEWAYS[row.gateway].report
    ]  # fmt: skip
    options = [Option(str(row.id), pick(row.name)) for row in able]
    given = request.POST
    return [
        Field(id="terminal", name="terminal", label=_("Terminal"), type="select", options=options,
              value=given.get("terminal", "")),
        Field(id="first", name="first", label=_("First day"), type="jalali_date", optional=True,
              value=given.get("first", ""), help=_("Only where the report has no dates.")),
        Field(id="last", name="last", label=_("Last day"), type="jalali_date", optional=True,
              value=given.get("last", "")),
    ]  # fmt: skip


@accountants
@require_GET
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _report(request, report_id)


def _report(request: HttpRequest, report_id: UUID, *, row_id: int = 0, wrong: str = "") -> HttpResponse:
    actor = actor_of(request)
    row = payments.bank_reports.report(actor, report_id)
    if row is None:
        raise Http404
    found = list(payments.bank_reports.open_rows(row.id)[: MOST_SHOWN + 1])
    counts = [(words.match_badge(match), row.counts[match]) for match in words.MATCHES if match in row.counts]
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "terminal": pick(row.terminal.name), "counts": counts,
        "differences": [_difference(each) for each in found[:MOST_SHOWN]], "more": len(found) > MOST_SHOWN,
        "wrong": wrong, "wrong_row": row_id, "typed": request.POST.get("words", ""),
    }  # fmt: skip
    return render(request, "finance/bank_report.html", context, status=422 if wrong else 200)


def _difference(row: payments.BankReportRow) -> Difference:
    attempt, column = row.attempt, ""
    if row.match == Match.UNREADABLE:
        column = _columns().get(row.words.removeprefix("column:"), "")
    ask = bool(attempt and row.match == Match.MISSING_HERE and payments.resolving.may_ask(attempt))
    resolve = ""
    if attempt and attempt.state == State.NEEDS_REVIEW and row.match == Match.MISSING_HERE:
        told = {"as": "paid", "reference": row.receipt_ref or row.rrn}
        resolve = f"{reverse('finance-payment', args=[attempt.id])}?{urlencode(told)}#resolve"
    standing = words.badge(attempt) if attempt else None
    todo = str(words.MATCHES[row.match][3])
    return Difference(row, words.match_badge(row.match), todo, standing, ask, resolve, column)


def _columns() -> dict[str, str]:
    return {"amount": _("Amount"), "status": _("State"), "at": _("Date"), "order_no": _("Order number")}


@accountants
@require_POST
def ask(request: HttpRequest, row_id: int) -> HttpResponse:
    """Have the bank asked about the payment of a line, with the reference the report has."""
    actor = actor_of(request)
    row = _row(actor, row_id)
    if row.attempt_id is None:
        raise Http404
    try:
        payments.resolving.ask_again(actor=actor, attempt_id=row.attempt_id, receipt_ref=row.receipt_ref)
    except DomainError as error:
        return _report(request, row.report_id, row_id=row.id, wrong=phrases.sentence(error))
    said.success(request, _("The bank is being asked. Load this page again in a few seconds."))
    return redirect("finance-bank-report", row.report_id)


@accountants
@require_POST
def close(request: HttpRequest, row_id: int) -> HttpResponse:
    """Write what was done about a line."""
    actor = actor_of(request)
    row = _row(actor, row_id)
    try:
        payments.bank_reports.close_row(actor=actor, row_id=row.id, words=request.POST.get("words", ""))
    except DomainError as error:
        return _report(request, row.report_id, row_id=row.id, wrong=phrases.sentence(error))
    said.success(request, _("It is written down."))
    return redirect("finance-bank-report", row.report_id)


def _row(actor: Actor, row_id: int) -> payments.BankReportRow:
    try:
        return payments.bank_reports.row_of(actor, row_id)
    except DomainError:
        raise Http404 from None

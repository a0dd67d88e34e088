"""Reports over some days, and the file for the accounting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pishkhan.kernel import jalali, money
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.payments.api import By, Figures
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import spreadsheets
from pishkhan.web.components import charts, dates, numbers
from pishkhan.web.components.language import current
from pishkhan.web.finance import days as spans
from pishkhan.web.finance import tables
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-reports"
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report as the table shows it; `share` is the failed share in percent, empty where nothing ended."""

    title: str
    figures: Figures
    share: str


@accountants
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """By day, subject, terminal or centre; this Jalali month until others are asked for."""
    actor = actor_of(request)
    first, last, days = spans.spanned(request.GET)
    by = next((each for each in By if each.value == request.GET.get("by")), By.DAY)
    found = payments.reports.report(actor, by, first, last)
    if by is not By.DAY:
        found.sort(key=lambda each: (-each.net, str(each.key)))
    titles = _titles(actor, by)
    lines = [Line(_title(each.key, titles), each, _share(each)) for each in found]
    total = payments.reports.whole(found)
    here = {"by": by.value, "first": jalali.show(first), "last": jalali.show(last)}
    context: dict[str, Any] = {
        **around(request, HERE), "lines": lines, "total": Line(_("Sum"), total, _share(total)), "days": days,
        "first": first, "last": last, "by": by.value, "tabs": _tabs(here), "spans": _spans(by),
        "chart": _chart(by, lines), "finding": _finding(total), "export": f"{reverse('finance-export')}?",
        "query": urlencode({"first": here["first"], "last": here["last"]}),
    }  # fmt: skip
    return render(request, "finance/reports.html", context)


@accountants
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Every movement of these days, one a line, as CSV or XLSX; however long, in constant memory."""
    actor = actor_of(request)
    first, last, _days = spans.spanned(request.GET)
    rows = tables.rows(payments.reports.movements(actor, first, last), tables.names(actor))
    name = f"payments-{jalali.show(first)}-{jalali.show(last)}".replace("/", "")
    if request.GET.get("kind") == "xlsx":
        book = spreadsheets.xlsx(rows)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=spreadsheets.XLSX)
    response = StreamingHttpResponse(spreadsheets.csv_lines(rows), content_type=spreadsheets.CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _titles(actor: Actor, by: By) -> Mapping[Any, str]:
    if by is By.SUBJECT:
        return {row.id: pick(row.title) for row in payments.setting_subjects.subjects_visible_to(actor)}
    if by is By.TERMINAL:
        return {row.id: pick(row.name) for row in payments.setting_up.terminals_visible_to(actor)}
    if by is By.CENTRE:
        return {unit.id: pick(unit.name) for unit in organisation.units_of(actor.institution_id).values()}
    return {}


def _title(key: Any, titles: Mapping[Any, str]) -> str:
    return dates.plain(key) if isinstance(key, date) else titles.get(key, str(key))


def _share(figures: Figures) -> str:
    if not figures.ended:
        return ""
    shown = numbers.bare(round(100 * figures.failed / figures.ended))
    return f"{shown}٪" if current() == "fa" else f"{shown}%"


def _tabs(here: Mapping[str, str]) -> list[tuple[str, str, str]]:
    labels = [
        (By.DAY, _("By day")), (By.SUBJECT, _("By subject")), (By.TERMINAL, _("By terminal")),
        (By.CENTRE, _("By centre")),
    ]  # fmt: skip
    return [(by.value, label, f"?{urlencode({**here, 'by': by.value})}") for by, label in labels]


def _spans(by: By) -> list[tuple[str, str]]:
    return [
        (label, f"?{urlencode({'by': by.value, 'first': jalali.show(first), 'last': jalali.show(last)})}")
        for label, first, last in spans.choices()
    ]


def _chart(by: By, lines: list[Line]) -> charts.Chart | None:
    if by is By.DAY:
        bars = [charts.Bar(jalali.short(each.figures.key, current()), each.figures.net, "") for each in lines]
        return charts.columns(bars)
    bars = [
        charts.Bar(each.title, each.figures.net, money.group(each.figures.net, current()))
        for each in lines[:MOST_BARS]
    ]
    return charts.rows(bars)


def _finding(total: Figures) -> str:
    """The report in one sentence."""
    if not total.count and not total.refunded:
        return _("Nothing was taken or given back in these days.")
    return ngettext(
        "%(n)s payment, %(net)s net.", "%(n)s payments, %(net)s net.", total.count
    ) % {"n": numbers.bare(total.count), "net": numbers.bare_amount(total.net)}  # fmt: skip

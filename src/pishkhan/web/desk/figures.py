"""The dashboard of those who lead: four figures with their change, then charts with their data as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pishkhan.kernel import jalali
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Asked, Figures, Sums
from pishkhan.web import spreadsheets
from pishkhan.web.components import charts, line_charts, numbers
from pishkhan.web.components.charts import Bar
from pishkhan.web.components.language import current
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in

RANGES = ("7", "30", "90", "term")
BY_WEEK = 31
"""A chart of more days than this has a point for each week."""
MOST_OFFICES = 10
"""Bars; the table has them all."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure, its unit, and how it changed. `tone`: done (better), debt (worse), wait (neither)."""

    label: str
    value: str
    unit: str
    change: str
    tone: str


@signed_in
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures of some days for leads, managers and administrators. Raises Http404 for everybody else."""
    actor = _actor(request)
    asked, days = _asked(request)
    found = servicedesk.figures(actor, asked)
    names = _names(actor)
    query = {name: str(value) for name, value in request.GET.items() if name in {"days", "office", "faculty", "type"}}
    context = {
        **around(request), "asked": asked, "days": days, "kpis": _kpis(found), "found": found,
        "flow": _flow(found), "flow_rows": _points(found), "offices": _offices(found, names),
        "office_chart": _office_chart(found, names), "ages": _ages(found), "back": _back(found),
        "export": f"{reverse('desk-figures-file')}?{urlencode(query)}&file=", **_choices(actor, days),
    }  # fmt: skip
    return render(request, "desk/figures.html", context)


@signed_in
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The days and the offices of the dashboard as one table."""
    actor = _actor(request)
    asked, _days = _asked(request)
    found = servicedesk.figures(actor, asked)
    names = _names(actor)
    head = [
        _("Day or office"), _("Filed"), _("Closed"), _("Withdrawn"), _("Sent back"), _("Tasks done"), _("Tasks late"),
        _("Working hours for a task"), _("First answers"), _("Working hours to the first answer"), _("Ratings"),
        _("Mean rating"), _("Open now"), _("Late now"),
    ]  # fmt: skip
    table: list[spreadsheets.Row] = [head]
    table += [[jalali.show(day), *_cells(sums), "", ""] for day, sums in found.days]
    table += [
        [names.get(each.office_id, ""), *_cells(each.sums), each.open, each.late] for each in found.offices
    ]  # fmt: skip
    name = f"figures-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}"
    if request.GET.get("file") == "xlsx":
        return spreadsheets.as_xlsx(name, table, from_right=current() == "fa")
    return spreadsheets.as_csv(name, table)


def _cells(sums: Sums) -> list[spreadsheets.Cell]:
    return [
        sums.filed, sums.closed, sums.withdrawn, sums.sent_back, sums.tasks_done, sums.tasks_late, _hours(sums.spent),
        sums.first_answers, _hours(sums.first_answer), sums.scores, "" if sums.score is None else f"{sums.score:.1f}",
    ]  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not servicedesk.leads(actor):
        raise Http404
    return actor


def _names(actor: Actor) -> Mapping[Any, str]:
    return {unit.id: pick(unit.name) for unit in organisation.units_of(actor.institution_id).values()}


def _asked(request: HttpRequest) -> tuple[Asked, str]:
    """What the address asks for; what it cannot mean is left out."""
    given, today = request.GET, timezone.localdate()
    days = given.get("days", "")
    days = days if days in RANGES else "30"
    first = _term(today) if days == "term" else today - timedelta(days=int(days) - 1)
    return Asked(
        first=first, last=today, office=uuid_of(given.get("office")), faculty=uuid_of(given.get("faculty")),
        type_id=uuid_of(given.get("type")),
    ), days  # fmt: skip


def _term(today: date) -> date:
    """The first day of the half-year of study: 1 Mehr or 16 Bahman."""
    year = jalali.year(today)
    starts = [jalali.to_date(each, month, day) for each in (year - 1, year) for month, day in ((7, 1), (11, 16))]
    return max(start for start in starts if start <= today)


def _choices(actor: Actor, days: str) -> dict[str, Any]:
    units = organisation.units_of(actor.institution_id)
    mine = set(servicedesk.offices_of(actor))
    return {
        "ranges": [("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")), ("term", _("This term"))],
        "office_choices": [(unit.id, pick(unit.name)) for unit in units.values() if unit.id in mine],
        "faculties": [(unit.id, pick(unit.name)) for unit in units.values() if unit.kind == "faculty"],
        "types": [(kind.id, pick(kind.name)) for kind in servicedesk.types(actor.institution_id)],
    }


# Figures -------------------------------------------------------------------------------------------


def _hours(seconds: float | None) -> str:
    """Working hours with one place, without digits of a language."""
    return "" if seconds is None else f"{seconds / HOUR:.1f}"


def _shown(text: str) -> str:
    return numbers.bare(text.replace(".", "٫") if current() == "fa" else text) if text else "—"


def _kpis(found: Figures) -> list[Kpi]:
    now, before = found.now, found.before
    done = [(now.closed, before.closed), (now.tasks_done, before.tasks_done)][not found.of_house]
    took = [(now.first_answer, before.first_answer), (now.spent, before.spent)][not found.of_house]
    filed = _("Requests filed") if found.of_house else _("Tasks that came")
    closed = _("Requests closed") if found.of_house else _("Tasks done")
    time = _("To the first answer") if found.of_house else _("Work on a task")
    return [
        Kpi(filed, _count(now.filed), "", *_change(now.filed, before.filed, 0)),
        Kpi(closed, _count(done[0]), "", *_change(done[0], done[1], 1)),
        Kpi(time, _shown(_hours(took[0])), _("working hours"), *_change(took[0], took[1], -1)),
        Kpi(_("Satisfaction"), _shown("" if now.score is None else f"{now.score:.1f}"), _("of 5"),
            *_change(now.score, before.score, 1)),
    ]  # fmt: skip


def _count(value: int) -> str:
    return numbers.bare(f"{value:,}".replace(",", "٬" if current() == "fa" else ","))


def _change(now: float | None, before: float | None, better: int) -> tuple[str, str]:
    """Against the days before, in percent. `better` is 1 where more is better, -1 where less is, 0 where neither."""
    if now is None or not before:
        return _("nothing to compare with"), "wait"
    percent = round(100 * (now - before) / before)
    if not percent:
        return _("as before"), "wait"
    shown = f"{numbers.bare(abs(percent))}{'٪' if current() == 'fa' else '%'}"
    words = _("%(share)s more than before") if percent > 0 else _("%(share)s less than before")
    tone = "wait" if not better else "done" if (percent > 0) == (better > 0) else "debt"
    return words % {"share": shown}, tone


# Charts --------------------------------------------------------------------------------------------


def _points(found: Figures) -> list[tuple[str, Sums]]:
    """A point for each day, or for each week of many days; the last ends today."""
    step = 7 if len(found.days) > BY_WEEK else 1
    rows = list(found.days)
    starts = range(len(rows) % step, len(rows), step)
    return [
        (jalali.short(rows[start][0], current()), sum((sums for _d, sums in rows[start : start + step]), Sums()))
        for start in starts
    ]


def _flow(found: Figures) -> dict[str, Any]:
    points = _points(found)
    out = [sums.closed if found.of_house else sums.tasks_done for _day, sums in points]
    came = [sums.filed for _day, sums in points]
    names = (_("Filed"), _("Closed")) if found.of_house else (_("Came in"), _("Done"))
    series = [line_charts.Series(names[0], came), line_charts.Series(names[1], out)]
    gap = sum(came) - sum(out)
    if gap > 0:
        said = ngettext("%(n)s more came in than went out.", "%(n)s more came in than went out.", gap)
    elif gap < 0:
        said = ngettext("%(n)s more went out than came in.", "%(n)s more went out than came in.", -gap)
    else:
        said = _("As many went out as came in.")
    said = said % {"n": _count(abs(gap))} if gap else said
    rows = [(label, a, b) for (label, _s), a, b in zip(points, came, out, strict=True)]
    return {
        "chart": line_charts.lines([label for label, _s in points], series), "said": said, "names": names, "rows": rows
    }


def _offices(found: Figures, names: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": names.get(each.office_id, ""), "spent": _shown(_hours(each.sums.spent)), "open": each.open,
            "late": each.late, "done": each.sums.tasks_done, "back": each.sums.sent_back,
        }
        for each in found.offices
    ]  # fmt: skip


def _office_chart(found: Figures, names: Mapping[Any, str]) -> dict[str, Any]:
    unit = _("hours")
    slow = [each for each in found.offices if each.sums.tasks_done][:MOST_OFFICES]
    bars = [
        Bar(names.get(each.office_id, ""), each.sums.spent or 0, f"{_shown(_hours(each.sums.spent))} {unit}")
        for each in slow
    ]
    if not bars:
        return {"chart": None, "said": _("No task was done in these days.")}
    if not any(bar.value for bar in bars):
        return {"chart": None, "said": _("No task that was done in these days took any working time.")}
    said = _("The longest takes %(office)s: %(hours)s working hours for a task.")
    return {
        "chart": charts.rows(bars),
        "said": said % {"office": bars[0].label, "hours": _shown(_hours(slow[0].sums.spent))},
    }


def _ages(found: Figures) -> dict[str, Any]:
    ends = servicedesk.AGES
    labels = [_("Up to 1 day")]
    for young, old in zip((1, *ends[1:]), ends[1:], strict=False):
        labels.append(_("%(first)s to %(last)s days") % {"first": numbers.bare(young + 1), "last": numbers.bare(old)})
    labels.append(_("More than %(days)s days") % {"days": numbers.bare(ends[-1])})
    rows = list(zip(labels, found.ages, strict=True))
    total = sum(found.ages)
    said = ngettext("%(n)s is open now.", "%(n)s are open now.", total) % {"n": _count(total)}
    chart = charts.rows([Bar(label, count, _count(count)) for label, count in rows])
    return {"chart": chart, "rows": rows, "said": said}


def _back(found: Figures) -> dict[str, Any]:
    rows: Sequence[tuple[str, int]] = [(label, sums.sent_back) for label, sums in _points(found)]
    total, filed = found.now.sent_back, found.now.filed
    said = ngettext("%(n)s was sent back.", "%(n)s were sent back.", total) % {"n": _count(total)}
    if filed and total:
        share = f"{numbers.bare(round(100 * total / filed))}{'٪' if current() == 'fa' else '%'}"
        said += " " + _("That is %(share)s of what came in.") % {"share": share}
    return {"chart": charts.columns([Bar(label, count, "") for label, count in rows]), "rows": rows, "said": said}

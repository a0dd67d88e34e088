"""The calendar the deadlines run on: hours from a day on, the closed days of a year, a sudden closure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.numbers import bare
from pishkhan.web.console import calendar_form as forms
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-calendar"


@administrators
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The year asked for, else this one."""
    return _page(request)


@administrators
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Add a closed day, or change the one that is there."""

    def change() -> str:
        asked = forms.holiday(request.POST)
        organisation.keep_holiday(actor=actor_of(request), **asked.fields)
        return _("The day is kept. Deadlines are being counted anew.")

    return _done(request, change, "holiday")


@administrators
@require_POST
def close_now(request: HttpRequest) -> HttpResponse:
    """«تعطیلی ناگهانی»: today, tomorrow or a day soon."""

    def change() -> str:
        asked = forms.holiday(request.POST)
        organisation.keep_holiday(actor=actor_of(request), **{**asked.fields, "confirmed": True, "sudden": True})
        if not _worked(request, asked.fields["day"]):
            return _("The day is kept. Offices do not work on that day of the week, so nothing changes.")
        return _("The closure is told to everybody. Deadlines of open tasks are being counted anew.")

    return _done(request, change, "sudden")


def _worked(request: HttpRequest, day: date) -> bool:
    """Whether the hours would open the offices on a day to come."""
    return any(
        row.weekday == day.weekday() and row.since <= day and (row.until is None or day <= row.until)
        for row in organisation.hours_of(actor_of(request).institution_id)
    )


@administrators
@require_POST
def remove(request: HttpRequest, holiday_id: int) -> HttpResponse:
    def change() -> str:
        organisation.remove_holiday(actor=actor_of(request), holiday_id=holiday_id)
        return _("The day is worked again. Deadlines are being counted anew.")

    return _done(request, change)


@administrators
@require_POST
def confirm(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """The moon was seen: the day is certain."""

    def change() -> str:
        organisation.confirm_holiday(actor=actor_of(request), holiday_id=holiday_id)
        return _("The day is confirmed.")

    return _done(request, change)


@administrators
@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    """The public holidays of the year as the almanac foresees them."""

    def change() -> str:
        added = organisation.fill_year(actor=actor_of(request), year=forms.year(request.POST))
        if not added:
            return _("All public holidays of this year are here already.")
        return ngettext("%(n)s day was added.", "%(n)s days were added.", added) % {"n": bare(added)}

    return _done(request, change)


@administrators
@require_POST
def hours(request: HttpRequest) -> HttpResponse:
    """The hours of a week, from a day on."""

    def change() -> str:
        since, week = forms.week(request.POST)
        organisation.change_hours(actor=actor_of(request), since=since, week=week)
        return _("The hours are kept. Deadlines are being counted anew.")

    return _done(request, change, "hours")


def _done(request: HttpRequest, change: Callable[[], str], form: str = "") -> HttpResponse:
    try:
        words = change()
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, form, error)
    said.success(request, words)
    year = to_latin(request.POST.get("year", ""))
    return redirect(reverse(HERE) + (f"?year={year}" if year.isdecimal() and len(year) == 4 else ""))


def _page(request: HttpRequest, form: str = "", error: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    today = timezone.localdate()
    year = forms.year_or_this(request.GET.get("year") or request.POST.get("year", ""))
    first, last = organisation.year_bounds(year)
    fault = (str(error.params.get("field", "")), phrases.sentence(error)) if error else ("", "")
    drawn = forms.drawn(request.POST if error else {}, form, fault, organisation.hours_of(actor.institution_id), today)
    errors = [(field.id, field.errors[0]) for fields in drawn.values() for field in fields if field.errors]
    context = {
        **around(request, HERE), **drawn, "errors": errors, "wrong": "" if errors else fault[1], "year": year,
        "years": [(each, each == year) for each in _years(today)],
        "days": [
            (row, bare(pick(row.name)), row.day < today)
            for row in organisation.holidays_of(actor.institution_id, first, last)
        ],
        "hours": forms.hours_in_words(organisation.hours_of(actor.institution_id)), "today": today,
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "console/calendar.html", context, status=status)


def _years(today: date) -> list[int]:
    year = jalali.year(today)
    return [year - 1, year, year + 1, year + 2]

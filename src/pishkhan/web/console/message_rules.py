"""How much may be sent and when, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import partial
from itertools import groupby
from typing import Any

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.kernel import jalali, money
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError, Faults, Invalid, Several
from pishkhan.notifications import api as notifications
from pishkhan.web import phrases, stamps
from pishkhan.web.components.fields import Field
from pishkhan.web.components.language import current
from pishkhan.web.components.numbers import bare as shown
from pishkhan.web.console import message_names as names
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.console.message_forms import summary

HERE = "console-limits"
CAPS = ("per_number", "per_address", "per_person", "per_network", "per_day")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])|([01]?[0-9]|2[0-3])")
LONGEST_CAP = 8
MINUS = re.compile(r"[-\u2212\u2010-\u2015\ufe63\uff0d]")
"""A number below nought is no slip of grouping: it is refused, not read without its sign."""
NEAR = 80
"""Percent of the budget from which the bar warns."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one account cost on one channel in a month."""

    account: str
    channel: str
    messages: str
    parts: str
    cost: str


@dataclass(frozen=True, slots=True)
class Month:
    """What one Jalali month cost, in rials."""

    title: str
    cost: str
    lines: list[Cost]


@administrators
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """The rules as they are, and the costs of a year; a post changes the rules."""
    actor, faults, wrong = actor_of(request), {}, ""
    rules = notifications.read_rules(actor.institution_id)
    if request.method == "POST":
        try:
            notifications.set_rules(actor=actor, wanted=_read(request.POST), rev=stamps.number_of(request, "rev"))
        except DomainError as error:
            faults = _faults(error)
            wrong = "" if faults else phrases.sentence(error)
        else:
            said.success(request, _("The limits are kept. They hold from now on."))
            return redirect(HERE)
    spent = notifications.read_spent(actor.institution_id)
    fields = _fields(rules, request.POST if request.method == "POST" else None, faults)
    context = {
        **around(request, HERE), "rules": rules, "rev": request.POST.get("rev") or rules.rev, "spent": spent,
        "percent": _percent(spent.month, rules.budget),
        "today": names.grouped(spent.messages), "most": names.grouped(rules.per_day),
        "near": NEAR, "fields": fields, "errors": summary(fields), "wrong": wrong,
        "months": _months(notifications.costs(actor)),
    }  # fmt: skip
    return render(request, "console/message_limits.html", context, status=422 if faults or wrong else 200)


def _percent(spent: int, budget: int) -> int:
    return min(100, spent * 100 // budget) if budget else 0


def _read(given: Mapping[str, str]) -> notifications.SendingRules:
    """Raises Invalid, or Several by input: time_wrong, cap_wrong, and as money.parse_rials."""
    faults = Faults()
    hours = ("quiet_from", "quiet_until")
    found: dict[str, Any] = {
        name: faults.read(name, partial(_clock if name in hours else _cap, name, given.get(name, "")))
        for name in (*hours, *CAPS)
    }
    found["budget"] = faults.read("budget", partial(_rials, given.get("budget", "")))
    faults.check()
    return notifications.SendingRules(**found)


def _clock(name: str, typed: str) -> time:
    match = CLOCK.fullmatch(bare(typed))
    if match is None:
        raise Invalid("time_wrong", field=name)
    return time(int(match[1] or match[3]), int(match[2] or 0))


def _cap(name: str, typed: str) -> int:
    plain = re.sub(r"[\u066c,\u060c]", "", bare(typed))
    is_number = plain.isascii() and plain.isdecimal() and not MINUS.search(typed)
    if not is_number or len(plain) > LONGEST_CAP or int(plain) < 1:
        raise Invalid("cap_wrong", field=name)
    return int(plain)


def _rials(typed: str) -> int:
    """Nothing typed is no limit."""
    try:
        return money.parse_rials(typed) if typed.strip() else 0
    except Invalid as error:
        raise Invalid(error.code, field="budget", **error.params) from None


def _faults(error: DomainError) -> dict[str, str]:
    named = str(error.params.get("field", ""))
    found = error.faults if isinstance(error, Several) else {named: error} if named else {}
    return {name: phrases.sentence(fault) for name, fault in found.items()}


def _fields(
    rules: notifications.SendingRules, given: Mapping[str, str] | None, faults: Mapping[str, str]
) -> list[Field]:
    now: Mapping[str, Any] = given if given is not None else {
        **{name: getattr(rules, name) for name in CAPS}, "budget": rules.budget or "",
        "quiet_from": shown(f"{rules.quiet_from:%H:%M}"), "quiet_until": shown(f"{rules.quiet_until:%H:%M}"),
    }  # fmt: skip

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        return Field(id=f"f-{name}", name=name, label=label, value=now.get(name, ""), errors=wrong, **more)

    return [
        one("quiet_from", _("Texts and calls rest from"), latin=True,
            help=_("Codes go at any hour; so does what cannot wait.")),
        one("quiet_until", _("until"), latin=True, help=_("The same hour twice: no rest.")),
        one("per_number", _("Texts and calls a day to one number"), type="number"),
        one("per_address", _("E-mails a day to one address"), type="number"),
        one("per_person", _("Texts and calls a day to one person"), type="number"),
        one("per_network", _("Codes a day from one network"), type="number",
            help=_("A campus shares one; leave room for a busy day.")),
        one("per_day", _("Messages a day of the whole institution"), type="number"),
        one("budget", _("Budget of a month, in rials"), type="rials", optional=True, width="full",
            help=_("For texts and calls. Empty: no limit. At 80 percent an incident opens; when it is used up only "
                   "codes go on, up to half of it more.")),
    ]  # fmt: skip


def _months(costs: list[notifications.MonthCost]) -> list[Month]:
    return [_month(list(rows)) for _start, rows in groupby(costs, key=lambda each: each.month)]


def _month(rows: list[notifications.MonthCost]) -> Month:
    year, month, _day = jalali.parts(rows[0].month)
    title = f"{jalali.JalaliMonth(month).called(current())} {shown(year)}"
    lines = [
        Cost(names.account(each.account), names.channel(each.channel),
             *(names.grouped(number) for number in (each.messages, each.parts, each.cost)))
        for each in rows
    ]  # fmt: skip
    return Month(title, names.grouped(sum(each.cost for each in rows)), lines)

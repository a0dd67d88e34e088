"""What failed and may need a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import incidents as plumbing
from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.models import Incident
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import directory_words, money_words, phrases, request_words, rest_words, time_words
from pishkhan.web.components.numbers import bare
from pishkhan.web.console import message_names as names
from pishkhan.web.console import message_words as words
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.workflow import api as workflow

MOST = 100

KINDS: Mapping[str, tuple[Promise, Promise]] = {
    "office_missing": (
        lazy("Nobody is at the desk a case came to"),
        lazy("Give somebody the role in that office. The task waits there, and this closes by itself."),
    ),
    "timer_stuck": (
        lazy("A timer of a case could not go off"),
        lazy("It is tried again every minute. If it stays, look at the process version."),
    ),
    notifications.PROVIDER: (
        lazy("A provider of messages does not work"),
        lazy("Look at the account and check it; this closes by itself when it sends again."),
    ),
    notifications.STUCK: (
        lazy("Messages find no provider"),
        lazy("Look at the accounts; what waits goes by itself when one works again."),
    ),
    notifications.BUDGET: (
        lazy("The money for messages of this month runs out"),
        lazy("Raise the budget, or see in the log what costs so much. Codes go on a while when it is used up."),
    ),
    notifications.SPENT: (
        lazy("The money for messages of this month is used up"),
        lazy("Texts and calls have stopped, e-mail goes on, codes go on a while. Raise the budget."),
    ),
    notifications.DAY_FULL: (
        lazy("The institution's messages of today are used up"),
        lazy("It goes tomorrow. Look in the log for what sends so many, or raise the limit of a day."),
    ),
    identity.DIRECTORY_DOWN: (
        lazy("The university's directory does not work"),
        lazy("Nobody can log in or set a password. Look at the settings and check it; this closes by itself."),
    ),
    identity.ACCOUNT_NOT_FOLLOWED: (
        lazy("The directory does not switch an account as it is here"),
        lazy("Look at the account in the directory. It is tried again every hour; this closes by itself."),
    ),
    **request_words.INCIDENTS,
    **rest_words.INCIDENTS,
    "event": (
        lazy("A follow-up job failed"),
        lazy("Every try failed. Look at the log of the worker, then try again here."),
    ),
}
"""Kind → what happened, what to do."""
NOT_FOLLOWED: Mapping[str, Promise] = {
    "not_found": lazy("The directory has no such account."),
    "taken": lazy("The directory has an account of this name that is not ours to change."),
    "forbidden": lazy("Our own account may not do this in the directory"),
}
"""Why an account is not switched."""
LIMITS = {notifications.BUDGET, notifications.SPENT, notifications.DAY_FULL}
MESSAGES = {notifications.PROVIDER, notifications.STUCK} | LIMITS
"""Kinds whose detail is of messages: for those with a reason the table of reasons says what to do."""

ROLES: Mapping[Role, Promise] = {
    Role.EXPERT: lazy("expert"), Role.LEAD: lazy("lead"), Role.DEPUTY: lazy("deputy"),
    Role.MANAGER: lazy("manager"), Role.ADMINISTRATOR: lazy("administrator"),
    Role.ACCOUNTANT: lazy("accountant"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in words. `number` is the request it concerns, `page` where it is mended and what that is called;
    empty where there is none."""

    id: UUID
    can_retry: bool
    can_recheck: bool
    what: str
    advice: str
    detail: str
    number: str
    page: tuple[str, str]
    is_open: bool
    times: int
    first_at: datetime
    last_at: datetime


@administrators
@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Open ones first, newest first."""
    actor = actor_of(request)
    rows = list(plumbing.visible_to(actor).order_by("-state", "-last_at", "id")[:MOST])
    cases = {row.id: case for row in rows if (case := uuid_of(row.detail.get("case")))}
    numbers = servicedesk.numbers_of(actor.institution_id, list(cases.values()))
    places = {row.id: (cases[row.id], str(row.detail.get("node", ""))) for row in rows if row.id in cases}
    titles = workflow.titles_at(actor.institution_id, list(places.values()))
    lines = [
        _line(row, numbers.get(cases[row.id], ""), pick(titles.get(places[row.id]))) if row.id in cases else _line(row)
        for row in rows
    ]
    return render(request, "console/incidents.html", {**around(request, "console-incidents"), "lines": lines})


@administrators
@require_POST
def retry(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Try the failed job again."""
    return _act(request, lambda: plumbing.retry(actor=actor_of(request), incident_id=incident_id),
                _("It is being tried again. If it works, the incident closes by itself."))  # fmt: skip


@administrators
@require_POST
def recheck(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Look for the missing office again, and say what was found or what to do next."""
    actor = actor_of(request)

    def verb() -> None:
        row = plumbing.find_open(actor, incident_id)
        if row.kind != workflow.NOBODY_THERE or row.subject_id is None:
            raise DomainError("retry_none")
        resolved = workflow.resolve_office(actor=actor, task_id=row.subject_id)
        level = messages.WARNING if resolved.missing else messages.SUCCESS
        messages.add_message(request, level, _answer(resolved))

    return _act(request, verb)


def _answer(resolved: workflow.Resolved) -> str:
    match resolved.found:
        case workflow.Found.STAFFED:
            return _("Somebody is at the desk now. The task lies there, and the incident is closed.")
        case workflow.Found.OVER:
            return _("The station is over already. The incident is closed.")
        case workflow.Found.NOBODY if resolved.office_id:
            unit = organisation.units_by_id([resolved.office_id])[resolved.office_id]
            return _(
                "Still nobody: “%(office)s” has no %(role)s. Give somebody this role there; the incident then closes "
                "by itself within minutes."
            ) % {"office": pick(unit.name), "role": ROLES[resolved.role]}
    return _(
        "Still no office: the student's faculty has no unit for this station. Add the unit to the institution's pack "
        "and load it; the task then goes there by itself within minutes."
    )


@administrators
@require_POST
def close(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident by hand, with a reason."""
    reason = request.POST.get("reason", "")
    return _act(request, lambda: plumbing.close(actor=actor_of(request), incident_id=incident_id, reason=reason),
                _("The incident is closed."))  # fmt: skip


def _act(request: HttpRequest, verb: Callable[[], None], said: str = "") -> HttpResponse:
    try:
        verb()
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        messages.error(request, phrases.sentence(error))
    else:
        if said:
            messages.success(request, said)
    return redirect("console-incidents")


def _line(row: Incident, number: str = "", station: str = "") -> Line:
    known = {**KINDS, **money_words.INCIDENTS, **time_words.INCIDENTS}
    what, advice = known.get(row.kind.partition(".")[0], (row.kind, ""))
    if row.kind in MESSAGES and row.detail.get("reason"):
        advice = words.advice(str(row.detail["reason"]))
    if row.kind == identity.DIRECTORY_DOWN:
        advice = directory_words.advice(str(row.detail.get("reason", ""))) or advice
    parts = [_("Station “%(title)s”") % {"title": station}] if station else []
    if row.kind.startswith("event."):
        parts.append(row.kind.removeprefix("event."))
    parts += _of_messages(row.detail) if row.kind in MESSAGES else []
    parts += _of_directory(row.detail) if row.kind == identity.DIRECTORY_DOWN else []
    if row.kind == identity.ACCOUNT_NOT_FOLLOWED:
        parts.append(str(NOT_FOLLOWED.get(str(row.detail.get("reason", "")), "")))
    return Line(
        id=row.id, page=_page(row), can_retry=bool(row.retry_event), can_recheck=row.kind == workflow.NOBODY_THERE,
        what=str(what), advice=str(advice), detail=" · ".join(parts), number=number,
        is_open=row.state == Incident.State.OPEN, times=row.times, first_at=row.created_at, last_at=row.last_at,
    )  # fmt: skip


def _of_messages(detail: Mapping[str, Any]) -> list[str]:
    """What is known of a trouble with messages: which account or channel, why, how far."""
    known = [names.account(str(detail["name"]))] if detail.get("name") else []
    known += [names.channel(str(detail["channel"]))] if detail.get("channel") else []
    known += [words.what(str(detail["reason"]))] if detail.get("reason") else []
    known += [_("Code of the provider:") + " " + str(detail["code"])] if detail.get("code") else []
    if "percent" in detail:
        known.append(_("%(n)s percent are used.") % {"n": bare(detail["percent"])})
    return known


def _of_directory(detail: Mapping[str, Any]) -> list[str]:
    known = [directory_words.what(str(detail.get("reason", "")))]
    return known + ([_("Code of the directory:") + " " + str(detail["code"])] if detail.get("code") else [])


def _page(row: Incident) -> tuple[str, str]:
    if row.kind == identity.DIRECTORY_DOWN:
        return reverse("console-directory"), _("Open the directory")
    if row.kind == identity.ACCOUNT_NOT_FOLLOWED and row.subject_id:
        return reverse("console-person", args=[row.subject_id]), _("Open the person")
    if row.kind == notifications.PROVIDER and row.subject_id:
        return reverse("console-account", args=[row.subject_id]), _("Open the account")
    if row.kind == notifications.HOOK_FAILED and row.subject_id:
        return reverse("console-webhook-log", args=[row.subject_id]), _("Open the log")
    if row.kind == notifications.STUCK:
        return reverse("console-accounts"), _("Open the accounts")
    if row.kind in LIMITS:
        return reverse("console-limits"), _("Open the limits")
    return money_words.page_of(row.kind, row.subject_id)

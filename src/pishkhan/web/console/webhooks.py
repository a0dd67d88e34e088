"""Other systems that are told news: their addresses, what they want to hear, and the secret that signs it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.kernel.errors import DomainError, Several
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import webhooks as hooks
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.numbers import ltr
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.typed import listed

HERE = "console-webhooks"
PLACES = {"hook_name": "name", "hooks_many": "name", "hook_events": "events"}


def event_words() -> dict[str, str]:
    return {
        "request.filed": _("A request was filed"), "request.commented": _("A message was written"),
        "request.returned": _("A request was returned for correction"),
        "request.corrected": _("A correction was sent"), "request.closed": _("A request was completed"),
        "request.withdrawn": _("A request was withdrawn"), "request.reopened": _("A request was taken up again"),
        "task.opened": _("A station has work on its desk"),
        "payment.posted": _("A payment was received"), "certificate.issued": _("A certificate was issued"),
        "certificate.revoked": _("A certificate was revoked"), hooks.PING: _("A try by hand"),
    }  # fmt: skip


@administrators
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    names = event_words()
    lines = [
        (row, listed([names[event] for event in row.events if event in names]))
        for row in hooks.visible_to(actor_of(request))
    ]
    return render(request, "console/webhooks.html", {**around(request, HERE), "lines": lines})


@administrators
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add one. Its secret is shown on this one answer only."""
    if request.method == "POST":
        try:
            row = hooks.add(actor=actor_of(request), wanted=_wanted(request))
        except DomainError as error:
            return _page(request, None, error)
        return _page(request, row, secret=row.secret)
    return _page(request, None)


@administrators
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """One address, and what can be changed."""
    row = found(request, hook_id)
    if request.method == "POST":
        try:
            hooks.put(actor=actor_of(request), hook_id=row.id, wanted=_wanted(request))
        except DomainError as error:
            return _page(request, row, error)
        said.success(request, _("Kept. What happens from now on is told by it."))
        return redirect("console-webhook", row.id)
    return _page(request, row)


@administrators
@require_POST
def secret(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """A new secret, shown on this one answer only; from now on it signs."""
    found(request, hook_id)
    row = hooks.renew_secret(actor=actor_of(request), hook_id=hook_id)
    return _page(request, row, secret=row.secret)


@administrators
@require_POST
def ping(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Tell it something now, to see whether it takes it."""
    row = found(request, hook_id)
    try:
        made = hooks.ping(actor=actor_of(request), hook_id=row.id)
    except DomainError as error:
        said.error(request, phrases.sentence(error))
        return redirect("console-webhook", row.id)
    said.success(request, _("It is being told. What it answers appears here."))
    return redirect("console-webhook-delivery", row.id, made.id)


@administrators
@require_POST
def remove(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """It is told nothing any more; its log is gone."""
    row = found(request, hook_id)
    hooks.remove(actor=actor_of(request), hook_id=row.id)
    said.success(request, _("“%(name)s” is gone; nothing is told to it any more.") % {"name": row.name})
    return redirect(HERE)


def found(request: HttpRequest, hook_id: UUID) -> notifications.Webhook:
    """Raises Http404."""
    try:
        return hooks.one(actor_of(request), hook_id)
    except DomainError:
        raise Http404 from None


def _wanted(request: HttpRequest) -> hooks.Wanted:
    given = request.POST
    return hooks.Wanted(
        name=given.get("name", ""), url=given.get("url", ""), events=given.getlist("events"),
        is_on="is_on" in given,
    )  # fmt: skip


def _page(
    request: HttpRequest, row: notifications.Webhook | None, error: DomainError | None = None, *, secret: str = ""
) -> HttpResponse:
    faults: dict[str, DomainError] = {}
    if error is not None:
        faults = error.faults if isinstance(error, Several) else {PLACES.get(error.code, "url"): error}
    errors = {name: phrases.sentence(each) for name, each in faults.items()}
    context = {
        **around(request, HERE), "row": row, "secret": secret, "errors": list(errors.items()),
        "fields": _fields(request if error else None, row, errors),
    }  # fmt: skip
    response = render(request, "console/webhook.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _fields(typed: HttpRequest | None, row: notifications.Webhook | None, errors: dict[str, str]) -> list[Field]:
    """What was typed and refused, else what is kept."""
    given = typed.POST if typed else None
    name, url = (given.get("name", ""), given.get("url", "")) if given else (row.name, row.url) if row else ("", "")
    events = given.getlist("events") if given else row.events if row else list(hooks.EVENTS)
    is_on = "is_on" in given if given else row.is_on if row else True
    words = event_words()

    def one(key: str, label: str, **more: Any) -> Field:
        return Field(id=key, name=key, label=label, errors=[errors[key]] if key in errors else (), width="full", **more)

    return [
        one("name", _("Name of the system"), value=name, maxlength=80),
        one("url", _("Address that is called"), latin=True, value=url, maxlength=500,
            help=format_html(_("An address of the internet that begins with {scheme}. Redirects are not followed."),
                             scheme=ltr("https://"))),
        one("events", _("What it is told"), type="checklist", values=events,
            options=[Option(event, words[event]) for event in hooks.EVENTS]),
        one("is_on", _("Switched on"), type="checkbox", value="on" if is_on else ""),
    ]  # fmt: skip

"""Accounts at providers: which there are, whether they work, what they cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.plumbing.actor import Actor
from pishkhan.web import phrases, stamps
from pishkhan.web.console import message_forms as forms
from pishkhan.web.console import message_names as names
from pishkhan.web.console import message_words as words
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.typed import listed

HERE = "console-accounts"


@dataclass(frozen=True, slots=True)
class Line:
    """One account as the list shows it. `cost` is in rials, of this Jalali month; `uncarried`: how many kinds of
    messages it has no template for."""

    row: notifications.ProviderAccount
    name: str
    provider: str
    channels: str
    badge: names.Badge
    what: str
    advice: str
    cost: int
    uncarried: int


@administrators
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, oldest first, with its health and cost."""
    actor = actor_of(request)
    costs = notifications.month_cost_by_account(actor)
    lines = [_line(row, costs) for row in notifications.accounts_visible_to(actor)]
    return render(request, "console/message_accounts.html", {**around(request, HERE), "lines": lines})


def _line(row: notifications.ProviderAccount, costs: Mapping[UUID, int]) -> Line:
    what, advice = words.what(row.trouble), words.advice(row.trouble)
    name, provider, ways = names.account(row.name), _title(row.provider), _ways(row.channels)
    cost, uncarried = costs.get(row.id, 0), notifications.uncarried(row)
    return Line(row, name, provider, ways, _badge(row), what, advice, cost, uncarried)


def _title(key: str) -> str:
    return _(notifications.PROVIDERS[key].title) if key in notifications.PROVIDERS else key


def _ways(channels: Collection[str]) -> str:
    return listed([names.channel(each) for each in notifications.Channel if each in channels])


def _badge(row: notifications.ProviderAccount) -> names.Badge:
    if not row.enabled:
        return "wait", "minus", _("Switched off")
    if row.healthy is None:
        return "wait", "dash", _("Never checked")
    return ("done", "check", _("Works")) if row.healthy else ("debt", "alert", _("In trouble"))


@sensitive_post_parameters()
@administrators
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a provider, then fill in what it asks for."""
    key = request.POST.get("provider") or request.GET.get("provider", "")
    if key not in notifications.kinds():
        kinds = [(key, _title(key), _ways(each.channels)) for key, each in notifications.kinds().items()]
        return render(request, "console/message_providers.html", {**around(request, HERE), "kinds": kinds})
    return _form(request, notifications.PROVIDERS[key], None)


@sensitive_post_parameters()
@administrators
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: its health, and what can be changed."""
    row = _row(actor_of(request), account_id)
    if row.provider not in notifications.PROVIDERS:
        raise Http404
    return _form(request, notifications.PROVIDERS[row.provider], row)


def _row(actor: Actor, account_id: UUID) -> notifications.ProviderAccount:
    try:
        return notifications.account(actor, account_id)
    except DomainError:
        raise Http404 from None


def _form(
    request: HttpRequest, kind: type[notifications.Provider], row: notifications.ProviderAccount | None
) -> HttpResponse:
    actor, faults, wrong = actor_of(request), {}, ""
    if request.method == "POST":
        try:
            wanted = forms.wanted(kind, row, request.POST)
            rev = stamps.number_of(request, "rev") if row else 0
            kept = notifications.put_account(
                actor=actor, wanted=wanted, account_id=row.id if row else None, rev=rev
            )  # fmt: skip
        except DomainError as error:
            faults = forms.faults_of(error)
            wrong = "" if faults else phrases.sentence(error)
        else:
            said.success(request, _("The account is kept. Check it now, then send a test."))
            return redirect("console-account", kept.id)
    texts = notifications.all_previews(actor)
    form = forms.form(kind, row, texts, request.POST if request.method == "POST" else None, faults)
    costs = notifications.month_cost_by_account(actor) if row else {}
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "line": _line(row, costs) if row else None, "kind": kind,
        "provider": _(kind.title), "form": form, "wrong": wrong,
        "rev": request.POST.get("rev") or (row.rev if row else 0),
        "errors": forms.summary([*form.settings, *form.sending]),
        "hook": notifications.hook_url(row) if row and kind.pushes else "",
    }  # fmt: skip
    return render(request, "console/message_account.html", context, status=422 if wrong or faults else 200)


@administrators
@require_POST
def check(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Have the provider asked whether the account could send now."""
    row = _row(actor_of(request), account_id)
    notifications.check_one(actor=actor_of(request), account_id=row.id)
    said.success(request, _("“%(name)s” is being checked. Load this page again in a few seconds.")
                 % {"name": names.account(row.name)})  # fmt: skip
    return redirect("console-account", row.id) if "stay" in request.POST else redirect(HERE)


@administrators
@require_POST
def switch(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take an account into use, or out of it."""
    actor = actor_of(request)
    row = _row(actor, account_id)
    on = request.POST.get("on") == "1"
    try:
        rev = stamps.number_of(request, "rev")
        notifications.put_account(actor=actor, wanted=forms.as_it_is(row, enabled=on), account_id=row.id, rev=rev)
    except DomainError as error:
        said.error(request, phrases.sentence(error))
    else:
        kept = _("“%(name)s” sends from now on.") if on else _("“%(name)s” sends nothing until it is switched on.")
        said.success(request, kept % {"name": names.account(row.name)})
    return redirect(HERE)


@administrators
@require_POST
def remove(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take away an account that is switched off."""
    actor = actor_of(request)
    row = _row(actor, account_id)
    try:
        notifications.remove_account(actor=actor, account_id=row.id, rev=stamps.number_of(request, "rev"))
    except DomainError as error:
        said.error(request, phrases.sentence(error))
    else:
        said.success(request, _("“%(name)s” and its keys are gone.") % {"name": names.account(row.name)})
    return redirect(HERE)

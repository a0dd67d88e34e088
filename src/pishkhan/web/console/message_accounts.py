"""Accounts at providers: which there are, whether they work, what they cost; a test through the whole path."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel import phone
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.web import phrases, stamps
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.console import message_forms as forms
from pishkhan.web.console import message_names as names
from pishkhan.web.console import message_words as words
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.typed import listed

HERE = "console-accounts"
MINUTES = 5
"""How long the code of a test is good for, as a real one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account as the list shows it. `cost` is in rials, of this Jalali month."""

    row: notifications.ProviderAccount
    provider: str
    channels: str
    badge: names.Badge
    what: str
    advice: str
    cost: int


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
    return Line(row, _title(row.provider), _ways(row.channels), _badge(row), what, advice, costs.get(row.id, 0))


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
    if key not in notifications.PROVIDERS:
        kinds = [(key, _title(key), _ways(each.channels)) for key, each in notifications.PROVIDERS.items()]
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
        "errors": [(forms.element(name), words_) for name, words_ in faults.items()],
        "hook": notifications.hook_url(row) if row and kind.pushes else "",
    }  # fmt: skip
    return render(request, "console/message_account.html", context, status=422 if wrong or faults else 200)


@administrators
@require_POST
def check(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask the provider whether the account could send now."""
    row = _row(actor_of(request), account_id)
    health = notifications.check_one(actor=actor_of(request), account_id=row.id)
    if health.ok:
        said.success(request, _("“%(name)s” works.") % {"name": row.name})
    else:
        reason = health.reason or notifications.Reason.TROUBLE
        shown = {"name": row.name, "what": words.what(reason), "advice": words.advice(reason)}
        said.error(request, _("“%(name)s” does not work: %(what)s. %(advice)s") % shown)
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
        said.success(request, kept % {"name": row.name})
    return redirect(HERE)


@administrators
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest) -> HttpResponse:
    """Send a test code to a number or address, as a real one goes."""
    given = request.POST
    channel, to, errors = given.get("channel", "sms"), given.get("to", ""), {}
    if request.method == "POST":
        try:
            sent = _send(actor_of(request), channel, to)
        except DomainError as error:
            errors = {str(error.params.get("field", "")): phrases.sentence(error)}
        else:
            said.success(request, _("The test is on its way. What becomes of it appears here."))
            return redirect("console-message", sent)
    options = [Option(each.value, names.channel(each)) for each in notifications.Channel]
    fields = [
        Field(id="channel", name="channel", label=_("Channel"), type="radio", value=channel, options=options,
              errors=[errors["channel"]] if "channel" in errors else (), width="full"),
        Field(id="to", name="to", label=_("Mobile number or e-mail address"), value=to, latin=True, width="full",
              errors=[errors["to"]] if "to" in errors else (), help=_("Your own, so that you see it come.")),
    ]  # fmt: skip
    context = {
        **around(request, HERE), "fields": fields, "errors": list(errors.items()),
    }  # fmt: skip
    return render(request, "console/message_try.html", context, status=422 if errors else 200)


def _send(actor: Actor, channel: str, to: str) -> int:
    """The id of the delivery. Raises Invalid test_channel, test_number, test_address, test_carrier with the field;
    DomainError number_limit, network_limit."""
    if channel not in set(notifications.Channel):
        raise Invalid("test_channel", field="channel")
    _check_address(channel, to)
    typed = {"email": to.strip()} if channel == notifications.Channel.EMAIL else {"mobile": to}
    recipient = notifications.Recipient(
        institution_id=actor.institution_id, person_id=None, language=current(), **typed
    )
    code = identity.VerificationCode(
        code=f"{secrets.randbelow(10**6):06}", minutes=MINUTES, host=organisation.host_of(actor.institution_id),
        until=timezone.now() + timedelta(minutes=MINUTES),
    )  # fmt: skip
    with transaction.atomic():
        sent = notifications.send(
            recipient=recipient, message=code, channels=[notifications.Channel(channel)], network=actor.network
        )
    if not sent:
        raise Invalid("test_carrier", field="channel")
    return sent[0]


def _check_address(channel: str, to: str) -> None:
    if channel == notifications.Channel.EMAIL:
        try:
            validate_email(to.strip())
        except ValidationError:
            raise Invalid("test_address", field="to") from None
        return
    try:
        phone.parse_mobile(bare(to))
    except Invalid:
        raise Invalid("test_number", field="to") from None

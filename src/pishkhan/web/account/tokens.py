"""One's own tokens to the API: who holds one acts as oneself, within its scopes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.web import phrases
from pishkhan.web.account.home import actor_of
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.entry import signed_in
from pishkhan.web.typed import listed

DAYS = 90
PLACES = {"scopes_missing": "scopes", "days_wrong": "days"}


def _scopes() -> dict[str, str]:
    return {
        "catalogue:read": _("Read the services and their forms"),
        "requests:read": _("Read my requests, messages and payments"),
        "requests:write": _("File requests and write in them as me"),
        "desk:read": _("Read the inbox and the tasks of my offices"),
        "desk:write": _("Work on the tasks of my offices as me"),
        "reports:read": _("Read the figures I may see"),
    }  # fmt: skip


@signed_in
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    names, now = _scopes(), timezone.now()
    rows = [
        (row, _state(row, now), listed([names.get(scope, scope) for scope in row.scopes]))
        for row in identity.own_tokens.listed(actor_of(request))
    ]
    return render(request, "own/tokens.html", {"rows": rows})


def _state(row: identity.ApiToken, now: datetime) -> str:
    """revoked, expired, or empty while it is in force."""
    if row.revoked_at:
        return "revoked"
    return "expired" if row.expires_at and row.expires_at <= now else ""


@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make one, after confirming who one is; its text is shown on this one answer only."""
    errors: dict[str, str] = {}
    fresh = ""
    if request.method == "POST":
        try:
            _row, fresh = identity.own_tokens.make(
                actor=actor_of(request), name=request.POST.get("name", ""), scopes=request.POST.getlist("scopes"),
                days=_days(request.POST.get("days", "")),
            )  # fmt: skip
        except DomainError as error:
            faults = error.faults if isinstance(error, Several) else {PLACES.get(error.code, "name"): error}
            errors = {name: phrases.sentence(each) for name, each in faults.items()}
    context = {"fields": _fields(request, errors), "fresh": fresh, "errors": list(errors.items())}
    response = render(request, "own/token_new.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _days(typed: str) -> int:
    typed = to_latin(typed).strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given, names = request.POST, _scopes()

    def one(name: str, label: str, **more: object) -> Field:
        wrong = [errors[name]] if name in errors else ()
        return Field(id=name, name=name, label=label, errors=wrong, **more)  # type: ignore[arg-type]

    return [
        one("name", _("What it is for"), value=given.get("name", ""), maxlength=80),
        one("days", _("Days it is good for"), value=given.get("days", str(DAYS)), type="number", maxlength=5,
            help=_("365 at most.")),
        one("scopes", _("What it may do"), type="checklist", values=given.getlist("scopes"), width="full",
            options=[Option(each, names[each]) for each in identity.own_tokens.scopes_of(actor_of(request))]),
    ]  # fmt: skip


@signed_in
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one at once."""
    try:
        identity.own_tokens.revoke(actor=actor_of(request), token_id=token_id)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        messages.error(request, phrases.sentence(error))
    else:
        messages.success(request, _("The token is revoked; nobody gets in with it any more."))
    return redirect("account-tokens")

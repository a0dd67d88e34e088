"""What the institution decides about accounts: how long a login lives, second factors, passwords."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages as said
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-account-rules"
LONGEST = 4
SALT = "pishkhan.account-rules"


@administrators
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules as they are; a post changes them."""
    actor, faults, wrong = actor_of(request), {}, ""
    now = identity.read_account_rules(actor.institution_id)
    if request.method == "POST":
        try:
            identity.set_account_rules(actor=actor, wanted=_read(request.POST), seen=_seen(request))
        except DomainError as error:
            faults = _faults(error)
            wrong = "" if faults else phrases.sentence(error)
        else:
            said.success(request, _("The rules are kept. They hold for every login from now on."))
            return redirect(HERE)
    fields = _fields(now, request.POST if request.method == "POST" else None, faults)
    seen = request.POST.get("seen") or signing.dumps(identity.account_rules_stamp(now), salt=SALT)
    context = {
        **around(request, HERE), "fields": fields, "wrong": wrong, "seen": seen,
        "errors": [(field.id, field.errors[0]) for field in fields if field.errors],
    }  # fmt: skip
    return render(request, "console/account_rules.html", context, status=422 if faults or wrong else 200)


def _seen(request: HttpRequest) -> dict[str, Any]:
    """What the page showed. Raises DomainError page_incomplete."""
    try:
        found: dict[str, Any] = signing.loads(request.POST.get("seen", ""), salt=SALT)
    except (signing.BadSignature, json.JSONDecodeError):
        raise DomainError("page_incomplete") from None
    return found


def _read(given: Mapping[str, str]) -> dict[str, object]:
    numbers = {name: _number(given.get(name, "")) for name in identity.ACCOUNT_LIMITS}
    choices = {name: given.get(name, "") for name in ("second_factor", "captcha")}
    return {**numbers, **choices, "password_digit": given.get("password_digit") == "true"}


def _number(typed: str) -> int | None:
    plain = bare(typed).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= LONGEST else None


def _faults(error: DomainError) -> dict[str, str]:
    named = str(error.params.get("field", ""))
    found = error.faults if isinstance(error, Several) else {named: error} if named else {}
    return {name: phrases.sentence(fault) for name, fault in found.items()}


def _fields(
    rules: identity.AccountRules, given: Mapping[str, str] | None, faults: Mapping[str, str]
) -> list[Field]:
    now: Mapping[str, Any] = given if given is not None else identity.account_rules_stamp(rules)

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        return Field(id=f"f-{name}", name=name, label=label, value=now.get(name, ""), errors=wrong, **more)

    return [
        one("idle_minutes", _("Minutes without use until a login ends"), type="number"),
        one("kiosk_idle_minutes", _("The same on shared computers"), type="number",
            help=_("Shared are the computers of networks that are marked so.")),
        one("absolute_hours", _("Hours until every login ends"), type="number"),
        one("password_length", _("Least length of a password"), type="number",
            help=_("The directory's own rules hold beside this one.")),
        one("second_factor", _("Second factor of staff and administrators"), type="radio", options=[
            Option("required", _("Everybody must have one")), Option("offered", _("Whoever wants may have one")),
        ]),
        one("captcha", _("How people show that they are no machine"), type="radio", options=[
            Option("work", _("The browser does some work, unseen")), Option("image", _("A picture with digits")),
        ]),
        one("password_digit", _("A password must hold a digit"), type="checkbox",
            help=_("Length protects better; tick this only where a rule above you asks for it.")),
    ]  # fmt: skip

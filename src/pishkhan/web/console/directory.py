"""The university's directory: where accounts live, whether it works, and what it asks of passwords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.web import directory_words as words
from pishkhan.web import phrases, stamps
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.numbers import bare as shown
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-directory"
LONGEST = 400
LONGEST_PEM = 64_000
PLAIN = ("host", "base_dn", "bind_dn", "upn_suffix")


@sensitive_post_parameters("secret")
@administrators
@require_http_methods(["GET", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """The settings as they are; a post changes them, and takes the directory into use only when it answers."""
    actor, faults, wrong = actor_of(request), {}, ""
    if request.method == "POST":
        try:
            kept = identity.directory.put_directory(
                actor=actor, wanted=_read(request.POST), rev=stamps.number_of(request, "rev")
            )
        except DomainError as error:
            faults = _faults(error)
            wrong = "" if faults else phrases.sentence(error)
        else:
            here = _("The settings are kept. Accounts live here until you take the directory into use.")
            there = _("The settings are kept. Accounts live in the directory.")
            said.success(request, there if kept.is_on else here)
            return redirect(HERE)
    row = identity.directory.account(actor)
    fields = _fields(row, request.POST if request.method == "POST" else None, faults)
    context = {
        **around(request, HERE), "row": row, "fields": fields, "wrong": wrong, "badge": _badge(row),
        "policy": _policy(row), "rev": request.POST.get("rev") or (row.rev if row else 0),
        "what": words.what(row.trouble) if row else "", "advice": words.advice(row.trouble) if row else "",
        "errors": [(each.id, f"{each.label}: {each.errors[0]}") for each in fields if each.errors],
    }  # fmt: skip
    return render(request, "console/directory.html", context, status=422 if faults or wrong else 200)


@administrators
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Ask the directory now."""
    try:
        outcome = identity.directory.check_directory(actor_of(request))
    except DomainError:
        raise Http404 from None
    if outcome is identity.DirectoryOutcome.OK:
        said.success(request, _("The directory answers and lets our account in. Its rules were read."))
    else:
        said.error(request, f"{words.what(outcome)}. {words.advice(outcome)}")
    return redirect(HERE)


def _read(given: Mapping[str, str]) -> identity.DirectoryWanted:
    plain = {name: given.get(name, "").strip()[: LONGEST + 1] for name in PLAIN}
    port, pem = bare(given.get("port", "")).strip(), given.get("ca_pem", "").replace("\r\n", "\n").strip()
    return identity.DirectoryWanted(
        **plain, kind=given.get("kind", ""), secret=given.get("secret", "")[:LONGEST], ca_pem=pem[:LONGEST_PEM],
        port=int(port) if port.isascii() and port.isdecimal() and len(port) < 7 else 0, is_on="is_on" in given,
    )


def _faults(error: DomainError) -> dict[str, str]:
    named = str(error.params.get("field", ""))
    found = error.faults if isinstance(error, Several) else {named: error} if named else {}
    return {name: phrases.sentence(fault) for name, fault in found.items()}


def _badge(row: identity.DirectoryAccount | None) -> tuple[str, str, str]:
    if row is None or not row.is_on:
        return "wait", "minus", _("Not in use")
    return ("debt", "alert", _("In trouble")) if row.trouble else ("done", "check", _("In use"))


def _policy(row: identity.DirectoryAccount | None) -> list[tuple[str, str]]:
    """What the directory asks of passwords, in words and numbers."""
    if row is None or not row.policy_at:
        return []
    policy, none = identity.directory.policy_in(row), _("none")
    return [
        (_("Least length"), shown(policy.min_length)),
        (_("Several kinds of characters"), _("asked for") if policy.complexity else _("not asked for")),
        (_("Passwords of before that may not come again"), shown(policy.history) if policy.history else none),
        (_("Wrong tries until the account is locked"), shown(policy.threshold) if policy.threshold else none),
        (_("Minutes it stays locked"), shown(policy.lockout_minutes) if policy.threshold else none),
        (_("Days until a password must be changed"), shown(policy.longest_days) if policy.longest_days else none),
    ]  # fmt: skip


def _fields(
    row: identity.DirectoryAccount | None, given: Mapping[str, str] | None, faults: Mapping[str, str]
) -> list[Field]:
    kinds = identity.directory.kinds()
    kept: dict[str, Any] = {"kind": next(iter(kinds)), "port": 636}
    if row:
        kept = {name: getattr(row, name) for name in (*PLAIN, "kind", "port", "ca_pem", "is_on")}
    now: Mapping[str, Any] = given if given is not None else {**kept, "port": shown(kept["port"])}

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        value = "" if name == "secret" else now.get(name, "")
        return Field(id=f"f-{name}", name=name, label=label, value=value, errors=wrong, **more)

    keeps = _("Kept. Leave it empty to keep it.") if row and row.secret else ""
    more = [one("kind", _("Kind"), type="radio", options=[
        Option(key, _("Directory of the demo") if key == "fake" else _("Active Directory")) for key in kinds
    ])]
    return [
        *(more if len(kinds) > 1 else [one("kind", "", type="hidden")]),
        one("host", _("Host"), latin=True, help=_("As its certificate names it, like dc1.uni.ac.ir.")),
        one("port", _("Port"), type="number", help=_("Of LDAPS; mostly 636.")),
        one("base_dn", _("Our part of the directory"), latin=True, width="full",
            help=_("Like OU=Students,DC=uni,DC=ac,DC=ir. Accounts are made and changed below it, nowhere else.")),
        one("upn_suffix", _("Ending of new login names"), latin=True, optional=True,
            help=_("What follows the @, if it is another than the domain.")),
        one("bind_dn", _("Our own account"), latin=True,
            help=_("Its full name in the directory. The guide for technicians lists the few rights it needs.")),
        one("secret", _("Password of our own account"), type="password", latin=True, autocomplete="new-password",
            help=keeps),
        one("ca_pem", _("Certificate of the authority"), type="textarea", rows=4, latin=True, optional=True,
            width="full", help=_("The text between BEGIN and END with both lines, where the directory's certificate is "
                                 "of the university's own authority.")),
        one("is_on", _("Accounts live in this directory"), type="checkbox", width="full",
            help=_("Passwords kept here stop working at once, yours too: see first that your own account is in the "
                   "directory under your staff code.")),
    ]  # fmt: skip

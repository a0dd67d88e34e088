"""Keys of machines to the API."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.typed import listed

HERE = "console-tokens"
DAYS = 365


def _scopes() -> dict[str, str]:
    return {
        "people:read": _("Read people"), "people:write": _("Bring people in and change them"),
        "dues:write": _("Bring lists of debts in"), "catalogue:read": _("Read the services and their forms"),
    }  # fmt: skip


def badge(row: identity.ApiToken) -> tuple[str, str, str]:
    """Tone, icon and words of a token's state."""
    if row.revoked_at:
        return "debt", "stop", _("Revoked")
    if row.expires_at and row.expires_at <= timezone.now():
        return "wait", "hour", _("Expired")
    return "done", "check", _("Valid")


@administrators
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """All of them, newest first, and a form for another; its text is shown on this one answer only."""
    errors: dict[str, str] = {}
    fresh = ""
    if request.method == "POST":
        try:
            _row, fresh = identity.tokens.make(
                actor=actor_of(request), name=request.POST.get("name", ""), scopes=request.POST.getlist("scopes"),
                days=_days(request.POST.get("days", "")),
            )  # fmt: skip
        except DomainError as error:
            errors = _errors(error)
    rows, names = list(identity.tokens.visible_to(actor_of(request)).order_by("-id")[:200]), _scopes()
    people = identity.names([row.created_by for row in rows])
    lines = [
        (row, badge(row), listed([names.get(scope, scope) for scope in row.scopes]), people.get(row.created_by, ""))
        for row in rows
    ]
    context = {
        **around(request, HERE), "lines": lines, "fields": _fields(request, errors, blank=bool(fresh)),
        "fresh": fresh, "errors": list(errors.items()),
    }  # fmt: skip
    response = render(request, "console/tokens.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _days(typed: str) -> int:
    typed = to_latin(typed).strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _errors(error: DomainError) -> dict[str, str]:
    if error.code == "not_found":
        raise Http404
    places = {"scopes_missing": "scopes", "days_wrong": "days"}
    faults = error.faults if isinstance(error, Several) else {places.get(error.code, "name"): error}
    return {name: phrases.sentence(each) for name, each in faults.items()}


def _fields(request: HttpRequest, errors: dict[str, str], *, blank: bool) -> list[Field]:
    given = {} if blank else request.POST
    chosen = [] if blank else request.POST.getlist("scopes")
    return [
        Field(id="name", name="name", label=_("Name of the system"), value=given.get("name", ""), maxlength=40,
              help=_("It is the source of what the system brings."),
              errors=[errors["name"]] if "name" in errors else ()),
        Field(id="days", name="days", label=_("Days it is good for"), value=given.get("days", str(DAYS)), type="number",
              errors=[errors["days"]] if "days" in errors else (), maxlength=5),
        Field(id="scopes", name="scopes", label=_("What it may do"), type="checklist", values=chosen, width="full",
              options=[Option(key, words) for key, words in _scopes().items()],
              errors=[errors["scopes"]] if "scopes" in errors else ()),
    ]  # fmt: skip


@administrators
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one at once."""
    try:
        identity.tokens.revoke(actor=actor_of(request), token_id=token_id)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        said.error(request, phrases.sentence(error))
    else:
        said.success(request, _("The token is revoked; nobody gets in with it any more."))
    return redirect(HERE)

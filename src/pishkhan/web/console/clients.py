"""Other systems of the university that let people in by our word (OpenID Connect)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-clients"
LONGEST = 4000
"""Characters of all addresses together."""


def _scopes() -> dict[str, str]:
    return {"profile": _("Name and the number shown beside it"), "email": _("E-mail"), "student": _("Student number")}


@administrators
@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    names = _scopes()
    lines = [
        (row, [names[scope] for scope in row.client.get_scopes() if scope in names])
        for row in identity.parties_visible_to(actor_of(request))
    ]
    return render(request, "console/clients.html", {**around(request, HERE), "lines": lines})


@administrators
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add one. Its secret is shown on this one answer only."""
    if request.method == "POST":
        try:
            row, secret = identity.add_party(actor=actor_of(request), wanted=_wanted(request))
        except DomainError as error:
            return _page(request, None, error)
        return _page(request, row, secret=secret)
    return _page(request, None)


@administrators
@require_http_methods(["GET", "POST"])
def client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One system: what it needs to be told, and what can be changed."""
    row = _row(request, client_id)
    if request.method == "POST":
        try:
            identity.put_party(actor=actor_of(request), party_id=row.id, wanted=_wanted(request))
        except DomainError as error:
            return _page(request, row, error)
        said.success(request, _("Kept. What the system asks for from now on goes by it."))
        return redirect("console-client", row.id)
    return _page(request, row)


@administrators
@require_POST
def secret(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A new secret, shown on this one answer only; the one before opens nothing any more."""
    row = _row(request, client_id)
    fresh = identity.renew_party_secret(actor=actor_of(request), party_id=row.id)
    return _page(request, _row(request, client_id), secret=fresh, blank=True)


@administrators
@require_POST
def remove(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Nobody is let into the system by our word any more."""
    row = _row(request, client_id)
    identity.remove_party(actor=actor_of(request), party_id=row.id)
    said.success(request, _("“%(name)s” is gone; nobody is let into it from here.") % {"name": row.client.name})
    return redirect(HERE)


@administrators
@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """Sign with a new key from now on."""
    identity.replace_oidc_key(actor=actor_of(request))
    said.success(request, _("A new key signs from now on. The systems fetch it by themselves."))
    return redirect(HERE)


def _row(request: HttpRequest, client_id: UUID) -> Any:
    try:
        return identity.party(actor_of(request), client_id)
    except DomainError:
        raise Http404 from None


def _wanted(request: HttpRequest) -> identity.Party:
    typed = request.POST.get("returns", "")[:LONGEST]
    return identity.Party(
        name=request.POST.get("name", ""), returns=[line.strip() for line in typed.splitlines() if line.strip()],
        scopes=request.POST.getlist("scopes"), logout_url=request.POST.get("logout_url", "").strip(),
    )  # fmt: skip


def _page(
    request: HttpRequest, row: Any, error: DomainError | None = None, *, secret: str = "", blank: bool = False
) -> HttpResponse:
    faults = error.faults if isinstance(error, Several) else {"name": error} if error else {}
    errors = {name: phrases.sentence(each) for name, each in faults.items()}
    given = request.POST if error else None
    context = {
        **around(request, HERE), "row": row, "fields": _fields(row, given, errors), "secret": secret,
        "issuer": identity.oidc_issuer(actor_of(request).institution_id), "errors": list(errors.items()),
    }  # fmt: skip
    response = render(request, "console/client.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _fields(row: Any, given: Any, errors: dict[str, str]) -> list[Field]:
    now = {
        "name": row.client.name if row else "", "returns": row.client.redirect_uris if row else "",
        "logout_url": row.logout_url if row else "",
    }  # fmt: skip
    now = {name: given.get(name, "") for name in now} if given else now
    scopes = given.getlist("scopes") if given else row.client.get_scopes() if row else ["profile"]

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [errors[name]] if name in errors else ()
        return Field(id=name, name=name, label=label, errors=wrong, width="full", **more)

    return [
        one("name", _("Name of the system"), value=now["name"], maxlength=100),
        one("returns", _("Addresses people are sent back to"), type="textarea", latin=True, value=now["returns"],
            help=_("One on each line, letter for letter as the system calls it (redirect URI).")),
        one("logout_url", _("Address after logging out"), latin=True, optional=True, value=now["logout_url"],
            help=_("Where people come to after the system has logged them out here too.")),
        one("scopes", _("What it is told of people"), type="checklist", values=scopes,
            options=[Option(key, words) for key, words in _scopes().items()]),
    ]  # fmt: skip

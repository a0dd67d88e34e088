"""Terminals: merchant accounts of the institution at banks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.kernel.errors import DomainError, Several
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases, stamps
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-terminals"
OURS = {"name", "name_en", "gateway"}


@dataclass(frozen=True, slots=True)
class Line:
    """A terminal as the list shows it."""

    row: payments.Terminal
    name: str
    bank: str
    badge: words.Badge
    subjects: int


@accountants
@require_GET
def terminals(request: HttpRequest) -> HttpResponse:
    """Every terminal, oldest first."""
    actor = actor_of(request)
    counts = payments.setting_up.subject_counts(actor.institution_id)
    lines = [_line(row, counts) for row in payments.setting_up.terminals_visible_to(actor)]
    return render(request, "finance/terminals.html", {**around(request, HERE), "lines": lines})


def _line(row: payments.Terminal, counts: Mapping[UUID, int]) -> Line:
    badge = ("done", "check", _("In use")) if row.is_open else ("wait", "minus", _("Switched off"))
    return Line(row, pick(row.name), words.gateway(row.gateway, current()), badge, counts.get(row.id, 0))


@sensitive_post_parameters()
@accountants
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a bank, then fill in what it asks for."""
    key = request.POST.get("gateway") or request.GET.get("gateway", "")
    banks = payments.setting_up.gateways()
    if key not in banks:
        shown = [(each, words.gateway(each, current())) for each in banks]
        return render(request, "finance/banks.html", {**around(request, HERE), "banks": shown})
    return _form(request, key, None)


@sensitive_post_parameters()
@accountants
@require_http_methods(["GET", "POST"])
def terminal(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """One terminal: what can be changed, and what must be registered at the bank."""
    row = _row(actor_of(request), terminal_id)
    if row.gateway not in payments.GATEWAYS:
        raise Http404
    return _form(request, row.gateway, row)


def _row(actor: Actor, terminal_id: UUID) -> payments.Terminal:
    found = next((row for row in payments.setting_up.terminals_visible_to(actor) if row.id == terminal_id), None)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, key: str, row: payments.Terminal | None) -> HttpResponse:
    gateway, faults, wrong = payments.GATEWAYS[key], {}, ""
    if request.method == "POST":
        typed = {each.name: request.POST.get(f"s-{each.name}", "") for each in gateway.settings}
        name = {"fa": request.POST.get("name", ""), "en": request.POST.get("name_en", "")}
        wanted = payments.setting_up.WantedTerminal(gateway=key, name=name, settings=typed)
        try:
            rev = stamps.number_of(request, "rev") if row else 0
            kept = payments.setting_up.keep_terminal(
                actor=actor_of(request), wanted=wanted, terminal_id=row.id if row else None, rev=rev
            )
        except DomainError as error:
            faults = _faults(error)
            wrong = "" if faults else phrases.sentence(error)
        else:
            said.success(request, _("The terminal is kept."))
            return redirect("finance-terminal", kept.id)
    fields = _fields(key, row, request.POST if request.method == "POST" else None, faults)
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "line": _line(row, {}) if row else None, "fields": fields,
        "bank": words.gateway(key, current()), "gateway": key, "wrong": wrong,
        "rev": request.POST.get("rev") or (row.rev if row else 0),
        "errors": [(each.id, f"{each.label}: {each.errors[0]}") for each in fields if each.errors],
        **(_registering(request, row) if row else {}),
    }  # fmt: skip
    return render(request, "finance/terminal.html", context, status=422 if wrong or faults else 200)


def _faults(error: DomainError) -> dict[str, str]:
    """Sentences by input; empty when the refusal concerns no input."""
    found = error.faults if isinstance(error, Several) else {}
    if not found and (named := str(error.params.get("field", ""))):
        found = {named: error}
    return {name if name in OURS else f"s-{name}": phrases.sentence(fault) for name, fault in found.items()}


def _fields(
    key: str, row: payments.Terminal | None, given: QueryDict | None, faults: Mapping[str, str]
) -> list[Field]:
    kept = row.settings if row else {}
    now = {"name": (row.name if row else {}).get("fa", ""), "name_en": (row.name if row else {}).get("en", "")}
    now |= {f"s-{each.name}": kept.get(each.name, "") for each in payments.GATEWAYS[key].settings if not each.secret}
    if given is not None:
        now = {name: given.get(name, "") for name in given}

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        value = "" if more.get("type") == "password" else now.get(name, "")
        return Field(id=f"f-{name}", name=name, label=label, errors=wrong, value=value, **more)

    found = [
        one("name", _("Name of the terminal"), maxlength=80, help=_("How your colleagues know it.")),
        one("name_en", _("Name in English"), maxlength=80, optional=True),
    ]
    for each in payments.GATEWAYS[key].settings:
        label = each.en if current() == "en" else each.fa
        more: dict[str, Any] = {"latin": True, "optional": each.optional}
        if each.secret:
            more |= {"type": "password", "autocomplete": "new-password"}
            more["help"] = _("Kept. Leave it empty to keep it.") if kept.get(each.name) else ""
        elif each.choices:
            options = [Option(value, en if current() == "en" else fa) for value, fa, en in each.choices]
            now.setdefault(f"s-{each.name}", each.choices[0][0])
            more |= {"type": "radio", "latin": False, "options": options}
        found.append(one(f"s-{each.name}", label, **more))
    return found


def _registering(request: HttpRequest, row: payments.Terminal) -> dict[str, Any]:
    """What the bank must be told of us; nothing is asked of it."""
    host = organisation.host_of(row.institution_id)
    return {
        "under_way": payments.setting_up.under_way(row.id),
        "origins": payments.setting_up.origins(row), "host": host,
        "back": f"{settings.PUBLIC_URL.format(host=host)}/hooks/bank/…/",
        "checked": payments.setting_up.is_complete(row) if "check" in request.GET else None,
    }


@accountants
@require_POST
def switch(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Take a terminal into use, or out of it."""
    on = request.POST.get("on") == "1"
    try:
        rev = stamps.number_of(request, "rev")
        payments.setting_up.switch_terminal(actor=actor_of(request), terminal_id=terminal_id, is_open=on, rev=rev)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        said.error(request, phrases.sentence(error))
    else:
        told = _("The terminal takes payments from now on.") if on else _("The terminal takes no payment from now on.")
        said.success(request, told)
    return redirect("finance-terminal", terminal_id)

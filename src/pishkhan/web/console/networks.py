"""The networks of the university, and which pages open only from them (A1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import NetworkMode, Section
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-networks"


@dataclass(frozen=True, slots=True)
class Row:
    """A network or a faculty's rule as the list shows it."""

    id: int
    title: str
    words: str
    kiosk: bool = False


@administrators
@require_http_methods(["GET", "POST"])
def networks(request: HttpRequest) -> HttpResponse:
    """All of it on one page; a post adds a network, or changes the one with this address."""
    if request.method == "GET":
        return _page(request)
    kiosk = request.POST.get("kiosk") == "true"
    name = {"fa": request.POST.get("name", ""), "en": request.POST.get("name_en", "")}
    return _done(
        request,
        lambda: organisation.put_network(
            actor=actor_of(request), cidr=request.POST.get("cidr", ""), name=name, kiosk=kiosk
        ),
        _("The network is kept."),
    )


@administrators
@require_POST
def remove(request: HttpRequest, network_id: int) -> HttpResponse:
    return _done(
        request, lambda: organisation.remove_network(actor=actor_of(request), network_id=network_id),
        _("The network is removed."),
    )  # fmt: skip


@administrators
@require_POST
def sections(request: HttpRequest) -> HttpResponse:
    """How strict every section is."""
    modes = {section: request.POST.get(section, "") for section in Section.values}
    return _done(
        request, lambda: organisation.set_sections(actor=actor_of(request), modes=modes),
        _("The rules are kept. They hold in a few seconds."),
    )  # fmt: skip


@administrators
@require_POST
def faculty(request: HttpRequest) -> HttpResponse:
    """A rule for the students of one faculty."""

    def kept() -> None:
        organisation.set_section(
            actor=actor_of(request), section=Section.STUDENT, mode=request.POST.get("mode", ""),
            unit_id=_unit(request.POST.get("unit", "")),
        )  # fmt: skip

    return _done(request, kept, _("The rule of the faculty is kept. It holds in a few seconds."))


@administrators
@require_POST
def faculty_remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    return _done(
        request, lambda: organisation.unset_section(actor=actor_of(request), rule_id=rule_id),
        _("The faculty follows the rule of students again."),
    )  # fmt: skip


def _unit(typed: str) -> UUID:
    """Raises DomainError unit_missing."""
    try:
        return UUID(typed)
    except ValueError:
        raise DomainError("unit_missing", field="unit") from None


def _done(request: HttpRequest, change: Callable[[], object], words: str) -> HttpResponse:
    try:
        change()
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, error)
    said.success(request, words)
    return redirect(HERE)


def _page(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    here = actor.institution_id
    campus = organisation.campus_of(here)
    field = str(error.params.get("field", "")) if error else ""
    faults = {field: phrases.sentence(error)} if error and field else {}
    fields, choice = _fields(request.POST, faults), _faculty_fields(here, request.POST, faults)
    context = {
        **around(request, HERE), "networks": _networks(here), "sections": _sections(campus), "rules": _rules(here),
        "fields": fields, "faculty_fields": choice, "modes": _modes(),
        "errors": [(each.id, each.errors[0]) for each in (*fields, *choice) if each.errors],
        "wrong": phrases.sentence(error) if error and not faults else "",
        "address": actor.network, "inside": campus.holds(actor.network),
    }  # fmt: skip
    return render(request, "console/networks.html", context, status=422 if error else 200)


def _networks(here: UUID) -> list[Row]:
    return [Row(row.id, row.cidr, pick(row.name), row.kiosk) for row in organisation.networks_of(here)]


def _rules(here: UUID) -> list[Row]:
    words = dict(_modes())
    return [
        Row(rule.id, pick(rule.unit.name), words[rule.mode])
        for rule in organisation.section_rules_of(here)
        if rule.unit is not None
    ]


def _modes() -> list[tuple[str, str]]:
    return [
        (NetworkMode.OFF, _("Open from everywhere")), (NetworkMode.WARN, _("Open, with a notice to outsiders")),
        (NetworkMode.ENFORCE, _("Only from the networks of the university")),
    ]  # fmt: skip


def _sections(campus: organisation.Campus) -> list[Field]:
    titles = {
        Section.ACCOUNT: _("Activation, registration and login"), Section.STUDENT: _("Pages of students"),
        Section.DESK: _("Desks of offices"), Section.CONSOLE: _("Console of administrators"),
    }  # fmt: skip
    options = [Option(value, words) for value, words in _modes()]
    return [
        Field(id=f"s-{section}", name=section, label=title, type="radio", options=options, value=campus.mode(section))
        for section, title in titles.items()
    ]


def _fields(given: Mapping[str, str], faults: Mapping[str, str]) -> list[Field]:
    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        return Field(id=f"f-{name}", name=name, label=label, value=given.get(name, ""), errors=wrong, **more)

    return [
        one("cidr", _("Address of the network"), latin=True,
            help=_("Like 10.20.0.0/16, or one address alone. An address that is here already is changed.")),
        one("name", _("Name")), one("name_en", _("Name in English"), optional=True),
        one("kiosk", _("Its computers are shared (library)"), type="checkbox", width="full",
            help=_("Logins end earlier there, and who comes back is asked whether it is they.")),
    ]  # fmt: skip


def _faculty_fields(here: UUID, given: Mapping[str, str], faults: Mapping[str, str]) -> list[Field]:
    units = [Option(str(unit.id), pick(unit.name)) for unit in organisation.faculties(here)]
    modes = [Option(value, words) for value, words in _modes()]
    wrong = [faults["unit"]] if "unit" in faults else ()
    return [
        Field(id="f-unit", name="unit", label=_("Faculty"), type="select", options=units, errors=wrong,
              value=given.get("unit", "")),
        Field(id="f-mode", name="mode", label=_("Its students"), type="select", options=modes,
              value=given.get("mode", "")),
    ]  # fmt: skip

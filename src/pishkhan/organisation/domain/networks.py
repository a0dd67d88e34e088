"""Changing networks and the rules that lock pages to them. For administrators; every change is in the audit, and none
may lock the one out who makes it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import transaction

from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.organisation.domain.queries.networks import read_campus, remember_campus
from pishkhan.organisation.models import CampusNetwork, NetworkMode, Section, SectionRule, Unit
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

MOST_NETWORKS = 200
LONGEST_NAME = 80
_OWN_WAY = (Section.CONSOLE, Section.ACCOUNT)
"""What an administrator needs to take a rule back."""
P = ParamSpec("P")
T = TypeVar("T")


def _guarded(verb: Callable[P, T]) -> Callable[P, T]:
    """By administrators, one at a time, and never to their own exclusion. Raises DomainError not_found,
    network_locks_out."""

    @wraps(verb)
    @transaction.atomic
    def done(*args: P.args, **given: P.kwargs) -> T:
        actor = cast("Actor", given["actor"])
        if not actor.is_administrator:
            raise DomainError("not_found")
        audit.hold(actor.institution_id)
        found = verb(*args, **given)
        campus = read_campus(actor.institution_id)
        if not campus.holds(actor.network) and any(campus.mode(each) == NetworkMode.ENFORCE for each in _OWN_WAY):
            raise DomainError("network_locks_out", address=actor.network)
        remember_campus(actor.institution_id, campus)
        return found

    return done


def parse_cidr(typed: str) -> str:
    """`10.1.0.0/16` from what was typed; a single address is a network of one. Raises Invalid network_wrong, and
    network_bits when bits right of the mask are set."""
    plain = to_latin(typed).replace(" ", "").strip()
    try:
        return str(ipaddress.ip_network(plain))
    except ValueError:
        pass
    try:
        meant = ipaddress.ip_network(plain, strict=False)
    except ValueError:
        raise Invalid("network_wrong", field="cidr") from None
    raise Invalid("network_bits", field="cidr", meant=str(meant))


@_guarded
def put_network(*, actor: Actor, cidr: str, name: Mapping[str, str], kiosk: bool) -> CampusNetwork:
    """Add a network, or change the name and kind of the one with this address. Raises as `parse_cidr`, and Invalid
    network_whole (everybody would be inside), network_name, networks_many."""
    plain = parse_cidr(cidr)
    if ipaddress.ip_network(plain).prefixlen == 0:
        raise Invalid("network_whole", field="cidr")
    called = {language: words.strip() for language, words in name.items() if words.strip()}
    if not called.get("fa") or max(map(len, called.values())) > LONGEST_NAME:
        raise Invalid("network_name", field="name")
    here = CampusNetwork.objects.filter(institution_id=actor.institution_id)
    if not here.filter(cidr=plain).exists() and here.count() >= MOST_NETWORKS:
        raise Invalid("networks_many", field="cidr", most=MOST_NETWORKS)
    row, _ = CampusNetwork.objects.update_or_create(
        institution_id=actor.institution_id, cidr=plain, defaults={"name": called, "kiosk": kiosk}
    )
    _note(actor, "network.put", network=plain, kiosk=kiosk)
    return row


@_guarded
def remove_network(*, actor: Actor, network_id: int) -> None:
    """Raises DomainError not_found."""
    row = CampusNetwork.objects.filter(institution_id=actor.institution_id, id=network_id).first()
    if row is None:
        raise DomainError("not_found")
    row.delete()
    _note(actor, "network.removed", network=row.cidr)


@_guarded
def set_section(*, actor: Actor, section: str, mode: str, unit_id: UUID | None = None) -> None:
    """How strictly a section keeps to the networks; with a faculty, for its students only (then the section is the
    students'). Raises DomainError not_found, section_wrong."""
    _set(actor, section, mode, unit_id)


@_guarded
def set_sections(*, actor: Actor, modes: Mapping[str, str]) -> None:
    """`set_section` for several, all or none."""
    for section, mode in modes.items():
        _set(actor, section, mode, None)


def _set(actor: Actor, section: str, mode: str, unit_id: UUID | None) -> None:
    if section not in Section.values or mode not in NetworkMode.values or (unit_id and section != Section.STUDENT):
        raise DomainError("section_wrong")
    if unit_id and not Unit.objects.filter(institution_id=actor.institution_id, id=unit_id, kind="faculty").exists():
        raise DomainError("not_found")
    here = SectionRule.objects.filter(institution_id=actor.institution_id)
    rule = here.filter(section=section, unit_id=unit_id).first() if unit_id else here.filter(
        section=section, unit__isnull=True
    ).first()
    if rule is None:
        rule = SectionRule(institution_id=actor.institution_id, section=section, unit_id=unit_id)
    elif rule.mode == mode:
        return
    rule.mode = mode
    rule.save()
    _note(actor, "network.section", section=section, mode=mode, unit=str(unit_id or ""))


@_guarded
def unset_section(*, actor: Actor, rule_id: int) -> None:
    """A faculty follows the institution again. Raises DomainError not_found."""
    found = SectionRule.objects.filter(institution_id=actor.institution_id, id=rule_id, unit__isnull=False).first()
    if found is None:
        raise DomainError("not_found")
    found.delete()
    _note(actor, "network.section", section=found.section, mode="", unit=str(found.unit_id))


def _note(actor: Actor, action: str, **after: str | bool) -> None:
    line = Line(action, "institution", actor.institution_id, after=after)
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])

"""Which networks are the university's, and how strictly its pages keep to them (A1). Asked for on every page, so it is
remembered for a few seconds per process."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.core.cache import caches

from pishkhan.organisation.models import CampusNetwork, NetworkMode, SectionRule
from pishkhan.plumbing.remembering import remembered

REMEMBERED = 5
"""Seconds."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
STRICTNESS = [NetworkMode.OFF, NetworkMode.WARN, NetworkMode.ENFORCE]


@dataclass(frozen=True, slots=True)
class Campus:
    """The networks of an institution with its rules, as they were read."""

    networks: tuple[tuple[Network, bool], ...] = ()
    """With whether each one's computers are shared."""
    modes: dict[tuple[str, UUID | None], str] = field(default_factory=dict)
    """(section, faculty or None) → mode."""

    def holds(self, address: str) -> bool:
        """Whether the address is of the university. An address that cannot be told is not."""
        return any(_in(address, network) for network, _ in self.networks)

    def is_kiosk(self, address: str) -> bool:
        """Whether the computers there are shared."""
        return any(kiosk and _in(address, network) for network, kiosk in self.networks)

    def mode(self, section: str, units: Collection[UUID] = ()) -> NetworkMode:
        """How strictly a section keeps to the networks; for students of these faculties the strictest of theirs."""
        common = self.modes.get((section, None), NetworkMode.OFF)
        found = [self.modes.get((section, unit), common) for unit in units] or [common]
        return max((NetworkMode(mode) for mode in found), key=STRICTNESS.index)

    def by_unit(self, section: str) -> bool:
        """Whether a faculty has a rule of its own for the section."""
        return any(name == section and unit is not None for name, unit in self.modes)


def campus_of(institution_id: UUID) -> Campus:
    """The networks and rules in force."""
    found = remembered(_name(institution_id), REMEMBERED, lambda: read_campus(institution_id))
    assert found is not None
    return found


def read_campus(institution_id: UUID) -> Campus:
    """The networks and rules as they are now, for who changes them."""
    rows = CampusNetwork.objects.filter(institution_id=institution_id).values_list("cidr", "kiosk")
    rules = SectionRule.objects.filter(institution_id=institution_id).values_list("section", "unit_id", "mode")
    return Campus(
        tuple((ipaddress.ip_network(cidr), kiosk) for cidr, kiosk in rows),
        {(section, unit): mode for section, unit, mode in rules},
    )


def networks_of(institution_id: UUID) -> list[CampusNetwork]:
    """In the order of their addresses."""
    rows = CampusNetwork.objects.filter(institution_id=institution_id)
    return sorted(rows, key=lambda row: (":" in row.cidr, int(ipaddress.ip_network(row.cidr).network_address), row.id))


def section_rules_of(institution_id: UUID) -> list[SectionRule]:
    rows = SectionRule.objects.filter(institution_id=institution_id)
    return list(rows.select_related("unit").order_by("section", "unit__sort_key", "id"))


def remember_campus(institution_id: UUID, campus: Campus) -> None:
    """In this process at once; in others when what they remember has passed."""
    caches["local"].set(_name(institution_id), campus, REMEMBERED)


def _name(institution_id: UUID) -> str:
    return f"campus:{institution_id}"


def _in(address: str, network: Network) -> bool:
    try:
        return ipaddress.ip_address(address) in network
    except ValueError:
        return False

"""Who acts, on whose behalf, from where: the first argument of every verb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Via(StrEnum):
    """How the request reached us."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the word, not a secret
    JOB = "job"


class Role(StrEnum):
    """What a membership lets a person do in a unit."""

    EXPERT = "expert"
    LEAD = "lead"
    DEPUTY = "deputy"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    ACCOUNTANT = "accountant"


GRANTS: dict[Role, frozenset[Role]] = {
    Role.EXPERT: frozenset({Role.EXPERT}),
    Role.LEAD: frozenset({Role.EXPERT, Role.LEAD}),
    Role.DEPUTY: frozenset({Role.DEPUTY}),
    Role.MANAGER: frozenset({Role.EXPERT, Role.LEAD, Role.MANAGER}),
    Role.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
    Role.ACCOUNTANT: frozenset({Role.ACCOUNTANT}),
}
"""A role → the roles whose desk it may sit at in the same unit. A deputy's desk is the deputy's alone (B20)."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One role in one unit."""

    unit_id: UUID
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person (or job) behind a verb. `institution_id` comes from the Host header, never from a form."""

    institution_id: UUID
    person_id: UUID | None = None
    on_behalf_of: UUID | None = None
    memberships: tuple[Membership, ...] = field(default=())
    network: str = ""
    via: Via = Via.SESSION
    request_id: str = ""

    def desks(self) -> frozenset[tuple[UUID, Role]]:
        """Every (unit, role) pair whose tasks this actor may see."""
        return frozenset((m.unit_id, role) for m in self.memberships for role in GRANTS[m.role])

    def sits_at(self, unit_id: UUID | None, role: Role) -> bool:
        """Whether the actor may work at the desk of `role` in the unit."""
        return unit_id is not None and (unit_id, role) in self.desks()

    def units(self, roles: Iterable[Role] | None = None) -> frozenset[UUID]:
        """Units in which the actor holds any role, or any of `roles` (as granted)."""
        if roles is None:
            return frozenset(m.unit_id for m in self.memberships)
        wanted = set(roles)
        return frozenset(unit for unit, role in self.desks() if role in wanted)

    @property
    def me(self) -> UUID:
        """The person's id for look-ups; for jobs the nil id, which no row has."""
        return self.person_id or UUID(int=0)

    @property
    def is_staff(self) -> bool:
        return bool(self.memberships)

    @property
    def is_administrator(self) -> bool:
        return any(m.role is Role.ADMINISTRATOR for m in self.memberships)


def system(institution_id: UUID, *, request_id: str = "") -> Actor:
    """The actor of jobs and timers: nobody in particular, inside one institution."""
    return Actor(institution_id=institution_id, via=Via.JOB, request_id=request_id)

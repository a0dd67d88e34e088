"""Who acts, on whose behalf, from where: the first argument of every verb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
    """One role in one unit: a seat. `of` is whose seat it is where somebody stands in for an absent colleague; None
    for one's own."""

    unit_id: UUID
    role: Role
    of: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person (or job) behind a verb. `institution_id` comes from the Host header, never from a form. Own
    memberships come first, then those of absent colleagues, the nearest of a chain of deputies first."""

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

    def seat(self, office_id: UUID | None, role: Role, holder: UUID | None = None) -> Membership | None:
        """The seat from which the actor works on a task of an office's desk that `holder` has: that of the holder where
        the actor stands in for them, else one's own where it will do, else the nearest of a chain of deputies. None
        where no seat serves it."""
        mine = holder in (None, self.me)
        found = None
        for held in self.memberships:
            given = holder is not None and holder in (held.of or self.me, self.me)
            if held.unit_id == office_id and (given or role in GRANTS[held.role]):
                if mine or held.of == holder:
                    return held
                found = found or held
        return found

    def seated(self, office_id: UUID | None, role: Role, holder: UUID | None = None) -> Actor:
        """The actor as the history names them: on behalf of whose seat serves the task."""
        held = self.seat(office_id, role, holder) if self.person_id and self.via is not Via.JOB else None
        return replace(self, on_behalf_of=held.of) if held and held.of else self

    def given(self) -> list[tuple[UUID, UUID]]:
        """Every (person, office) whose assigned tasks are the actor's to work on: their own, and those of whom they
        stand in for, in the office of the seat."""
        mine = dict.fromkeys((self.me, held.unit_id) for held in self.memberships)
        return [*mine, *dict.fromkeys((held.of, held.unit_id) for held in self.memberships if held.of)]

    def in_own_seats(self) -> Actor:
        """The actor without the seats of absent colleagues: what is left in a matter of those colleagues' own."""
        return replace(self, memberships=tuple(held for held in self.memberships if held.of is None))

    @property
    def stands_in_for(self) -> frozenset[UUID]:
        """The absent colleagues in whose seats the actor sits."""
        return frozenset(held.of for held in self.memberships if held.of)

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

"""Who keeps the accounts."""

from __future__ import annotations

from uuid import UUID

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor, Role

LISTERS = (Role.LEAD, Role.MANAGER)
"""Of an office: they bring its lists of dues in."""


def keeps_accounts(actor: Actor) -> bool:
    """Whether the actor sees and handles the money of the whole institution."""
    return any(m.role in (Role.ACCOUNTANT, Role.ADMINISTRATOR) for m in actor.memberships)


def brings_lists_for(actor: Actor, office_id: UUID) -> bool:
    """Whether the actor may record and change dues of an office."""
    return keeps_accounts(actor) or office_id in actor.units(LISTERS)


def refuse_own(actor: Actor, person_id: UUID) -> None:
    """Nobody handles their own money. Raises DomainError own_money."""
    if person_id == actor.me:
        raise DomainError("own_money")

"""Second factors: who has one, who must, and taking them away when all are lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from pishkhan.identity.domain import not_me, records, sessions
from pishkhan.identity.domain.account_rules import rules_of
from pishkhan.identity.domain.queries.people import read_with_person, recipient_of
from pishkhan.identity.enums import Record, SecondFactor
from pishkhan.identity.factor_messages import CHANGES, Change, FactorsChanged
from pishkhan.identity.models import AccountRules, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.plumbing import audit, sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.resealing import reseal_with

TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What stands for a second factor. Recovery codes stand in for one that is there."""
LONGEST_REASON = 400

read_with_person(
    "has_factor", lambda: Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=TYPES).order_by())
)


@transaction.atomic
def reseal() -> int:
    """Bring the secrets of apps and recovery codes to the current key; how many."""
    count = 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update().order_by("id"):
        for name in ("secret", "seed"):
            sealed = str(row.data.get(name, ""))
            if sealed and sealed.partition(":")[0] != sealing.current_key():
                row.data[name], count = sealing.seal(sealing.unseal(sealed)), count + 1
        row.save(update_fields=["data"])
    return count


reseal_with("mfa.Authenticator.data", reseal)


@dataclass(frozen=True, slots=True)
class Factor:
    """One app or passkey, or the recovery codes with how many are left."""

    id: int
    type: str
    name: str
    created_at: datetime
    used_at: datetime | None
    left: int = 0


def has_factor(person: Person) -> bool:
    """Whether a password alone does not let the person in."""
    known = getattr(person, "has_factor", None)
    return _second(person.id).exists() if known is None else bool(known)


def must_have_factor(actor: Actor) -> bool:
    """Whether the institution asks a second factor of people with the actor's roles."""
    return actor.is_staff and rules_of(actor.institution_id).second_factor == SecondFactor.REQUIRED


def begin_rules(*, institution_id: UUID, second_factor: str, **password: int) -> bool:
    """Decide for an institution that has decided nothing about accounts yet; whether anything changed. `password`:
    `password_length` and `password_digit`, where they are other than the house's."""
    chosen = {"second_factor": SecondFactor(second_factor), **password}
    return AccountRules.objects.get_or_create(institution_id=institution_id, defaults=chosen)[1]


def factors_of(person_id: UUID) -> list[Factor]:
    """The person's apps and passkeys, oldest first, then the recovery codes."""
    rows = Authenticator.objects.filter(user_id=person_id).order_by("id")
    found = [
        Factor(row.id, row.type, row.data.get("name", ""), row.created_at, row.last_used_at, _left(row)) for row in rows
    ]
    return sorted(found, key=lambda factor: factor.type == Authenticator.Type.RECOVERY_CODES)


def _left(row: Authenticator) -> int:
    codes = row.type == Authenticator.Type.RECOVERY_CODES
    return len(row.wrap().get_unused_codes()) if codes else 0


def _second(person_id: UUID) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=person_id, type__in=TYPES)
    return found


def person_here(actor: Actor, person_id: UUID) -> Person | None:
    """Somebody of the actor's institution, for administrators; else None."""
    found = Person.objects.filter(id=person_id, institution_id=actor.institution_id)
    return found.first() if actor.is_administrator else None


@transaction.atomic
def remove_all(*, actor: Actor, person_id: UUID, reason: str) -> None:
    """Take all second factors from somebody who lost them, end their sessions and tell them. Administrators only, and
    of nobody but others: one's own are removed where one is logged in with them.

    Raises DomainError not_found, own_factors, reason_missing, factors_none.
    """
    person = person_here(actor, person_id)
    if person is None:
        raise DomainError("not_found")
    if person.id == actor.me:
        raise DomainError("own_factors")
    if not reason.strip():
        raise DomainError("reason_missing")
    if not _second(person.id).exists():
        raise DomainError("factors_none")
    Authenticator.objects.filter(user_id=person.id).delete()
    sessions.shut_doors(actor=actor, person_id=person.id)
    line = Line(
        f"account.{Record.FACTOR_REMOVED}", records.ACCOUNT, person.id, reason=reason.strip()[:LONGEST_REASON],
        after={"network": actor.network},
    )  # fmt: skip
    audit.record(actor=actor, stream=person.id, lines=[line])
    tell(person, Change.REMOVED_BY_OFFICE, network=actor.network, agent="")


def tell(person: Person, change: Change, *, network: str, agent: str) -> None:
    """Tell a person on every channel what became of their second factors, and what to do if it was not them."""
    message = FactorsChanged(
        what=CHANGES[change], network=network or "-", agent=agent or "-", link=not_me.link(person.id)
    )
    notifications.send(recipient=recipient_of(person.id), message=message)

"""Keys of people to the API: who holds one acts as the person, within its scopes, until it ends or the account does."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.identity.domain import records, tokens
from pishkhan.identity.enums import Record, Scope
from pishkhan.identity.models import ApiToken
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.actor import Actor

MOST_DAYS = 365
MOST = 20
"""Tokens of one person in force at a time."""
SHOWN = 50
LONGEST_NAME = 80
_EVERYBODY = (Scope.CATALOGUE_READ, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE)
_STAFF = (Scope.DESK_READ, Scope.DESK_WRITE, Scope.REPORTS_READ)


def scopes_of(actor: Actor) -> tuple[Scope, ...]:
    """What a token of this person can be good for."""
    return (*_EVERYBODY, *_STAFF) if actor.is_staff else _EVERYBODY


def own(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens, ended ones too."""
    return ApiToken.objects.filter(institution_id=actor.institution_id, person_id=actor.me)


def in_force() -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def listed(actor: Actor) -> list[ApiToken]:
    """Newest first."""
    return list(own(actor).order_by("-id")[:SHOWN])


@transaction.atomic
def make(*, actor: Actor, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A new token of the actor and its text, which nobody can read again.

    Raises DomainError not_found (nobody is logged in), token_name_missing, token_name_taken, scopes_missing,
    days_wrong, tokens_many, or Several.
    """
    if actor.person_id is None:
        raise DomainError("not_found")
    faults, shown = Faults(), clean_display(name).strip()[:LONGEST_NAME]
    if not shown:
        faults.note("name", "token_name_missing")
    elif own(actor).filter(in_force(), name=shown).exists():
        faults.note("name", "token_name_taken")
    if not scopes or not set(scopes) <= set(scopes_of(actor)):
        faults.note("scopes", "scopes_missing")
    if not 1 <= days <= MOST_DAYS:
        faults.note("days", "days_wrong", most=MOST_DAYS)
    if own(actor).filter(in_force()).count() >= MOST:
        faults.note("name", "tokens_many", most=MOST)
    faults.check()
    row, text = tokens.put(actor=actor, name=shown, scopes=scopes, days=days, person_id=actor.person_id)
    records.note(actor=actor, person_id=actor.person_id, record=Record.TOKEN_MADE, token=row.prefix)
    return row, text


@transaction.atomic
def revoke(*, actor: Actor, token_id: UUID) -> None:
    """End one's own token at once. Raises DomainError not_found, token_revoked."""
    row = own(actor).select_for_update().filter(id=token_id).first()
    if row is None:
        raise DomainError("not_found")
    if row.revoked_at:
        raise DomainError("token_revoked")
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    records.note(actor=actor, person_id=actor.person_id, record=Record.TOKEN_REVOKED, token=row.prefix)

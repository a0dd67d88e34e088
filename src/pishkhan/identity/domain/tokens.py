"""Keys to the API: shown once, kept as a digest, good for what their scopes say until they end. Here those of
machines; who may make one of their own: `own_tokens`."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity.domain import limits, tries
from pishkhan.identity.domain.bringing.imports import read_source
from pishkhan.identity.domain.queries import people
from pishkhan.identity.domain.tries import Limit
from pishkhan.identity.enums import Scope
from pishkhan.identity.models import ApiToken, Person
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.plumbing import audit, sealing
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line

START = "pk_"
MOST_DAYS = 730
NOTED_EVERY = timedelta(minutes=1)
MACHINES = frozenset({Scope.PEOPLE_READ, Scope.PEOPLE_WRITE, Scope.DUES_WRITE, Scope.CATALOGUE_READ})
"""What a token of nobody in particular can be good for."""


def visible_to(actor: Actor) -> QuerySet[ApiToken]:
    """Administrators see their institution's tokens of machines, nobody else any."""
    if not actor.is_administrator:
        return ApiToken.objects.none()
    return ApiToken.objects.filter(institution_id=actor.institution_id, person=None)


def _digest(text: str) -> str:
    return sealing.mac("api-token", text.encode())


@transaction.atomic
def make(*, actor: Actor, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can read again. Its name is the source of what it pushes. Raises
    DomainError not_found, token_name_taken, scopes_missing, days_wrong, Invalid as `read_source`, or Several."""
    if not actor.is_administrator:
        raise DomainError("not_found")
    faults = Faults()
    source = faults.read("name", lambda: read_source(name)) or ""
    if source and visible_to(actor).filter(name=source, revoked_at=None).exists():
        faults.note("name", "token_name_taken")
    if not scopes or not set(scopes) <= MACHINES:
        faults.note("scopes", "scopes_missing")
    if not 1 <= days <= MOST_DAYS:
        faults.note("days", "days_wrong", most=MOST_DAYS)
    faults.check()
    row, text = put(actor=actor, name=source, scopes=scopes, days=days)
    _note(actor, row, "token.made", scopes=row.scopes)
    return row, text


def put(
    *, actor: Actor, name: str, scopes: Collection[str], days: int, person_id: UUID | None = None
) -> tuple[ApiToken, str]:
    """Write a token down that its verb has checked; with the text, of which a digest is kept."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    text = f"{START}{prefix}_{secret}"
    row = ApiToken.objects.create(
        institution_id=actor.institution_id, name=name, prefix=prefix, digest=_digest(text), person_id=person_id,
        scopes=sorted(str(Scope(each).value) for each in scopes), created_by=actor.me,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    return row, text


@transaction.atomic
def revoke(*, actor: Actor, token_id: UUID) -> None:
    """End a token at once. Raises DomainError not_found, token_revoked."""
    row = visible_to(actor).select_for_update().filter(id=token_id).first()
    if row is None:
        raise DomainError("not_found")
    if row.revoked_at:
        raise DomainError("token_revoked")
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    _note(actor, row, "token.revoked")


def find(*, institution_id: UUID, text: str) -> ApiToken | None:
    """The living token of the institution with this text. The look-up is by digest and the comparison takes the same
    time for any text."""
    if not text.startswith(START) or len(text) > 200:
        return None
    digest, now = _digest(text), timezone.now()
    row = ApiToken.objects.filter(institution_id=institution_id, digest=digest, revoked_at=None).first()
    if row is None or not hmac.compare_digest(row.digest, digest) or (row.expires_at and row.expires_at <= now):
        return None
    if row.used_at is None or row.used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(id=row.id).update(used_at=now)
    return row


def actor_of(token: ApiToken, *, network: str, request_id: str) -> Actor:
    """The person whose token it is, with today's memberships; nobody in particular by a machine's. Raises DomainError
    token_wrong when the account is closed."""
    here = token.institution_id
    if token.person_id is None:
        return Actor(institution_id=here, network=network, request_id=request_id, via=Via.TOKEN)
    holder = holder_of(token)
    return people.actor_of(holder, institution_id=here, network=network, request_id=request_id, via=Via.TOKEN)


def holder_of(token: ApiToken) -> Person:
    """Whose token it is, read with what every page needs of its person. Raises DomainError token_wrong when the account
    is closed or is of another institution."""
    known = getattr(token, "_holder", None)
    found = known or (people.signed_in(token.person_id) if token.person_id else None)
    if found is None or found.institution_id != token.institution_id:
        raise DomainError("token_wrong")
    token._holder = found  # type: ignore[attr-defined] # read once a call
    return found


def _note(actor: Actor, row: ApiToken, action: str, **after: object) -> None:
    line = Line(action, "api_token", row.id, after={"name": row.name, **after})
    audit.record(actor=actor, stream=row.institution_id, lines=[line])


PER_MINUTE = 120
GUESSES, GUESS_WINDOW = 30, 300


def enter(*, institution_id: UUID, text: str, network: str) -> ApiToken:
    """Let somebody in by a token. Raises DomainError token_wrong, also of a closed account; too_many (`minutes`) for a
    token that asks too often and for a network that guesses."""
    row = find(institution_id=institution_id, text=text)
    if row is None:
        limits.count(Limit(f"token-guess:{institution_id}:{tries.network(network)}", GUESSES, GUESS_WINDOW))
        raise DomainError("token_wrong")
    limits.count(Limit(f"token:{row.id}", PER_MINUTE, 60))
    if row.person_id:
        holder_of(row)
    return row

"""Sessions as people see them: which are open, and ending them. `SessionStore` is what SESSION_ENGINE looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.idp.oidc.models import Token
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity.domain import records
from pishkhan.identity.domain.challenges import GRANT
from pishkhan.identity.domain.session_store import SessionStore
from pishkhan.identity.enums import Record
from pishkhan.identity.models import ApiToken, Challenge, LoginSession
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.sealing import blind_index

__all__ = ["OpenSession", "SessionStore", "clear_expired", "end_one", "end_sessions", "sessions_of", "shut_doors"]
MOST = 50


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser that is logged in. `mark` names it on a page and in a form; its key never leaves the cookie."""

    mark: str
    started_at: datetime | None
    seen_at: datetime | None
    ends_at: datetime | None
    network: str
    agent: str
    kiosk: bool
    current: bool


def sessions_of(person_id: UUID, *, current: str | None = None) -> list[OpenSession]:
    """The person's living sessions, newest first; `current` is the key of the one that asks."""
    return [
        OpenSession(
            _mark(row.session_key), row.started_at, row.seen_at, row.ends_at, row.network, row.agent, row.kiosk,
            row.session_key == current,
        )
        for row in _living(person_id).order_by("-started_at", "session_key")[:MOST]
    ]  # fmt: skip


@transaction.atomic
def end_sessions(*, actor: Actor, person_id: UUID, but: str | None = None) -> int:
    """End every session of a person, except the one with the key `but`; how many there were. The caller has decided
    that its actor may."""
    found = _living(person_id)
    return _end(actor, person_id, found.exclude(session_key=but) if but else found)


@transaction.atomic
def shut_doors(*, actor: Actor, person_id: UUID, but: str | None = None) -> None:
    """End every session, codes that are under way, the right a solved code gave, the person's tokens, and what other
    systems of the university were given on our word: for whenever an account gets another password, another number, or
    is closed."""
    end_sessions(actor=actor, person_id=person_id, but=but)
    Token.objects.filter(user_id=person_id).delete()
    now = timezone.now()
    ApiToken.objects.filter(person_id=person_id, revoked_at=None).update(revoked_at=now)
    # As if each had been typed right too long ago: a guess that is being compared at this moment gains no right, and
    # one that is given back because a directory did not answer is worth nothing.
    Challenge.objects.filter(person_id=person_id).update(expires_at=now, spent_at=now, used_at=now - GRANT)


@transaction.atomic
def end_one(*, actor: Actor, mark: str) -> None:
    """End one of the actor's own sessions. Raises DomainError session_gone."""
    keys = [key for key in _living(actor.me).values_list("session_key", flat=True) if _mark(key) == mark]
    if not keys or not _end(actor, actor.me, LoginSession.objects.filter(session_key__in=keys)):
        raise DomainError("session_gone")


def clear_expired() -> int:
    """Delete sessions that have ended; how many."""
    return LoginSession.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def _living(person_id: UUID) -> QuerySet[LoginSession]:
    return LoginSession.objects.filter(person_id=person_id, expire_date__gt=timezone.now())


def _end(actor: Actor, person_id: UUID, found: QuerySet[LoginSession]) -> int:
    ended: int = found.delete()[0]
    if ended:
        records.note(actor=actor, person_id=person_id, record=Record.SESSIONS_ENDED, count=ended)
    return ended


def _mark(key: str) -> str:
    return blind_index("session", key)[:24]

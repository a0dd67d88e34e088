"""Vouching for people to other systems: who says so, with which key, and what is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Token
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pishkhan.identity.domain import records
from pishkhan.identity.domain.queries.people import identifiers_of
from pishkhan.identity.enums import IdentifierKind, Record, Stage
from pishkhan.identity.models import Applicant, Identifier, OidcKey, Person, RelyingParty
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

SCOPES = ("openid", "profile", "email", "student")
KEY_BITS = 2048
TYPED = frozenset({"", "registration", "person"})
"""Sources of what somebody wrote of themselves and nobody proved, or of which nothing is known."""
STILL_PUBLISHED = timedelta(days=1)
"""How long a retired key is still told: what it signed a moment ago must be readable."""


def issuer(institution_id: UUID) -> str:
    """Who vouches: the institution's first host name, whatever the request called it."""
    return str(settings.PUBLIC_URL).format(host=organisation.host_of(institution_id)).rstrip("/")


def keys_of(institution_id: UUID) -> list[OidcKey]:
    """The keys to be published, the one that signs first. The first question makes the first key."""
    told = Q(retired_at=None) | Q(retired_at__gt=timezone.now() - STILL_PUBLISHED)
    found = list(OidcKey.objects.filter(told, institution_id=institution_id).order_by("-retired_at", "-created_at"))
    found.sort(key=lambda key: key.retired_at is not None)
    return found if found and found[0].retired_at is None else [_make_key(institution_id), *found]


@transaction.atomic
def _make_key(institution_id: UUID) -> OidcKey:
    audit.hold(institution_id)
    found = OidcKey.objects.filter(institution_id=institution_id, retired_at=None).first()
    return found or OidcKey.objects.create(institution_id=institution_id, pem=_new_pem())


def _new_pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


@transaction.atomic
def replace_key(*, actor: Actor) -> OidcKey:
    """Sign with a new key from now on. Systems fetch it by themselves; what the old one signed stays readable a day."""
    old = keys_of(actor.institution_id)[0]
    OidcKey.objects.filter(id=old.id).update(retired_at=timezone.now())
    new = _make_key(actor.institution_id)
    audit.record(actor=actor, stream=actor.institution_id, lines=[Line("oidc.key_replaced", "oidc_key", new.id)])
    return new


def party_of(institution_id: UUID, client_id: str) -> RelyingParty | None:
    """The system of this name at this institution; another institution's is unknown."""
    found = RelyingParty.objects.filter(institution_id=institution_id, client_id=client_id)
    return found.select_related("client").first()


def person_of(institution_id: UUID, subject: str) -> Person | None:
    """Who another system knows by this name, while the account is open."""
    try:
        found = Person.objects.filter(institution_id=institution_id, subject=UUID(subject), is_active=True)
    except ValueError:
        return None
    return found.first()


def may_be_vouched_for(person: Person) -> bool:
    """Whoever registered by themselves is unknown to other systems until an office has approved (E21)."""
    return not Applicant.objects.filter(person_id=person.id).exclude(stage=Stage.APPROVED).exists()


def claims(person: Person, scopes: list[str]) -> dict[str, Any]:
    """What is told of a person, by what the system may ask for."""
    told: dict[str, Any] = {"sub": str(person.subject)}
    if "profile" in scopes:
        told["name"] = person.full_name
        told["preferred_username"] = str(person.facts.get("shown_number") or person.subject)
        told["locale"] = person.language or "fa"
    if "email" in scopes and (email := identifiers_of(person.id).email):
        told |= {"email": email, "email_verified": _is_proved(person)}
    if "student" in scopes and (number := _student_number(person)):
        told["student_number"] = number
    return told


def _is_proved(person: Person) -> bool:
    """Whether the address was proved by a code, or is a university's word; what somebody only typed is neither."""
    return str(person.origins.get("email", "")) not in TYPED


def _student_number(person: Person) -> str:
    rows = Identifier.objects.filter(person_id=person.id, kind=IdentifierKind.STUDENT_NUMBER).order_by("-id")
    return next((row.value for row in rows[:1]), "")


def end_tokens(*, person_id: UUID, client_id: str) -> None:
    """End what one system holds of a person."""
    Token.objects.filter(user_id=person_id, client_id=client_id).delete()


def end_token(*, text: str, client_id: str) -> None:
    """End one token of a system, if it is its own."""
    Token.objects.by_value(text).filter(client_id=client_id).delete()


def forget_old() -> int:
    """Delete tokens that have ended; how many."""
    return int(Token.objects.expired().delete()[0])


def note_allowed_in(*, actor: Actor, client_id: str, agent: str) -> None:
    """Add to the actor's log that another system was told who they are."""
    records.note(actor=actor, person_id=actor.me, record=Record.ALLOWED_IN, agent=agent, client=client_id)

"""Other systems of an institution: adding one, changing it, a new secret, taking it away. Administrators only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.db.models import QuerySet

from pishkhan.identity.domain.oidc import SCOPES
from pishkhan.identity.models import RelyingParty
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

LONGEST_NAME, LONGEST_URL, MOST_URLS, MOST = 100, 200, 10, 50


@dataclass(frozen=True, slots=True)
class Party:
    """What an administrator decides about a system. `returns`: where people are sent back to, letter for letter."""

    name: str
    returns: Sequence[str]
    scopes: Collection[str]
    logout_url: str = ""


def visible_to(actor: Actor) -> QuerySet[RelyingParty]:
    """The systems of the actor's institution, newest first; none for who is no administrator."""
    found = RelyingParty.objects.filter(institution_id=actor.institution_id).select_related("client")
    return found if actor.is_administrator else found.none()


def one(actor: Actor, party_id: UUID) -> RelyingParty:
    """Raises DomainError not_found."""
    found = visible_to(actor).filter(id=party_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


@transaction.atomic
def add(*, actor: Actor, wanted: Party) -> tuple[RelyingParty, str]:
    """Add a system; it, and its secret, which is told this once. Raises DomainError not_found, parties_many; Several
    as `put`."""
    if not actor.is_administrator:
        raise DomainError("not_found")
    _check(wanted)
    audit.hold(actor.institution_id)
    if RelyingParty.objects.filter(institution_id=actor.institution_id).count() >= MOST:
        raise DomainError("parties_many", most=MOST)
    secret = get_adapter().generate_client_secret()
    client = Client(type=Client.Type.CONFIDENTIAL, skip_consent=True, default_scopes="openid")
    client.set_secret(secret)
    _fill(client, wanted)
    client.save()
    party = RelyingParty.objects.create(
        institution_id=actor.institution_id, client=client, logout_url=wanted.logout_url
    )
    _note(actor, party, "added")
    return party, secret


@transaction.atomic
def put(*, actor: Actor, party_id: UUID, wanted: Party) -> RelyingParty:
    """Change a system. Raises DomainError not_found; Several of party_name, party_returns, party_logout by field."""
    party = one(actor, party_id)
    _check(wanted)
    _fill(party.client, wanted)
    party.client.save()
    party.logout_url = wanted.logout_url
    party.save(update_fields=["logout_url"])
    _note(actor, party, "changed")
    return party


@transaction.atomic
def renew_secret(*, actor: Actor, party_id: UUID) -> str:
    """A new secret, told this once; the one before opens nothing any more. Raises DomainError not_found."""
    party = one(actor, party_id)
    secret: str = get_adapter().generate_client_secret()
    party.client.set_secret(secret)
    party.client.save(update_fields=["secret"])
    Token.objects.filter(client=party.client).delete()
    _note(actor, party, "secret_renewed")
    return secret


@transaction.atomic
def remove(*, actor: Actor, party_id: UUID) -> None:
    """Take a system away, with all tokens it holds. Raises DomainError not_found."""
    party = one(actor, party_id)
    _note(actor, party, "removed")
    party.client.delete()


def _fill(client: Client, wanted: Party) -> None:
    client.name = clean_display(wanted.name)
    client.set_redirect_uris(list(wanted.returns))
    client.set_post_logout_redirect_uris([wanted.logout_url] if wanted.logout_url else [])
    client.set_scopes([scope for scope in SCOPES if scope == "openid" or scope in wanted.scopes])


def _check(wanted: Party) -> None:
    faults: dict[str, DomainError] = {}
    name = clean_display(wanted.name)
    if not name or len(name) > LONGEST_NAME:
        faults["name"] = DomainError("party_name")
    if not wanted.returns or len(wanted.returns) > MOST_URLS or not all(map(_is_address, wanted.returns)):
        faults["returns"] = DomainError("party_returns")
    if wanted.logout_url and not _is_address(wanted.logout_url):
        faults["logout_url"] = DomainError("party_logout")
    if faults:
        raise Several(faults)


def _is_address(text: str) -> bool:
    """Over https, or on the administrator's own machine; without what a stranger could vary."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or "" if parts.port != 0 else ""  # reading the port says whether it is one
    except ValueError:
        return False
    own = host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")
    plain = text.isascii() and text.isprintable() and " " not in text and "*" not in text and "\\" not in text
    safe = parts.scheme == "https" or (parts.scheme == "http" and own)
    return bool(host) and safe and plain and len(text) <= LONGEST_URL and not parts.fragment and not parts.username


def _note(actor: Actor, party: RelyingParty, what: str) -> None:
    line = Line(f"oidc.{what}", "relying_party", party.id, after={"client": party.client_id})
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])

"""Logging out because another system says so."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from allauth.idp.oidc.internal.tokens import decode_jwt_token
from django.contrib.auth import logout
from django.http import HttpRequest

from pishkhan.identity.domain import oidc
from pishkhan.identity.models import RelyingParty


@dataclass(frozen=True, slots=True)
class Leaving:
    """Which system asks, for whom (only by its token), and where to afterwards (only where it was told it may)."""

    party: RelyingParty | None
    subject: str
    target: str


def read(institution_id: UUID, *, hint: str, client_id: str, wanted: str, state: str) -> Leaving:
    """What is wrong or of another institution counts as not said."""
    payload = decode_jwt_token(hint, verify_exp=False, verify_iss=True) or {}
    named = str(payload.get("aud") or client_id)
    if client_id and client_id != named:
        return Leaving(None, "", "")
    party = oidc.party_of(institution_id, named)
    target = wanted if party is not None and wanted and wanted == party.logout_url else ""
    if target and state:
        target += ("&" if "?" in target else "?") + urlencode({"state": state})
    return Leaving(party, str(payload.get("sub", "")) if party else "", target)


def leave(request: HttpRequest, asked: Leaving) -> None:
    """Log out, and end the tokens the system holds of the person."""
    if asked.party is not None:
        oidc.end_tokens(person_id=UUID(str(request.user.pk)), client_id=asked.party.client_id)
    logout(request)

"""The provider's answers to allauth: issuer, keys and people of the institution that was asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey

from pishkhan.identity.domain import oidc
from pishkhan.identity.models import Person


def here() -> UUID:
    """The institution whose host was asked."""
    found: UUID = context.request.institution.id
    return found


class OidcAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Named by IDP_OIDC_ADAPTER."""

    def get_issuer(self) -> str:
        return oidc.issuer(here())

    def get_user_sub(self, client: Client, user: Any) -> str:
        return str(user.subject) if user.is_authenticated else ""

    def get_user_by_sub(self, client: Client, sub: str) -> Person | None:
        return oidc.person_of(here(), sub)

    def get_claims(
        self, purpose: Literal["id_token", "userinfo"], user: Person, client: Client, scopes: Iterable[str],
        email: str | None = None, **_: Any,
    ) -> dict[str, Any]:  # fmt: skip
        return oidc.claims(user, list(scopes))

    def list_private_keys(
        self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None
    ) -> list[PrivateKey]:
        return [
            PrivateKey(
                pem=key.pem, issued_at=key.created_at,
                expires_at=key.retired_at + oidc.STILL_PUBLISHED if key.retired_at else None,
            )
            for key in oidc.keys_of(here())
        ]  # fmt: skip

    def get_signing_key(self) -> PrivateKey:
        return self.list_private_keys()[0]

    def get_jwks_cache_control(self) -> int:
        return int(timedelta(minutes=10).total_seconds())

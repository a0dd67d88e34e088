"""The OpenID Connect provider: allauth's rules over oauthlib, with ours on top.

One flow only, the authorization code with PKCE, also for systems that have a secret; no consent page, for they are the
university's own; no tokens that outlive the minutes of a login. A system of another institution is unknown here.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.core import context
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_access_token, generate_refresh_token
from allauth.idp.oidc.models import Client
from django.core.cache import cache
from django.http import HttpRequest
from oauthlib.common import Request
from oauthlib.openid import Server

from pishkhan.identity.domain import oidc
from pishkhan.identity.oidc_adapter import here

METHODS_KEY = "account_authentication_methods"


def authenticated_at(request: HttpRequest) -> int:
    """When the person last showed who they are, in seconds of the epoch."""
    times = [record["at"] for record in request.session.get(METHODS_KEY, []) if "at" in record]
    row = getattr(request.session, "row", None)
    if row is not None and row.started_at is not None:
        times.append(row.started_at.timestamp())
    return int(max(times, default=0))


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """Where ours is stricter than allauth's."""

    def _lookup_client(self, request: Request, client_id: str) -> Client | None:
        party = oidc.party_of(here(), client_id) if isinstance(client_id, str) else None
        return party.client if party else None

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Letter for letter; nothing may be added."""
        return redirect_uri in request.client.get_redirect_uris()

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    def validate_silent_authorization(self, request: Request) -> bool:
        """Nobody is asked for consent, so it is always there."""
        return True

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """The code remembers when its person showed who they are, and the password it was given under; the address
        that leads back says nothing of it."""
        kept = {**code, "auth_time": authenticated_at(context.request), "epoch": request.user.credential_epoch}
        super().save_authorization_code(client_id, kept, request, *args, **kwargs)

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Once, and not after the password was changed."""
        if not super().validate_code(client_id, code, client, request, *args, **kwargs):
            return False
        kept = self._lookup_authorization_code(request, client_id, code)["code"]
        fresh = cache.add(f"oidc-code-used.{code}", True, 2 * app_settings.AUTHORIZATION_CODE_EXPIRES_IN)
        return bool(fresh and kept["epoch"] == request.user.credential_epoch)

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Request) -> str:
        kept = self._lookup_authorization_code(request, request.client.id, request.code)
        if kept is not None:
            id_token["auth_time"] = kept["code"]["auth_time"] or int(time.time())
        made: str = super().finalize_id_token(id_token, token, token_handler, request)
        return made

    def validate_bearer_token(self, token: str, scopes: list[str], request: Request) -> bool:
        """A token of another institution's system opens nothing here."""
        known = super().validate_bearer_token(token, scopes, request)
        return bool(known and self._lookup_client(request, request.client.id))

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """A system ends its own tokens only."""
        oidc.end_token(text=token, client_id=request.client.id)


def server() -> Server:
    """The endpoints, without tokens for later."""
    made = Server(
        request_validator=Validator(), token_generator=generate_access_token,
        refresh_token_generator=generate_refresh_token, token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
    )  # fmt: skip
    for grant in (made.auth_grant, made.openid_connect_auth.proxy_target):
        grant.refresh_token = False
    return made

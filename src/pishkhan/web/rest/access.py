"""Who a machine is and what its token is good for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address


class Bearer(HttpBearer):
    """`Authorization: Bearer pk_…`, a token of the institution whose host is asked, with one scope. A session counts
    for nothing here."""

    def __init__(self, scope: identity.Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Raises DomainError token_wrong, too_many, scope_missing."""
        found = identity.tokens.enter(institution_id=here(request), text=token, network=client_address(request))
        if self.scope.value not in found.scopes:
            raise DomainError("scope_missing", scope=self.scope.value)
        return found


READ, WRITE = Bearer(identity.Scope.PEOPLE_READ), Bearer(identity.Scope.PEOPLE_WRITE)
DUES = Bearer(identity.Scope.DUES_WRITE)


def here(request: HttpRequest) -> UUID:
    found: UUID = request.institution.id  # type: ignore[attr-defined]
    return found


def actor_of(request: HttpRequest) -> Actor:
    """Nobody in particular, by the token that was let in."""
    token: identity.ApiToken = request.auth  # type: ignore[attr-defined]
    return identity.tokens.actor_of(token, network=client_address(request), request_id=request.request_id)  # type: ignore[attr-defined]

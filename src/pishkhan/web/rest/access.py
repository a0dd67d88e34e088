"""Who holds a token and what it is good for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from pishkhan.identity import api as identity
from pishkhan.identity.api import Scope
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import NetworkMode, Section
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address
from pishkhan.web import networks

SECTIONS = {
    Scope.REQUESTS_READ: Section.STUDENT, Scope.REQUESTS_WRITE: Section.STUDENT, Scope.DESK_READ: Section.DESK,
    Scope.DESK_WRITE: Section.DESK, Scope.REPORTS_READ: Section.DESK,
}  # fmt: skip
"""Scopes of people, and the section whose networks they keep to. Who works at a desk shows no less here than there."""


class Bearer(HttpBearer):
    """`Authorization: Bearer pk_…`, a token of the institution whose host is asked, with one scope. A session counts
    for nothing here."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Raises DomainError token_wrong, too_many, scope_missing, token_of_machine, factor_needed,
        outside_network."""
        found = identity.tokens.enter(institution_id=here(request), text=token, network=client_address(request))
        request.actor = actor_of(request, found)  # type: ignore[attr-defined] # whoever else the browser's cookie names
        if self.scope.value not in found.scopes:
            raise DomainError("scope_missing", scope=self.scope.value)
        if section := SECTIONS.get(self.scope):
            if found.person_id is None:
                raise DomainError("token_of_machine")
            _as_at_the_page(request, found, section)
        return found


def _as_at_the_page(request: HttpRequest, token: identity.ApiToken, section: Section) -> None:
    """What the person would meet in a browser before a page of the section opens."""
    actor = actor_of(request, token)
    shows_none = not identity.has_factor(identity.tokens.holder_of(token))
    if section is Section.DESK and shows_none and identity.must_have_factor(actor):
        raise DomainError("factor_needed")
    campus = organisation.campus_of(actor.institution_id)
    elsewhere = bool(campus.modes) and not campus.holds(actor.network)
    if elsewhere and networks.mode_for(actor, campus, section) is NetworkMode.ENFORCE:
        raise DomainError("outside_network")


READ, WRITE = Bearer(Scope.PEOPLE_READ), Bearer(Scope.PEOPLE_WRITE)
DUES = Bearer(Scope.DUES_WRITE)
CATALOGUE = Bearer(Scope.CATALOGUE_READ)
MINE, MY_WRITES = Bearer(Scope.REQUESTS_READ), Bearer(Scope.REQUESTS_WRITE)
DESK, DESK_WRITES = Bearer(Scope.DESK_READ), Bearer(Scope.DESK_WRITE)
REPORTS = Bearer(Scope.REPORTS_READ)


def here(request: HttpRequest) -> UUID:
    found: UUID = request.institution.id  # type: ignore[attr-defined]
    return found


def token_of(request: HttpRequest) -> identity.ApiToken:
    """The one that was let in."""
    token: identity.ApiToken = request.auth  # type: ignore[attr-defined]
    return token


def actor_of(request: HttpRequest, token: identity.ApiToken | None = None) -> Actor:
    """The person whose token was let in, or nobody in particular by a machine's."""
    return identity.tokens.actor_of(
        token or token_of(request), network=client_address(request), request_id=request.request_id  # type: ignore[attr-defined]
    )

"""What allauth may and may not do here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from pishkhan.identity.domain.queries.lookup import fold_any, people_by_identifier
from pishkhan.plumbing.network import client_address
from pishkhan.plumbing.sealing import blind_index


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up behind our back; no reset but our own (A10, A11)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/enter/"

    def is_safe_url(self, url: str | None) -> bool:
        """Back to the same host only: the other institutions of the installation are strangers too (A17)."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as we judge it everywhere: proxies are believed only when they are ours."""
        return client_address(request) or "unknown"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed logins are counted per person, however the identifier was spelled or whichever was used."""
        typed = str(credentials.get("username") or "")
        people = people_by_identifier(institution_id=request.institution.id, typed=typed)  # type: ignore[attr-defined]
        who = ",".join(sorted(str(person.id) for person in people)) or blind_index("login", fold_any(typed))
        return f"{request.institution.id}:{who}"  # type: ignore[attr-defined]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's "you have signed in" notices say what the page already shows."""

"""What allauth may and may not do here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up behind our back; no reset but our own (A10, A11)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/enter/"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's "you have signed in" notices say what the page already shows."""

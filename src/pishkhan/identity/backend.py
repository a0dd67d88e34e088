"""Login by any identifier of the institution that was asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.domain.queries.people import signed_in
from pishkhan.identity.models import Person


class IdentifierBackend(BaseBackend):
    """Student number, national id, mobile, e-mail or staff code, all through one field (X1)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Person | None:
        institution = getattr(request, "institution", None)
        if institution is None or not username or not password:
            return None
        person = person_by_identifier(institution_id=institution.id, typed=username)
        if person is None:
            make_password(password)  # the same work for an unknown name as for a known one
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: UUID) -> Person | None:
        return signed_in(user_id)

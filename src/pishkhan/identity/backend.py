"""Login by any identifier of the institution that was asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pishkhan.identity.domain import credentials
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.domain.queries.people import signed_in
from pishkhan.identity.models import Person
from pishkhan.identity.providers.protocol import Outcome
from pishkhan.kernel.errors import DomainError

REFUSALS: dict[str, Promise] = {
    "directory_down": _(
        "The university's directory of accounts does not answer now, so nobody can log in. Try again in a few minutes; "
        "the technicians know."
    ),
    Outcome.MUST_CHANGE: _("The directory wants a new password. Make one, then log in with it."),
    Outcome.DISABLED: _("The university has switched this account off. Ask its help line why."),
    Outcome.EXPIRED: _("This account has run out. Ask the university's help line."),
    Outcome.NOT_NOW: _("The directory does not let this account in at this hour. Ask the university's help line."),
}
"""What is said to who knows the password and is not let in."""


class IdentifierBackend(BaseBackend):
    """Student number, national id, mobile, e-mail or staff code, all through one field (X1)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_more: Any
    ) -> Person | None:
        institution = getattr(request, "institution", None)
        if institution is None or not username or not password:
            return None
        person = person_by_identifier(institution_id=institution.id, typed=username)
        try:
            return credentials.sign_in(institution_id=institution.id, person=person, password=password)
        except DomainError as error:
            code = str(error.params.get("why", error.code))
            raise ValidationError(str(REFUSALS[code]), code=code) from None

    def get_user(self, user_id: UUID) -> Person | None:
        return signed_in(user_id)

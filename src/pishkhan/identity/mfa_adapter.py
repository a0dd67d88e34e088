"""Second factors: what they are called, how their secrets are kept, which host a passkey is for."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pishkhan.identity.models import Person
from pishkhan.plumbing import sealing
from pishkhan.plumbing.texts import pick


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Named by MFA_ADAPTER."""

    error_messages: ClassVar[dict[str, Promise | str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Take the newest one the app shows; each code works once."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return pick(context.request.institution.name)

    def get_totp_label(self, user: Person) -> str:
        return self._get_user_identifier(user)

    def _get_user_identifier(self, user: Person) -> str:
        """The number people know of themselves; never the handle inside."""
        return str(user.facts.get("shown_number") or user.shown_name)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host the page was opened at. It was looked up among the institutions' hosts, so no header can make it up;
        a passkey of one institution says nothing to another one."""
        return {"id": context.request.get_host().partition(":")[0], "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return {"id": user.id.bytes, "display_name": user.shown_name, "name": self._get_user_identifier(user)}

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        return ""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own messages tell of changes."""

"""allauth's forms of second factors, as people here type: digits of any script, spaces, and each code once."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from pishkhan.kernel.digits import to_latin
from pishkhan.plumbing import sealing

LIVES = 120
"""Seconds a code of an app could be taken for right: its own half minute and one on either side, and some."""


class Code(forms.CharField):
    """A code, however its digits were typed."""

    def __init__(self, **given: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autocapitalize": "none"}
        super().__init__(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=attrs), **given)

    def to_python(self, value: Any) -> str:
        return "".join(to_latin(super().to_python(value) or "").split()).replace("-", "")


class Once:
    """allauth remembers a used code for half a minute; ours are taken for right a little longer than that."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        used = self.authenticator  # type: ignore[attr-defined]
        totp = used.type == Authenticator.Type.TOTP
        if totp and not cache.add(f"totp-used.{used.pk}.{code}", True, LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Authenticate(Once, AuthenticateForm):  # type: ignore[misc]
    """The second step of a login."""

    code = Code()


class Reauthenticate(Once, ReauthenticateForm):  # type: ignore[misc]
    """Somebody who is logged in shows the factor once more."""

    code = Code()


class ActivateApp(ActivateTOTPForm):  # type: ignore[misc]
    """The secret waits sealed in the session until the first code was right."""

    code = Code()

    def __init__(self, *args: Any, **given: Any) -> None:
        self.user = given.pop("user")
        forms.Form.__init__(self, *args, **given)
        session = context.request.session
        kept = session.get(auth.SECRET_SESSION_KEY)
        if kept is None:
            kept = session[auth.SECRET_SESSION_KEY] = sealing.seal(auth.generate_totp_secret())
        self.secret = sealing.unseal(kept)

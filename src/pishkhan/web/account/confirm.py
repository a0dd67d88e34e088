"""«این شمایید؟»: the second step of a login, and confirming who one is before something that matters."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse

from pishkhan.web.account.forms import Authenticate, Reauthenticate


def summary(*forms: Any) -> list[tuple[str, str]]:
    """What is wrong, for the list above a form."""
    return [
        ("" if name in {"__all__", "credential"} else form[name].auto_id, words)
        for form in forms
        if form is not None and form.is_bound
        for name, found in form.errors.items()
        for words in found
    ]


class Authenticated(AuthenticateView):  # type: ignore[misc]
    """After the password: a code of the app, a recovery code, or a passkey."""

    form_class = Authenticate
    template_name = "own/authenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**given)
        person = self.stage.login.user
        context["has_app"] = person.authenticator_set.filter(type="totp").exists()
        context["has_key"] = person.authenticator_set.filter(type="webauthn").exists()
        context["errors"] = summary(self.auth_form, self.webauthn_form)
        return context


class _Confirm:
    """What the three ways of confirming have in common."""

    request: HttpRequest
    way = ""

    def form_invalid(self, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)  # type: ignore[attr-defined]
        return response

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**given)  # type: ignore[misc]
        form = given.get("form") or context.get("form")
        context |= {"form": form, "way": self.way, "errors": summary(form)}
        return context


class ByPassword(_Confirm, ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    template_name = "own/confirm.html"
    way = "password"


class ByCode(_Confirm, CodeView):  # type: ignore[misc]
    """A code of the app, or a recovery code."""

    form_class = Reauthenticate
    template_name = "own/confirm.html"
    way = "code"


class ByPasskey(_Confirm, ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The passkey."""

    template_name = "own/confirm.html"
    way = "passkey"

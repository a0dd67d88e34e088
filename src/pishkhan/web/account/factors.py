"""One's second factors: apps, passkeys, recovery codes. Before any of them changes one confirms who one is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity
from pishkhan.web.account.confirm import summary
from pishkhan.web.account.forms import ActivateApp
from pishkhan.web.account.home import actor_of
from pishkhan.web.entry import signed_in

LONGEST_NAME = 60
entered = method_decorator(signed_in, name="dispatch")


@signed_in
@require_GET
def factors(request: HttpRequest) -> HttpResponse:
    """The list; `needed` says why somebody was led here instead of to their desk."""
    actor = actor_of(request)
    found = identity.factors_of(actor.me)
    context = {
        "apps": [one for one in found if one.type == Authenticator.Type.TOTP],
        "keys": [one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "codes": next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "must": identity.must_have_factor(actor), "needed": request.GET.get("needed") == "1",
    }  # fmt: skip
    return render(request, "own/factors.html", context)


class _Refusing:
    """A form that was wrong comes back as such."""

    def form_invalid(self, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        response: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]
            {**context, "form": form, "errors": summary(form)}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return response


def _passed(request: HttpRequest) -> None:
    """Who has just made a factor holds it in hand."""
    request.session[identity.FACTOR_PASSED] = str(request.user.pk)


@entered
class AddApp(_Refusing, ActivateTOTPView):  # type: ignore[misc]
    """The picture for the app, and its first code."""

    form_class = ActivateApp
    template_name = "own/app_add.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _passed(self.request)
        return response

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**given)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
        return context


@entered
class RemoveApp(_Refusing, DeactivateTOTPView):  # type: ignore[misc]
    template_name = "own/factor_remove.html"

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return {**super().get_context_data(**given), "what": _("Authenticator app")}


@entered
class AddPasskey(_Refusing, AddWebAuthnView):  # type: ignore[misc]
    template_name = "own/passkey_add.html"

    def form_valid(self, form: Any) -> HttpResponse:
        form.cleaned_data["name"] = form.cleaned_data["name"].strip()[:LONGEST_NAME] or _("Passkey")
        response: HttpResponse = super().form_valid(form)
        _passed(self.request)
        return response


@entered
class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "own/factor_remove.html"
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return {**super().get_context_data(**given), "what": self.object.wrap().name}


@entered
class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "own/codes.html"


@entered
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class NewCodes(_Refusing, GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "own/codes_new.html"

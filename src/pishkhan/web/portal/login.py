"""Login and logout, by allauth with our backend."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView as AllauthLogin
from allauth.account.views import LogoutView as AllauthLogout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pishkhan.identity import api as identity
from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.network import client_address
from pishkhan.web.entry import signed_in
from pishkhan.web.portal import captcha
from pishkhan.web.student import pay_offer


class Login(AllauthLogin):  # type: ignore[misc]
    """One field for every identifier (X1); `destination` brings back to the page that was asked for (A17).

    It offers no "keep me logged in" (A12) and no reset but our own wizard (A10). Who knows no password and who has no
    account yet are led to where the institution makes accounts (A11).
    """

    template_name = "login.html"
    redirect_field_name = "destination"
    staff = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("staff") == "1" and not self.staff:
            return redirect(reverse("login-staff"))
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """What was typed stays, and the page says when to try again, or gives a riddle to go on with at once."""
        found = {error.code: error for error in form.non_field_errors().as_data()}
        pause = found.get(identity.LOGIN_TOO_MANY)
        minutes = pause.params["minutes"] if pause else 0
        context = self.get_context_data(form=form, wait_minutes=minutes)
        stopped = pause or identity.LOGIN_RIDDLE in found
        status = HTTPStatus.TOO_MANY_REQUESTS if stopped else HTTPStatus.UNPROCESSABLE_ENTITY
        response: HttpResponse = self.render_to_response(context, status=status)
        if pause:
            response.headers["Retry-After"] = str(minutes * 60)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form, institution = context["form"], self.request.institution
        context["words"] = {} if self.staff else institution.texts.get("login", {})
        context["staff"] = self.staff
        context["login_label"] = {} if self.staff else institution.login_label
        context["destination"] = self.request.POST.get("destination") or self.request.GET.get("destination", "")
        context["registers"] = identity.takes_registrations(institution.id)
        if identity.network_is_full(institution.id, client_address(self.request)):
            context["riddle"] = captcha.riddle(self.request)
        context["errors"] = [
            (form[name].auto_id if name != "__all__" else form["login"].auto_id, words)
            for name, found in form.errors.items()
            for words in found
        ]
        return context


class StaffLogin(Login):
    """The entrance of the university's own people (E1): the same door by another way."""

    staff = True


class Logout(AllauthLogout):  # type: ignore[misc]
    """One press (A16), by POST only; nothing is left behind for the Back button."""

    http_method_names = ["post"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@signed_in
def enter(request: HttpRequest) -> HttpResponse:
    """The first page after login: the desk for offices, the console for administrators, the accounts for those who keep
    them alone, for students one's requests; the payment form (D5) where that is the institution's home."""
    actor = request.actor  # type: ignore[attr-defined]
    if any(m.role not in (Role.ADMINISTRATOR, Role.ACCOUNTANT) for m in actor.memberships):
        return redirect("/desk/")
    if actor.is_administrator:
        return redirect("/console/")
    if actor.is_staff:
        return redirect("/finance/")
    return redirect("/payments/" if pay_offer.is_home(request) else "/requests/")

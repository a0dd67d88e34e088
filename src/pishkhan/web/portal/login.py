"""Login and logout, by allauth with our backend."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView as AllauthLogin
from allauth.account.views import LogoutView as AllauthLogout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pishkhan.plumbing.actor import Role
from pishkhan.web.entry import signed_in


class Login(AllauthLogin):  # type: ignore[misc]
    """One field for every identifier (X1); `destination` brings back to the page that was asked for (A17)."""

    template_name = "login.html"
    redirect_field_name = "destination"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = context["form"]
        institution = self.request.institution
        context["staff"] = self.request.GET.get("staff") == "1"
        context["login_label"] = institution.login_label
        context["destination"] = self.request.POST.get("destination") or self.request.GET.get("destination", "")
        context["errors"] = [
            (form[name].auto_id if name != "__all__" else form["login"].auto_id, words)
            for name, found in form.errors.items()
            for words in found
        ]
        return context


class Logout(AllauthLogout):  # type: ignore[misc]
    """One press (A16), by POST only; nothing is left behind for the Back button."""

    http_method_names = ["post"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@signed_in
def enter(request: HttpRequest) -> HttpResponse:
    """The first page after login: the desk for offices, the console for administrators, one's requests for students."""
    actor = request.actor  # type: ignore[attr-defined]
    if any(m.role is not Role.ADMINISTRATOR for m in actor.memberships):
        return redirect("/desk/")
    if actor.is_administrator:
        return redirect("/console/")
    return redirect("/requests/")

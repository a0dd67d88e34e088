"""The key that signs certificates, and putting another one in its place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import Invalid
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, administrators, around


@sensitive_post_parameters("password")
@administrators
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys with what can be compared of them; a .p12 sent here becomes the one that signs."""
    wrong, field = "", ""
    if request.method == "POST":
        try:
            _replace(request)
        except Invalid as error:
            wrong = _("Choose the .p12 file.") if error.code == "p12_missing" else clearance.key_refusal(error)
            field = "password" if error.code == "p12_unreadable" else "p12"
        else:
            messages.success(request, _("Certificates are signed with the new key from now on."))
            return redirect("console-keys")
    password = Field(
        id="password", name="password", label=_("Password of the file"), type="password", autocomplete="off",
        errors=[wrong] if field == "password" else (), width="full",
    )  # fmt: skip
    context = {
        **around(request, "console-keys"), "keys": clearance.keys(actor_of(request)), "password": password,
        "wrong": wrong if field == "p12" else "", "errors": [(field, wrong)] if wrong else [],
        "largest": clearance.LARGEST_P12 // 1024,
    }  # fmt: skip
    return render(request, "console/keys.html", context, status=422 if wrong else 200)


def _replace(request: HttpRequest) -> None:
    """Raises Invalid p12_missing, or as `clearance.replace_key`."""
    upload = request.FILES.get("p12")
    if upload is None:
        raise Invalid("p12_missing")
    p12 = upload.read(clearance.LARGEST_P12 + 1)
    clearance.replace_key(actor=actor_of(request), p12=p12, password=request.POST.get("password", ""))

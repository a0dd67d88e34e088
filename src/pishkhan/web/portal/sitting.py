"""The end of a session, staying, and the answer to «این شمایید؟»."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.web.entry import DESTINATION, signed_in
from pishkhan.web.page_of import person_here
from pishkhan.web.sitting import GATE, gate, sitting_of


@require_GET
def left(request: HttpRequest) -> JsonResponse:
    """Seconds until the session ends and whose it is, for pages that stand open. Asking keeps nothing alive."""
    found = sitting_of(request)
    at_gate = found is not None and GATE in request.session
    response = JsonResponse({"left": found.left if found and not at_gate else 0, "who": found.who if found else ""})
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """«می‌مانم»: a use of the session like any other; how long it now lives."""
    found = sitting_of(request)
    return JsonResponse({"left": found.left if found else 0, "who": found.who if found else ""})


@require_GET
def ended(request: HttpRequest) -> HttpResponse:
    """Where pages go when their time is over. A session that another tab kept alive is asked about, not shown."""
    back = destination_of(request, request.GET.get(DESTINATION, ""))
    if person_here(request):
        return gate(request, back)
    said = {
        "long": _("You were logged out: a login ends after its hours, however much it was used."),
        "idle": _("You were logged out because the page was not used for a while. Log in again to go on."),
    }
    if words := said.get(request.GET.get("why", "")):
        messages.warning(request, words)
    return redirect_to_login(back, redirect_field_name=DESTINATION)


@require_POST
@signed_in
def here(request: HttpRequest) -> HttpResponse:
    """«ادامه»: it is they. Back to what was asked for."""
    request.session.pop(GATE, None)
    return redirect(destination_of(request, request.POST.get(DESTINATION, "")))


def destination_of(request: HttpRequest, told: str) -> str:
    """An address of this host, else the first page after login (A17)."""
    safe = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    return told if safe and not urlsplit(told).path.startswith(("/session/", "/login/", "/logout/")) else "/enter/"

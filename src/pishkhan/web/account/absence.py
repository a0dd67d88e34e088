"""One's own days away, and for whom one stands in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from pishkhan.web import absences
from pishkhan.web.account.home import actor_of
from pishkhan.web.entry import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Raises Http404 for who works nowhere."""
    here = reverse("account-absence")
    return absences.page(request, actor_of(request).me, template="own/absence.html", here=here, around={})


@signed_in
@require_POST
def end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    return absences.end(request, absence_id, here=reverse("account-absence"))

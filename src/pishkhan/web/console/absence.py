"""Days away of somebody, entered by the administrator."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from pishkhan.web import absences
from pishkhan.web.console.access import administrators, around


@administrators
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Raises Http404 for who works nowhere here."""
    here = reverse("console-absence", args=[person_id])
    context = {**around(request, "console-people"), "back": reverse("console-person", args=[person_id])}
    return absences.page(request, person_id, template="console/absence.html", here=here, around=context)


@administrators
@require_POST
def end(request: HttpRequest, person_id: UUID, absence_id: UUID) -> HttpResponse:
    return absences.end(request, absence_id, here=reverse("console-absence", args=[person_id]))

"""The browser comes back from a bank. A secret word in the address says of which payment; what it brings is a hint."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pishkhan.payments import api as payments
from pishkhan.web import errors

LARGEST = 64 * 1024
MOST, LONGEST = 60, 2000
"""Fields that are read, and characters of each."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, word: str) -> HttpResponse:
    """Keep what was brought, to be asked of the bank by a job, and lead to the page of the result. A post from another
    site carries no session, the GET after it does."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return errors.page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    here = request.institution  # type: ignore[attr-defined]
    attempt = payments.note_return(institution_id=here.id, word=word, fields=_fields(request))
    if attempt is None:
        return errors.page(request, HTTPStatus.NOT_FOUND)
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = reverse("payment", args=[attempt.id])
    response["Cache-Control"] = "no-store"
    return response


def _fields(request: HttpRequest) -> dict[str, str]:
    """What came in the address and as a form, as text by name."""
    found = {**request.GET.dict(), **request.POST.dict()}
    return {str(name)[:LONGEST]: str(value)[:LONGEST] for name, value in list(found.items())[:MOST]}

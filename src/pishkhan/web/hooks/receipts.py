"""Receipts that providers bring."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pishkhan.notifications import api as notifications

LARGEST = 64 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, account_id: UUID, word: str) -> HttpResponse:
    """Keep what a provider says, to be applied by a job; say no more than that it came."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    known = notifications.receive(
        institution_id=request.institution.id, account_id=account_id, word=word, fields=_fields(request)  # type: ignore[attr-defined]
    )
    return HttpResponse("ok" if known else "unknown", content_type="text/plain", status=200 if known else 404)


def _fields(request: HttpRequest) -> dict[str, str]:
    """What was sent, in the address, as a form or as JSON: text by name."""
    found: dict[str, Any] = {**request.GET.dict(), **request.POST.dict()}
    if request.content_type == "application/json":
        try:
            told = json.loads(request.body)
        except (ValueError, RecursionError):
            told = {}
        found.update(told if isinstance(told, dict) else {})
    return {str(name): str(value) for name, value in found.items() if isinstance(value, str | int)}

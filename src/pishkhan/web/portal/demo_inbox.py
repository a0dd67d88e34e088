"""«صندوق پیامک آزمایشی»: what the demo provider was given, instead of somebody's phone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pishkhan.kernel import phone
from pishkhan.notifications import api as notifications


def _to(address: str) -> str:
    """A number as people write it."""
    return phone.show_mobile(address) if address.startswith("+98") else address


@require_GET
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, of one number or address when it is asked for. There is no such page outside the demo."""
    if not settings.DEMO:
        raise Http404
    asked = request.GET.get("to", "")[:254]
    rows = notifications.kept(request.institution.id, address=asked)  # type: ignore[attr-defined]
    return render(request, "demo_inbox.html", {"rows": [(row, _to(row.address)) for row in rows], "asked": asked})

"""«صندوق پیامک آزمایشی»: what the demo provider was given, instead of somebody's phone."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pishkhan.kernel import phone
from pishkhan.notifications import api as notifications

LINK = re.compile(r"(https?://[^\s]+)")


def _linked(text: str) -> SafeString:
    """Escaped words with their addresses as links, which read from the left."""
    link = '<a href="{}" dir="ltr"><bdi dir="ltr">{}</bdi></a>'
    parts = ((format_html(link, part, part) if LINK.fullmatch(part) else part,) for part in LINK.split(text))
    return format_html_join("", "{}", parts)


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
    kept = notifications.kept(request.institution.id, address=asked)  # type: ignore[attr-defined]
    rows = [(row, _to(row.address), _linked(row.text)) for row in kept]
    return render(request, "demo_inbox.html", {"rows": rows, "asked": asked})

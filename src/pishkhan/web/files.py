"""A kept file as pages show it: its address where it may be had, its size, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import FileResponse, Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as lazy

from pishkhan.plumbing import files as storage
from pishkhan.plumbing.models import FileState, StoredFile
from pishkhan.web.components.sizes import size_words

Shown = tuple[str, str, str]
"""Address (empty: it cannot be had), name, size and state in words."""

STATES: Mapping[str, Promise] = {
    FileState.QUARANTINED: lazy("waits for the virus scanner; it is kept and can be opened once it was looked at"),
    FileState.INFECTED: lazy("held a virus and was removed"),
}


def shown(stored: StoredFile, url: str, name: str = "") -> Shown:
    words, size = STATES.get(stored.state), size_words(stored.size)
    return ("", name or stored.name, f"{size} · {words}") if words else (url, name or stored.name, size)


def sent(stored: StoredFile) -> HttpResponse:
    """The file as a download: never shown inside our own pages, whatever its bytes pretend to be. Raises as
    `files.read`."""
    response = HttpResponse(storage.read(stored), content_type=stored.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
    return response


def handed(stored: StoredFile) -> FileResponse:
    """A long file as a download, read while it is sent, kept by nobody between. Raises Http404 when its bytes are not
    there."""
    try:
        handle = storage.opened(stored)
    except OSError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=stored.name, content_type=stored.media_type)
    response["Cache-Control"] = "no-store"
    return response

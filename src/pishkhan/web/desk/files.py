"""Files of a request, for those who have a task of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import files
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow


@signed_in
@require_GET
def file(request: HttpRequest, task_id: UUID, attachment_id: UUID) -> HttpResponse:
    """One file, as a download. Raises NotYours."""
    found = servicedesk.attachment_of(Sheet(request.actor, task_id).request, attachment_id, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise workflow.NotYours
    return files.sent(found.file)

"""The inbox as a table for a spreadsheet."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.kernel import jalali
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import spreadsheets
from pishkhan.web.components import status
from pishkhan.web.desk import rows
from pishkhan.web.desk.asking import filter_of
from pishkhan.web.entry import signed_in
from pishkhan.workflow.api import NotYours

MOST_ROWS = 1000


@signed_in
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The first thousand lines of the current filter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        raise NotYours
    page = servicedesk.inbox(actor, filter_of(request.GET), size=MOST_ROWS)
    about = [_("Number"), _("Student"), _("Student number"), _("Request"), _("Station"), _("Status")]
    table = [[*about, _("With"), _("Open since"), _("Deadline")]]
    for row, line in zip(page.rows, rows.lines(actor, page.rows, {}), strict=True):
        table.append([
            line.number, line.student, line.student_number, line.title, line.station, status.words(line.status),
            line.holder, _day(row.task.created_at), _day(row.task.due_at),
        ])  # fmt: skip
    return spreadsheets.as_csv("inbox", table)


def _day(moment: datetime | None) -> str:
    return jalali.show(timezone.localtime(moment).date()) if moment else ""

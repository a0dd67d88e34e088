"""What was said about a request, as an office reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel.digits import to_latin
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.web import files
from pishkhan.web.desk.sheet import Sheet

REPLY_DAYS = (2, 3, 7, 14)
"""Days an officer may give the student to answer (B14)."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message for components/message.html."""

    kind: str
    author: str
    unit: str
    at: datetime
    body: str
    files: Sequence[files.Shown] = ()
    reply_by: date | None = None
    new: bool = False


def of(sheet: Sheet, attachments: Sequence[servicedesk.Attachment]) -> list[Said]:
    """Oldest first, each with its files; notes of private stations only where the reader belongs to their office
    (B22)."""
    shown = servicedesk.comments(sheet.request, sheet.actor)
    beside = servicedesk.by_comment(attachments, shown)
    return [_said(row, sheet, beside[row.id]) for row in shown]


def _said(row: servicedesk.Comment, sheet: Sheet, attachments: Sequence[servicedesk.Attachment]) -> Said:
    own = row.author_id == sheet.actor.person_id
    seen = getattr(sheet.request, "seen_at", None)
    kept = [
        files.shown(each.file, reverse("desk-file", args=[sheet.task.id, each.id])) for each in attachments
    ]
    if row.office_id is None:
        who = _("student") if row.author_id == sheet.request.applicant_id else _("Takes part")
        kind, author = "theirs", row.author.shown_name
    else:
        who, kind = "", "pub" if row.visibility == Visibility.PUBLIC else "note"
        author = _("You") if own else row.author.shown_name
    new = not own and (row.created_at > seen if seen else row.office_id is None)
    return Said(kind, author, who, row.created_at, row.body, kept, row.reply_by, new)


def day_of(request: HttpRequest) -> date | None:
    """The day by which an answer is wished for, if one of the spans was chosen."""
    typed = to_latin(request.POST.get("reply_days", ""))
    return timezone.localdate() + timedelta(days=int(typed)) if typed in map(str, REPLY_DAYS) else None

"""What was said about a request, as an office reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility


@dataclass(frozen=True, slots=True)
class Said:
    """One message for components/message.html."""

    kind: str
    author: str
    unit: str
    at: datetime
    body: str
    files: Sequence[tuple[str, str, str]] = ()


def of(request: servicedesk.Request, actor: Actor) -> list[Said]:
    """Oldest first; notes of private stations only where the reader belongs to their office (B22)."""
    return [_said(row, request, actor) for row in servicedesk.comments(request, actor)]


def _said(row: servicedesk.Comment, request: servicedesk.Request, actor: Actor) -> Said:
    if row.author_id == request.applicant_id:
        return Said("theirs", row.author.shown_name, _("student"), row.created_at, row.body)
    kind = "pub" if row.visibility == Visibility.PUBLIC else "note"
    author = _("You") if row.author_id == actor.person_id else row.author.shown_name
    return Said(kind, author, "", row.created_at, row.body)

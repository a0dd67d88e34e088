"""The conversation of a request as its student's side reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import files


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the conversation for components/message.html; `reply_by` is a wished-for day of answer (B14), `new`
    that the reader has not seen it before."""

    kind: str
    author: str
    unit: str
    at: datetime
    body: str
    reply_by: date | None
    files: Sequence[files.Shown] = ()
    new: bool = False


def said(
    found: servicedesk.Request, actor: Actor, comments: Sequence[servicedesk.Comment], units: Mapping[UUID, str],
    attachments: Sequence[servicedesk.Attachment],
) -> list[Message]:  # fmt: skip
    """Oldest first, each with its files."""
    beside = servicedesk.by_comment(attachments, comments)
    return [_message(row, found, actor, units, beside[row.id]) for row in comments]


def _message(
    row: servicedesk.Comment, found: servicedesk.Request, actor: Actor, units: Mapping[UUID, str],
    attachments: Sequence[servicedesk.Attachment],
) -> Message:  # fmt: skip
    own = row.author_id == actor.person_id
    unit = units.get(row.office_id, "") if row.office_id else ""
    if not own and row.office_id is None:
        unit = _("Applicant") if row.author_id == found.applicant_id else _("Takes part")
    page = servicedesk.page_of(found)
    return Message(
        kind="mine" if own else "theirs", author=_("You") if own else row.author.shown_name, at=row.created_at,
        unit=unit, body=row.body, reply_by=row.reply_by, new=not own and is_new(found, row.created_at),
        files=[files.shown(each.file, f"{page}files/{each.id}/") for each in attachments],
    )  # fmt: skip


def is_new(found: servicedesk.Request, at: datetime) -> bool:
    """Whether something happened since the reader last looked; on the first look nothing is marked."""
    seen = getattr(found, "seen_at", None)
    return seen is not None and at > seen

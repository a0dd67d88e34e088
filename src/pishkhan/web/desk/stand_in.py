"""In whose place the reader works: «به جای …»."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from pishkhan.plumbing.actor import Actor, Role
from pishkhan.web.components.language import current
from pishkhan.workflow import api as workflow

Names = dict[UUID, str]


def names(request: HttpRequest) -> Names:
    """Full names of the absent colleagues in whose seats the reader sits; they came with the session."""
    rows = getattr(request.user, "lent", ())
    english = current() == "en"
    return {UUID(str(whose)): (name_en if english and name_en else name) for _, _, whose, name, name_en in rows}


def for_task(actor: Actor, task: workflow.Task, absent: Names) -> str:
    """Whose seat serves the task; empty where it is the reader's own."""
    if not absent:
        return ""
    seat = actor.seat(task.office_id, Role(task.wants_role), task.assignee_id)
    return absent.get(seat.of, "") if seat and seat.of else ""

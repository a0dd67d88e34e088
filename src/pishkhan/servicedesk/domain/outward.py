"""What other systems are told of requests: ids, numbers, states and times. Runs in jobs; may be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pishkhan.notifications import api as notifications
from pishkhan.servicedesk.models import Comment, Request, Return
from pishkhan.workflow import api as workflow


def tell(event: str, *, event_id: UUID, request_id: UUID, **more: Any) -> None:
    """Something happened to a request."""
    request = Request.objects.select_related("type").get(id=request_id)
    notifications.announce_out(request.institution_id, event, event_id, {"request": shown(request), **more})


def commented(event_id: UUID, comment_id: UUID) -> None:
    """By whom, in one word: applicant, office, or participant. What was said is read with a token."""
    row = Comment.objects.select_related("request").get(id=comment_id)
    by = "office" if row.office_id else "applicant" if row.author_id == row.request.applicant_id else "participant"
    tell("request.commented", event_id=event_id, request_id=row.request_id, comment=str(row.id), by=by)


def returned(event: str, event_id: UUID, return_id: UUID) -> None:
    row = Return.objects.get(id=return_id)
    reply_by = row.reply_by.isoformat()
    tell(event, event_id=event_id, request_id=row.request_id, **{"return": str(row.id), "reply_by": reply_by})


def opened(request_id: UUID, task_ids: Sequence[UUID]) -> None:
    """Tasks of one request, each by itself; the event's id is the task's."""
    for task in workflow.Task.objects.filter(id__in=task_ids).order_by("id"):
        due_at = task.due_at.isoformat(timespec="seconds") if task.due_at else None
        told = {"id": str(task.id), "station": task.node, "office": str(task.office_id or ""), "due_at": due_at}
        tell("task.opened", event_id=task.id, request_id=request_id, task=told)


def shown(request: Request) -> dict[str, Any]:
    """A request as other systems are told of it. `request` comes with its type."""
    return {
        "id": str(request.id), "number": request.number, "service": request.type.key,
        "status": request.customer_status, "filed_at": request.created_at.isoformat(timespec="seconds"),
        "closed_at": request.closed_at.isoformat(timespec="seconds") if request.closed_at else None,
    }  # fmt: skip

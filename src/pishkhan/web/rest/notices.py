"""One's own notices, as the bell shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from pishkhan.notifications import api as notifications
from pishkhan.web.rest.access import MINE, MY_WRITES, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.shapes import WRITES, WRONG, Done

router = Router(tags=["notices"])


class Notice(Schema):
    """`link`: the page it leads to, inside this host."""

    id: UUID
    title: str
    body: str
    link: str
    at: datetime
    unread: bool


class Notices(Schema):
    rows: list[Notice]
    next: UUID | None
    unread: int


@router.get("/notices/", auth=MINE, response={200: Notices, **WRONG}, url_name="rest-notices")
def listing(request: HttpRequest, after: Query[UUID | None] = None) -> Any:
    """Newest first, 30 at a time. `unread` is counted up to 100."""
    actor = actor_of(request)
    rows, following = notifications.page(actor, before=after)
    names = ("id", "title", "body", "link", "at", "unread")
    shown = [{name: getattr(row, name) for name in names} for row in rows]
    return {"rows": shown, "next": following, "unread": notifications.unread_count(actor)}


@router.post("/notices/{uuid:notice_id}/read/", auth=MY_WRITES, response={200: Done, **WRITES},
             url_name="rest-notice-read", openapi_extra=DESCRIBED)  # fmt: skip
@once
def read(request: HttpRequest, notice_id: UUID) -> Any:
    """One was read."""
    actor = actor_of(request)
    if notifications.link_of(actor, notice_id) is None:
        raise Http404
    notifications.mark_read(actor=actor, notice_id=notice_id)
    return {"ok": True}


@router.post("/notices/read/", auth=MY_WRITES, response={200: Done, **WRITES}, url_name="rest-notices-read",
             openapi_extra=DESCRIBED)  # fmt: skip
@once
def read_all(request: HttpRequest) -> Any:
    """All were read."""
    notifications.mark_read(actor=actor_of(request))
    return {"ok": True}

"""The bell: what the product told this person, staff and students alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.notifications import api as notifications
from pishkhan.web.components import numbers
from pishkhan.web.student.access import actor_of, signed_in, uuid_of

CODE = re.compile(r"([0-9]+(?:[-/][0-9]+)+)")
"""Numbers of requests and certificates, and dates: after Persian letters they turn round unless isolated."""


@dataclass(frozen=True, slots=True)
class Line:
    """One notice with its words as they stand on the page."""

    id: UUID
    title: SafeString
    body: SafeString
    icon: str
    link: str
    at: datetime
    unread: bool


def _shown(notice: notifications.ShownNotice) -> Line:
    return Line(
        id=notice.id, title=readable(notice.title), body=readable(notice.body), icon=notice.icon, link=notice.link,
        at=notice.at, unread=notice.unread,
    )  # fmt: skip


def readable(words: str) -> SafeString:
    """Escaped words with every code isolated, in the digits of the page's language."""
    parts = ((numbers.isolated(part) if CODE.fullmatch(part) else part,) for part in CODE.split(words))
    return format_html_join("", "{}", parts)


@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Newest first; older ones by the id of the last one shown."""
    rows, older = notifications.page(actor_of(request), before=uuid_of(request.GET.get("before", "")))
    return render(request, "student/notices.html", {"notices": [_shown(row) for row in rows], "older": older})


@signed_in
def follow(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Open what a notice speaks of; it counts as read from then on."""
    actor = actor_of(request)
    link = notifications.link_of(actor, notice_id)
    if link is None:
        raise Http404
    notifications.mark_read(actor=actor, notice_id=notice_id)
    return redirect(link or "notifications")


@signed_in
@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark one notice read, or all of them when none is named."""
    named = request.POST.get("notice", "")
    notice_id = uuid_of(named)
    if named and notice_id is None:
        raise Http404
    notifications.mark_read(actor=actor_of(request), notice_id=notice_id)
    if not named:
        messages.success(request, _("All messages are marked as read."))
    return redirect("notifications")

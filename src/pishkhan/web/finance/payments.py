"""Payments: every attempt, found and looked into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.kernel.ids import uuid_of
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web.components.fields import Option
from pishkhan.web.finance import days as spans
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-payments"
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Line:
    """A payment as the list shows it."""

    row: payments.Attempt
    badge: words.Badge
    subject: str
    terminal: str


@accountants
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Newest first, by filter and search, a page at a time."""
    actor, given, days = actor_of(request), request.GET, spans.asked(request.GET)
    asked = payments.books.Asked(
        text=given.get("q", "")[:LONGEST], group=given.get("group", ""), terminal_id=uuid_of(given.get("terminal")),
        subject_id=uuid_of(given.get("subject")), first=days.first, last=days.last,
        before=uuid_of(given.get("before")),
    )  # fmt: skip
    found, following = payments.books.search(actor, asked)
    narrowed = any(given.get(name) for name in ("q", "group", "terminal", "subject", "first", "last"))
    context: dict[str, Any] = {
        **around(request, HERE), "lines": [line(row) for row in found], "following": following,
        "newer": bool(asked.before), "q": given.get("q", ""), "filters": _filters(actor, asked), "days": days,
        "narrowed": narrowed,
    }  # fmt: skip
    return render(request, "finance/payments.html", context)


def line(row: payments.Attempt) -> Line:
    return Line(row, words.badge(row), pick(row.shown.get("subject")), pick(row.terminal.name))


def _filters(actor: Actor, asked: payments.books.Asked) -> list[tuple[str, str, str, list[Option]]]:
    """Name, label, chosen value and options of each."""
    groups = [Option(key, str(label)) for key, label in words.GROUPS.items()]
    terminals = [Option(str(row.id), pick(row.name)) for row in payments.setting_up.terminals_visible_to(actor)]
    rows = payments.setting_subjects.subjects_visible_to(actor)
    subjects = [Option(str(row.id), pick(row.title)) for row in rows]
    return [
        ("group", _("State"), asked.group, groups),
        ("terminal", _("Terminal"), str(asked.terminal_id or ""), terminals),
        ("subject", _("Subject"), str(asked.subject_id or ""), subjects),
    ]

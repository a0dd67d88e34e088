"""One request as its applicant sees it: read from the same page as the browser's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.student import case


class Debt(Schema):
    """Rials."""

    reason: str
    amount: int
    due_on: date | None


class Station(Schema):
    """`status`: done, na, open, new, wait, debt, visit or back. `holder`: who has it, where that is told."""

    number: int
    name: str
    status: str
    holder: str
    since: datetime | None
    done_at: datetime | None
    note: str
    debts: list[Debt]


class Said(Schema):
    """One message; `mine`: the applicant wrote it."""

    mine: bool
    author: str
    unit: str
    at: datetime
    body: str
    reply_by: date | None


class Happened(Schema):
    at: datetime
    words: str


class Todo(Schema):
    """One thing only the applicant can do; `kind`: turn, debt or visit."""

    kind: str
    title: str
    lines: list[str]
    amount: int | None
    until: date | None


class Seen(Schema):
    """Words are in the language of the call (cookie `pk_language`), Persian when none is chosen."""

    todo: list[Todo]
    stations: list[Station]
    messages: list[Said]
    timeline: list[Happened]


def seen(actor: Actor, found: servicedesk.Request) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the page shows, and of it what `Seen` tells."""
    page = case.page(actor, found)
    return page, {
        "todo": [
            {
                "kind": each.tone, "title": each.title, "lines": [str(line) for line in each.lines],
                "amount": each.amount, "until": each.until,
            }
            for each in page["todo"]
        ],
        "stations": [
            {
                "number": each.number, "name": each.name, "status": each.status, "holder": each.holder,
                "since": each.since, "done_at": each.done_at, "note": str(each.note),
                "debts": [{"reason": due.reason, "amount": due.amount, "due_on": due.due_on} for due in each.dues],
            }
            for each in page["stations"]
        ],
        "messages": [
            {
                "mine": each.kind == "mine", "author": each.author, "unit": each.unit, "at": each.at,
                "body": each.body, "reply_by": each.reply_by,
            }
            for each in page["talk"]
        ],
        "timeline": [{"at": each.at, "words": str(each.words)} for each in page["events"]],
    }  # fmt: skip

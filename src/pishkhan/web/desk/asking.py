"""What the address of the inbox asks for, and the address of what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from pishkhan.kernel.ids import uuid_of
from pishkhan.servicedesk.api import Filter, filters
from pishkhan.workflow.api import Task

TABS = ("all", "mine", "free", "visit", "debt", "student", "late")
ORDERS = ("due", "created")


def filter_of(given: Mapping[str, str]) -> Filter:
    """What the address asks for; what it cannot mean is left out."""
    tab, order, after = given.get("tab", ""), given.get("order", ""), given.get("after", "")
    return Filter(
        tab=tab if tab in TABS else "all", office=uuid_of(given.get("office")), type_key=given.get("type", "")[:60],
        faculty=uuid_of(given.get("faculty")), order=order if order in ORDERS else "due", after=after[:90],
    )  # fmt: skip


def query_of(asked: Filter, columns: Sequence[str] = filters.USUAL, **changes: str) -> str:
    """The words behind the question mark; the tab always, as no words at all open the inbox with a saved view."""
    values = {
        "tab": asked.tab, "office": str(asked.office or ""), "type": asked.type_key,
        "faculty": str(asked.faculty or ""), "order": asked.order if asked.order != "due" else "", "after": asked.after,
        **changes,
    }  # fmt: skip
    kept = [(name, value) for name, value in values.items() if value]
    if tuple(columns) != filters.USUAL:
        kept += [("col", name) for name in columns]
    return f"?{urlencode(kept)}"


def address_of(asked: Filter, columns: Sequence[str] = filters.USUAL, **changes: str) -> str:
    return reverse("desk-inbox") + query_of(asked, columns, **changes)


def mark_of(task: Task) -> str:
    """Where the page of overdue work behind this task begins."""
    return f"{task.due_at.isoformat()}~{task.id}" if task.due_at else ""


def read_mark(typed: str) -> tuple[datetime, UUID] | None:
    """The last line of the page before; None for nonsense, which begins anew."""
    moment, _sign, ident = typed[:90].partition("~")
    try:
        at, key = datetime.fromisoformat(moment), uuid_of(ident)
    except ValueError:
        return None
    return (at, key) if key and at.tzinfo else None

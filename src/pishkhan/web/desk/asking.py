"""What the address of the inbox asks for, and the address of what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse

from pishkhan.kernel.ids import uuid_of
from pishkhan.servicedesk.api import Filter, filters

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

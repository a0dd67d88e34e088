"""«سوابق پرداخت»: all of one's own payments, to search, sort and take along (D12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_latin
from pishkhan.payments import api as payments
from pishkhan.payments.api import Standing
from pishkhan.plumbing.texts import pick
from pishkhan.web import spreadsheets
from pishkhan.web.components.language import current
from pishkhan.web.student.access import actor_of, signed_in

SIZES = (10, 25, 50, 100)
MOST_ROWS = 5000
LONGEST = 60
HEADINGS: dict[str, Promise] = {
    "row": lazy("Row"), "unit": lazy("Unit concerned"), "subject": lazy("Subject of payment"), "amount": lazy("Amount"),
    "at": lazy("Date and time"), "tracking": lazy("Tracking number"), "reference": lazy("Reference number"),
}  # fmt: skip
SHOWN: dict[Standing, tuple[str, Promise]] = {
    Standing.PREPARING: ("open", lazy("Begun")),
    Standing.AT_BANK: ("open", lazy("At the bank")),
    Standing.CHECKING: ("open", lazy("Being confirmed")),
    Standing.CANCELLED: ("wait", lazy("Cancelled")),
    Standing.FAILED: ("debt", lazy("Failed")),
    Standing.NOT_STARTED: ("debt", lazy("Failed")),
    Standing.GOES_BACK: ("turn", lazy("Goes back to the card")),
    Standing.UNKNOWN: ("wait", lazy("Not confirmed")),
    Standing.REVIEWED: ("open", lazy("Being looked into")),
    Standing.PAID: ("done", lazy("Paid")),
    Standing.REFUNDED: ("turn", lazy("Given back")),
}
"""Tone and words of a line without a receipt, and of every line of an export."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the history is looked at. `sort` is a column, with a minus when the largest comes first."""

    text: str
    size: int
    sort: str

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def falling(self) -> bool:
        return self.sort.startswith("-")

    def query(self, **changes: Any) -> str:
        asked = {"q": self.text, "size": self.size, "sort": self.sort, **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    number: int
    attempt: payments.Attempt
    unit: str
    subject: str
    reference: str
    at: datetime
    tone: str
    words: Promise

    @property
    def paid(self) -> bool:
        return self.attempt.is_paid


def filter_of(given: QueryDict) -> Filter:
    size, sort = to_latin(given.get("size", "")), given.get("sort", "")
    return Filter(
        text=given.get("q", "")[:LONGEST].strip(),
        size=int(size) if size in {str(each) for each in SIZES} else SIZES[0],
        sort=sort if sort.removeprefix("-") in payments.COLUMNS else "-at",
    )


@signed_in
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    asked = filter_of(request.GET)
    pages = Paginator(_rows(request, asked), asked.size)
    page = pages.get_page(to_latin(request.GET.get("page", "1"))[:6])
    context = {
        "lines": list(_lines(page.object_list, page.start_index())), "page": page, "total": pages.count, "asked": asked,
        "sizes": SIZES, "heads": [_head(asked, name) for name in HEADINGS],
        "older": asked.query(page=page.next_page_number()) if page.has_next() else "",
        "newer": asked.query(page=page.previous_page_number()) if page.has_previous() else "",
        "csv": asked.query(format="csv"), "xlsx": asked.query(format="xlsx"),
    }  # fmt: skip
    return render(request, "student/pay_history.html", context)


@signed_in
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the table shows under its filter, whole."""
    rows = _sheet(list(_lines(_rows(request, filter_of(request.GET))[:MOST_ROWS], 1)))
    if request.GET.get("format") == "xlsx":
        return spreadsheets.as_xlsx("payments", rows, from_right=current() == "fa")
    return spreadsheets.as_csv("payments", rows)


def _rows(request: HttpRequest, asked: Filter) -> Any:
    return payments.history(actor_of(request), text=asked.text, sort=asked.column, falling=asked.falling)


def _lines(rows: Any, first: int) -> Iterator[Line]:
    for number, row in enumerate(rows, first):
        tone, words = SHOWN[payments.standing(row)]
        yield Line(
            number, row, pick(row.shown.get("office")), pick(row.shown.get("subject")), row.reference, row.happened,
            tone, words,
        )  # fmt: skip


def _head(asked: Filter, name: str) -> dict[str, Any]:
    """A column's heading: the link that sorts by it, or turns the order round."""
    here = asked.column == name
    turned = name if here and asked.falling else f"-{name}" if here else name
    order = ("descending" if asked.falling else "ascending") if here else ""
    return {"words": HEADINGS[name], "url": asked.query(sort=turned), "order": order}


def _sheet(lines: list[Line]) -> Iterator[list[spreadsheets.Cell]]:
    yield [*(str(words) for words in HEADINGS.values()), _("Receipt")]
    for line in lines:
        at = timezone.localtime(line.at)
        yield [
            line.number, line.unit, line.subject, line.attempt.amount, f"{jalali.show(at.date())} {at:%H:%M}",
            str(line.attempt.order_no), line.reference,
            payments.check_url(line.attempt) if line.paid else str(line.words),
        ]  # fmt: skip

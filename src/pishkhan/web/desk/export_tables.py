"""Exported lists in words: the headings and cells of each kind, and the file they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel import jalali
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import spreadsheets
from pishkhan.web.components import status
from pishkhan.web.components.language import current
from pishkhan.web.desk import clock, names
from pishkhan.web.desk.search import source_words
from pishkhan.web.spreadsheets import Row

Cells = Callable[[Any], Row]
Table = tuple[list[str], Cells]


def write(actor: Actor, kind: servicedesk.exports.Kind, rows: Iterator[Any], format: str) -> IO[bytes]:
    """The file of a list, on disk; its rows are never all in memory. The caller closes it."""
    head, cells = TABLES[kind.name](actor)
    table = chain([head], map(cells, rows))
    if format == "xlsx":
        return spreadsheets.xlsx(table, from_right=current() == "fa")
    paper: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the caller closes it
    for line in spreadsheets.csv_lines(table):
        paper.write(line)
    return paper


def _work(actor: Actor) -> Table:
    """Open tasks, a line for each."""
    units = {unit.id: pick(unit.name) for unit in organisation.units_of(actor.institution_id).values()}
    head = [
        _("Number"), _("Student"), _("Student number"), _("Request"), _("Office"), _("Station"), _("Status"), _("With"),
        _("Open since"), _("Deadline"),
    ]  # fmt: skip

    def cells(row: servicedesk.Row) -> Row:
        request, task = row.request, row.task
        return [
            request.number, request.applicant.shown_name, request.enrolment.student_number, names.of_request(request),
            units.get(task.office_id, "") if task.office_id else "", pick(row.station.title),
            status.words(clock.status_of(task)), row.holder, day(task.created_at), when(task.due_at),
        ]  # fmt: skip

    return head, cells


def _requests(actor: Actor) -> Table:
    head = [
        _("Number"), _("Student"), _("Student number"), _("Faculty"), _("Service"), _("Status"), _("Filed"),
        _("First answer"), _("Closed"), _("Sent back"),
    ]  # fmt: skip

    def cells(row: servicedesk.Request) -> Row:
        return [
            row.number, row.applicant.shown_name, row.enrolment.student_number, pick(row.enrolment.faculty.name),
            pick(row.type.name), status.words(row.customer_status), when(row.created_at), when(row.first_answer_at),
            when(row.closed_at), row.sent_back,
        ]  # fmt: skip

    return head, cells


def _found(actor: Actor) -> Table:
    words = source_words()
    head = [
        _("Number"), _("Student"), _("Student number"), _("Request"), _("Status"), _("Filed"), _("Found in"), _("Text"),
    ]  # fmt: skip

    def cells(hit: servicedesk.Hit) -> Row:
        row = hit.request
        return [
            row.number, row.applicant.shown_name, row.enrolment.student_number, names.of_request(row),
            status.words(row.customer_status), day(row.created_at), words[hit.source],
            "".join(text for text, _found in hit.snippet),
        ]  # fmt: skip

    return head, cells


TABLES: Mapping[str, Callable[[Actor], Table]] = {
    "inbox": _work, "overdue": _work, "requests": _requests, "found": _found,
}  # fmt: skip


def titles() -> dict[str, str]:
    """What the lists are called."""
    return {
        "inbox": _("Open work at my desks"), "found": _("Found by search"), "requests": _("Requests by day of filing"),
        "overdue": _("Work past its deadline"),
    }  # fmt: skip


def day(moment: datetime | None) -> str:
    return jalali.show(timezone.localtime(moment).date()) if moment else ""


def when(moment: datetime | None) -> str:
    return f"{day(moment)} {timezone.localtime(moment):%H:%M}" if moment else ""


servicedesk.exports.written_by(write)

"""Tables for spreadsheets, as CSV and XLSX. No cell of them is ever run as a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""A cell that begins with one of these would be run by a spreadsheet."""
MARK = "\ufeff"
"""At the start of a CSV it makes spreadsheets read Persian."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_IN_MEMORY = 2**20
Cell = str | int
Row = Sequence[Cell]


def plain(cell: Cell) -> Cell:
    """A number as it is; text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """The file line by line; the rows are never all in memory."""
    yield MARK.encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([plain(cell) for cell in row])
        yield line.getvalue().encode()


def xlsx(rows: Iterable[Row], *, from_right: bool = False) -> IO[bytes]:
    """A workbook, on disk when it is long; the rows are never all in memory. `from_right`: the first column stands at
    the right."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.sheet_view.rightToLeft = from_right
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    paper = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    book.save(paper)
    paper.seek(0)
    return paper


def _cell(sheet: object, value: Cell) -> WriteOnlyCell:
    """Text stays text: what begins like a formula is no formula either way."""
    cell = WriteOnlyCell(sheet, plain(value))
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def as_csv(name: str, rows: Iterable[Row]) -> HttpResponse:
    return _file(f"{name}.csv", b"".join(csv_lines(rows)), CSV)


def as_xlsx(name: str, rows: Iterable[Row], *, from_right: bool = False) -> HttpResponse:
    with xlsx(rows, from_right=from_right) as paper:
        return _file(f"{name}.xlsx", paper.read(), XLSX)


def _file(name: str, body: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response

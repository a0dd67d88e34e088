"""Tables for spreadsheets, as CSV and XLSX. No cell of them is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these would be run by a spreadsheet."""
MARK = "\ufeff"
"""At the start of a CSV it makes spreadsheets read Persian."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int


def plain(cell: Cell) -> Cell:
    """A number as it is; text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(name: str, rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    out = io.StringIO()
    csv.writer(out).writerows([plain(cell) for cell in row] for row in rows)
    return _file(f"{name}.csv", (MARK + out.getvalue()).encode(), "text/csv; charset=utf-8")


def as_xlsx(name: str, rows: Iterable[Sequence[Cell]], *, from_right: bool = False) -> HttpResponse:
    """`from_right`: the first column stands at the right."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.sheet_view.rightToLeft = from_right
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return _file(f"{name}.xlsx", out.getvalue(), XLSX)


def _cell(sheet: object, value: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, plain(value))
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _file(name: str, body: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response

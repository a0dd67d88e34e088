"""From the bytes of a file to lines of text. What a file says of itself is not believed, and nothing in it runs."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from openpyxl import load_workbook

from pishkhan.kernel.errors import Invalid

MOST_ROWS = 100_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
MOST_PARTS, MOST_UNPACKED, MOST_STRINGS = 200, 256 * 1024 * 1024, 64 * 1024 * 1024
"""Of an XLSX: files in it, bytes when unpacked, bytes of its shared strings, which are read whole."""
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SEPARATORS = ",;\t"
Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read. `encoding`: how its text was understood; empty for XLSX. The first line is the
    header; lines without any text are left out. Reading raises Invalid: people_rows, people_columns, people_cell,
    people_broken."""

    encoding: str
    lines: Iterator[Line]


def open_file(name: str, content: bytes) -> Opened:
    """Raises Invalid: file_empty, people_large, people_old_excel, people_format, people_bomb, people_broken."""
    if not content.strip():
        raise Invalid("file_empty", name=name)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Invalid("people_large", name=name)
    if content.startswith(OLD_EXCEL):
        raise Invalid("people_old_excel", name=name)
    if content.startswith(ZIP):
        _check_zip(content)
        return Opened("", _limited(_sheet(content)))
    text, encoding = _decode(content)
    if "\0" in text:
        raise Invalid("people_format", name=name)
    return Opened(encoding, _limited(_csv(text)))


def _decode(content: bytes) -> tuple[str, str]:
    """UTF-8 with or without its mark, UTF-16 with it; anything else is taken for Windows-1256, which old programs in
    Iran write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise Invalid("people_broken") from None
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1256", errors="replace"), "Windows-1256"


def _csv(text: str) -> Iterator[Line]:
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise Invalid("people_broken") from None


def _check_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Invalid("people_broken") from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Invalid("people_format", name="ZIP")
    strings = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED or strings > MOST_STRINGS:
        raise Invalid("people_bomb")


def _sheet(content: bytes) -> Iterator[Line]:
    """The first sheet, as text. A formula is its own text, so that it is seen and refused, not computed."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what it says of its size may be a lie
            for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
                yield number, [_text(value) for value in row]
        finally:
            book.close()
    except Invalid:
        raise
    except Exception:  # openpyxl raises whatever its parsers do
        raise Invalid("people_broken") from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _limited(lines: Iterator[Line]) -> Iterator[Line]:
    count = 0
    for number, cells in lines:
        while cells and not cells[-1].strip():
            cells.pop()
        if number > 10 * MOST_ROWS:
            raise Invalid("people_rows", most=MOST_ROWS)
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise Invalid("people_rows", most=MOST_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise Invalid("people_columns", most=MOST_COLUMNS)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Invalid("people_cell", line=number)
        yield number, cells

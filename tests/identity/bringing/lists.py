"""Lists of people, as universities make them."""

from __future__ import annotations

import io
from contextlib import suppress

from openpyxl import Workbook

from pishkhan.identity import api as identity
from pishkhan.identity.domain.bringing import imports
from pishkhan.identity.domain.bringing.columns import Kind

HEADER = [
    "شماره دانشجویی", "نام", "نام خانوادگی", "کد ملی", "تلفن همراه", "دانشکده", "رشته", "مقطع", "سال ورود", "وضعیت",
    "دوره/نوع پذیرش",
]  # fmt: skip
PLACES = ["number", "first", "last", "national_id", "mobile", "faculty", "field", "degree", "year", "status"]
STUDIES = ["پرستاری و مامایی", "پرستاری", "کارشناسی", "1401", "شاغل به تحصیل", "روزانه"]
STAFF = ["کد پرسنلی", "نام", "نام خانوادگی", "کد ملی", "واحد", "نقش", "از تاریخ", "تا تاریخ"]


def national_id(number: int) -> str:
    """A valid national id made of nine digits."""
    digits = f"{number:09d}"
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return digits + str(rest if rest < 2 else 11 - rest)


def student(which: int, /, **changes: str) -> list[str]:
    """A line about a student like no other."""
    row = [f"7{which:08d}", "نمونه", "آزمونی", national_id(310_000_000 + which), f"0935{which:07d}", *STUDIES]
    for name, value in changes.items():
        row[PLACES.index(name)] = value
    return row


def csv(rows: list[list[str]], *, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


def xlsx(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def tried(university, content: bytes, *, kind: Kind = Kind.STUDENTS, source: str = "registry", name: str = "list.csv"):
    """A file after its dry run."""
    row = identity.imports.upload(
        actor=university.actor("admin"), kind=kind, source=source, name=name, content=content
    )  # fmt: skip
    with suppress(FileNotFoundError):  # a worker of the house may have been quicker, and refused the file
        imports.run(row.id)
    row.refresh_from_db()
    return row


def brought(university, content: bytes, **how):
    """A file after it was brought in."""
    row = tried(university, content, **how)
    assert row.state == "checked", (row.state, row.faults)
    identity.imports.begin(actor=university.actor("admin"), import_id=row.id)
    imports.run(row.id)
    row.refresh_from_db()
    return row


def codes(row) -> list[tuple[int, str, str]]:
    """What was found, without what is only worth knowing."""
    return [(fault["line"], fault["column"], fault["code"]) for fault in row.faults if not fault["note"]]


def notes(row) -> list[tuple[int, str, str]]:
    return [(fault["line"], fault["column"], fault["code"]) for fault in row.faults if fault["note"]]


def counted(row) -> tuple[int, int, int, int]:
    return tuple(row.counts[name] for name in ("new", "changed", "same", "wrong"))

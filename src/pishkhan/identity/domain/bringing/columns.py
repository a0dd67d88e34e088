"""The columns a list of people may have, by the names people give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pishkhan.identity.domain.bringing.faults import Fault
from pishkhan.kernel.text import search_key


class Kind(StrEnum):
    """What a list is of."""

    STUDENTS = "students"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `names`: what it may be called, the template's Persian and English name first; `key` always is one.
    `sample` stands in the template file."""

    key: str
    names: tuple[str, ...]
    sample: str
    needed: bool = False

    @property
    def title(self) -> str:
        return self.names[0]


_WHO = (
    Column("first_name", ("نام", "First name"), "نمونه"),
    Column("last_name", ("نام خانوادگی", "Last name", "Family name", "Surname"), "نمونه‌پور"),
    Column("full_name", ("نام و نام خانوادگی", "Full name"), ""),
    Column("full_name_en", ("نام لاتین", "Name in English", "نام انگلیسی"), ""),
    Column("national_id", ("کد ملی", "National ID", "شماره ملی", "National code"), "0012345679"),
    Column("fida", ("کد فراگیر", "FIDA code", "کد فراگیر اتباع"), ""),
    Column("passport", ("شماره گذرنامه", "Passport number", "گذرنامه"), ""),
    Column("mobile", ("تلفن همراه", "Mobile", "شماره موبایل", "موبایل", "شماره همراه"), "09120000000"),
    Column("email", ("ایمیل", "E-mail", "Email", "پست الکترونیک", "رایانامه"), ""),
    Column("father_name", ("نام پدر", "Father's name"), ""),
    Column("birth_date", ("تاریخ تولد", "Date of birth", "Birth date"), "1380/01/15"),
    Column("birth_certificate", ("شماره شناسنامه", "Birth certificate"), ""),
    Column("address", ("نشانی", "Address", "آدرس"), ""),
)
_STUDIES = (
    Column("student_number", ("شماره دانشجویی", "Student number", "ش دانشجویی", "Student ID"), "40112345", True),
    Column("faculty", ("دانشکده", "Faculty"), "", True),
    Column("field", ("رشته", "Field", "رشته تحصیلی", "Field of study"), "", True),
    Column("degree", ("مقطع", "Degree", "مقطع تحصیلی"), "", True),
    Column("entry_year", ("سال ورود", "Entry year"), "1401", True),
    Column("status", ("وضعیت", "Status", "وضعیت تحصیلی"), "", True),
    Column("admission_type", ("دوره/نوع پذیرش", "Admission type", "نوع پذیرش", "دوره", "نوع دوره"), "", True),
)
_WORK = (
    Column("staff_code", ("کد پرسنلی", "Staff code", "شماره پرسنلی", "شماره کارمندی"), "10001", True),
    Column("unit", ("واحد", "Unit", "واحد سازمانی"), "", True),
    Column("role", ("نقش", "Role", "سمت"), "", True),
    Column("since", ("از تاریخ", "Since", "تاریخ شروع"), "1405/01/01"),
    Column("until", ("تا تاریخ", "Until", "تاریخ پایان"), ""),
)
COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.STUDENTS: (_STUDIES[0], *_WHO, *_STUDIES[1:]),
    Kind.STAFF: (_WORK[0], *_WHO, *_WORK[1:]),
}
TITLES = {column.key: column.names[:2] for columns in COLUMNS.values() for column in columns}
"""Key → the column's name in Persian and in English."""
OF_PERSON = frozenset(column.key for column in _WHO)
OF_STUDIES = frozenset(column.key for column in _STUDIES) - {"student_number"}


def _folded(name: str) -> str:
    """One spelling for a name, however it was spaced and joined."""
    return "".join(char for char in search_key(name) if char.isalnum())


_BY_NAME = {
    kind: {_folded(name): column.key for column in columns for name in (*column.names, column.key)}
    for kind, columns in COLUMNS.items()
}


def read_header(kind: Kind, header: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """The key of every column in the file's order, empty for one without a name; and all that is wrong with them."""
    keys: list[str] = []
    faults: list[Fault] = []
    for name in header:
        key = _BY_NAME[kind].get(_folded(name), "")
        if name.strip() and not key:
            faults.append(Fault(1, "", "column_unknown", {"name": name.strip()[:60]}))
        elif key and key in keys:
            faults.append(Fault(1, key, "column_twice"))
        keys.append(key)
    faults += [Fault(1, key, "column_missing") for key in _missing(kind, keys)]
    return keys, faults


def _missing(kind: Kind, keys: Sequence[str]) -> list[str]:
    """Needed columns that are not there. A name may stand in one column or in two."""
    missing = [column.key for column in COLUMNS[kind] if column.needed and column.key not in keys]
    if "full_name" not in keys:
        missing += [key for key in ("first_name", "last_name") if key not in keys]
    return missing


def template(kind: Kind, language: str) -> list[list[str]]:
    """Header and one line of example, for the file people fill in."""
    columns = [column for column in COLUMNS[kind] if column.key != "full_name"]
    return [[column.names[0 if language == "fa" else 1] for column in columns], [each.sample for each in columns]]

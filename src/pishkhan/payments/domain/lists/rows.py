"""From the cells of a line to a row: everything that is wrong with it, or what it says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pishkhan.identity import api as identity
from pishkhan.kernel import jalali, money, national_id
from pishkhan.kernel.digits import bare, to_latin
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display, search_key
from pishkhan.payments.domain.dues import LARGEST_RIALS
from pishkhan.payments.domain.lists.subjects import Subjects
from pishkhan.payments.domain.terminals import fixed_of
from pishkhan.payments.models import Subject

Fault = identity.import_faults.Fault
LONGEST = {"reason": 300, "evidence": 500}
_NUMBER = re.compile(r"[0-9a-z][0-9a-z._/-]{0,19}")
_GREGORIAN = re.compile(r"((?:19|20)[0-9]{2})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:T00:00:00)?")
_NEGATIVE = re.compile(r"\s*[\u200e\u200f]*[-\u2212(]\s*[0-9]")
FORMULA = "="


@dataclass(slots=True)
class Row:
    """What a line says. `faults`: why it cannot be brought in; `notes`: what is worth knowing. `enrolment_id` is found
    by its numbers; `perhaps` are all enrolments that either of them may mean, of a wrong row too."""

    line: int
    number: str = ""
    code: str = ""
    amount: int = 0
    reason: str = ""
    evidence: str = ""
    due_date: date | None = None
    subject: Subject | None = None
    enrolment_id: UUID | None = None
    person_id: UUID | None = None
    perhaps: set[UUID] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(self.line, column, code, params))

    def note(self, column: str, code: str, **params: Any) -> None:
        self.notes.append(Fault(self.line, column, code, params, is_note=True))

    def key(self) -> str:
        """What makes a row of a list the same as that of an earlier one: student, subject, reason and due date."""
        assert self.subject is not None
        said = f"{self.enrolment_id}|{self.subject.pk}|{search_key(self.reason)}|{self.due_date or ''}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def read_row(line: int, cells: Mapping[str, str], subjects: Subjects, default: Subject) -> Row:
    """`default`: the subject of a row that names none."""
    row = Row(line)
    for column, text in cells.items():
        if not text.strip():
            continue
        try:
            if text.lstrip().startswith(FORMULA):
                raise Invalid("cell_formula")
            _cell(row, column, text.strip(), subjects)
        except Invalid as error:
            row.wrong(column, error.code, **error.params)
    faulty = {fault.column for fault in row.faults}
    if not (row.number or row.code) and not faulty & {"student_number", "national_id"}:
        row.wrong("student_number", "student_missing")
    if not row.amount and "amount" not in faulty:
        row.wrong("amount", "cell_missing")
    if row.subject is None and "subject" not in faulty:
        row.subject = default
    if row.subject is not None and "amount" not in faulty and 0 < row.amount <= (fixed := fixed_of(row.subject)):
        row.wrong("amount", "due_below_shares", fixed=fixed)
    if not row.reason and row.subject is not None and "reason" not in faulty:
        row.reason = row.subject.title.get("fa", row.subject.key)
    return row


def _cell(row: Row, column: str, text: str, subjects: Subjects) -> None:
    """Raises Invalid."""
    if column == "student_number":
        row.number = bare(text).casefold()
        if not _NUMBER.fullmatch(row.number):
            row.number = ""
            raise Invalid("number_wrong")
    elif column == "national_id":
        row.code, padded = national_id.parse_imported(text)
        if padded:
            row.note(column, "padded")
    elif column == "amount":
        row.amount = read_amount(text)
    elif column == "subject":
        row.subject = subjects.named(text)
    elif column == "due_date":
        row.due_date = read_day(text)
    else:
        shown = clean_display(text)
        if len(shown) > LONGEST[column]:
            raise Invalid("cell_long", most=LONGEST[column])
        setattr(row, column, shown)


def read_amount(text: str) -> int:
    """Rials. Raises Invalid amount_negative, or as `money.parse_rials`."""
    if _NEGATIVE.match(to_latin(text)):
        raise Invalid("amount_negative")
    return money.parse_rials(text, minimum=1, maximum=LARGEST_RIALS)


def read_day(text: str) -> date:
    """A Jalali date; with a year of 19.. or 20.. a Gregorian one, as spreadsheets keep their own dates. Raises
    Invalid."""
    found = _GREGORIAN.fullmatch(to_latin(text).strip())
    if found is None:
        return jalali.parse_date(text)
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        raise Invalid("date.no_such_day") from None

"""Whose debt a row is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pishkhan.identity import api as identity
from pishkhan.payments.domain.lists.rows import Row

AT_ONCE = 2_000
Enrolled = dict[str, list[identity.Enrolment]]


def find(institution_id: UUID, rows: Sequence[Row], *, take_zeros: bool) -> None:
    """Give every row its enrolment, or the fault that says why not, and all whom it may mean. A student number that
    lost zeros at its beginning is a fault that names the number meant, and with `take_zeros` a note: the zeros are put
    back."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        numbers = identity.enrolments_by_numbers(institution_id, {row.number for row in some if row.number})
        codes = identity.enrolments_by_national_ids(institution_id, {row.code for row in some if row.code})
        for row in some:
            row.perhaps = {each.id for each in (*_likely(row, numbers), *codes.get(row.code, ()))}
            if not _told_wrong(row):
                _whose(row, numbers, codes, take_zeros=take_zeros)


def _told_wrong(row: Row) -> bool:
    return any(fault.column in ("student_number", "national_id") for fault in row.faults)


def _likely(row: Row, numbers: Enrolled) -> list[identity.Enrolment]:
    """Whom a student number may mean: whoever has it, else whoever has it with zeros before it."""
    if not row.number:
        return []
    return numbers.get(row.number) or _with_zeros(row, numbers)


def _with_zeros(row: Row, numbers: Enrolled) -> list[identity.Enrolment]:
    return [each for zeros in range(1, identity.LOST_ZEROS + 1) for each in numbers.get("0" * zeros + row.number, [])]


def _whose(row: Row, numbers: Enrolled, codes: Enrolled, *, take_zeros: bool) -> None:
    found = None
    if row.number:
        found = _by_number(row, numbers, take_zeros=take_zeros)
        if found is None:
            return
    if row.code:
        theirs = codes.get(row.code, [])
        if found is not None:
            if theirs and found.person_id not in {each.person_id for each in theirs}:
                row.wrong("national_id", "two_students")
            elif not theirs:
                row.wrong("national_id", "national_id_other")
        elif not theirs:
            row.wrong("national_id", "student_unknown")
        elif len(theirs) > 1:
            row.wrong("student_number", "student_many", numbers="، ".join(each.student_number for each in theirs))
        else:
            found = theirs[0]
    if found is not None:
        row.enrolment_id, row.person_id, row.number = found.id, found.person_id, found.student_number


def _by_number(row: Row, numbers: Enrolled, *, take_zeros: bool) -> identity.Enrolment | None:
    exact = numbers.get(row.number, [])
    if len(exact) == 1:
        return exact[0]
    if len(exact) > 1:
        row.wrong("student_number", "student_two")
        return None
    padded = _with_zeros(row, numbers)
    if len(padded) != 1:
        row.wrong("student_number", "student_unknown")
        return None
    if not take_zeros:
        row.wrong("student_number", "number_zeros", number=padded[0].student_number)
        row.enrolment_id, row.person_id = padded[0].id, padded[0].person_id
        return None
    row.note("student_number", "number_padded", number=padded[0].student_number)
    return padded[0]

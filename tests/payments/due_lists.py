"""Lists of dues, as offices make them."""

from __future__ import annotations

from typing import Any

from pishkhan.payments.domain.lists import lists, running
from pishkhan.payments.models import Due, DueList, Line, Posting, Subject
from tests.identity.bringing.lists import csv

LEAD, ACCOUNTANT = "affairs.lead", "accounts"
A, B = "981020304", "971020309"
HEADER = ["شماره دانشجویی", "مبلغ", "موضوع پرداخت", "بابت", "سررسید"]


def subject(university: Any, key: str = "card") -> Subject:
    return Subject.objects.get(institution_id=university.id, key=key)


def looked(university: Any, rows: list[list[str]], *, name="کارت", login=LEAD, key="card", header=HEADER, content=b""):
    """A list after somebody brought it and the job looked at it."""
    row = lists.upload(
        actor=university.actor(login), subject_id=subject(university, key).id, name=name, file_name="list.csv",
        content=content or csv([header, *rows]),
    )  # fmt: skip
    running.run(row.id)
    return DueList.objects.get(id=row.id)


def written(university: Any, rows: list[list[str]], *, all_right: bool = False, **how: Any) -> DueList:
    """A list after it was written."""
    row = looked(university, rows, **how)
    lists.begin(actor=university.actor(how.get("login", LEAD)), list_id=row.id, all_right=all_right)
    running.run(row.id)
    return DueList.objects.get(id=row.id)


def codes(row: DueList) -> list[tuple[int, str, str]]:
    """Faults, without what is only worth knowing."""
    return [
        (each["line"], fault["column"], fault["code"]) for each in row.report for fault in each["faults"]
        if not fault["note"]
    ]  # fmt: skip


def notes(row: DueList) -> list[str]:
    return [fault["code"] for each in row.report for fault in each["faults"] if fault["note"]]


def outcomes(row: DueList) -> list[str]:
    return [each["outcome"] for each in row.report]


def counted(row: DueList) -> tuple[int, ...]:
    return tuple(row.counts[name] for name in ("new", "changed", "same", "withdrawn", "wrong"))


def entries(university: Any, student: str) -> list[tuple[str, int]]:
    """Kinds and amounts of all entries of a student's dues from lists."""
    found = Due.objects.filter(enrolment__student_number=student, list__isnull=False, institution_id=university.id)
    return [(each.kind, each.amount) for due in found.order_by("id") for each in due.entries.order_by("id")]


def balance(university: Any) -> dict[tuple[str, str], int]:
    """What every account of the ledger stands at that lists touched."""
    sources = Posting.objects.filter(institution_id=university.id, kind="due")
    found: dict[tuple[str, str], int] = {}
    for line in Line.objects.filter(posting__in=sources).select_related("account"):
        key = (line.account.kind, str(line.account.ref))
        found[key] = found.get(key, 0) + line.amount
    return found

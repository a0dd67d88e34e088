"""The job of a list: look at every row, or write them, a batch per transaction, going on where it was killed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from pishkhan.payments.domain.lists import book, lists, students
from pishkhan.payments.domain.lists.book import Known
from pishkhan.payments.domain.lists.lists import Step
from pishkhan.payments.domain.lists.planning import (
    Outcome,
    Plan,
    plan_row,
    plan_withdrawal,
    twice,
    untold,
    warn_of_paid,
)
from pishkhan.payments.domain.lists.planning import withdrawn as keys_withdrawn
from pishkhan.payments.domain.lists.rows import Row, read_row
from pishkhan.payments.domain.lists.subjects import subjects_of
from pishkhan.payments.domain.lists.writing import write
from pishkhan.payments.enums import ListState
from pishkhan.payments.models import Due, DueList
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.rows import Statement

BATCH = 500
"""Rows per transaction: whole or not at all, and what a killed worker does again."""
_ALONE = Statement("SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 13))")


def run(list_id: UUID) -> None:
    """Go on with a list from wherever it is. Safe to repeat at any point."""
    row = DueList.objects.select_related("subject").get(id=list_id)
    if row.state != ListState.PLANNED:
        return
    if row.counts.get("step") == Step.LOOKING:
        look(row)
    elif row.counts.get("step") == Step.WRITING:
        _write(row)


def digest_of(name: str) -> str:
    """A list's name in a source reference."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def look(row: DueList) -> None:
    """Say row by row what would happen, and keep it beside the list."""
    plans, kept = _plans(row)
    with transaction.atomic():
        still = DueList.objects.select_for_update().filter(id=row.id, state=ListState.PLANNED).first()
        if still is None or still.counts.get("step") != Step.LOOKING:
            return
        row.report = [_reported(plan) for plan in plans]
        looked = {"step": Step.LOOKED, "looked_at": timezone.now().isoformat(), "kept": kept}
        row.counts = {**still.counts, **looked, **_counted(row.report)}
        row.save(update_fields=["report", "counts"])


def _read(row: DueList) -> list[Row]:
    subjects = subjects_of(row.institution_id, row.subject.office_id)
    prefetch_related_objects([row.subject], "shares")
    rows = []
    for line, cells, more in row.rows:
        read = read_row(line, cells, subjects, row.subject)
        if more:
            read.wrong("", "cells_many")
        rows.append(read)
    students.find(row.institution_id, rows, take_zeros=bool(row.counts.get("take_zeros")))
    twice(rows)
    return rows


def _plans(row: DueList) -> tuple[list[Plan], int]:
    """What becomes of every row and every due that none speaks of, in a fixed order; and how many dues stay only
    because the student of some row cannot be told."""
    rows = _read(row)
    known = book.known(_dues(row))
    plans = [_planned(each, known) for each in rows]
    gone = [plan_withdrawal(key, known[key]) for key in sorted(keys_withdrawn(rows, known))]
    warn_of_paid([*plans, *gone])
    gone = [plan for plan in gone if plan.outcome is not Outcome.SAME or plan.notes]
    if not untold(rows):
        return plans + gone, 0
    kept = sum(plan.outcome is Outcome.WITHDRAWN for plan in gone)
    return plans, kept


def _planned(row: Row, known: Mapping[str, Known]) -> Plan:
    return Plan(Outcome.WRONG, row=row) if row.faults else plan_row(row, known.get(row.key()))


def _dues(row: DueList) -> QuerySet[Due]:
    return book.dues_of(row.institution_id, row.subject.office_id, row.name).select_related("enrolment").order_by("id")


# Writing ------------------------------------------------------------------------------------------


def _write(row: DueList) -> None:
    """Go through the report in its order, rows first: each is planned again under the lock of its due."""
    actor = Actor(institution_id=row.institution_id, person_id=row.by, via=Via.JOB)
    rows = _read(row)
    for first in range(row.counts["done"], len(row.report), BATCH):
        _batch(actor, row.id, rows, first)
    with transaction.atomic():
        ended = DueList.objects.select_for_update(of=("self",)).get(id=row.id)
        if ended.state == ListState.PLANNED and ended.counts.get("step") == Step.WRITING:
            end(actor, ended)


def end(actor: Actor, row: DueList) -> None:
    """A list of which everything is written. What it said stays in the report."""
    row.state, row.applied_at, row.rows = ListState.APPLIED, timezone.now(), []
    row.counts = {**row.counts, **_counted(row.report)}
    row.save(update_fields=["state", "applied_at", "rows", "report", "counts"])
    lists.note(actor, row, "written", **{each.value: row.counts[each.value] for each in Outcome})


def write_now(actor: Actor, row: DueList) -> None:
    """Write a short list that is begun, whole, in the caller's transaction."""
    write_some(actor, row, _read(row), 0, len(row.report))
    end(actor, row)


@transaction.atomic
def _batch(actor: Actor, list_id: UUID, rows: Sequence[Row], first: int) -> None:
    row = DueList.objects.select_for_update(of=("self",)).select_related("subject").get(id=list_id)
    if row.state != ListState.PLANNED or row.counts.get("step") != Step.WRITING or row.counts["done"] != first:
        return
    write_some(actor, row, rows, first, min(first + BATCH, len(row.report)))
    row.save(update_fields=["report", "counts"])


def write_some(actor: Actor, row: DueList, rows: Sequence[Row], first: int, last: int) -> None:
    """Write the rows of a report from one place to another, in the caller's transaction, which keeps `row`."""
    _ALONE.row(name=f"{row.institution_id}:{row.subject.office_id}:{row.name}")
    digest, some, gone = digest_of(row.name), rows[first:last], row.report[max(first, len(rows)) : last]
    refs = [book.source_of(row.subject.office_id, digest, each.key()) for each in some if not each.faults]
    wanted = Q(source_ref__in=refs) | Q(id__in=[each["due"] for each in gone])
    known = book.known(_dues(row).select_for_update(of=("self",)).filter(wanted))
    plans = [_planned(each, known) for each in some]
    by_due = {str(each.due.pk): (key, each) for key, each in known.items()}
    plans += _still_gone(rows, [by_due[each["due"]] for each in gone])
    write(actor, row, plans, office_id=row.subject.office_id, digest=digest)
    row.report[first:last] = [_reported(plan) for plan in plans]
    row.counts = {**row.counts, "done": last}


def _still_gone(rows: Sequence[Row], gone: Sequence[tuple[str, Known]]) -> list[Plan]:
    """Withdrawals planned again: a student who was known when the list was looked at may not be now."""
    if not gone:
        return []
    still = [] if untold(rows) else keys_withdrawn(rows, dict(gone))
    return [
        plan_withdrawal(key, each) if key in still else Plan(Outcome.SAME, key, None, each, each.charge, each.charge)
        for key, each in gone
    ]


def _reported(plan: Plan) -> dict[str, Any]:
    """A row of the report, as it is kept (sealed)."""
    row, due = plan.row, plan.known.due if plan.known else None
    subject = row.subject if row else None
    day = row.due_date if row else due.due_date if due else None
    faults = [*(row.faults if row else ()), *(row.notes if row else ())]
    enrolment_id = row.enrolment_id if row else due.enrolment_id if due else None
    return {
        "line": row.line if row else 0, "outcome": plan.outcome.value,
        "number": row.number if row else due.enrolment.student_number if due else "",
        "enrolment": str(enrolment_id) if enrolment_id else "",
        "subject": str(subject.pk) if subject else str(due.subject_id) if due and due.subject_id else "",
        "reason": row.reason if row else due.reason if due else "", "day": day.isoformat() if day else "",
        "before": plan.before, "after": plan.after if plan.key else row.amount if row else 0, "change": plan.change,
        "due": str(due.id) if due else "",
        "faults": [fault.stored() for fault in faults] + [
            {"line": 0, "column": "", "code": code, "params": params, "note": True} for code, params in plan.notes
        ],
    }  # fmt: skip


def _counted(report: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts: dict[str, Any] = {each.value: 0 for each in Outcome}
    counts.update(zeros=0, more=0, less=0)
    for each in report:
        counts[each["outcome"]] += 1
        counts["more" if each["change"] > 0 else "less"] += abs(each["change"])
        counts["zeros"] += any(fault["code"] == "number_zeros" for fault in each["faults"])
    return counts

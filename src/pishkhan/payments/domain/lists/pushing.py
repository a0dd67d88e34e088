"""Lists of dues pushed by another system: the whole list at once, with the faults a file's rows would get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from pishkhan.kernel.errors import DomainError
from pishkhan.payments.domain.lists import lists, running
from pishkhan.payments.domain.lists.columns import NAMES
from pishkhan.payments.domain.lists.lists import Step
from pishkhan.payments.models import DueList, Subject
from pishkhan.plumbing.actor import Actor

MOST = 5_000
"""Rows of one push."""
AT_ONCE = running.BATCH
"""Up to so many are written before the answer; more by a job."""
LONGEST_CELL = 2_000


@transaction.atomic
def push(
    *, actor: Actor, source: str, name: str, subject: str, rows: Sequence[Mapping[str, Any]], dry: bool = False,
    take_zeros: bool = False,
) -> DueList:  # fmt: skip
    """What is owed under a name of a source, all of it: what an earlier push of the name had and this one has not is
    cancelled as far as it is unpaid. The same push again changes nothing. `subject`: the key of that of rows which
    name none; its office is the list's. The caller has decided that the actor may.

    The list that comes back is looked at (`dry`, nothing is kept of it), written, or being written by a job. Raises
    DomainError push_many, subject_unknown, list_name, list_busy.
    """
    if len(rows) > MOST:
        raise DomainError("push_many", most=MOST)
    found = Subject.objects.filter(institution_id=actor.institution_id, key=subject, is_open=True).first()
    if found is None:
        raise DomainError("subject_unknown")
    called = lists.read_name(f"{source}: {lists.read_name(name)}")
    row = lists.keep(actor, found, called, given=[_given(n, each) for n, each in enumerate(rows, 1)])
    row.counts["take_zeros"] = take_zeros
    row.save(update_fields=["counts"])
    running.look(row)
    row.refresh_from_db()
    if dry:
        transaction.set_rollback(True)
        return row
    changes = row.counts["new"] + row.counts["changed"] + row.counts["withdrawn"]
    if not changes:  # nothing to keep but the report that goes back
        transaction.set_rollback(True)
        return row
    lists.start(actor, row)
    if len(row.report) > AT_ONCE:
        lists.queue(row)
    else:
        running.write_now(actor, row)
    return row


def _given(line: int, cells: Mapping[str, Any]) -> list[Any]:
    """As a line of a file: number, cells by column, how many cells no column knows."""
    known = {name: str(cells[name])[: LONGEST_CELL + 1] for name in NAMES if cells.get(name) is not None}
    return [line, known, len(cells.keys() - NAMES.keys())]


def is_written(row: DueList) -> bool:
    return row.applied_at is not None


def is_going(row: DueList) -> bool:
    """Whether a job still writes it."""
    return row.applied_at is None and row.counts.get("step") == Step.WRITING

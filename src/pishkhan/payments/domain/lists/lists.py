"""Lists of dues: brought, looked at, written or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain.access import LISTERS, brings_lists_for, keeps_accounts
from pishkhan.payments.domain.lists.columns import read_header
from pishkhan.payments.enums import ListState
from pishkhan.payments.models import DueList, Subject
from pishkhan.plumbing import audit, jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

MOST_ROWS = 20_000
LONGEST_NAME = 80
PAGE = 25


class Step(StrEnum):
    """How far a list is, beside its state."""

    LOOKING = "looking"
    LOOKED = "looked"
    WRITING = "writing"
    REFUSED = "refused"
    """Its columns are not those of a list of dues."""


def visible_to(actor: Actor) -> QuerySet[DueList]:
    """Lists of every office for those who keep the accounts, of the actor's own for its leads and managers."""
    rows = DueList.objects.filter(institution_id=actor.institution_id).select_related("subject__office")
    return rows if keeps_accounts(actor) else rows.filter(subject__office_id__in=actor.units(LISTERS))


def page(actor: Actor, *, before: UUID | None = None) -> tuple[list[DueList], UUID | None]:
    """Newest first, without their rows, and the id after which the next page begins."""
    rows = visible_to(actor).defer("rows", "report").order_by("-id")
    found = list((rows.filter(id__lt=before) if before else rows)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def one(actor: Actor, list_id: UUID) -> DueList:
    """Raises DomainError not_found."""
    found = visible_to(actor).filter(id=list_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


def offered_subjects(actor: Actor) -> QuerySet[Subject]:
    """Open subjects the actor may record dues of."""
    rows = Subject.objects.filter(institution_id=actor.institution_id, is_open=True).select_related("office")
    return rows if keeps_accounts(actor) else rows.filter(office_id__in=actor.units(LISTERS))


def read_name(typed: str) -> str:
    """The name of a list. Raises Invalid list_name."""
    name = " ".join(clean_display(typed).split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("list_name", most=LONGEST_NAME)
    return name


@transaction.atomic
def upload(*, actor: Actor, subject_id: UUID, name: str, file_name: str, content: bytes) -> DueList:
    """Keep what a file says and have it looked at; nothing is owed yet. The subject is that of rows which name none,
    and its office is the list's.

    Raises DomainError not_found; Invalid list_name, list_rows, list_empty, or as `identity.open_list`.
    """
    subject = offered_subjects(actor).filter(id=subject_id).first()
    if subject is None:
        raise DomainError("not_found")
    name = read_name(name)
    shown = clean_display(file_name.replace("/", "_").replace("\\", "_"))[-200:] or "file"
    opened = identity.open_list(shown, content)
    _, header = next(opened.lines, (1, []))
    keys, faults = read_header(header)
    lines = list(islice(opened.lines, MOST_ROWS + 1))
    if len(lines) > MOST_ROWS:
        raise Invalid("list_rows", most=MOST_ROWS)
    if not lines:
        raise Invalid("list_empty")
    given = [[line, _by_column(keys, cells), max(len(cells) - len(keys), 0)] for line, cells in lines]
    row = keep(actor, subject, name, file_name=shown, given=[] if faults else given)
    row.counts["encoding"] = opened.encoding
    if faults:
        row.state = ListState.DROPPED
        row.counts = {"step": Step.REFUSED, "faults": [fault.stored() for fault in faults]}
    row.save(update_fields=["counts", "state"])
    if not faults:
        queue(row)
    return row


def keep(
    actor: Actor, subject: Subject, name: str, *, given: Sequence[Any], file_name: str = ""
) -> DueList:
    """A list as it was read, before anybody looked at it."""
    return DueList.objects.create(
        institution_id=actor.institution_id, subject=subject, name=name, file_name=file_name, rows=list(given),
        counts={"step": Step.LOOKING, "total": len(given), "done": 0}, by=actor.person_id,
    )  # fmt: skip


def _by_column(keys: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell.strip()}


def queue(row: DueList) -> None:
    """Have a job go on with a list."""
    from pishkhan.payments.tasks import bring_list  # tasks need the app registry

    jobs.defer(bring_list, list_id=str(row.id))


def under_way() -> list[DueList]:
    """Lists of every institution that a job looks at or writes now, or should. For jobs."""
    rows = DueList.objects.filter(state=ListState.PLANNED, counts__step__in=[Step.LOOKING, Step.WRITING])
    return list(rows.only("id", "institution_id", "name").order_by("id"))


@transaction.atomic
def look_again(*, actor: Actor, list_id: UUID, take_zeros: bool) -> None:
    """Have a list that is not written looked at anew, with or without the zeros that student numbers lost. Raises
    DomainError not_found, list_state."""
    row = _locked(actor, list_id)
    row.counts = {
        "step": Step.LOOKING, "total": len(row.rows), "done": 0, "take_zeros": take_zeros,
        "encoding": row.counts.get("encoding", ""),
    }  # fmt: skip
    row.save(update_fields=["counts"])
    queue(row)


@transaction.atomic
def begin(*, actor: Actor, list_id: UUID, all_right: bool = False) -> None:
    """Have what was found right be written by a job. `all_right`: only if no row is wrong.

    Raises DomainError not_found, list_state, list_nothing, list_wrong, list_busy (another list of this name is being
    written), list_stale (one was written since this was looked at).
    """
    row = _locked(actor, list_id)
    if not (row.counts.get("new") or row.counts.get("changed") or row.counts.get("withdrawn")):
        raise DomainError("list_nothing")
    if all_right and row.counts.get("wrong"):
        raise DomainError("list_wrong", count=row.counts["wrong"])
    start(actor, row)
    queue(row)


def start(actor: Actor, row: DueList) -> None:
    """Mark a locked list as being written. Raises DomainError list_busy, list_stale."""
    same = DueList.objects.filter(institution_id=row.institution_id, name=row.name)
    same = same.filter(subject__office_id=row.subject.office_id).exclude(id=row.id)
    if same.filter(state=ListState.PLANNED, counts__step=Step.WRITING).exists():
        raise DomainError("list_busy")
    if same.filter(applied_at__gt=row.counts["looked_at"]).exists():
        raise DomainError("list_stale")
    row.counts = {**row.counts, "step": Step.WRITING, "done": 0}
    row.save(update_fields=["counts"])
    note(actor, row, "begun")


@transaction.atomic
def drop(*, actor: Actor, list_id: UUID) -> None:
    """Leave a list that was looked at; its rows are forgotten. Raises DomainError not_found, list_state."""
    row = _locked(actor, list_id)
    row.state, row.rows, row.report = ListState.DROPPED, [], []
    row.counts = {**row.counts, "step": Step.LOOKED}
    row.save(update_fields=["state", "rows", "report", "counts"])


def _locked(actor: Actor, list_id: UUID) -> DueList:
    row = visible_to(actor).select_for_update(of=("self",)).filter(id=list_id).first()
    if row is None or not brings_lists_for(actor, row.subject.office_id):
        raise DomainError("not_found")
    if row.state != ListState.PLANNED or row.counts.get("step") != Step.LOOKED:
        raise DomainError("list_state")
    return row


def note(actor: Actor, row: DueList, what: str, **after: Any) -> None:
    """A line in the institution's history."""
    line = Line(f"due_list.{what}", "due_list", row.id, after={"name": row.name, **after})
    audit.record(actor=actor, stream=row.institution_id, lines=[line])

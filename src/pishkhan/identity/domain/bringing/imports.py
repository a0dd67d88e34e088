"""Files of people: kept, tried dry, then brought in by a job that goes on where it was killed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity.domain.account_rules import read_rules
from pishkhan.identity.domain.bringing.book import names_of
from pishkhan.identity.domain.bringing.columns import Kind, read_header
from pishkhan.identity.domain.bringing.faults import Fault
from pishkhan.identity.domain.bringing.files import open_file
from pishkhan.identity.domain.bringing.planning import Bringing, Outcome, Plan
from pishkhan.identity.domain.bringing.rows import STRONG, Row, cells_of, read_row
from pishkhan.identity.domain.bringing.sources import OURS
from pishkhan.identity.domain.bringing.tally import Tally
from pishkhan.identity.domain.bringing.words import Words, words_of
from pishkhan.identity.domain.bringing.writing import BATCH, bring, bring_again, foresee
from pishkhan.identity.models import PeopleImport
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, files, jobs
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.models import StoredFile

PAGE = 25
LONGEST_SOURCE = 40
NONE = UUID(int=0)
"""The id of no file."""
KEPT_FOR = timedelta(days=7)
"""How long a list waits to be brought in."""


class State(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    CHECKED = "checked"
    GOING = "going"
    DONE = "done"
    REFUSED = "refused"
    LEFT = "left"
    """Tried, and nobody said that it be brought in."""


def visible_to(actor: Actor) -> QuerySet[PeopleImport]:
    """Administrators see their institution's imports, nobody else any."""
    if not actor.is_administrator:
        return PeopleImport.objects.none()
    return PeopleImport.objects.filter(institution_id=actor.institution_id)


def page(actor: Actor, *, before: UUID | None = None) -> tuple[list[PeopleImport], UUID | None]:
    """Newest first, and the id after which the next page begins."""
    rows = visible_to(actor).order_by("-id")
    found = list((rows.filter(id__lt=before) if before else rows)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def one(actor: Actor, import_id: UUID) -> PeopleImport:
    """Raises DomainError("not_found")."""
    found = visible_to(actor).filter(id=import_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


def read_source(typed: str) -> str:
    """The name of a source. Raises Invalid source_wrong, source_ours."""
    source = clean_display(typed)
    if not source or len(source) > LONGEST_SOURCE:
        raise Invalid("source_wrong", most=LONGEST_SOURCE)
    if source in OURS:
        raise Invalid("source_ours")
    return source


@transaction.atomic
def upload(*, actor: Actor, kind: Kind, source: str, name: str, content: bytes) -> PeopleImport:
    """Keep a file and have it tried dry. Raises DomainError not_found; Invalid as `read_source` and
    `files.open_file`."""
    if not actor.is_administrator:
        raise DomainError("not_found")
    source, shown = read_source(source), clean_display(name.replace("/", "_").replace("\\", "_"))[-200:] or "file"
    open_file(shown, content)
    stored = files.keep(
        institution_id=actor.institution_id, owner_id=actor.person_id, name=shown, content=content,
        media_type="application/octet-stream",
    )  # fmt: skip
    row = PeopleImport.objects.create(
        institution_id=actor.institution_id, kind=kind, source=source, file_id=stored.id, name=shown,
        by=actor.person_id,
    )  # fmt: skip
    _queue(row)
    return row


@transaction.atomic
def begin(*, actor: Actor, import_id: UUID) -> None:
    """Bring in what the dry run found right. Raises DomainError not_found, import_state, import_nothing."""
    row = visible_to(actor).select_for_update().filter(id=import_id).first()
    if row is None:
        raise DomainError("not_found")
    if row.state != State.CHECKED:
        raise DomainError("import_state")
    if not row.counts[Outcome.NEW] + row.counts[Outcome.CHANGED]:
        raise DomainError("import_nothing")
    row.counts = {"dry": {**row.counts, "rows": []}, "encoding": row.counts.get("encoding", "")}
    row.faults, row.dry, row.state = [], False, State.GOING
    row.save(update_fields=["counts", "faults", "dry", "state"])
    _line(actor, row, "people.import_begun")
    _queue(row)


def _queue(row: PeopleImport) -> None:
    from pishkhan.identity.tasks import bring_people  # tasks need the app registry

    jobs.defer(bring_people, import_id=str(row.id))


def _line(actor: Actor, row: PeopleImport, action: str, **after: Any) -> None:
    line = Line(action, "people_import", row.id, after={"kind": row.kind, "source": row.source, **after})
    audit.record(actor=actor, stream=row.institution_id, lines=[line])


# The job ------------------------------------------------------------------------------------------


def run(import_id: UUID) -> None:
    """Try a waiting file dry, or go on bringing one in. Safe to repeat at any point."""
    row = PeopleImport.objects.get(id=import_id)
    if row.state not in (State.WAITING, State.GOING):
        return
    try:
        reading = _Reading(row)
        _try_dry(row, reading) if row.state == State.WAITING else _go(row, reading)
    except Invalid as error:
        line = error.params.get("line", 0)
        _refuse(row, [Fault(line if isinstance(line, int) else 0, "", error.code, _shown(error))])


def _shown(error: Invalid) -> dict[str, Any]:
    return {name: value for name, value in error.params.items() if isinstance(value, int | str)}


class _Reading:
    """The rows of an import's file, with whatever they are read by. `faults`: of the header. Raises Invalid."""

    def __init__(self, row: PeopleImport) -> None:
        stored = StoredFile.objects.filter(institution_id=row.institution_id, id=row.file_id or NONE).first()
        if stored is None:
            raise Invalid("people_gone")
        self.kind, self.words = Kind(row.kind), words_of(row.institution_id)
        self.how = Bringing(row.source, read_rules(row.institution_id).sources, self.words)
        opened = open_file(stored.name, files.read(stored))
        self.encoding, self.lines = opened.encoding, opened.lines
        _, header = next(self.lines, (1, []))
        self.keys, self.faults = read_header(self.kind, header)

    def batches(self) -> Iterator[list[Row]]:
        seen: dict[tuple[Any, ...], int] = {}
        while some := list(islice(self.lines, BATCH)):
            yield [self._row(line, cells, seen, self.words) for line, cells in some]

    def _row(self, line: int, cells: list[str], seen: dict[tuple[Any, ...], int], words: Words) -> Row:
        row = read_row(self.kind, line, cells_of(self.keys, cells), words)
        if len(cells) > len(self.keys):
            row.wrong("", "cells_many")
        if not row.faults and (first := seen.setdefault(row.key(), line)) != line:
            row.wrong("", "row_twice", first=first)
        return row


@transaction.atomic
def _refuse(row: PeopleImport, faults: list[Fault]) -> None:
    row.state, row.faults, row.ended_at = State.REFUSED, [fault.stored() for fault in faults], timezone.now()
    row.save(update_fields=["state", "faults", "ended_at"])
    _forget_file(row)


def _forget_file(row: PeopleImport) -> None:
    """Nobody keeps a copy of so many people's data that nobody needs."""
    stored = StoredFile.objects.filter(institution_id=row.institution_id, id=row.file_id or NONE).first()
    if stored is not None:
        files.forget(stored)


def forget_old() -> int:
    """Delete the files of lists that were tried and not brought in within a week; how many. For jobs."""
    old = PeopleImport.objects.filter(
        state__in=[State.WAITING, State.CHECKED], created_at__lt=timezone.now() - KEPT_FOR
    )
    return sum(_leave(row_id) for row_id in old.order_by("id").values_list("id", flat=True)[:200])


@transaction.atomic
def _leave(import_id: UUID) -> int:
    row = PeopleImport.objects.select_for_update().filter(
        id=import_id, state__in=[State.WAITING, State.CHECKED]
    ).first()  # fmt: skip
    if row is None:
        return 0
    row.state, row.ended_at = State.LEFT, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    _forget_file(row)
    return 1


def _try_dry(row: PeopleImport, reading: _Reading) -> None:
    if reading.faults:
        return _refuse(row, reading.faults)
    tally, made = Tally({"encoding": reading.encoding}), set[tuple[str, str]]()
    for batch in reading.batches():
        plans = foresee(row.institution_id, batch, reading.how)
        _once(plans, made)
        tally.add(plans)
        PeopleImport.objects.filter(id=row.id, state=State.WAITING).update(counts={"done": tally.counts["done"]})
    if not tally.counts["done"]:
        raise Invalid("people_empty")
    row.counts, row.faults, row.state = tally.counts, tally.faults, State.CHECKED
    row.save(update_fields=["counts", "faults", "state"])
    return None


def _once(plans: list[Plan], made: set[tuple[str, str]]) -> None:
    """Somebody two rows are about is new in the first of them only, however far apart they stand."""
    for plan in plans:
        names = {name for name in names_of(plan.row) if name[0] in STRONG} if plan.outcome is Outcome.NEW else set()
        if names & made:
            plan.outcome, plan.fields = Outcome.CHANGED, ["student_number" if "student_number" in plan.row.values else
                                                          "unit"]  # fmt: skip
        made |= names


def _go(row: PeopleImport, reading: _Reading) -> None:
    actor = Actor(institution_id=row.institution_id, person_id=row.by, via=Via.JOB)
    place, done = 0, row.counts.get("done", 0)
    for batch in reading.batches():
        place += len(batch)
        if place > done:
            bring_again(partial(_batch, actor, row.id, batch, place, reading.how))
    _end(actor, row)


def _batch(actor: Actor, import_id: UUID, rows: list[Row], last: int, how: Bringing) -> None:
    """One batch and the mark of how far it went, whole or not at all."""
    row = PeopleImport.objects.select_for_update().get(id=import_id)
    if row.state != State.GOING or row.counts.get("done", 0) >= last:
        return
    tally = Tally(row.counts, row.faults)
    # A try that failed before has left its own words in the rows.
    fresh = [Row(each.line, each.kind, each.values, list(each.faults), list(each.notes)) for each in rows]
    tally.add(bring(actor, fresh, how, by_import=str(import_id)))
    row.counts, row.faults = tally.counts, tally.faults
    row.save(update_fields=["counts", "faults"])


def _end(actor: Actor, row: PeopleImport) -> None:
    with transaction.atomic():
        ended = PeopleImport.objects.select_for_update().filter(id=row.id, state=State.GOING).first()
        if ended is None:
            return
        ended.state, ended.ended_at = State.DONE, timezone.now()
        ended.save(update_fields=["state", "ended_at"])
        _line(actor, ended, "people.imported", **{name.value: ended.counts.get(name, 0) for name in Outcome})
        _forget_file(ended)

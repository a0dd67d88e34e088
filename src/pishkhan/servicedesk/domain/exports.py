"""Lists to take away: asked for on a page, written by a job, fetched by whoever asked, deleted after a week.

Whoever owns a list says how it is read (`offer`); who makes tables of it says in which words (`written_by`). The file
joins its row only when it is whole: a worker that is killed leaves nothing that looks finished, and the job that takes
its place begins anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import files, idempotency, jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.models import Export
from pishkhan.workflow import api as workflow

log = logging.getLogger(__name__)
FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
AT_ONCE = 3
"""Unfinished exports of one person."""
KEPT = timedelta(days=7)
STUCK = timedelta(hours=6)
"""What is not finished by then never will be."""
MOST_ROWS = 1_000_000
"""Of one file; a sheet of a spreadsheet has hardly more."""
STEP = 500
"""Rows between two marks of progress, and read from the database at once."""
LONGEST_WORD = 200

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A list that can be taken away. `may` says whether an actor may have it, `rows` gives what they may see of it for
    a query, a few at a time, and `count` how many that will be (0: not known). `asks` names what a query may say."""

    name: str
    may: Callable[[Actor], bool]
    rows: Callable[[Actor, Query], Iterable[Any]]
    count: Callable[[Actor, Query], int]
    asks: tuple[str, ...] = ()


Write = Callable[[Actor, Kind, Iterator[Any], str], IO[bytes]]
"""From an actor, a kind, its rows and a format to a file, written while it is read."""
_kinds: dict[str, Kind] = {}
_writers: list[Write] = []


def offer(kind: Kind) -> None:
    """Let a list be taken away. Called while starting."""
    _kinds[kind.name] = kind


def written_by(write: Write) -> None:
    """Who makes files of rows. Called while starting."""
    _writers[:] = [write]


def kinds_for(actor: Actor) -> list[Kind]:
    """What the actor may take away, in the order it was offered."""
    return [kind for kind in _kinds.values() if actor.is_staff and kind.may(actor)]


@transaction.atomic
def begin_export(
    *, actor: Actor, kind: str, query: Query, format: str, language: str, key: str = ""
) -> Export | None:  # fmt: skip
    """Have a list written. Of the query only what the kind asks for is kept. None: the button was pressed twice.

    Raises NotYours, DomainError format_unknown, exports_many.
    """
    found = _kinds.get(kind)
    if found is None or actor.person_id is None or found not in kinds_for(actor):
        raise workflow.NotYours
    if format not in FORMATS:
        raise DomainError("format_unknown")
    if not idempotency.first_time(person_id=actor.me, key=key, verb="export"):
        return None
    if Export.objects.filter(person_id=actor.me, state__in=_UNFINISHED).count() >= AT_ONCE:
        raise DomainError("exports_many", most=AT_ONCE)
    asked = {name: str(query[name])[:LONGEST_WORD] for name in found.asks if query.get(name)}
    row = Export.objects.create(
        institution_id=actor.institution_id, person_id=actor.person_id, kind=kind, query=asked, format=format,
        language=language,
    )  # fmt: skip
    from pishkhan.servicedesk.tasks import write_export  # tasks need the app registry

    jobs.defer(write_export, export_id=str(row.id))
    return row


_UNFINISHED = (Export.State.WAITING, Export.State.RUNNING)
_DESKS = "_desks"
"""In the query of a written export: the desks it was written for."""


def run(export_id: UUID) -> None:
    """Write an export from its beginning, with no transaction open; one that is finished already stays as it is. Safe
    to repeat, and to run twice at once: who is first to be whole is kept."""
    row = Export.objects.filter(id=export_id, state__in=_UNFINISHED).first()
    if row is None:
        return
    actor = identity.actor_of(identity.person(row.person_id), institution_id=row.institution_id)
    kind = _kinds.get(row.kind)
    if kind is None or kind not in kinds_for(actor):
        fail(export_id)
        return
    total = min(kind.count(actor, row.query), MOST_ROWS)
    Export.objects.filter(id=row.id).update(state=Export.State.RUNNING, done=0, total=total)
    rows = _counted(row, kind.rows(actor, row.query))
    with override(row.language), _writers[0](actor, kind, rows, row.format) as file:
        laid = files.lay(institution_id=row.institution_id, handle=file)
    _finish(row, actor, laid)


def _counted(row: Export, rows: Iterable[Any]) -> Iterator[Any]:
    number = 0
    for number, each in enumerate(rows, 1):
        if number > MOST_ROWS:
            break
        yield each
        if number % STEP == 0:
            Export.objects.filter(id=row.id).update(done=number)
    Export.objects.filter(id=row.id).update(done=min(number, MOST_ROWS))


@transaction.atomic
def _finish(row: Export, actor: Actor, laid: files.Laid) -> None:
    still = Export.objects.select_for_update().filter(id=row.id, state=Export.State.RUNNING).first()
    if still is None:
        return  # another worker was quicker, or it was given up: the bytes have no row and are swept away
    still.file = files.enter(
        laid, owner_id=row.person_id, name=f"{row.kind}-{timezone.localdate():%Y%m%d}.{row.format}",
        media_type=FORMATS[row.format],
    )  # fmt: skip
    still.state, still.total, still.ended_at = Export.State.DONE, still.done, timezone.now()
    still.query = {**still.query, _DESKS: desks_of(actor)}
    still.save(update_fields=["file", "state", "total", "ended_at", "query"])


def desks_of(actor: Actor) -> list[str]:
    """The desks an actor sits at, as an export remembers them."""
    return sorted(f"{unit}:{role.value}" for unit, role in actor.desks())


def fail(export_id: UUID) -> None:
    """Give an export up."""
    Export.objects.filter(id=export_id, state__in=_UNFINISHED).update(
        state=Export.State.FAILED, ended_at=timezone.now()
    )


def mine(actor: Actor) -> list[Export]:
    """The actor's exports, newest first."""
    rows = Export.objects.filter(institution_id=actor.institution_id, person_id=actor.me).select_related("file")
    return list(rows.order_by("-created_at", "-id")[:50])


def one(actor: Actor, export_id: UUID) -> Export | None:
    """One of them."""
    rows = Export.objects.filter(institution_id=actor.institution_id, person_id=actor.me, id=export_id)
    return rows.select_related("file").first()


def may_fetch(actor: Actor, row: Export) -> bool:
    """Whether the file may be given to its owner now: who lost a desk it was written for does not get it any more."""
    kind = _kinds.get(row.kind)
    return (
        row.file is not None and row.state == Export.State.DONE and kind in kinds_for(actor)
        and set(row.query.get(_DESKS, ())) <= set(desks_of(actor))
    )  # fmt: skip


def forget_old() -> int:
    """Give up what is stuck, and delete what is older than a week with its file; the number deleted."""
    now, count = timezone.now(), 0
    Export.objects.filter(state__in=_UNFINISHED, created_at__lt=now - STUCK).update(
        state=Export.State.FAILED, ended_at=now
    )
    for row in Export.objects.filter(created_at__lt=now - KEPT).select_related("file").order_by("id")[:500]:
        stored = row.file
        with transaction.atomic():  # a file whose row alone is gone would never be found again
            row.delete()
            if stored is not None:
                files.forget(stored)
        count += 1
    return count

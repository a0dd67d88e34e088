"""Taking open cases from one version of a process to another: foreseen, confirmed, then done in a job."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening, resettling
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.domain.versions import Compiled, compiled
from pishkhan.workflow.engine import migrate
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.engine.refused import Refused
from pishkhan.workflow.enums import CaseStatus
from pishkhan.workflow.events import MigrationConfirmed
from pishkhan.workflow.models import Case, CaseMigration, ProcessVersion

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Cases in one transaction; their offices wait for its end."""
FORESEEN = 100
"""Different places that a preview tries, the fullest first: each may take twenty-five milliseconds."""
READ = 20_000
"""Different markings that a preview reads; the order of what happened makes many of one place."""
NAMED = 200
"""Cases that stayed which a migration remembers by id."""
MOVES = ""
FAILED = "failed"
"""The refusal of a case that could not be read or written."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many open cases would move, and how many would stay by their refusal. `unseen` were too many to look at."""

    moves: int
    stays: Mapping[str, int]
    unseen: int = 0


def foresee(*, actor: Actor, old: UUID, new: UUID, node_map: Mapping[str, str]) -> Foreseen:
    """What `begin_migration` would come to now; changes nothing. Administrators only.

    Raises NotYours, DomainError("versions_differ") for versions of different processes.
    """
    _check(actor, old, new)
    before, after = compiled(old), compiled(new)
    cases = _open_cases(actor.institution_id, old).order_by()
    answers: dict[object, str] = {}
    counts = Counter[str]()
    for stored, count in cases.values_list("marking").annotate(n=Count("id")).order_by("-n")[:READ]:
        try:
            marking = Marking.from_json(stored)
            place = _place(before, marking)
            if place not in answers:
                if len(answers) == FORESEEN:
                    continue
                answers[place] = _refusal(before, after, marking, node_map)
            counts[answers[place]] += count
        except Exception:
            log.exception("a marking of version %s could not be read", old)
            counts[FAILED] += count
    unseen = max(cases.count() - counts.total(), 0)
    return Foreseen(counts.pop(MOVES, 0), dict(counts), unseen)


def _place(plan: Compiled, marking: Marking) -> object:
    """What the answer of `migrate` depends on: where the tokens are and which messages came, not in which order."""
    tokens = sorted(repr(replace(token, by=0)) for token in marking.tokens)
    heard = {entry.node for entry in marking.log if plan.graph.nodes[entry.node].message}
    return tuple(tokens), frozenset(heard)


def _refusal(old: Compiled, new: Compiled, marking: Marking, node_map: Mapping[str, str]) -> str:
    try:
        migrate.migrate(old.graph, marking, new.graph, node_map)
    except Refused as refused:
        return refused.problems[0].code
    return MOVES


@transaction.atomic
def begin_migration(*, actor: Actor, old: UUID, new: UUID, node_map: Mapping[str, str]) -> CaseMigration:
    """Have every open case moved whose place exists in the new version; a job does so, a few at a time.

    `node_map` says what an old node id is called now, or where cases of a removed one go on; ids not named keep
    theirs. Finished tasks and the history stay as they were, and a case that does not fit stays where it is.
    Administrators only. Raises NotYours, DomainError versions_differ, migration_running (from this version).
    """
    _check(actor, old, new)
    try:
        with transaction.atomic():
            row = CaseMigration.objects.create(
                institution_id=actor.institution_id, old_id=old, new_id=new, node_map=dict(node_map),
                asked_by=actor.person_id, total=_open_cases(actor.institution_id, old).count(),
            )  # fmt: skip
    except IntegrityError:
        raise DomainError("migration_running") from None
    events.announce(MigrationConfirmed(institution_id=actor.institution_id, migration_id=row.id))
    return row


def carry_on(migration_id: UUID) -> None:
    """Move the cases that are left, each batch in a transaction of its own. May be stopped and repeated anywhere."""
    while _batch(migration_id):
        pass


def migrations_of(actor: Actor) -> QuerySet[CaseMigration]:
    """The institution's migrations, newest first; administrators only."""
    if not actor.is_administrator:
        return CaseMigration.objects.none()
    rows = CaseMigration.objects.filter(institution_id=actor.institution_id)
    return rows.select_related("old__process", "new").order_by("-created_at", "id")


def _check(actor: Actor, old: UUID, new: UUID) -> None:
    if not actor.is_administrator:
        raise NotYours
    versions = ProcessVersion.objects.filter(id__in=[old, new], process__institution_id=actor.institution_id)
    processes = versions.order_by("number").values_list("process_id", flat=True)
    if len(processes) != 2 or len(set(processes)) != 1:
        raise DomainError("versions_differ")


def _open_cases(institution_id: UUID, version_id: UUID) -> QuerySet[Case]:
    return Case.objects.filter(institution_id=institution_id, version_id=version_id, status=CaseStatus.OPEN)


@transaction.atomic
def _batch(migration_id: UUID) -> bool:
    """The next cases, and the note that they are behind us; whether any are left."""
    row = CaseMigration.objects.select_for_update().get(id=migration_id)
    if row.finished_at:
        return False
    cases = _open_cases(row.institution_id, row.old_id).filter(created_at__lte=row.created_at)
    if row.last:
        cases = cases.filter(id__gt=row.last)
    batch = list(cases.select_for_update().order_by("id")[:AT_ONCE])
    for case in batch:
        row.last = case.id
        if why := _move_or_say(row, case):
            row.stayed[why] = row.stayed.get(why, 0) + 1
            if len(row.named) < NAMED:
                row.named[str(case.id)] = why
        else:
            row.moved += 1
    if len(batch) < AT_ONCE:
        row.finished_at = timezone.now()
    row.save(update_fields=["last", "moved", "stayed", "named", "finished_at"])
    return row.finished_at is None


def _move_or_say(row: CaseMigration, case: Case) -> str:
    """Why the case stays; empty when it moved. One that fails must not hold up the others."""
    try:
        with transaction.atomic():
            _move(row, case)
    except Refused as refused:
        return refused.problems[0].code
    except OperationalError:
        raise  # the database is in trouble, not the case: the job tries again
    except Exception:
        log.exception("case %s could not be migrated", case.id)
        return FAILED
    return ""


def _move(row: CaseMigration, case: Case) -> None:
    old, new = compiled(row.old_id), compiled(row.new_id)
    marking = migrate.migrate(old.graph, Marking.from_json(case.marking), new.graph, row.node_map)
    case.version_id, case.marking, case.rev = row.new_id, marking.to_json(), case.rev + 1
    case.save(update_fields=["version", "marking", "rev"])
    lines = [Line("case.migrated", "case", case.id, before={"version": old.number}, after={"version": new.number})]
    lines += resettling.resettle(case, marking, old, new, row.node_map)
    actor = Actor(institution_id=row.institution_id, person_id=row.asked_by, via=Via.JOB)
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=False)

"""Taking open cases from one version of a process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening, resettling
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine import migrate
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.engine.refused import Refused
from pishkhan.workflow.enums import CaseStatus
from pishkhan.workflow.models import Case, ProcessVersion


@dataclass(frozen=True, slots=True)
class Migrated:
    """How many cases moved, and why the others did not."""

    moved: int
    stayed: dict[UUID, str]


def migrate_cases(
    *, actor: Actor, from_version: UUID, to_version: UUID, node_map: Mapping[str, str]
) -> Migrated:
    """Move every open case whose place exists in the new version; each in a transaction of its own.

    `node_map` says what an old node id is called now, or where cases of a removed one go on; ids not named keep
    theirs. Finished tasks and the history stay as they were.
    Administrators only. Raises NotYours, DomainError("versions_differ") for versions of different processes.
    """
    if not (actor.is_administrator or actor.via is Via.JOB):
        raise NotYours
    versions = {
        v.id: v
        for v in ProcessVersion.objects.filter(
            id__in=[from_version, to_version], process__institution_id=actor.institution_id
        )
    }
    if len(versions) != 2 or len({v.process_id for v in versions.values()}) != 1:
        raise DomainError("versions_differ")
    open_cases = Case.objects.filter(
        institution_id=actor.institution_id, version_id=from_version, status=CaseStatus.OPEN
    )
    moved, stayed = 0, {}
    for case_id in list(open_cases.order_by("id").values_list("id", flat=True)):
        try:
            moved += _migrate_one(actor, case_id, from_version, to_version, node_map)
        except Refused as refused:
            stayed[case_id] = refused.problems[0].code
    return Migrated(moved, stayed)


@transaction.atomic
def _migrate_one(
    actor: Actor, case_id: UUID, from_version: UUID, to_version: UUID, node_map: Mapping[str, str]
) -> bool:
    case = Case.objects.select_for_update().get(id=case_id)
    if case.version_id != from_version or case.status != CaseStatus.OPEN:
        return False
    old, new = compiled(from_version), compiled(to_version)
    marking = migrate.migrate(old.graph, Marking.from_json(case.marking), new.graph, dict(node_map))
    case.version_id, case.marking, case.rev = to_version, marking.to_json(), case.rev + 1
    case.save(update_fields=["version", "marking", "rev"])
    lines = [Line("case.migrated", "case", case.id, before={"version": old.number}, after={"version": new.number})]
    lines += resettling.resettle(case, marking, old, new, node_map)
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=False)
    return True

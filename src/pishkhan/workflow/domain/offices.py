"""Finding the office of a task again, when there was none or nobody sat there (B20)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Actor, Role, Via, system
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.domain.locking import locked_task_of
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine.graph import NodeKind
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import ProcessVersion, Task

log = logging.getLogger(__name__)

VERSIONS = 100
"""Newest versions of an institution's processes that are looked through for private stations."""


class Found(StrEnum):
    """What looking for an office again came to."""

    STAFFED = "staffed"
    NOBODY = "nobody"
    NO_OFFICE = "no_office"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Resolved:
    """`office_id` is where the task lies now, None while no office answers to its station's word; `role` is whom it
    waits for there."""

    found: Found
    office_id: UUID | None
    role: Role

    @property
    def missing(self) -> bool:
        """Whether the task still waits for somebody to be there."""
        return self.found in {Found.NOBODY, Found.NO_OFFICE}


@transaction.atomic
def resolve_office(*, actor: Actor, task_id: UUID) -> Resolved:
    """Look for the office of a ready task again, as its station's word says it, and put the task on that desk.

    The incident closes when somebody is there, and when the task needs nobody any more. An office that is found but
    not staffed gets the task all the same: it waits where it belongs. Administrators and jobs only.
    Raises NotYours.
    """
    if not (actor.is_administrator or actor.via is Via.JOB):
        raise NotYours
    task = locked_task_of(actor.institution_id, task_id)
    before = task.office_id
    found = _look_again(task) if task.status == TaskStatus.READY else Found.OVER
    resolved = Resolved(found, task.office_id, Role(task.wants_role))
    closed = 0
    if not resolved.missing:
        closed = incidents.close_incidents(
            institution_id=actor.institution_id, kind=opening.NOBODY_THERE, subject_id=task.id
        )
    if task.office_id != before or (closed and found is Found.STAFFED):
        line = Line(
            "task.office_found", "task", task.id, before={"office": str(before) if before else None},
            after={"office": str(task.office_id), "node": task.node},
        )  # fmt: skip
        audit.record(actor=actor, stream=task.case_id, lines=[line], locked=True)
        opening.tell(task.case, finished=False)
    return resolved


def private_offices(institution_id: UUID) -> set[UUID]:
    """Offices with a station whose notes stay with them, in any version of a process (B22)."""
    found: set[UUID] = set()
    units = organisation.units_of(institution_id).values()
    versions = ProcessVersion.objects.filter(process__institution_id=institution_id).order_by("-created_at")
    for version in versions.values_list("id", flat=True)[:VERSIONS]:
        for node in compiled(version).graph.of_kind(NodeKind.USER):
            if node.attrs.get("private") == "true":
                kinds = {word.partition("/")[2] or "faculty" for word in node.words("office") if word.startswith("@")}
                found |= {unit.id for unit in units if unit.key in node.words("office") or unit.kind in kinds}
    return found


def resolve_all(*, most: int = 100) -> int:
    """Look again at every open incident of a missing office, so many at a time; the number that are over.

    People get their roles by packs, by hand and by a day that comes: no verb knows of all of them, so the incidents
    are asked instead.
    """
    closed, after = 0, None
    while batch := incidents.open_batch(opening.NOBODY_THERE, after=after, most=most):
        for row in batch:
            try:
                resolved = resolve_office(actor=system(row.institution_id), task_id=row.subject_id or UUID(int=0))
            except Exception:  # one case that cannot be read must not hold up the others
                log.exception("the office of incident %s was not looked for", row.id)
            else:
                closed += not resolved.missing
        after = batch[-1].id
    return closed


def _look_again(task: Task) -> Found:
    """Move the task to the office its station's word means today, unless somebody already looks after it."""
    if opening.somebody_is_there(task):
        return Found.STAFFED
    office = _office_today(task)
    if office and office != task.office_id:
        task.office_id, task.rev = office, task.rev + 1
        task.save(update_fields=["office_id", "rev"])
    if task.office_id is None:
        return Found.NO_OFFICE
    return Found.STAFFED if opening.somebody_is_there(task) else Found.NOBODY


def _office_today(task: Task) -> UUID | None:
    """The first office of the station that has no other task of this walk."""
    walk = Q(done_at=None) | Q(done_at__gte=task.created_at)
    beside = Task.objects.filter(walk, case_id=task.case_id, scope=task.scope, node=task.node).exclude(id=task.id)
    taken = set(beside.values_list("office_id", flat=True))
    words = compiled(task.case.version_id).graph.nodes[task.node].words("office")
    offices = (opening.office_of(task.case, word) for word in words)
    return next((office for office in offices if office and office not in taken), None)

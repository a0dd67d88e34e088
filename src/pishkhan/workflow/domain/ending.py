"""Ending a case before its end, and taking up one that has ended."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening, registry
from pishkhan.workflow.domain.cases import reenter
from pishkhan.workflow.domain.errors import Blocked
from pishkhan.workflow.domain.locking import locked_case
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine import causes, move
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.engine.refused import Refused
from pishkhan.workflow.enums import CaseStatus, TaskStatus
from pishkhan.workflow.models import Case, Task, Timer


def cancel_case(*, actor: Actor, case_id: UUID) -> Case:
    """End an open case where it stands, inside the caller's transaction: its tasks leave their desks, its timers are
    gone, nothing moves it any more. Who cancelled and when is in its history.

    Raises NotYours, DomainError("case_closed"), Blocked with every reason against it.
    """
    case = locked_case(actor.institution_id, case_id)
    if case.status != CaseStatus.OPEN:
        raise DomainError("case_closed")
    if blocks := [block for rule in registry.cancellings for block in rule(actor, case)]:
        raise Blocked(blocks)
    now = timezone.now()
    tasks = list(Task.objects.filter(case=case, status=TaskStatus.READY).order_by("created_at", "id"))
    Task.objects.filter(id__in=[task.id for task in tasks]).update(
        status=TaskStatus.CANCELLED, done_at=now, paused_at=None, visit_open=False, debt_held=False, returned=False
    )
    Timer.objects.filter(case=case, fired_at=None).delete()
    for task in tasks:
        incidents.close_incidents(institution_id=case.institution_id, kind=opening.NOBODY_THERE, subject_id=task.id)
    case.status, case.closed_at, case.rev = CaseStatus.CANCELLED, now, case.rev + 1
    case.save(update_fields=["status", "closed_at", "rev"])
    lines = [Line("task.cancelled", "task", task.id, after={"node": task.node}) for task in tasks]
    lines.append(Line("case.cancelled", "case", case.id))
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=False)
    return case


def reopen_case(*, actor: Actor, case_id: UUID) -> Case:
    """Take a finished case up again at the station or stations it ended with, in the hands that did them, inside the
    caller's transaction. Everything before them stands.

    Raises NotYours, DomainError cannot_reopen (it was cancelled, runs, or no station of it can be entered again),
    Blocked with every reason against it.
    """
    case = locked_case(actor.institution_id, case_id)
    if case.status != CaseStatus.FINISHED:
        raise DomainError("cannot_reopen")
    if blocks := [block for rule in registry.reopenings for block in rule(actor, case)]:
        raise Blocked(blocks)
    plan, marking = compiled(case.version_id), Marking.from_json(case.marking)
    last = [place for place in _last_stations(plan.graph, marking) if _was_done(case, *place)]
    if not last:
        raise DomainError("cannot_reopen")
    case.status, case.closed_at = CaseStatus.OPEN, None
    lines = [Line("case.reopened", "case", case.id)]
    for scope, node in last:
        before = Marking.from_json(case.marking)
        try:
            moved = move.back(plan.graph, before, case.data, scope=scope, to_node=node)
        except Refused:
            raise DomainError("cannot_reopen") from None
        lines.append(Line("task.reopened", "case", case.id, after={"node": node}))
        lines += reenter(actor, case, plan, moved, scope=scope, node=node)
    audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
    opening.tell(case, finished=False)
    return case


def _last_stations(graph: Graph, marking: Marking) -> list[tuple[str, str]]:
    """Stations of the history that no other station followed; each ended a branch."""
    stations = [
        entry for entry in marking.log
        if entry.node in graph.nodes and graph.nodes[entry.node].kind is NodeKind.USER
    ]  # fmt: skip
    numbers = {entry.number for entry in stations}
    last = [e for e in stations if not (causes.followers(marking.log, {e.number}) - {e.number}) & numbers]
    return list(dict.fromkeys((entry.scope, entry.node) for entry in last))


def _was_done(case: Case, scope: str, node: str) -> bool:
    return Task.objects.filter(case=case, scope=scope, node=node, status=TaskStatus.DONE).exists()

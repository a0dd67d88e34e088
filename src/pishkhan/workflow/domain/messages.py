"""Messages from outside a case to its boundary events."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import opening
from pishkhan.workflow.domain.locking import locked_case
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.marking import Marking


@transaction.atomic
def deliver_message(*, actor: Actor, case_id: UUID, name: str) -> int:
    """Tell a case that something named happened; the number of boundary events that heard it.

    A message nobody listens to changes nothing. Raises NotYours for a case of another institution.
    """
    case = locked_case(actor.institution_id, case_id)
    plan = compiled(case.version_id)
    heard = 0
    for scope, node in move.listening(plan.graph, Marking.from_json(case.marking), name):
        moved = move.message(
            plan.graph, Marking.from_json(case.marking), case.data, plan.decisions, scope=scope, node=node
        )
        lines = [Line("message.heard", "case", case.id, after={"node": node})]
        lines += opening.apply(actor=actor, case=case, compiled=plan, moved=moved)
        audit.record(actor=actor, stream=case.id, lines=lines, locked=True)
        opening.tell(case, finished=moved.finished)
        heard += 1
    return heard

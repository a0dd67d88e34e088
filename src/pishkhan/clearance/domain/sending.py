"""Sending a station on, with its form."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pishkhan.clearance.models import HandOver
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Visibility
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Block, Blocked, Completed, Outcome

OUTCOMES = {"station": Outcome.CLEARED, "inform": Outcome.ACKNOWLEDGED, "handover": Outcome.HANDED_OVER}


@transaction.atomic
def send_on(
    *, actor: Actor, task_id: UUID, raw: intake.Raw, key: str = "", rev: int | None = None,
    visit_ticked: bool = False, message: str = "",
) -> Completed:  # fmt: skip
    """Accept the step form and send the case to its next stage, with a word to the student if one was written.

    Raises NotYours, AlreadyDone, Changed, intake.NotAccepted, Blocked. A lead's desk only hands out: DomainError
    ("lead_assigns") unless the lead took the task.
    """
    task = workflow.visible_to(actor).select_related("case").filter(id=task_id).first()
    if task is None:
        raise workflow.NotYours
    _held_by_somebody(task)
    station = workflow.station(task.case.version_id, task.node)
    answers = workflow.NO_ANSWERS
    if task.form_version_id:
        accepted = intake.check(version_id=task.form_version_id, raw=raw, record={})
        answers = workflow.Answers(accepted.plain, accepted.sensitive)
    if visit_ticked:
        # The option and the send button together contradict each other (C7): the form has its own button for it.
        raise Blocked([Block("visit_ticked", field="visit")])

    def accompany(done: workflow.Task) -> None:
        if station.kind == "handover":
            _note_handover(actor, done)
        if message.strip():
            _say(actor, done, message)

    return workflow.complete_task(
        actor=actor, task_id=task_id, outcome=OUTCOMES.get(station.kind, Outcome.CLEARED), answers=answers, key=key,
        rev=rev, accompany=accompany,
    )  # fmt: skip


def mark_not_applicable(*, actor: Actor, task_id: UUID, reason: str, key: str = "") -> Completed:
    """«لازم نیست»: the station passes without its form, with a reason. Raises as `send_on`, and reason_missing."""
    if not reason.strip():
        raise DomainError("reason_missing")
    return workflow.complete_task(
        actor=actor, task_id=task_id, outcome=Outcome.NOT_APPLICABLE, key=key, reason=reason.strip()[:500]
    )


def _held_by_somebody(task: workflow.Task) -> None:
    if task.wants_role == "lead" and task.assignee_id is None and task.status == workflow.TaskStatus.READY:
        raise DomainError("lead_assigns")


def _note_handover(actor: Actor, task: workflow.Task) -> None:
    if actor.person_id is not None:
        HandOver.objects.create(
            request_id=task.case.request_id, task_id=task.id, office_id=task.office_id,
            item=HandOver.Item.DOCUMENTS, state=HandOver.State.GIVEN, by=actor.person_id,
        )  # fmt: skip


def _say(actor: Actor, task: workflow.Task, message: str) -> None:
    request = servicedesk.request_of_case(actor, task.case_id)
    if request is not None:
        servicedesk.write(
            actor=actor, request=request, office_id=task.office_id, visibility=Visibility.PUBLIC, body=message.strip()
        )

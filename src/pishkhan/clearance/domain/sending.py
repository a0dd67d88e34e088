"""Sending a station on, with its form."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pishkhan.clearance.models import HandOver
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Block, Blocked, Completed, Outcome

STEP_DRAFT = "step"
"""Purpose of the drafts of step forms; their subject is the task."""


def send_on(
    *, actor: Actor, task_id: UUID, raw: intake.Raw, key: str = "", rev: int | None = None,
    visit_ticked: bool = False, message: str = "",
) -> Completed:  # fmt: skip
    """Accept the step form and send the case to its next stage, with a word to the student if one was written.

    Raises NotYours, AlreadyDone, Changed, intake.NotAccepted, Blocked. A lead's desk only hands out: DomainError
    ("lead_assigns") unless the lead took the task. The form is read under the case's lock, so a stale page or a
    task already done is said before any fault of the form.
    """

    def accepted(task: workflow.Task) -> workflow.Answers:
        _held_by_somebody(task)
        if visit_ticked:
            # The option and the send button together contradict each other (C7): the form has its own button for it.
            raise Blocked([Block("visit_ticked", field="visit_required")])
        if task.form_version_id is None:
            return workflow.NO_ANSWERS
        answers = intake.check(version_id=task.form_version_id, raw=raw, record={})
        return workflow.Answers(answers.plain, answers.sensitive)

    def accompany(done: workflow.Task) -> Sequence[Line]:
        if workflow.station(done.case.version_id, done.node).kind == "handover":
            _note_handover(actor, done)
        intake.discard_drafts(purpose=STEP_DRAFT, subject_id=done.id)
        return [servicedesk.say_in_step(actor=actor, task=done, body=message)] if message.strip() else []

    return workflow.complete_task(
        actor=actor, task_id=task_id, answers=accepted, key=key, rev=rev, accompany=accompany
    )


def mark_not_applicable(*, actor: Actor, task_id: UUID, reason: str, key: str = "") -> Completed:
    """«لازم نیست»: the station passes without its form, with a reason. Raises as `send_on`, and reason_missing."""
    why = clean_display(reason).strip()[:500]
    if not why:
        raise DomainError("reason_missing")
    def accompany(done: workflow.Task) -> None:
        intake.discard_drafts(purpose=STEP_DRAFT, subject_id=done.id)

    return workflow.complete_task(
        actor=actor, task_id=task_id, outcome=Outcome.NOT_APPLICABLE, key=key, reason=why, accompany=accompany
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

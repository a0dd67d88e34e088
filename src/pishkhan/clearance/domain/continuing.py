"""A debt that is paid clears its station and sends the case on, with nobody clicking (F1)."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from pishkhan.clearance.domain import sending
from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.payments import api as payments
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Via, system
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Task, Waiting


def after_payment(due_id: UUID) -> None:
    """Bring the station of a due on when nothing is owed there any more. Repeating it changes nothing."""
    due = payments.Due.objects.get(id=due_id)
    case = workflow.case_of_request(due.institution_id, due.request_id) if due.request_id else None
    if case is None:
        return
    for task in workflow.open_tasks_of_case(case.id):
        if task.office_id == due.office_id:
            _continue(due.institution_id, task.id)


def after_change(due_id: UUID) -> None:
    """End the wait of a due's station when nothing is owed there any more, whoever saw to it. What a payment settled
    is left to the news of that payment, which also sends on. Repeating it changes nothing."""
    due = payments.Due.objects.get(id=due_id)
    case = workflow.case_of_request(due.institution_id, due.request_id) if due.request_id else None
    if case is None:
        return
    for task in workflow.open_tasks_of_case(case.id):
        if task.office_id == due.office_id:
            _let_go(due, task.id)


@transaction.atomic
def _let_go(due: payments.Due, task_id: UUID) -> None:
    task = _settled(due.institution_id, task_id)
    if task is None:
        return
    last = _last_entry(due)  # after what is owed: a payment in between is seen
    if last.kind != payments.EntryKind.PAID:
        workflow.end_waiting(actor=system(due.institution_id), task=task, what=Waiting.DEBT, reason=last.reason)


def _last_entry(due: payments.Due) -> payments.DueEntry:
    """What was done last to any due of the station: that one ended the debt, if it is ended."""
    rows = payments.DueEntry.objects.filter(due__office_id=due.office_id, due__enrolment_id=due.enrolment_id)
    return rows.filter(due__request_id=due.request_id).latest("id")


def _settled(institution_id: UUID, task_id: UUID) -> Task | None:
    """A task, locked, that is held for a debt which nobody owes any more; None for any other."""
    try:
        task = workflow.locked_open_task(institution_id=institution_id, task_id=task_id)
    except (workflow.NotYours, workflow.AlreadyDone):
        return None
    owed = payments.owed_in_request(task.case.request_id, task.office_id)
    return task if task.debt_held and owed <= 0 else None


@transaction.atomic
def _continue(institution_id: UUID, task_id: UUID) -> None:
    """The wait ends; then the officer's answers, as far as they stand, are sent. A step that cannot be sent without
    the officer stays in the inbox, no longer held. A task no officer held for debt is left alone: nobody judged it."""
    task = _settled(institution_id, task_id)
    if task is None:
        return
    task = workflow.end_waiting(actor=system(institution_id), task=task, what=Waiting.DEBT, reason="paid")
    if task.assignee_id is None or task.visit_open or task.returned:
        return
    officer = identity.actor_of(identity.person(task.assignee_id), institution_id=institution_id)
    refusals = (workflow.NotYours, workflow.AlreadyDone, workflow.Blocked, intake.NotAccepted)
    with contextlib.suppress(*refusals), transaction.atomic():
        sending.send_on(actor=_for(officer), task_id=task_id, raw=_answers(officer, task))


def _answers(officer: Actor, task: Task) -> dict[str, list[str]]:
    """What the officer had typed, with the answers the form has for a debt that was paid."""
    if task.form_version_id is None:
        return {}
    draft = _draft(officer, task)
    form = intake.form_of(task.form_version_id)
    paid = {field.key: [field.when_paid] for field in form.fields if field.when_paid}
    return {**(intake.raw_of(draft) if draft else {}), **paid}


def _draft(officer: Actor, task: Task) -> intake.Draft | None:
    """The officer's, else that of whoever held the station in the officer's place."""
    if draft := intake.draft_of(officer, purpose=sending.STEP_DRAFT, subject_id=task.id):
        return draft
    holds = audit.history(task.case_id, newest_first=True).filter(action="waiting.debt", subject_id=task.id)
    who = holds.values_list("actor_id", flat=True).first()
    return intake.draft_of(replace(officer, person_id=who), purpose=sending.STEP_DRAFT, subject_id=task.id)


def _for(officer: Actor) -> Actor:
    """A job in the officer's place: their desk, nobody's hand."""
    return replace(officer, person_id=None, on_behalf_of=officer.person_id, via=Via.JOB)

"""Everything one task page shows, read once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.language import current
from pishkhan.web.desk import names
from pishkhan.web.student import guests, told
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Block, TaskStatus

LONG = 36
"""Answers longer than this many characters take two columns."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of the student: label, words, whether it reads left to right, the icon of a flag."""

    label: str
    words: str
    ltr: bool = False
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the request's form; `recorded` is what the record says where it says otherwise (B8)."""

    number: str
    label: str
    text: str
    ltr: bool
    recorded: str = ""

    @property
    def long(self) -> bool:
        return len(self.text) + len(self.recorded) > LONG


class Sheet:
    """A task with all that stands around it. Raises NotYours when it is not at the actor's desk."""

    def __init__(self, actor: Actor, task_id: UUID) -> None:
        request = servicedesk.request_of_task(actor, task_id)
        if request is None:
            raise workflow.NotYours
        self.actor, self.request, self.tasks = actor, request, workflow.walked(request.case_id)
        self.task = next(task for task in self.tasks if task.id == task_id)
        self.case = self.task.case
        self.station = workflow.station(self.case.version_id, self.task.node)

    @property
    def open(self) -> bool:
        return self.task.status == TaskStatus.READY

    @property
    def leads(self) -> bool:
        return self.actor.sits_at(self.task.office_id, Role.LEAD)

    @property
    def waits_for_lead(self) -> bool:
        """On the lead's desk, not yet given to anybody (B17)."""
        return self.open and self.task.wants_role == Role.LEAD and self.task.assignee_id is None

    @property
    def mine(self) -> bool:
        return self.task.assignee_id == self.actor.person_id

    @cached_property
    def reader(self) -> Actor | None:
        """The reader with the seats they read it from; None where they read what the student's side does."""
        return servicedesk.reader(self.actor, self.request)

    @property
    def own(self) -> bool:
        """The reader's own request: they read of it what its page shows every student."""
        return self.request.applicant_id == self.actor.person_id

    @property
    def lent(self) -> bool:
        """The request of somebody in whose seat alone the reader sits: they read of it what who takes part does."""
        return self.reader is None and not self.own

    @cached_property
    def answered(self) -> Mapping[str, Any]:
        """What the step form of this station holds, as far as the reader may know it."""
        return self.answers_at(self.task, self.station)

    def answers_at(self, task: workflow.Task, station: workflow.Station) -> Mapping[str, Any]:
        """The answers of a station of this case: all to its office, of another what the form of this one sees unless
        its notes stay with it (C11, B22); of one's own request what its form tells the student."""
        if self.reader is None:
            return told.answers(task) if self.own and not station.neutral else {}
        if task.office_id in self.reader.units():
            return workflow.answers_of(task, sensitive=True)
        seen = task.node in self.sees and task.status == TaskStatus.DONE and not station.private
        return workflow.answers_of(task, sensitive=False) if seen else {}

    @cached_property
    def sees(self) -> Collection[str]:
        """The stations whose answers this one sees."""
        found: Collection[str] = workflow.settings_of(self.case.version_id).get("sees", {}).get(self.task.node, ())
        return found

    def holder_at(self, task: workflow.Task, station: workflow.Station) -> str:
        """Who did or has a task; nobody of a station that names nobody to the student (B22)."""
        return "" if self.reader is None and station.neutral else workflow.holder_of(task)

    @cached_property
    def dues(self) -> list[payments.OpenDue]:
        """The debts of this office in this case, settled ones too."""
        if self.lent:
            return []
        return [due for due in payments.dues_of_request(self.request.id) if due.office_id == self.task.office_id]

    @cached_property
    def owed(self) -> int:
        return sum(due.owed for due in self.dues)

    @cached_property
    def visit(self) -> clearance.Visit | None:
        return clearance.visit_of_task(self.task.id) if self.task.visit_open and not self.lent else None

    @cached_property
    def returned(self) -> servicedesk.Return | None:
        if not self.task.returned or self.lent:
            return None
        open_ones = servicedesk.open_returns(self.request)
        return next((row for row in open_ones if row.task_id == self.task.id), None)

    @cached_property
    def form(self) -> logic.Form | None:
        return intake.form_of(self.task.form_version_id) if self.task.form_version_id else None

    @cached_property
    def draft(self) -> intake.Draft | None:
        """What the reader typed into the step form of an open task and has not sent."""
        if self.form is None or not self.open:
            return None
        return intake.draft_of(self.actor, purpose=clearance.STEP_DRAFT, subject_id=self.task.id)

    @cached_property
    def blocks(self) -> list[Block]:
        """What stands in the way of sending, as far as it is known before the button is pressed."""
        found = []
        if self.task.visit_open:
            found.append(Block("visit_open"))
        if self.task.returned:
            found.append(Block("return_open"))
        if self.owed > 0:
            found.append(Block("debt_open", {"amount": self.owed}))
        return found

    @cached_property
    def answers(self) -> dict[str, object]:
        return self.request.submission.answers if self.lent else intake.answers_of(self.request.submission)

    @property
    def record(self) -> Mapping[str, str]:
        """What the university knew of the student when they filed."""
        return {} if self.lent else self.request.submission.record or {}

    def given(self) -> list[Answer]:
        """The form as it was filed or last corrected, in its order, with what the record contradicts."""
        whole = intake.form_of(self.request.submission.form_version_id)
        form = guests.form(whole) if self.lent else whole
        wrong = {each.key: each.recorded for each in logic.mismatches(form, self.answers, self.record, current())}
        return [
            Answer(row.number, row.label, row.text, row.ltr, wrong.get(row.key, ""))
            for group in logic.display(form, self.answers, current())
            for row in group.rows
        ]

    def facts(self) -> list[Fact]:
        """What the university knows, as it was when the request was filed."""
        enrolment, record = self.request.enrolment, self.record
        studies = [names.title(enrolment, "field"), names.title(enrolment, "degree")]
        found = [
            Fact(_("Student number"), enrolment.student_number, ltr=True),
            Fact(_("National code"), record.get("person.national_id", ""), ltr=True),
            Fact(_("Field and degree"), ("، " if current() == "fa" else ", ").join(filter(None, studies))),
            Fact(_("Faculty"), pick(enrolment.faculty.name)),
            Fact(_("State of studies"), names.title(enrolment, "status")),
            Fact(_("Admission type"), names.title(enrolment, "admission_type")),
            Fact(_("Mobile"), record.get("person.mobile", ""), ltr=True),
            Fact(_("Dormitory in the record"), record.get("enrolment.dormitory", ""), flag="bed"),
        ]
        return [fact for fact in found if fact.words]

"""One step is one transaction: killed anywhere, nothing or everything is visible, and trying again succeeds."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection

from pishkhan.clearance import api as clearance
from pishkhan.plumbing.models import AuditEntry, IdempotencyKey
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import diagrams, forks, students, walks
from tests.factories.packs import load

pytestmark = pytest.mark.django_db(transaction=True)

LOGIN = "981020304"
SHORT = diagrams.process(
    "short",
    diagrams.station("secretariat", "@faculty/secretariat", form="step-secretariat", guards="letter_number"),
    diagrams.station("disciplinary", "disciplinary-council", number=2, form="step-disciplinary", deadline="24"),
    diagrams.flows("start>secretariat", "secretariat>disciplinary", "disciplinary>end"),
)
"""The secretariat's step as S-B has it, with one office behind it."""


class Step:
    """The secretariat numbers one request and writes a word to the student, with one key (B21)."""

    def __init__(self, university, enrolment, number: str) -> None:
        self.request = walks.file(university, LOGIN, enrolment=enrolment)
        self.task = walks.task_at(self.request, "secretariat")
        self.actor = walks.holder_of(university, self.task)
        self.number, self.key = number, uuid4().hex

    def take(self) -> workflow.Completed:
        return clearance.send_on(
            actor=self.actor, task_id=self.task.id, key=self.key, message="نامه شماره شد.",
            raw={"letter_number": [self.number], "letter_date": ["1405/09/01"]},
        )  # fmt: skip

    def picture(self) -> dict[str, object]:
        """Everything a step may leave behind, wherever it lies."""
        request = servicedesk.Request.objects.get(id=self.request.id)
        case = workflow.Case.objects.get(id=request.case_id)
        tasks = workflow.tasks_of_case(case.id)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT args ->> 'subscriber' FROM procrastinate_jobs"
                " WHERE args -> 'payload' ->> 'request_id' = %s ORDER BY 1",
                [str(request.id)],
            )
            jobs = [row[0] for row in cursor.fetchall()]
        return {
            "tasks": [(t.node, t.status, t.outcome, t.done_by, t.form_data.get("letter_number")) for t in tasks],
            "history": list(AuditEntry.objects.filter(stream=case.id).order_by("seq").values_list("action", flat=True)),
            "marking": (case.rev, [token[2] for token in case.marking["tokens"]]),
            "letters": list(clearance.Letter.objects.filter(request=request).values_list("number", flat=True)),
            "comments": servicedesk.Comment.objects.filter(request=request).count(),
            "jobs": jobs,
            "keys": IdempotencyKey.objects.filter(key=self.key).count(),
        }


def dying_at(moment: str, work: Callable[[], object]) -> Callable[[], None]:
    """A work that kills its process: before statement N (a number), `before commit` or `after commit`."""

    def run() -> None:
        cache.clear()
        seen, commit = 0, connection._commit

        def hook(execute, sql, params, many, context):
            nonlocal seen
            if str(seen) == moment:
                forks.die()
            seen += 1
            return execute(sql, params, many, context)

        def committing():
            if moment == "before commit":
                forks.die()
            result = commit()
            if moment == "after commit":
                forks.die()
            return result

        connection._commit = committing
        with connection.execute_wrapper(hook):
            work()

    return run


def statements_of(work: Callable[[], object]) -> list[str]:
    """The statements a work sends, in order; names remembered by the process are forgotten before, as in `dying_at`."""
    cache.clear()
    sent: list[str] = []

    def hook(execute, sql, params, many, context):
        sent.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        work()
    return sent


def test_step_killed_before_any_statement_leaves_nothing_or_all():
    iums = load("iums-nursing")
    diagrams.runs(iums, diagrams.publish(iums, SHORT))
    first, control, *rest = students.enrolments(iums, LOGIN, 60)
    Step(iums, first, "first").take()  # what a process compiles once is compiled
    model = Step(iums, control, "control")
    sent = statements_of(model.take)
    count = len(sent)
    assert any("clearance_letter" in sql and sql.startswith("INSERT") for sql in sent), "the guard writes its letter"
    assert 12 < count < len(rest) - 2, f"{count} statements in a step"
    whole = {**model.picture(), "letters": ["?"]}
    covered = []
    for n, moment in enumerate([*map(str, range(count)), "before commit", "after commit"]):
        step = Step(iums, rest[n], f"ن/{n}")
        before = step.picture()
        assert forks.killed(dying_at(moment, step.take)), f"statement {moment} of {count} was never reached"
        expected = _of(step, model, whole) if moment == "after commit" else before
        assert step.picture() == expected, f"killed at {moment} of {count} statements"
        assert step.take().repeated is (moment == "after commit")
        assert step.picture() == _of(step, model, whole), f"retry after {moment} of {count} statements"
        covered.append(moment)
    assert len(covered) == count + 2, f"covered {len(covered)} of {count} statements and both sides of COMMIT"


def _of(step: Step, model: Step, whole: dict[str, object]) -> dict[str, object]:
    """The picture of the control step, told of this one: its own letter number, its own clerk."""
    tasks = [
        (node, status, outcome, by, step.number if letter else letter) for node, status, outcome, by, letter
        in whole["tasks"]
    ]  # fmt: skip
    return {**whole, "tasks": tasks, "letters": [step.number]}

"""Copies of one open case, and the step both sides take on them. Import after `floor.boot`."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import replay, rows
from benchmarks.rows import copy_id
from pishkhan.identity import api as identity
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.models import AuditEntry
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import packs, walks

STUDENT, STATION = "97204001", "counselling"
CASE, REQUEST, TASK, NEW, WORD, KEY = range(1, 7)
ANSWERS = {"status": "clear"}
SAID = "پروندهٔ شما در این مرکز بررسی شد و چیزی باز نمانده است."


@dataclass
class Copies:
    """The fifth station of eleven, done by its clerk, as often as there are copies."""

    actor: Actor
    made_of: int
    taken: int = 0

    @classmethod
    def made(cls, number: int) -> "Copies":
        """File one clearance, walk it to the station, copy it `number` times."""
        university = packs.load("shiraz-elearning")
        request = walks.file(university, STUDENT)
        walks.walk(university, request, until=STATION)
        task = walks.task_at(request, STATION)
        rows.prepare()
        numbers = f"generate_series(1, {number})"
        ids = {kind: f"copy_id({kind}, n)" for kind in (CASE, REQUEST, TASK)}
        rows.copy(
            servicedesk.Request, f"o.id = '{request.id}'", numbers, id=ids[REQUEST], case_id=ids[CASE],
            number="'copy-' || n", open_slot="NULL",
        )  # fmt: skip
        rows.copy(
            workflow.Case, f"o.id = '{request.case_id}'", numbers, id=ids[CASE], request_id=ids[REQUEST]
        )
        rows.copy(workflow.Task, f"o.id = '{task.id}'", numbers, id=ids[TASK], case_id=ids[CASE])
        rows.copy(
            workflow.Task, f"o.case_id = '{request.case_id}' AND o.status = 'done'", numbers,
            id="gen_random_uuid()", case_id=ids[CASE],
        )  # fmt: skip
        rows.copy(AuditEntry, f"o.stream = '{request.case_id}'", numbers, stream=ids[CASE])
        rows.execute("VACUUM ANALYZE")
        actor = identity.actor_of(university.person(STATION), institution_id=university.id)
        return cls(actor, number)


    def take(self, number: int = 1) -> int:
        """Mark copies as used; the last of them. Raises RuntimeError when there are no more."""
        self.taken += number
        if self.taken > self.made_of:
            raise RuntimeError("not enough copies; give Copies.made more")
        return self.taken

    def step(self, name: str) -> tuple[Callable[[], None], str, int]:
        """The step on the next unused copy, the pgbench script of its SQL, and how many statements that has."""
        say = self._say if name == "step_with_word" else None

        def step() -> None:
            number = self.take()
            workflow.complete_task(
                actor=self.actor, task_id=copy_id(TASK, number), answers=workflow.Answers(ANSWERS, {}),
                key=copy_id(KEY, number).hex, accompany=say,
            )  # fmt: skip

        step()  # what a process remembers is remembered
        with replay.caught() as statements:
            step()
        return step, replay.script(statements, self._replaced(self.taken)), len(statements)

    def _say(self, task: workflow.Task) -> list[Line]:
        return [servicedesk.say_in_step(actor=self.actor, task=task, body=SAID)]

    def _replaced(self, number: int) -> dict[str, str]:
        """Literals of one copy's step → the same of copy `:n`."""
        found = {copy_id(kind, number): f"copy_id({kind}, :n)" for kind in (CASE, REQUEST, TASK)}
        (new,) = workflow.open_tasks_of_case(copy_id(CASE, number))
        found[new.id] = f"copy_id({NEW}, :n)"
        for word in servicedesk.Comment.objects.filter(request_id=copy_id(REQUEST, number)):
            found[word.id] = f"copy_id({WORD}, :n)"
        texts = {each: sql for ident, sql in found.items() for each in (ident.hex, str(ident))}
        return texts | {copy_id(KEY, number).hex: f"replace(copy_id({KEY}, :n)::text, '-', '')"}

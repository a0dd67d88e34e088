"""Many people on the same tasks at the same moment, in processes of their own."""

from __future__ import annotations

from collections import Counter
from functools import partial
from uuid import UUID, uuid4

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import forks, students, walks
from tests.factories.packs import University, load
from tests.factories.parallel import TOGETHER, run_parallel

pytestmark = pytest.mark.django_db(transaction=True)

LOGIN = "97204001"
PEOPLE, TASKS = 6, 50


@pytest.fixture
def shiraz():
    """Committed rows, which other processes see."""
    return load("shiraz-elearning")


def filed(university: University, count: int) -> list[servicedesk.Request]:
    return [walks.file(university, LOGIN, enrolment=row) for row in students.enrolments(university, LOGIN, count)]


def clerks(university: University, count: int) -> list[identity.Person]:
    return students.clerks(university, organisation.unit_ids(university.id)["department"], count)


def send_all(university: University, clerk: identity.Person, tasks: list[UUID]) -> list[tuple[str, object]]:
    """What one clerk is told about each task: `sent`, or who did it and when."""
    actor, answers = identity.actor_of(clerk, institution_id=university.id), []
    for task_id in tasks:
        try:
            clearance.send_on(actor=actor, task_id=task_id, raw=walks.ANSWERS["department"], key=uuid4().hex)
            answers.append(("sent", clerk.id))
        except workflow.AlreadyDone as done:
            answers.append(("told", (done.by, done.at)))
    return answers


def test_six_clerks_on_fifty_tasks(shiraz):
    requests = filed(shiraz, TASKS)
    tasks = [walks.task_at(request, "department").id for request in requests]
    people = clerks(shiraz, PEOPLE)
    told = forks.together([partial(send_all, shiraz, clerk, tasks) for clerk in people])
    assert Counter(kind for answers in told for kind, _ in answers) == {"sent": TASKS, "told": (PEOPLE - 1) * TASKS}
    rows = {task.id: task for request in requests for task in workflow.tasks_of_case(request.case_id)}
    for place, task_id in enumerate(tasks):
        row = rows[task_id]
        answers = [answers[place] for answers in told]
        assert [who for kind, who in answers if kind == "sent"] == [row.done_by]
        assert {who for kind, who in answers if kind == "told"} == {(row.done_by, row.done_at)}
    for request in requests:
        assert walks.open_nodes(request) == ["library-khwarizmi"]
        assert clearance.HandOver.objects.filter(request=request).count() == 1
        assert audit.broken_at(audit.history(request.case_id)) is None


def send_one(university: University, request: servicedesk.Request, node: str) -> bool:
    return walks.send(university, request, node, note=[f"یادداشت {node}"]).finished


def answers(request: servicedesk.Request) -> dict[str, object]:
    """Every finished station's answers."""
    tasks = workflow.tasks_of_case(request.case_id)
    return {task.node: task.form_data for task in tasks if task.status == workflow.TaskStatus.DONE}


def test_sibling_stations_completed_at_the_same_moment(shiraz):
    """F2: no answer is lost and the join is passed once."""
    run_parallel(shiraz)
    control, *requests = filed(shiraz, 5)
    for node in ["department", *TOGETHER]:
        send_one(shiraz, control, node)
    for request in requests:
        send_one(shiraz, request, "department")
        assert walks.open_nodes(request) == TOGETHER
        forks.together([partial(send_one, shiraz, request, node) for node in TOGETHER])
        assert answers(request) == answers(control)
        assert walks.open_nodes(request) == ["second-shift-accounting"]
        actions = Counter(
            entry.after.get("node") for entry in audit.history(request.case_id) if entry.action == "task.opened"
        )
        assert actions["second-shift-accounting"] == 1
        assert audit.broken_at(audit.history(request.case_id)) is None


def take(university: University, clerk: identity.Person, task_id: UUID) -> UUID | None:
    """Who has the task, as this clerk is told; their own id when they got it."""
    try:
        return workflow.claim(actor=identity.actor_of(clerk, institution_id=university.id), task_id=task_id).assignee_id
    except workflow.AlreadyDone as taken:
        return taken.by


def test_six_clerks_claim_one_task(shiraz):
    people = clerks(shiraz, PEOPLE)
    for request in filed(shiraz, 5):
        task = walks.task_at(request, "department")
        told = forks.together([partial(take, shiraz, clerk, task.id) for clerk in people])
        holder = walks.task_at(request, "department").assignee_id
        assert told == [holder] * PEOPLE
        assert [e.action for e in audit.history(request.case_id)].count("task.claimed") == 1


def talk(university: University, request: servicedesk.Request, count: int) -> int:
    student = university.actor(LOGIN)
    for n in range(count):
        servicedesk.comment(actor=student, request_id=request.id, body=f"پرسش {n}", key=uuid4().hex)
    return count


def test_words_and_steps_at_the_same_moment_share_one_chain(shiraz):
    """A student writes while stations are sent on: nothing is refused, the chain holds."""
    run_parallel(shiraz)
    (request,) = filed(shiraz, 1)
    walks.send(shiraz, request, "department")
    steps = [partial(send_one, shiraz, request, node) for node in walks.open_nodes(request)]
    forks.together([partial(talk, shiraz, request, 10), partial(talk, shiraz, request, 10), *steps])
    assert servicedesk.Comment.objects.filter(request=request).count() == 20
    assert audit.broken_at(audit.history(request.case_id)) is None

"""Turning what the engine says into rows: tasks opened and cancelled, timers, named actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import events, incidents, rows
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import clocks, handing_out, registry
from pishkhan.workflow.domain.errors import Block, Blocked
from pishkhan.workflow.domain.versions import Compiled
from pishkhan.workflow.engine.graph import Node
from pishkhan.workflow.engine.moved import Moved
from pishkhan.workflow.enums import CaseStatus, TaskStatus
from pishkhan.workflow.events import CaseFinished, CaseMoved, TasksOpened
from pishkhan.workflow.models import Assigning, Case, Task

NOBODY_THERE = "office_missing"
"""The kind of incident that tells of a task nobody can work on (B20)."""


Hands = Mapping[tuple[str, str, UUID | None], UUID]
"""(scope, node, office) → who has the task from its first moment, whatever the office's rule."""
NO_HANDS: Hands = {}


def apply(*, actor: Actor, case: Case, compiled: Compiled, moved: Moved, hands: Hands = NO_HANDS) -> list[Line]:
    """Write everything one engine move brought, and the case itself. The history lines are returned, in order."""
    _write(case, moved)
    lines: list[Line] = []
    lines += _cancel(case, moved.cancelled)
    clocks.drop_timers(case, moved.timers_cancelled)
    opened = open_tasks(case, compiled, moved.opened, actor, hands)
    lines += opened_lines(opened, hands)
    clocks.set_timers(case, moved.timers_set, opened)
    if moved.finished:
        lines.append(Line("case.finished", "case", case.id))
    for call in moved.actions:
        node = compiled.graph.nodes[call.node]
        registry.actions[call.name](actor, case, node)
        lines.append(Line("action." + call.name, "case", case.id, after={"node": node.id}))
    return lines


def _write(case: Case, moved: Moved) -> None:
    case.marking, case.data, case.rev = moved.marking.to_json(), dict(moved.data), case.rev + 1
    if moved.finished:
        case.status, case.closed_at = CaseStatus.FINISHED, timezone.now()
    if case._state.adding:
        rows.insert([case])
    else:
        rows.update(case, "marking", "data", "rev", "status", "closed_at")


def tell(case: Case, *, finished: bool) -> None:
    """Announce the move; summaries above are brought up to date inside this transaction."""
    where = {"institution_id": case.institution_id, "case_id": case.id, "request_id": case.request_id}
    events.announce(CaseMoved(**where))
    if finished:
        events.announce(CaseFinished(**where))


def _cancel(case: Case, places: Iterable[tuple[str, str]]) -> list[Line]:
    lines = []
    for scope, node in places:
        gone = Task.objects.filter(case=case, scope=scope, node=node, status=TaskStatus.READY)
        refuse_if_held(gone)
        if gone.update(status=TaskStatus.CANCELLED, done_at=timezone.now()):
            lines.append(Line("task.cancelled", "case", case.id, after={"node": node}))
    return lines


def refuse_if_held(tasks: QuerySet[Task]) -> None:
    """A station that holds for a debt is not taken away: its office could never settle it. Raises Blocked."""
    if tasks.filter(debt_held=True).exists():
        raise Blocked([Block("debt_held_beside")])


def opened_lines(tasks: Iterable[Task], hands: Hands = NO_HANDS) -> list[Line]:
    """What the history says of tasks just opened, and of those somebody has at once, by an office's rule or again."""
    lines = []
    for task in tasks:
        lines.append(Line("task.opened", "task", task.id, after={"node": task.node}))
        if task.assignee_id:
            given = {"assignee": str(task.assignee_id), "node": task.node}
            if _place(task) not in hands:
                given["rule"] = Assigning.LEAST_LOADED
            lines.append(Line("task.assigned", "task", task.id, before={"assignee": None}, after=given))
    return lines


def open_tasks(
    case: Case, compiled: Compiled, places: Iterable[tuple[str, str]], actor: Actor | None = None,
    hands: Hands = NO_HANDS,
) -> list[Task]:  # fmt: skip
    """Put a task on the desk of every office of the given (scope, node) places, or into the hands its rule names."""
    tasks = [
        task for scope, node in places for task in _tasks_at(case, compiled.graph.nodes[node], scope)
    ]
    for task in tasks:
        task.assignee_id = hands.get(_place(task))
    handing_out.hand_out(case, [task for task in tasks if task.assignee_id is None], actor)
    rows.insert(tasks)
    for task in tasks:
        _note_if_nobody_is_there(case, task)
    if tasks:
        where = {"institution_id": case.institution_id, "case_id": case.id, "request_id": case.request_id}
        events.announce(TasksOpened(**where, task_ids=tuple(task.id for task in tasks)))
    return tasks


def _place(task: Task) -> tuple[str, str, UUID | None]:
    return task.scope, task.node, task.office_id


def _tasks_at(case: Case, node: Node, scope: str) -> list[Task]:
    """One task per office named; an office that does not exist leaves a task that an incident points to."""
    now = timezone.now()
    hours = float(node.attrs.get("deadline") or 0)
    due = organisation.calendar_of(case.institution_id).after(now, hours) if hours else None
    form = node.attrs.get("form", "")
    version = registry.newest_form(case.institution_id, form) if form else None
    return [
        Task(
            case=case, scope=scope, node=node.id, office_id=office_of(case, word), due_at=due,
            wants_role=node.attrs.get("role") or Role.EXPERT, form_version_id=version,
        )
        for word in node.words("office")
    ]  # fmt: skip


def office_of(case: Case, word: str) -> UUID | None:
    """`key`, `@faculty`, or `@faculty/<kind>` resolved from the case's faculty (B20)."""
    if not word.startswith("@faculty"):
        return organisation.unit_ids(case.institution_id).get(word)
    if case.faculty_id is None:
        return None
    _, _, kind = word.partition("/")
    if not kind:
        return case.faculty_id
    unit = organisation.unit_of_kind(case.institution_id, case.faculty_id, kind)
    return unit.id if unit else None


def somebody_is_there(task: Task) -> bool:
    """Whether the task has an office, and its desk somebody to look after it (B20)."""
    if task.office_id is None:
        return False
    # Pools of experts are looked after by their lead; a desk of one (lead, deputy) may stand empty unseen.
    return task.wants_role == Role.EXPERT or identity.desk_is_staffed(task.office_id, Role(task.wants_role))


def _note_if_nobody_is_there(case: Case, task: Task) -> None:
    if not somebody_is_there(task):
        incidents.open_incident(
            institution_id=case.institution_id, kind=NOBODY_THERE, subject_kind="task", subject_id=task.id,
            detail={"node": task.node, "case": str(case.id), "role": task.wants_role},
        )  # fmt: skip

"""The open tasks and timers of a case that was taken to another version of its process."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from pishkhan.plumbing.audit import Line
from pishkhan.workflow.domain import clocks, opening
from pishkhan.workflow.domain.versions import Compiled
from pishkhan.workflow.engine import migrate
from pishkhan.workflow.engine.graph import Node
from pishkhan.workflow.engine.marking import Marking
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Case, Task, Timer


def resettle(
    case: Case, marking: Marking, old: Compiled, new: Compiled, node_map: Mapping[str, str]
) -> list[Line]:
    """Rename tasks whose office goes on with them; close the others and open their new place. History lines."""
    kept: list[Task] = []
    lines: list[Line] = []
    vacated: list[tuple[str, str]] = []
    for task in Task.objects.filter(case=case, status=TaskStatus.READY).order_by("created_at", "id"):
        was, target = old.graph.nodes[task.node], node_map.get(task.node, task.node)
        place = (migrate.scope_of(task.scope, node_map), target)
        if _same_desk(was, new.graph.nodes[target]):
            task.scope, task.node = place
            task.save(update_fields=["scope", "node"])
            kept.append(task)
        else:
            Task.objects.filter(id=task.id).update(status=TaskStatus.CANCELLED, done_at=timezone.now())
            lines.append(Line("task.cancelled", "case", case.id, after={"node": was.id}))
            vacated.append(place)
    opened = opening.open_tasks(case, new, dict.fromkeys(vacated))
    _reset_timers(case, marking, new, kept, opened, node_map)
    return lines + opening.opened_lines(opened)


def _same_desk(was: Node, now: Node) -> bool:
    return (was.words("office"), was.attrs.get("role")) == (now.words("office"), now.attrs.get("role"))


def _reset_timers(
    case: Case, marking: Marking, new: Compiled, kept: list[Task], opened: list[Task], node_map: Mapping[str, str]
) -> None:
    """Timers that the new version still has run on; others are taken away, and new ones begin now."""
    wanted = {(timer.scope, timer.task, timer.node): timer for timer in migrate.timers(new.graph, marking)}
    for task in kept:
        here = {node: timer for (scope, at, node), timer in wanted.items() if (scope, at) == (task.scope, task.node)}
        for timer in Timer.objects.filter(task=task, fired_at=None).order_by("id"):
            timer.node = node_map.get(timer.node, timer.node)
            if here.pop(timer.node, None):
                timer.scope = task.scope
                timer.save(update_fields=["node", "scope"])
            else:
                timer.delete()
        clocks.set_timers(case, here.values(), [task])
    on_tasks = {(task.scope, task.node) for task in (*kept, *opened)}
    # Timers of called processes begin anew: their scope may be called differently in the new version.
    Timer.objects.filter(case=case, task=None, fired_at=None).delete()
    alone = [timer for timer in wanted.values() if (timer.scope, timer.task) not in on_tasks]
    at_opened = {(task.scope, task.node) for task in opened}
    clocks.set_timers(case, [t for t in wanted.values() if (t.scope, t.task) in at_opened], opened)
    clocks.set_timers(case, alone, [])

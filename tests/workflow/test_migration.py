"""Open cases taken to another version: a node inserted, renamed, removed; an office or a timer changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.workflow import api as workflow
from pishkhan.workflow.models import Timer
from tests.factories.diagrams import flows, gateway, process, serial, station, timer

A = station("a", "nutrition")
B = station("b", "it", number=2)
C = station("c", "welfare", number=3)
FIRST = serial("moving", A, B, C, order="a b c")


@pytest.fixture
def old(desk):
    return desk.publish(FIRST)


def migrate(desk, old, new, **node_map: str) -> workflow.Migrated:
    return workflow.migrate_cases(
        actor=desk.university.actor("admin"), from_version=old.id, to_version=new.id, node_map=node_map
    )


def past(case) -> list[tuple[str, str, object, str]]:
    """Finished tasks and the lines before the migration."""
    rows = [task for task in workflow.tasks_of_case(case.id) if task.status == "done"]
    tasks = [(task.node, task.status, task.done_by, str(task.done_at)) for task in rows]
    lines = []
    for entry in audit.history(case.id):
        if entry.action == "case.migrated":
            break
        lines.append((entry.action, str(entry.after), entry.seq, entry.hash))
    return [*tasks, *lines]


def test_inserted_node_is_met_on_the_way(desk, old):
    case = desk.open(old)
    desk.done(case, "a")
    before = past(case)
    new = desk.publish(serial("moving", A, B, station("n", "loan-fund", number=9), C, order="a b n c"))
    assert migrate(desk, old, new) == workflow.Migrated(moved=1, stayed={})
    assert (desk.case(case).version_id, past(case)) == (new.id, before)
    desk.done(case, "b")
    desk.done(case, "n")
    assert desk.done(case, "c").finished
    assert audit.broken_at(audit.history(case.id)) is None


def test_renamed_node_keeps_its_task_its_holder_and_what_it_waits_for(desk, old):
    case = desk.open(old)
    task = desk.task(case, "a")
    workflow.begin_waiting(actor=desk.actor(task), task_id=task.id, what=workflow.Waiting.VISIT)
    new = desk.publish(serial("moving", station("aa", "nutrition"), B, C, order="aa b c"))
    migrate(desk, old, new, a="aa")
    moved = desk.task(case, "aa")
    assert (moved.id, moved.visit_open, moved.assignee_id) == (task.id, True, desk.university.person("nutrition").id)
    workflow.end_waiting(actor=desk.actor(moved), task=moved, what=workflow.Waiting.VISIT)
    for node in ["aa", "b", "c"]:
        desk.done(case, node)
    assert desk.case(case).status == "finished"


def test_finished_step_that_was_renamed_is_still_readable(desk, old):
    """C12: a finished task keeps the number and title it was done under."""
    case = desk.open(old)
    desk.done(case, "a")
    new = desk.publish(serial("moving", station("aa", "nutrition", number=7), B, C, order="aa b c"))
    before = past(case)
    migrate(desk, old, new, a="aa")
    assert past(case) == before
    assert [workflow.station(new.id, node).number for node in ["a", "aa"]] == [1, 7]
    with pytest.raises(KeyError):
        workflow.station(new.id, "never")


def test_removed_node_goes_on_at_the_desk_the_map_says(desk, old):
    case, untouched = desk.open(old), desk.open(old)
    desk.done(case, "a")
    new = desk.publish(serial("moving", A, C, order="a c"))
    assert migrate(desk, old, new, b="c").moved == 2
    task = desk.task(case, "c")
    assert task.office_id == desk.office("welfare")
    assert [t.status for t in workflow.tasks_of_case(case.id) if t.node == "b"] == ["cancelled"]
    assert desk.nodes(untouched) == ["a"]
    assert desk.done(case, "c").finished


def test_removed_node_without_a_word_stays_and_says_why(desk, old):
    case, ahead = desk.open(old), desk.open(old)
    desk.done(case, "a")
    new = desk.publish(serial("moving", A, C, order="a c"))
    before = past(case)
    assert migrate(desk, old, new) == workflow.Migrated(moved=1, stayed={case.id: "token_unmapped"})
    assert (desk.case(case).version_id, desk.case(ahead).version_id) == (old.id, new.id)
    assert past(case) == before
    assert desk.nodes(case) == ["b"]


def test_office_changed_by_the_new_version_gets_the_task(desk, old):
    case = desk.open(old)
    new = desk.publish(serial("moving", station("a", "dormitory"), B, C, order="a b c"))
    migrate(desk, old, new)
    assert desk.task(case, "a").office_id == desk.office("dormitory")
    assert [t.status for t in workflow.tasks_of_case(case.id)] == ["cancelled", "ready"]


def test_timers_follow_the_new_version(desk, clock):
    def timed(*parts: str) -> str:
        return process(
            "timed", A, B, *parts,
            flows("start>a", "a>b", "b>end", *(f"{part.split(chr(34))[1]}>end" for part in parts)),
        )  # fmt: skip

    old = desk.publish(timed(timer("kept", "a", "P2D"), timer("gone", "a", "P3D")))
    case = desk.open(old)
    began = clock.now
    clock.forward(hours=10)
    new = desk.publish(timed(timer("kept", "a", "P2D"), timer("fresh", "a", "P5D")))
    assert migrate(desk, old, new).moved == 1
    due = dict(Timer.objects.filter(task=desk.task(case, "a")).values_list("node", "due_at"))
    assert due == {"kept": began + timedelta(days=2), "fresh": clock.now + timedelta(days=5)}


def test_parallel_case_keeps_the_branches_that_arrived(desk):
    def fork(one: str, other: str) -> str:
        stations = [station(one, "nutrition"), station(other, "it", number=2)]
        pairs = [pair for name in (one, other) for pair in (f"s>{name}", f"{name}>j")]
        return process("par", gateway("s"), gateway("j"), *stations, C, flows("start>s", *pairs, "j>c", "c>end"))

    old = desk.publish(fork("x", "y"))
    case = desk.open(old)
    desk.done(case, "x")
    new = desk.publish(fork("x", "z"))
    assert migrate(desk, old, new, y="z").moved == 1
    desk.done(case, "z")
    assert desk.nodes(case) == ["c"]


def test_finished_cases_and_other_versions_are_left_alone(desk, old):
    case = desk.open(old)
    for node in "abc":
        desk.done(case, node)
    new = desk.publish(serial("moving", A, C, order="a c"))
    later = desk.open(new)
    assert migrate(desk, old, new, b="c").moved == 0
    assert (desk.case(case).version_id, desk.case(later).version_id) == (old.id, new.id)


def test_versions_of_different_processes_are_refused(desk, old):
    other = desk.publish(serial("other", A, order="a"))
    with pytest.raises(DomainError, match="versions_differ"):
        migrate(desk, old, other)


def test_versions_of_another_institution_are_refused(desk, shiraz, old):
    new = desk.publish(serial("moving", A, C, order="a c"))
    with pytest.raises(DomainError, match="versions_differ"):
        workflow.migrate_cases(
            actor=shiraz.actor("admin"), from_version=old.id, to_version=new.id, node_map={"b": "c"}
        )

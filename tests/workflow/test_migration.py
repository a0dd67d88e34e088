"""Open cases taken to another version: a node inserted, renamed, removed; an office or a timer changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.workflow import api as workflow
from pishkhan.workflow.domain import migration
from pishkhan.workflow.models import Timer
from tests.factories import forks
from tests.factories.diagrams import flows, gateway, process, serial, station, timer
from tests.factories.jobs import run_jobs
from tests.factories.packs import load
from tests.workflow.conftest import Desk

A = station("a", "nutrition")
B = station("b", "it", number=2)
C = station("c", "welfare", number=3)
FIRST = serial("moving", A, B, C, order="a b c")


@pytest.fixture
def old(desk):
    return desk.publish(FIRST)


def begin(university, old, new, **node_map: str) -> workflow.CaseMigration:
    return workflow.begin_migration(
        actor=university.actor("admin"), old=old.id, new=new.id, node_map=node_map
    )


def migrate(desk, old, new, **node_map: str) -> tuple[int, dict[str, str]]:
    """How many moved, and why the others did not, after checking that the preview had said so."""
    seen = workflow.foresee(actor=desk.university.actor("admin"), old=old.id, new=new.id, node_map=node_map)
    row = begin(desk.university, old, new, **node_map)
    run_jobs()
    row.refresh_from_db()
    assert row.finished_at is not None
    assert (row.moved, row.stayed, row.looked_at) == (seen.moves, seen.stays, row.total)
    return row.moved, row.named


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
    assert migrate(desk, old, new) == (1, {})
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
    assert migrate(desk, old, new, b="c") == (2, {})
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
    assert migrate(desk, old, new) == (1, {str(case.id): "token_unmapped"})
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
    assert migrate(desk, old, new) == (1, {})
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
    assert migrate(desk, old, new, y="z") == (1, {})
    desk.done(case, "z")
    assert desk.nodes(case) == ["c"]


def test_finished_cases_and_other_versions_are_left_alone(desk, old):
    case = desk.open(old)
    for node in "abc":
        desk.done(case, node)
    new = desk.publish(serial("moving", A, C, order="a c"))
    later = desk.open(new)
    assert migrate(desk, old, new, b="c") == (0, {})
    assert (desk.case(case).version_id, desk.case(later).version_id) == (old.id, new.id)


def test_versions_of_different_processes_are_refused(desk, old):
    other = desk.publish(serial("other", A, order="a"))
    with pytest.raises(DomainError, match="versions_differ"):
        begin(desk.university, old, other)


def test_versions_of_another_institution_are_refused(desk, shiraz, old):
    new = desk.publish(serial("moving", A, C, order="a c"))
    for ask in (workflow.begin_migration, workflow.foresee):
        with pytest.raises(DomainError, match="versions_differ"):
            ask(actor=shiraz.actor("admin"), old=old.id, new=new.id, node_map={"b": "c"})


@pytest.mark.parametrize("login", ["manager", "edu.lead", "981020304"])
def test_only_administrators_migrate(desk, old, login):
    new, actor = desk.publish(serial("moving", A, C, order="a c")), desk.university.actor(login)
    for ask in (workflow.begin_migration, workflow.foresee):
        with pytest.raises(workflow.NotYours):
            ask(actor=actor, old=old.id, new=new.id, node_map={})
    assert not workflow.migrations_of(actor)


def test_history_names_the_administrator_though_a_job_moved_the_case(desk, old):
    case = desk.open(old)
    migrate(desk, old, desk.publish(serial("moving", A, C, order="a c")))
    line = audit.history(case.id).get(action="case.migrated")
    assert (line.actor_id, line.via) == (desk.university.person("admin").id, "job")


def test_second_migration_from_a_version_waits_for_the_first(desk, old):
    desk.open(old)
    new = desk.publish(serial("moving", A, C, order="a c"))
    begin(desk.university, old, new)
    with pytest.raises(DomainError, match="migration_running"):
        begin(desk.university, old, new)
    run_jobs()
    assert begin(desk.university, old, new).total == 0


def test_preview_changes_nothing_and_says_what_it_did_not_look_at(desk, old, monkeypatch):
    ahead, behind = desk.open(old), desk.open(old)
    desk.open(old)
    desk.done(ahead, "a")
    new = desk.publish(serial("moving", A, C, order="a c"))
    admin = desk.university.actor("admin")
    assert workflow.foresee(actor=admin, old=old.id, new=new.id, node_map={}) == workflow.Foreseen(
        2, {"token_unmapped": 1}
    )
    monkeypatch.setattr(migration, "FORESEEN", 1)
    assert workflow.foresee(actor=admin, old=old.id, new=new.id, node_map={}) == workflow.Foreseen(2, {}, 1)
    assert {desk.case(case).version_id for case in (ahead, behind)} == {old.id}


def test_case_that_cannot_be_read_stays_and_the_others_move(desk, old):
    broken, case = desk.open(old), desk.open(old)
    workflow.Case.objects.filter(id=broken.id).update(marking={"tokens": [["r"]], "log": [], "last": 0})
    new, admin = desk.publish(serial("moving", A, C, order="a c")), desk.university.actor("admin")
    seen = workflow.foresee(actor=admin, old=old.id, new=new.id, node_map={})
    row = begin(desk.university, old, new)
    run_jobs()
    row.refresh_from_db()
    assert (row.moved, row.named, seen.stays) == (1, {str(broken.id): "failed"}, {"failed": 1})
    assert desk.case(case).version_id == row.new_id


@pytest.mark.django_db(transaction=True)
def test_killed_job_goes_on_where_it_was_and_moves_nothing_twice(monkeypatch):
    desk = Desk(load("iums-nursing"))
    old = desk.publish(FIRST)
    cases = [desk.open(old) for _ in range(7)]
    row = begin(desk.university, old, desk.publish(serial("moving", A, C, order="a c")))
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    move, seen = migration._move, []

    def dies_at_the_fourth(*given):
        seen.append(given)
        if len(seen) == 4:
            forks.die()
        move(*given)

    monkeypatch.setattr(migration, "_move", dies_at_the_fourth)
    assert forks.killed(lambda: migration.carry_on(row.id))
    row.refresh_from_db()
    assert (row.moved, row.finished_at) == (2, None)  # the second batch was not committed
    monkeypatch.setattr(migration, "_move", move)
    run_jobs()
    migration.carry_on(row.id)
    row.refresh_from_db()
    assert (row.moved, row.stayed, row.finished_at is None) == (7, {}, False)
    for case in cases:
        assert audit.history(case.id).filter(action="case.migrated").count() == 1
        assert audit.broken_at(audit.history(case.id)) is None

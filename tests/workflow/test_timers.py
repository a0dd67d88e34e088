"""Boundary timers on real rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from pishkhan.plumbing import audit
from pishkhan.plumbing.models import Incident
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Waiting
from pishkhan.workflow.models import Timer
from tests.factories import forks
from tests.factories.diagrams import flows, process, station, timer
from tests.factories.jobs import run_jobs
from tests.factories.packs import load
from tests.workflow.conftest import TEHRAN, Desk


def reminding(*, interrupting: bool, length: str = "P2D", working: bool = False) -> str:
    return process(
        "late", station("a", "nutrition"), station("help", "it", number=2), station("b", "welfare", number=3),
        timer("clock", "a", length, interrupting=interrupting, working=working),
        flows("start>a", "a>b", "b>end", "clock>help", "help>end"),
    )  # fmt: skip


def test_timer_that_is_not_due_does_not_fire(desk, clock):
    case = desk.start(reminding(interrupting=True))
    clock.forward(hours=47)
    assert (workflow.fire_due(), desk.nodes(case)) == (0, ["a"])


def test_interrupting_timer_takes_the_task_away(desk, clock):
    case = desk.start(reminding(interrupting=True))
    clock.forward(hours=48)
    assert (workflow.fire_due(), desk.nodes(case)) == (1, ["help"])
    (gone,) = [task for task in workflow.tasks_of_case(case.id) if task.node == "a"]
    assert gone.status == "cancelled"
    assert desk.done(case, "help").finished


def test_other_timer_leaves_the_task_where_it_is(desk, clock):
    case = desk.start(reminding(interrupting=False))
    task = desk.task(case, "a")
    clock.forward(hours=48)
    assert (workflow.fire_due(), desk.nodes(case)) == (1, ["a", "help"])
    assert desk.task(case, "a").id == task.id
    desk.done(case, "help")
    desk.done(case, "a")
    assert desk.done(case, "b").finished


def test_fired_timer_fires_once(desk, clock):
    case = desk.start(reminding(interrupting=False))
    clock.forward(hours=48)
    assert [workflow.fire_due(), workflow.fire_due()] == [1, 0]
    actions = [(e.action, e.actor_id, e.via) for e in audit.history(case.id) if e.action == "timer.fired"]
    assert actions == [("timer.fired", None, "job")]
    assert audit.broken_at(audit.history(case.id)) is None


def test_timer_of_a_finished_task_is_dead(desk, clock):
    case = desk.start(reminding(interrupting=True))
    desk.done(case, "a")
    clock.forward(hours=48)
    assert (workflow.fire_due(), desk.nodes(case)) == (0, ["b"])


def test_timer_of_a_paused_task_waits_and_keeps_the_time_it_had(desk, clock):
    """C8: while the student is awaited, nothing runs against the office."""
    case = desk.start(reminding(interrupting=True))
    clock.forward(hours=40)
    task = desk.task(case, "a")
    workflow.begin_waiting(actor=desk.actor(task), task_id=task.id, what=Waiting.VISIT)
    clock.forward(days=30)
    assert workflow.fire_due() == 0
    workflow.end_waiting(
        actor=desk.actor(task), task=workflow.locked_task(desk.actor(task), task.id), what=Waiting.VISIT
    )
    clock.forward(hours=7)
    assert workflow.fire_due() == 0
    clock.forward(hours=2)
    assert (workflow.fire_due(), desk.nodes(case)) == (1, ["help"])


def test_working_timer_counts_office_hours(desk, clock):
    desk.start(reminding(interrupting=True, length="PT8H", working=True))
    assert Timer.objects.get().due_at == datetime(2026, 11, 22, 9, 30, tzinfo=TEHRAN)


def test_working_timer_of_a_paused_task_keeps_its_office_hours(desk, clock):
    case = desk.start(reminding(interrupting=True, length="PT8H", working=True))
    clock.forward(hours=2)
    task = desk.task(case, "a")
    workflow.begin_waiting(actor=desk.actor(task), task_id=task.id, what=Waiting.STUDENT)
    clock.forward(days=2)
    workflow.end_waiting(
        actor=desk.actor(task), task=workflow.locked_task(desk.actor(task), task.id), what=Waiting.STUDENT
    )
    assert Timer.objects.get().due_at == datetime(2026, 11, 24, 9, 30, tzinfo=TEHRAN)


def test_timer_renamed_by_a_migration_just_before_it_fires_goes_its_new_way(desk, clock):
    case = desk.start(reminding(interrupting=True))
    old = desk.case(case).version
    text = reminding(interrupting=True)
    for was, now in (("a", "aa"), ("clock", "watch"), ("help", "aid")):
        text = text.replace(f'"{was}"', f'"{now}"')
    new = desk.publish(text)
    clock.forward(hours=48)
    moved = []

    def meanwhile(execute, sql, params, many, context):
        if not moved and sql.startswith("SELECT") and '"workflow_case"' in sql and sql.endswith("FOR UPDATE"):
            moved.append(
                workflow.begin_migration(
                    actor=desk.university.actor("admin"), old=old.id, new=new.id,
                    node_map={"a": "aa", "clock": "watch", "help": "aid"},
                )
            )  # fmt: skip
            run_jobs()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert workflow.fire_due() == 1
    assert (desk.case(case).version_id, desk.nodes(case)) == (new.id, ["aid"])


def test_every_office_of_a_shared_step_has_the_timer(desk, clock):
    text = process(
        "late", station("a", "nutrition loan-fund", approvers="all"), station("help", "it", number=2),
        timer("clock", "a", "P2D"), flows("start>a", "a>end", "clock>help", "help>end"),
    )  # fmt: skip
    case = desk.start(text)
    desk.done(case, "a", "loan-fund")
    clock.forward(hours=48)
    assert (workflow.fire_due(), desk.nodes(case)) == (1, ["help"])


def test_timer_that_cannot_fire_does_not_hold_up_the_others(desk, clock, monkeypatch):
    broken, good = [desk.start(reminding(interrupting=True)) for _ in range(2)]
    Timer.objects.filter(task__case=broken).update(node="nothing", due_at=clock.now + timedelta(hours=1))
    clock.forward(hours=48)
    assert (workflow.fire_due(), desk.nodes(broken), desk.nodes(good)) == (1, ["a"], ["help"])
    incident = Incident.objects.get(kind="timer_stuck")
    assert (incident.subject_id, incident.detail["node"]) == (desk.task(broken, "a").id, "nothing")
    Timer.objects.filter(task__case=broken).update(node="clock")
    clock.forward(minutes=11)  # it waits a while behind those that can fire
    assert (workflow.fire_due(), desk.nodes(broken)) == (1, ["help"])
    incident.refresh_from_db()
    assert incident.state == "closed"


def fire_and_die(table: str) -> None:
    """Fire what is due and be killed before the first row of the table is written."""

    def hook(execute, sql, params, many, context):
        if sql.startswith((f'UPDATE "{table}"', f'INSERT INTO "{table}"')):
            forks.die()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        workflow.fire_due()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["workflow_timer", "workflow_case", "plumbing_auditentry"])
def test_timer_of_a_killed_worker_fires_once_when_tried_again(table):
    desk = Desk(load("iums-nursing"))
    case = desk.start(reminding(interrupting=True))
    Timer.objects.update(due_at=timezone.now())
    assert forks.killed(partial(fire_and_die, table))
    assert (desk.nodes(case), Timer.objects.get().fired_at) == (["a"], None)
    assert [workflow.fire_due(), workflow.fire_due()] == [1, 0]
    assert desk.nodes(case) == ["help"]


@pytest.mark.django_db(transaction=True)
def test_timer_met_by_two_workers_fires_once():
    desk = Desk(load("iums-nursing"))
    case = desk.start(reminding(interrupting=False))
    Timer.objects.update(due_at=timezone.now())
    assert sorted(forks.together([workflow.fire_due] * 3)) == [0, 0, 1]
    assert desk.nodes(case) == ["a", "help"]
